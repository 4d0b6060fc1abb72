#pragma once

#include "dsp/frontend/channel_bank.hpp"

namespace cellwarden::gsm {

/// Power in 200 kHz of the quiet channels among those between two offsets from the band's centre: the level
/// that one channel in ten stays below. Full scale is 1.
[[nodiscard]] double quiet_channel_power(const frontend::ChannelBank& bank, double low_hz, double high_hz);

}  // namespace cellwarden::gsm
