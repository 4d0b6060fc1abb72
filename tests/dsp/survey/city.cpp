#include "tests/dsp/survey/city.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace cellwarden::survey {
namespace {

constexpr double kFrame_s = 0.12 / 26.0;  // TS 45.002, section 4.3
constexpr double kBurst_s = kFrame_s / 8;
constexpr std::int64_t kMultiframe = 51;
constexpr std::int64_t kTypes = 8;

/// Whether [from, to] holds `length_s` from `at_s` on.
bool holds(double from_s, double to_s, double at_s, double length_s) {
  return at_s >= from_s && at_s + length_s <= to_s;
}

std::optional<std::size_t> gsm_content(std::int64_t tc) {
  constexpr std::array<std::optional<std::size_t>, 8> kContent{0, 1, 2, 3, {}, {}, 2, 3};
  return kContent[static_cast<std::size_t>(tc)];
}

/// Reads what the visit held of a GSM cell; whether it is synchronised with.
bool hear_gsm(CityCell& cell, double from_s, double to_s) {
  const auto first = static_cast<std::int64_t>(std::floor((from_s - cell.phase_s) / kFrame_s / kMultiframe));
  const auto last = static_cast<std::int64_t>(std::floor((to_s - cell.phase_s) / kFrame_s / kMultiframe));
  int bursts = 0;
  std::array<std::optional<double>, 4> read;
  for (std::int64_t m = first; m <= last; ++m) {
    const auto at = [&](std::int64_t frame) {
      return cell.phase_s + static_cast<double>(m * kMultiframe + frame) * kFrame_s;
    };
    for (const std::int64_t frame : {1, 11, 21, 31, 41})
      bursts += holds(from_s, to_s, at(frame), kBurst_s) ? 1 : 0;
    const auto content = gsm_content(((m % kTypes) + kTypes) % kTypes);
    if (content && holds(from_s, to_s, at(2), 3 * kFrame_s + kBurst_s)) read[*content] = at(5) + kBurst_s;
  }
  if (bursts < 2) return false;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i]) cell.read_s[i] = read[i];
  }
  return true;
}

bool hear_lte(CityCell& cell, const RadioView& radio, double center_hz, double from_s, double to_s) {
  if (to_s - from_s < 0.08) return false;
  cell.read_s[0] = to_s;
  if (cell.width_hz > radio.sample_rate_hz) cell.read_s.assign(cell.read_s.size(), to_s);
  const double reach_hz = std::abs(cell.frequency_hz - center_hz) + cell.width_hz / 2;
  if (reach_hz > radio.usable_hz / 2) return true;
  constexpr std::array<double, 3> kPeriods_s{0.16, 0.32, 0.64};
  for (std::size_t i = 0; i < kPeriods_s.size(); ++i) {
    const double period_s = kPeriods_s[i];
    const double at_s = cell.phase_s + std::ceil((from_s - cell.phase_s) / period_s) * period_s;
    if (holds(from_s, to_s, at_s, 0.01)) cell.read_s[i + 1] = at_s;
  }
  return true;
}

}  // namespace

std::optional<double> CityCell::content_s() const {
  return *std::ranges::min_element(read_s);
}

City::City(BandPlan plan, std::vector<RadioView> radios, const SurveyPolicy& policy, unsigned seed)
    : survey(std::move(plan), radios, policy),
      random(seed),
      radios_(std::move(radios)),
      clocks_(radios_.size()) {}

double City::uniform(double low, double high) {
  return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
}

double City::now_s() const {
  double now_s = clocks_.front().at_s;
  for (const auto& clock : clocks_) now_s = std::min(now_s, clock.at_s);
  return now_s;
}

std::size_t City::add(const CityCell& cell) {
  cells.push_back(cell);
  // Another cell on the same carrier would be another colour.
  cells.back().physical_id = static_cast<std::uint16_t>(++serial_ % 504);
  cells.back().phase_s = uniform(0.0, 2.0);
  return cells.size() - 1;
}

void City::add_gsm(std::size_t slice, std::size_t count) {
  const BandSlice& band = survey.plan().slices[slice];
  for (std::size_t added = 0; added < count;) {
    const double f = std::round(uniform(band.low_hz + 0.2e6, band.high_hz - 0.2e6) / 0.2e6) * 0.2e6;
    const bool is_near =
        std::ranges::any_of(cells, [&](const CityCell& c) { return std::abs(c.frequency_hz - f) < 0.39e6; });
    if (is_near) continue;
    add({Rat::kGsm, f});
    ++added;
  }
}

