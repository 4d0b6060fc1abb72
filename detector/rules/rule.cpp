#include "detector/rules/rule.hpp"

#include <cmath>
#include <utility>

#include "detector/rules/list_worth.hpp"

namespace cellwarden::detector {

Outcome not_evaluated(std::string why, std::string held_back) {
  Outcome outcome;
  outcome.verdict = Verdict::kNotEvaluated;
  outcome.why = std::move(why);
  outcome.held_back = std::move(held_back);
  return outcome;
}

Outcome pass() {
  Outcome outcome;
  outcome.verdict = Verdict::kPass;
  return outcome;
}

std::string carrier_text(const RuleContext& context) {
  const Carrier& carrier = context.seen().carrier;
  if (carrier.nominal_hz) return carrier_text(carrier);
  for (const history::CellTrack* other : context.others) {
    const Carrier& known = other->latest().carrier;
    if (known.nominal_hz && is_same_carrier(carrier, known)) return carrier_text(known);
  }
  return carrier_text(carrier);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + ' ' + std::string(count == 1 ? one : many);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::vector<towers::TowerRecord> rows_on_carrier_at_any_time(const RuleContext& context) {
  const Carrier& carrier = context.seen().carrier;
  const double centre_hz = carrier.nominal_hz.value_or(carrier.measured_hz.value);
  const double doubt_hz =
      carrier.nominal_hz ? 1.0 : centre_hz * context.settings.radio_clock_tolerance_ppm * 1e-6;
  std::optional<towers::Near> near;
  if (context.seen().receiver_at) {
    near = towers::Near{*context.seen().receiver_at, context.settings.towers_radius_m};
  }
  return context.towers->on_carrier(carrier.rat, centre_hz - doubt_hz, centre_hz + doubt_hz, near);
}

std::vector<towers::TowerRecord> rows_on_carrier(const RuleContext& context) {
  auto rows = rows_on_carrier_at_any_time(context);
  std::erase_if(rows, [&](const towers::TowerRecord& row) { return !is_on(row, context); });
  return rows;
}

bool is_same_carrier(const Carrier& a, const Carrier& b) noexcept {
  if (a.nominal_hz && b.nominal_hz) return std::abs(*a.nominal_hz - *b.nominal_hz) < 1.0;
  return std::abs(a.measured_hz.value - b.measured_hz.value) <= raster_hz(a.rat) / 2.0;
}

}  // namespace cellwarden::detector
