#pragma once

/// \file
/// Whether a dwell may be judged at all (X12), and whether a cell was decoded well enough (X13).

#include <optional>
#include <span>
#include <string>

#include "cell/observation.hpp"
#include "detector/history/cell_track.hpp"
#include "detector/rules/settings.hpp"

namespace cellwarden::detector {

/// Why this dwell's data are degraded: samples missing or clipped. Also for the `status` record.
[[nodiscard]] std::optional<std::string> degraded_reason(const Listen& listen, const RuleSettings& settings);

/// Why the sensor itself must have changed: three or more cells moved their level or carrier together since
/// the dwell before. `heard`: the cells of the newest dwell.
[[nodiscard]] std::optional<std::string> common_shift(std::span<const history::CellTrack* const> heard,
                                                      const RuleSettings& settings);

/// Whether it is in doubt that this cell was decoded: too few decodes in all, a newest one too near to noise.
/// Not by its SNR alone: other cells on its carrier count as noise there, and a cell far below them is
/// decoded beyond doubt all the same.
[[nodiscard]] bool is_decode_doubtful(const history::CellTrack& cell, const RuleSettings& settings) noexcept;

}  // namespace cellwarden::detector
