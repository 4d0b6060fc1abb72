#pragma once

/// \file
/// The fewest windows of one radio that hold every carrier of a band plan.
///
/// A carrier is held where all that it needs (carrier_grid.hpp) lies in the flat part of a window. Windows
/// know nothing of slices: where GSM and LTE share spectrum or adjoin, one window serves both.
///
///   count    the fewest there can be: the lowest carrier not yet held must lie in some window, and none
///            serves the rest better than the one that begins with it
///   places   spread so that carriers keep as far from the windows' edges as that number of windows allows
///   centre   where the radio's own spike (DC) harms least, as long as nothing is lost by it: between two
///            GSM channels in a window of GSM alone (100 kHz off either carrier), else half-way between two
///            points of the 100 kHz raster
///   left out what the radio cannot hear is told, never dropped in silence
///
/// Pure. A plan of 1 GHz for a radio of 2 MHz takes milliseconds.

#include <cstdint>
#include <span>
#include <vector>

#include "dsp/survey/carrier_grid.hpp"

namespace cellwarden::survey {

/// What of a radio matters here.
struct RadioView {
  double low_hz{};          ///< lowest centre that it tunes to
  double high_hz{};         ///< highest
  double sample_rate_hz{};  ///< widest that a window can be
  double usable_hz{};       ///< its flat part, around the centre; at most sample_rate_hz
  double settle_s{};        ///< from the wish to tune until good samples of the new centre come in
};

/// Which radio standards.
class RatSet {
 public:
  void add(Rat rat) noexcept { bits_ |= bit(rat); }
  [[nodiscard]] bool has(Rat rat) const noexcept { return (bits_ & bit(rat)) != 0; }
  [[nodiscard]] bool empty() const noexcept { return bits_ == 0; }
  friend bool operator==(const RatSet&, const RatSet&) = default;

 private:
  [[nodiscard]] static constexpr unsigned bit(Rat rat) noexcept { return 1U << static_cast<unsigned>(rat); }
  unsigned bits_ = 0;
};

/// Carriers of one slice that a window holds, from the lowest to the highest.
struct CarrierRange {
  std::size_t slice{};
  Rat rat{};
  double low_hz{};
  double high_hz{};
};

struct Window {
  double center_hz{};
  std::vector<CarrierRange> carriers;  ///< by slice
  RatSet rats;
  double dc_clearance_hz{};  ///< from the centre to the nearest carrier that it holds
};

enum class WhyLeftOut : std::uint8_t {
  kNotTunable,  ///< outside the radio's tuning range
  kTooWide,     ///< wider than the flat part of the radio's window
  kNoReceiver,  ///< there is no receiver for this standard
  kNoChannel,   ///< the standard has no channel there
  kNoCarrier    ///< the slice is too narrow to hold a carrier
};

/// A stretch of a slice that no window holds.
struct LeftOut {
  std::size_t slice{};
  double low_hz{};   ///< lowest carrier left out, or the slice's edge where it has none
  double high_hz{};  ///< highest
  WhyLeftOut why{};
};

struct Tiling {
  std::vector<Window> windows;  ///< by frequency
  std::vector<LeftOut> left_out;
};

[[nodiscard]] Tiling tile(const BandPlan& plan, const RadioView& radio);

/// The same for some carriers only, as carriers_of() orders them.
[[nodiscard]] Tiling tile(std::span<const GridCarrier> carriers, const RadioView& radio);

/// Slices that have no carrier at all.
[[nodiscard]] std::vector<LeftOut> slices_without_carrier(const BandPlan& plan);

/// Why this radio cannot hear a carrier; nothing where it can.
[[nodiscard]] std::optional<WhyLeftOut> why_not(const GridCarrier& carrier, const RadioView& radio) noexcept;

/// Adds a carrier to the stretches left out: the last one grows where it is its neighbour.
void leave_out(std::vector<LeftOut>& left_out, const GridCarrier& carrier, WhyLeftOut why);

}  // namespace cellwarden::survey
