#pragma once

#include <optional>
#include <span>

#include "dsp/iq_block.hpp"

namespace cellwarden::gsm {

/// How far a burst's phase strays from GMSK's, rms in radians.
///
/// The burst is explained as well as any linear channel of a few symbols lets the two largest pulses of
/// Laurent's expansion of GMSK explain it (P. A. Laurent, IEEE Trans. Commun. 34 (2), 1986); what is left in
/// the phase is the transmitter's, the radio's and the noise's.
///
/// \param y    one sample per symbol, quarter turns taken out, of a whole burst
/// \param llr  of its symbols, in a signal so clear that their signs are right
[[nodiscard]] std::optional<double> gmsk_phase_error_rad(std::span<const Sample> y,
                                                         std::span<const float> llr) noexcept;

}  // namespace cellwarden::gsm
