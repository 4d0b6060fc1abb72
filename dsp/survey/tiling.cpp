#include "dsp/survey/tiling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "cell/gsm/arfcn.hpp"

namespace cellwarden::survey {
namespace {

/// What one window must hold, and from where to where its centre may lie for that.
struct Place {
  std::int64_t low_hz{};   ///< lower edge of the lowest carrier
  std::int64_t high_hz{};  ///< upper edge of the highest
  RatSet rats;
};

/// The fewest windows of `width_hz`: each begins with the lowest carrier that none before it holds.
std::vector<Place> places_of(std::span<const GridCarrier> carriers, std::int64_t width_hz) {
  std::vector<Place> places;
  std::vector<bool> is_held(carriers.size());
  for (std::size_t first = 0; first < carriers.size(); ++first) {
    if (is_held[first]) continue;
    Place place{carriers[first].low_hz(), carriers[first].high_hz(), {}};
    const std::int64_t end_hz = place.low_hz + width_hz;
    for (std::size_t i = first; i < carriers.size() && carriers[i].low_hz() < end_hz; ++i) {
      if (is_held[i] || carriers[i].high_hz() > end_hz) continue;
      is_held[i] = true;
      place.high_hz = std::max(place.high_hz, carriers[i].high_hz());
      place.rats.add(carriers[i].rat);
    }
    places.push_back(place);
  }
  return places;
}

/// As many windows as `width_hz` needs, of the narrowest width that needs no more: what is spare is then
/// margin at the edges of every window instead of one empty end.
std::vector<Place> even_places(std::span<const GridCarrier> carriers, std::int64_t width_hz) {
  constexpr std::int64_t kStep_hz = 10'000;
  std::int64_t narrow_hz = 0;
  for (const auto& carrier : carriers) narrow_hz = std::max(narrow_hz, 2 * carrier.margin_hz);
  std::int64_t enough_hz = width_hz;
  auto best = places_of(carriers, enough_hz);
  while (enough_hz - narrow_hz > kStep_hz) {
    const std::int64_t half_hz = std::midpoint(narrow_hz, enough_hz);
    auto places = places_of(carriers, half_hz);
    if (places.size() > best.size()) {
      narrow_hz = half_hz;
    } else {
      enough_hz = half_hz;
      best = std::move(places);
    }
  }
  return best;
}

/// The distance of a centre from the nearest point of the rasters in a window.
double raster_distance(double center_hz, const RatSet& rats) {
  double nearest_hz = std::numeric_limits<double>::infinity();
  for (const Rat rat : {Rat::kGsm, Rat::kLte}) {
    if (!rats.has(rat)) continue;
    const auto raster_hz = static_cast<double>(grid_of(rat)->raster_hz);
    nearest_hz = std::min(nearest_hz, std::abs(std::remainder(center_hz, raster_hz)));
  }
  return nearest_hz;
}

/// The centre between `low_hz` and `high_hz` that is farthest from any carrier, and of several such the one
/// nearest to `middle_hz`.
double clear_center(double low_hz, double high_hz, double middle_hz, const RatSet& rats) {
  // Half of either raster is where a carrier is farthest; both are multiples of 50 kHz.
  constexpr double kStep_hz = 50e3;
  constexpr int kStepsEachWay = 4;
  double best_hz = std::clamp(middle_hz, low_hz, high_hz);
  double best_distance_hz = raster_distance(best_hz, rats);
  const auto consider = [&](double center_hz) {
    if (center_hz < low_hz || center_hz > high_hz) return;
    const double distance_hz = raster_distance(center_hz, rats);
    const bool is_nearer = std::abs(center_hz - middle_hz) < std::abs(best_hz - middle_hz);
    if (distance_hz < best_distance_hz || (distance_hz == best_distance_hz && !is_nearer)) return;
    best_hz = center_hz;
    best_distance_hz = distance_hz;
  };
  const double nearest_hz = std::round(best_hz / kStep_hz) * kStep_hz;
  for (int step = -kStepsEachWay; step <= kStepsEachWay; ++step) consider(nearest_hz + step * kStep_hz);
  consider(low_hz);
  consider(high_hz);
  return best_hz;
}

/// Adds to a window what it holds of `carriers`, which are in order.
void fill(Window& window, std::span<const GridCarrier> carriers, double usable_hz) {
  const double low_hz = window.center_hz - usable_hz / 2;
  const double high_hz = window.center_hz + usable_hz / 2;
  window.dc_clearance_hz = std::numeric_limits<double>::infinity();
  auto carrier = std::ranges::lower_bound(
      carriers, low_hz, {}, [](const GridCarrier& c) { return static_cast<double>(c.low_hz()); });
  for (; carrier != carriers.end() && static_cast<double>(carrier->low_hz()) < high_hz; ++carrier) {
    if (static_cast<double>(carrier->high_hz()) > high_hz) continue;
    const auto frequency_hz = static_cast<double>(carrier->frequency_hz);
    window.rats.add(carrier->rat);
    window.dc_clearance_hz = std::min(window.dc_clearance_hz, std::abs(frequency_hz - window.center_hz));
    const auto range = std::ranges::find(window.carriers, carrier->slice, &CarrierRange::slice);
    if (range == window.carriers.end()) {
      window.carriers.push_back({carrier->slice, carrier->rat, frequency_hz, frequency_hz});
    } else {
      range->high_hz = frequency_hz;
    }
  }
  std::ranges::sort(window.carriers, {}, &CarrierRange::slice);
}

/// Where a run ends: no carrier from here on shares a window with one before.
std::size_t run_end(std::span<const GridCarrier> carriers, std::int64_t width_hz) {
  for (std::size_t i = 1; i < carriers.size(); ++i) {
    if (carriers[i].low_hz() >= carriers[i - 1].low_hz() + width_hz) return i;
  }
  return carriers.size();
}

bool is_channel(const GridCarrier& carrier) noexcept {
  if (carrier.rat != Rat::kGsm) return true;
  const auto frequency_hz = static_cast<double>(carrier.frequency_hz);
  return std::ranges::any_of(gsm::gsm_downlink_bands(), [frequency_hz](const gsm::DownlinkBand& band) {
    return frequency_hz >= band.low_hz && frequency_hz <= band.high_hz;
  });
}

}  // namespace

std::optional<WhyLeftOut> why_not(const GridCarrier& carrier, const RadioView& radio) noexcept {
  if (!is_channel(carrier)) return WhyLeftOut::kNoChannel;
  const double usable_hz = std::min(radio.usable_hz, radio.sample_rate_hz);
  if (static_cast<double>(2 * carrier.margin_hz) > usable_hz) return WhyLeftOut::kTooWide;
  const bool reaches_up = static_cast<double>(carrier.high_hz()) <= radio.high_hz + usable_hz / 2;
  const bool reaches_down = static_cast<double>(carrier.low_hz()) >= radio.low_hz - usable_hz / 2;
  if (!reaches_up || !reaches_down || radio.low_hz > radio.high_hz) return WhyLeftOut::kNotTunable;
  return std::nullopt;
}

void leave_out(std::vector<LeftOut>& left_out, const GridCarrier& carrier, WhyLeftOut why) {
  const auto frequency_hz = static_cast<double>(carrier.frequency_hz);
  const auto raster_hz = static_cast<double>(grid_of(carrier.rat)->raster_hz);
  for (LeftOut& stretch : left_out) {
    if (stretch.slice != carrier.slice || stretch.why != why) continue;
    if (frequency_hz - stretch.high_hz > raster_hz) continue;
    stretch.high_hz = frequency_hz;
    return;
  }
  left_out.push_back({carrier.slice, frequency_hz, frequency_hz, why});
}

std::vector<LeftOut> slices_without_carrier(const BandPlan& plan) {
  std::vector<LeftOut> left_out;
  std::vector<bool> has_carrier(plan.slices.size());
  for (const auto& carrier : carriers_of(plan)) has_carrier[carrier.slice] = true;
  for (std::size_t i = 0; i < plan.slices.size(); ++i) {
    if (has_carrier[i]) continue;
    const BandSlice& slice = plan.slices[i];
    left_out.push_back({i, slice.low_hz, slice.high_hz,
                        grid_of(slice.rat) ? WhyLeftOut::kNoCarrier : WhyLeftOut::kNoReceiver});
  }
  return left_out;
}

Tiling tile(std::span<const GridCarrier> carriers, const RadioView& radio) {
  Tiling tiling;
  std::vector<GridCarrier> audible;
  for (const auto& carrier : carriers) {
    if (const auto why = why_not(carrier, radio)) {
      leave_out(tiling.left_out, carrier, *why);
    } else {
      audible.push_back(carrier);
    }
  }
  const double usable_hz = std::floor(std::min(radio.usable_hz, radio.sample_rate_hz));
  const auto width_hz = static_cast<std::int64_t>(usable_hz);
  for (std::span<const GridCarrier> rest = audible; !rest.empty();) {
    const std::size_t end = run_end(rest, width_hz);
    for (const Place& place : even_places(rest.first(end), width_hz)) {
      const auto low_hz = static_cast<double>(place.low_hz);
      const auto high_hz = static_cast<double>(place.high_hz);
      Window window;
      window.center_hz = clear_center(std::max(high_hz - usable_hz / 2, radio.low_hz),
                                      std::min(low_hz + usable_hz / 2, radio.high_hz),
                                      std::midpoint(low_hz, high_hz), place.rats);
      fill(window, audible, usable_hz);
      tiling.windows.push_back(std::move(window));
    }
    rest = rest.subspan(end);
  }
  std::ranges::sort(tiling.windows, {}, &Window::center_hz);
  return tiling;
}

Tiling tile(const BandPlan& plan, const RadioView& radio) {
  Tiling tiling = tile(carriers_of(plan), radio);
  const auto bare = slices_without_carrier(plan);
  tiling.left_out.insert(tiling.left_out.end(), bare.begin(), bare.end());
  std::ranges::stable_sort(tiling.left_out, {}, &LeftOut::slice);
  return tiling;
}

}  // namespace cellwarden::survey
