#pragma once

/// \file
/// Reference signals of whole frames, added in phase, and the delays in which a cell's paths lie.

#include <array>
#include <cstddef>
#include <vector>

#include "dsp/lte/pilot_grid.hpp"

namespace cellwarden::lte {

/// Orthogonal delays of 24 pilots are 0.93 us apart; a cell's paths lie in these, from one early to five
/// late.
inline constexpr std::size_t kDelays = 7;
inline constexpr int kFirstDelay = -1;

using DelayRow = std::array<Sample, kDelays>;

/// Pilots, each turned by exp(+j 2 pi j delay / 24) and added: takes a path of that delay out of them.
[[nodiscard]] DelayRow to_delays(const PilotRow& row) noexcept;

/// The same of the pilots that one part of a slot holds: every second one.
[[nodiscard]] DelayRow symbol_delays(const PilotGrid& grid, unsigned port, std::size_t slot,
                                     unsigned part) noexcept;

[[nodiscard]] double power_of(const DelayRow& row) noexcept;

/// For every frame the pilots of ports 0 and 1, each added in phase over the frame.
using FrameRows = std::vector<std::array<PilotRow, 2>>;

[[nodiscard]] FrameRows frame_rows(const PilotGrid& grid);

/// How clearly the frames' pilots add up in the delays where paths may lie, against noise of equal total
/// power.
struct PilotPowers {
  double signal_z{};   ///< in noise's standard deviations
  double snr_total{};  ///< power of the pilots added in phase over their noise, all frames and ports
};
[[nodiscard]] PilotPowers pilot_powers(const PilotGrid& grid, const FrameRows& rows);

}  // namespace cellwarden::lte
