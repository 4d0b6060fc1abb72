#pragma once

/// \file
/// This computer's sound device, through ALSA; on a desktop with PipeWire or PulseAudio its default leads
/// there. Opened for each sound, so that nothing is held meanwhile.

#include <cstdint>
#include <span>

#include "cell/result.hpp"

namespace cellwarden::tools {

/// Whether the default device opens; plays nothing.
[[nodiscard]] Result<void> check_sound_device();

/// Plays one channel at kSoundRate_hz, and returns when it was heard. Waits for a device that takes nothing
/// for two seconds at most; what opening it takes is the system's to say.
[[nodiscard]] Result<void> play_samples(std::span<const std::int16_t> samples);

}  // namespace cellwarden::tools
