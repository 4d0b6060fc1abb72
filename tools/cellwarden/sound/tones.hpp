#pragma once

/// \file
/// What each sound is: a few tones, and their samples.

#include <cstdint>
#include <span>
#include <vector>

#include "tools/cellwarden/sound/alarm_policy.hpp"

namespace cellwarden::tools {

inline constexpr unsigned kSoundRate_hz = 48000;

struct Tone {
  double frequency_hz{};  ///< 0: silence
  double seconds{};
  double level{};  ///< 0 to 1, of full scale
};

/// Suspect: two tones that rise. Alert: three that rise, twice. Blind: two that fall, softer.
[[nodiscard]] std::span<const Tone> tones_of(Sound sound) noexcept;

/// One channel at kSoundRate_hz. Each tone begins and ends without a click.
[[nodiscard]] std::vector<std::int16_t> samples_of(std::span<const Tone> tones);

}  // namespace cellwarden::tools
