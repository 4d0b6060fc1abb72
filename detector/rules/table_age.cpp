#include "detector/rules/table_age.hpp"

#include <cmath>
#include <optional>

#include "detector/rules/clock_trust.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kOldTableQuality = 0.5;
constexpr double kNoDateQuality = 0.8;
constexpr double kYear_d = 365.0;

// From the table to today; negative where the table is newer.
std::optional<double> days_since(const RuleContext& context, std::chrono::sys_days date) {
  const auto today = date_of(context);
  if (!today) return std::nullopt;
  return std::chrono::duration<double, std::ratio<86400>>(*today - Time(date)).count();
}

}  // namespace

double quality_of_table(const RuleContext& context, std::chrono::sys_days date) {
  const auto days = days_since(context, date);
  if (!days) return kNoDateQuality;
  return std::abs(*days) > kYear_d ? kOldTableQuality : 1.0;
}

bool is_before_table(const RuleContext& context, std::chrono::sys_days date) {
  const auto days = days_since(context, date);
  return days && *days < -kYear_d;
}

}  // namespace cellwarden::detector
