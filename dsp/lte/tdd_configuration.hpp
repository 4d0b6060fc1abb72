#pragma once

/// \file
/// Uplink-downlink configurations of a TDD cell (TS 36.211, table 4.2-2) and what follows from them for the
/// control region (table 6.9-1).

#include <optional>

#include "dsp/lte/pilot_grid.hpp"

namespace cellwarden::lte {

/// The configuration, 0…6, that sends reference signals in just these subframes. No two are alike in that.
[[nodiscard]] std::optional<unsigned> tdd_configuration(const DownlinkMask& mask) noexcept;

/// Whether a subframe is a special one: downlink at its beginning, uplink at its end.
[[nodiscard]] bool is_special_subframe(unsigned configuration, unsigned subframe) noexcept;

/// m_i: PHICH groups in a subframe are so many times those of FDD. 0 in uplink subframes.
[[nodiscard]] unsigned tdd_phich_factor(unsigned configuration, unsigned subframe) noexcept;

/// Symbols of the downlink part (DwPTS) of a special subframe (table 4.2-1); 3 for configurations that do not
/// exist, which all others have too.
[[nodiscard]] unsigned special_subframe_symbols(unsigned configuration, CyclicPrefix prefix) noexcept;

}  // namespace cellwarden::lte