void City::add_lte(double frequency_hz) {
  cells[add({Rat::kLte, frequency_hz})].width_hz = 9e6;
}

std::size_t City::add_anywhere(double on_s) {
  const auto& slices = survey.plan().slices;
  double total_hz = 0.0;
  for (const auto& slice : slices) total_hz += slice.high_hz - slice.low_hz;
  for (;;) {
    double at_hz = uniform(0.0, total_hz);
    std::size_t slice = 0;
    while (at_hz >= slices[slice].high_hz - slices[slice].low_hz) {
      at_hz -= slices[slice].high_hz - slices[slice].low_hz;
      ++slice;
    }
    const bool is_gsm = slices[slice].rat == Rat::kGsm;
    const double raster_hz = is_gsm ? 0.2e6 : 0.1e6;
    const double f = std::round((slices[slice].low_hz + at_hz) / raster_hz) * raster_hz;
    const double margin_hz = is_gsm ? 0.1e6 : 0.54e6;
    if (f - margin_hz < slices[slice].low_hz || f + margin_hz > slices[slice].high_hz) continue;
    const std::size_t cell = add({slices[slice].rat, f, 0, 0.0, on_s});
    if (!is_gsm) cells[cell].width_hz = 4.5e6;
    return cell;
  }
}

std::vector<HeardCarrier> City::hear(const RadioView& radio, double center_hz, double from_s, double to_s) {
  std::vector<HeardCarrier> heard;
  for (auto& cell : cells) {
    const bool is_gsm = cell.rat == Rat::kGsm;
    const double reach_hz = std::abs(cell.frequency_hz - center_hz) + (is_gsm ? 0.1e6 : 0.54e6);
    if (reach_hz > radio.usable_hz / 2 + 1 || cell.on_s >= to_s) continue;
    const double to = std::min(to_s, cell.off_s.value_or(to_s));
    const double from = std::max(from_s, cell.on_s);
    if (to <= from) continue;
    if (!(is_gsm ? hear_gsm(cell, from, to) : hear_lte(cell, radio, center_hz, from, to))) continue;
    if (!cell.heard_s) cell.heard_s = to_s;
    HeardCarrier carrier{cell.rat, cell.frequency_hz, cell.physical_id, {}, cell.is_suspicious, {}};
    if (cell.rat == Rat::kLte) carrier.width_hz = cell.width_hz;
    if (const auto content = cell.content_s()) carrier.content_age_s = to_s - *content;
    heard.push_back(carrier);
  }
  return heard;
}

void City::step(std::size_t radio) {
  Clock& clock = clocks_[radio];
  if (clock.visit) {
    const Visit& visit = *clock.visit;
    const double from_s = clock.began_s + visit.settle_s;
    const auto heard = hear(radios_[radio], visit.center_hz, from_s, clock.at_s);
    const double more_s = survey.stay_s(radio, clock.at_s, heard);
    if (more_s > 1e-9) {
      clock.at_s += std::min(more_s, piece_s);
      return;
    }
    if (keeps_stays) stays.push_back({visit, radio, clock.began_s, clock.at_s});
  }
  clock.visit = survey.next(radio, clock.at_s);
  clock.began_s = clock.at_s;
  clock.at_s += clock.visit ? clock.visit->settle_s + std::min(piece_s, clock.visit->duration_s) : 1.0;
}

void City::run_until(double until_s, std::optional<std::size_t> cell) {
  while (now_s() < until_s && !(cell && cells[*cell].heard_s)) {
    const auto first = std::ranges::min_element(clocks_, {}, &Clock::at_s);
    step(static_cast<std::size_t>(first - clocks_.begin()));
  }
}

Waits waits_of(std::vector<double> waits_s) {
  std::ranges::sort(waits_s);
  const auto at = [&](double share) {
    return waits_s[static_cast<std::size_t>(share * static_cast<double>(waits_s.size() - 1))];
  };
  return {at(0.5), at(0.95), waits_s.back()};
}

}  // namespace cellwarden::survey
