#include "detector/rules/clock_trust.hpp"

#include "detector/decimal.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kDay_s = 86400.0;

std::string seconds_text(double s) {
  constexpr double kHour_s = 3600.0;
  return s < 2.0 * kHour_s ? decimal(s, s < 10.0 ? 1 : 0) + " s" : decimal(s / kHour_s, 1) + " h";
}

}  // namespace

std::optional<std::string> why_clock_is_poor(const RuleContext& context, double needed_s) {
  const auto& clock = context.seen().clock;
  if (!clock) return std::nullopt;
  if (clock->source == ClockSource::kNone) return "the clock of this computer is not synchronised";
  if (clock->error_s && *clock->error_s > needed_s)
    return "the clock of this computer may be wrong by " + seconds_text(*clock->error_s);
  if (clock->jumped && needed_s < kDay_s) return "the clock of this computer was set a moment ago";
  return std::nullopt;
}

std::optional<Time> date_of(const RuleContext& context) {
  return why_clock_is_poor(context, kDay_s) ? std::nullopt : context.seen().time;
}

}  // namespace cellwarden::detector
