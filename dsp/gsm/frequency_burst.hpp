#pragma once

/// \file
/// One frequency correction burst, measured: 142 symbols of a tone a quarter of the symbol rate above the
/// carrier (TS 45.002, section 5.2.4).
///
///   limits  a burst of 10 dB SNR in 200 kHz: offset to about 20 Hz, timing to about a symbol

#include <optional>

#include "dsp/gsm/channel_stream.hpp"

namespace cellwarden::gsm {

struct FrequencyBurst {
  double start{};      ///< channel sample at which its symbol 0 lies
  double offset_hz{};  ///< carrier from the channel's centre
  double weight{};     ///< power of the tone over what else is there during the burst
};

/// \param near           channel sample near the middle of the burst
/// \param reach_symbols  how far off that may be
/// \param offset_hz      where the carrier is thought to be, to 1.5 kHz
/// \return nothing when the stream does not hold it all, or no tone is there
[[nodiscard]] std::optional<FrequencyBurst> measure_frequency_burst(const ChannelStream& stream, double near,
                                                                    double reach_symbols, double offset_hz);

}  // namespace cellwarden::gsm
