#include "detector/rules/list_age.hpp"

#include "detector/decimal.hpp"
#include "detector/rules/clock_trust.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kOldListQuality = 0.5;
constexpr double kUndatedListQuality = 0.8;

}  // namespace

double completeness_of(towers::Trust trust) noexcept {
  constexpr double kSurvey = 0.5;
  return trust == towers::Trust::kSurvey ? kSurvey : 1.0;
}

ListAge age_of_list(const towers::Source& source, const RuleContext& context) {
  const auto today = date_of(context);
  if (!source.date || !today) return {kUndatedListQuality, "of unknown age"};
  const double days = std::chrono::duration<double, std::ratio<86400>>(*today - Time(*source.date)).count();
  const std::string text = decimal(days, 0) + " days old";
  return {days > context.settings.towers_max_age_d ? kOldListQuality : 1.0, text};
}

}  // namespace cellwarden::detector
