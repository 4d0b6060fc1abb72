#pragma once

/// \file
/// How likely a TDD cell's carrier lies 200 or 400 Hz beside where its reference signals put it.
///
/// What a TDD cell certainly sends comes every 5 ms, in little more than a millisecond of it: offsets 200 Hz
/// apart turn it alike from one half frame to the next, and hardly differently within. All that is known of
/// the decoded cell is weighed together: the reference signals of its downlink and, where it has one antenna
/// port, its synchronisation signals, which must then come from that port.

#include <array>

#include "dsp/lte/pilot_grid.hpp"

namespace cellwarden::lte {

inline constexpr double kTddAmbiguity_hz = 200.0;

struct OffsetAlternative {
  double apart_hz{};     ///< from the timing's offset: -400 … +400
  double probability{};  ///< all alternatives together have 1
};
using OffsetAlternatives = std::array<OffsetAlternative, 5>;

/// \param timing       as measured, right but for a multiple of 200 Hz
/// \param noise_power  per resource element
[[nodiscard]] OffsetAlternatives weigh_alternatives(SymbolReader& reader, const CellShape& shape,
                                                    const FrameTiming& timing, const DownlinkMask& downlink,
                                                    unsigned ports, double noise_power);

[[nodiscard]] OffsetAlternative likeliest(const OffsetAlternatives& alternatives) noexcept;

/// Standard deviation that the alternatives add to an offset apart_hz from the timing's.
[[nodiscard]] double spread_hz(const OffsetAlternatives& alternatives, double apart_hz) noexcept;

}  // namespace cellwarden::lte
