#include "detector/rules/list_worth.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "cell/calendar_date.hpp"
#include "detector/decimal.hpp"
#include "detector/rules/clock_trust.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kOldListQuality = 0.5;
constexpr double kUndatedListQuality = 0.8;
constexpr double kEnoughReports = 20.0;  // of a crowd, for its whole word on a place

// What trust is worth, of a list of today.
struct ByTrust {
  Asked asked;
  double crowd;
  double survey;
  double regulator;
  double network;  // the operator's own
};
constexpr double kThird = 1.0 / 3.0;
constexpr std::array kByTrust = std::to_array<ByTrust>({
    // A survey knows what could be heard along its way. A crowd has about half of all cells: ID06 weighs it.
    {Asked::kHasCell, 1.0, 0.5, 1.0, 1.0},
    // Crowds find nearly all areas, if not nearly all cells.
    {Asked::kHasArea, 0.5, 1.0, 1.0, 1.0},
    // Numbers and places by whoever drove past.
    {Asked::kSays, kThird, 1.0, 1.0, 1.0},
    {Asked::kPlace, kThird, 1.0, 1.0, 1.0},
    // A survey knows where it heard a cell, and not what its antenna radiates.
    {Asked::kPower, 0.0, 0.0, 1.0, 1.0},
    {Asked::kNumbers, 0.0, 0.5, 1.0, 1.0},
    {Asked::kConfiguration, 0.0, 1.0, 1.0, 1.0},
});

double quality_of(towers::Trust trust, Asked asked) {
  const auto* found = std::ranges::find(kByTrust, asked, &ByTrust::asked);
  switch (trust) {
    case towers::Trust::kCrowd:
      return found->crowd;
    case towers::Trust::kSurvey:
      return found->survey;
    case towers::Trust::kRegulator:
      return found->regulator;
    case towers::Trust::kOperator:
      return found->network;
  }
  return 0.0;
}

struct Age {
  double quality{};
  std::string text;  // "12 days old", "of unknown age"
};

Age age_of(const towers::Source& source, const RuleContext& context) {
  const auto today = date_of(context);
  if (!source.date || !today) return {kUndatedListQuality, "of unknown age"};
  const double days = std::chrono::duration<double, std::ratio<86400>>(*today - Time(*source.date)).count();
  // One that is that much younger than a recording knows as little of its day.
  const double quality = std::abs(days) > context.settings.towers_max_age_d ? kOldListQuality : 1.0;
  return {quality,
          days < 0.0 ? decimal(-days, 0) + " days younger than this" : decimal(days, 0) + " days old"};
}

}  // namespace

Worth worth_of(const towers::Source& source, Asked asked, const RuleContext& context) {
  const Age age = age_of(source, context);
  return {quality_of(source.trust, asked) * age.quality,
          source.name + " (" + std::string(towers::to_string(source.trust)) + ", " + age.text + ")"};
}

Worth worth_of(const towers::TowerRecord& row, Asked asked, const RuleContext& context) {
  const towers::Source& source = context.towers->source_of(row);
  Worth worth = worth_of(source, asked, context);
  if (asked == Asked::kPlace && source.trust == towers::Trust::kCrowd) {
    const auto reports = static_cast<double>(row.samples);
    worth.quality *=
        reports < context.settings.id07_min_samples ? 0.0 : std::min(1.0, reports / kEnoughReports);
  }
  return worth;
}

Standing standing_of(const towers::TowerRecord& row, const RuleContext& context) {
  constexpr auto kDay = std::chrono::days(1);
  const auto today = date_of(context);
  if (!today) return Standing::kOn;
  if (row.valid_from && *today < Time(*row.valid_from - kDay)) return Standing::kNotYet;
  // Its last day ends a day after it began.
  if (row.valid_to && *today >= Time(*row.valid_to + kDay + kDay)) return Standing::kOver;
  return Standing::kOn;
}

std::string interval_text(const towers::TowerRecord& row, const RuleContext& context) {
  const std::string& name = context.towers->source_of(row).name;
  if (standing_of(row, context) == Standing::kNotYet) {
    return name + " has it on air only from " + date_text(*row.valid_from);
  }
  return name + " has it on air until " + (row.valid_to ? date_text(*row.valid_to) : std::string("now"));
}

}  // namespace cellwarden::detector
