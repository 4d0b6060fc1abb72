#include "tools/cellwarden/sound/tones.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace cellwarden::tools {
namespace {

constexpr double kFullScale = 32767;
constexpr double kFade_s = 0.008;

// Between 400 and 1400 Hz small loudspeakers are loud, and old ears hear well.
constexpr std::array kSuspectTones{Tone{660, 0.16, 0.5}, Tone{0, 0.05, 0}, Tone{880, 0.24, 0.5}};
constexpr std::array kAlertTones{Tone{660, 0.13, 0.7}, Tone{880, 0.13, 0.7}, Tone{1320, 0.22, 0.7},
                                 Tone{0, 0.12, 0},     Tone{660, 0.13, 0.7}, Tone{880, 0.13, 0.7},
                                 Tone{1320, 0.22, 0.7}};
constexpr std::array kBlindTones{Tone{523, 0.2, 0.25}, Tone{0, 0.06, 0}, Tone{415, 0.3, 0.25}};

void append(const Tone& tone, std::vector<std::int16_t>& out) {
  const double rate_hz = kSoundRate_hz;
  const auto count = static_cast<std::size_t>(std::lround(tone.seconds * rate_hz));
  for (std::size_t i = 0; i < count; ++i) {
    const double t_s = static_cast<double>(i) / rate_hz;
    const double edge_s = std::min(t_s, tone.seconds - t_s);
    const double fade = std::clamp(edge_s / kFade_s, 0.0, 1.0);
    const double wave = std::sin(2 * std::numbers::pi * tone.frequency_hz * t_s);
    out.push_back(static_cast<std::int16_t>(std::lround(kFullScale * tone.level * fade * wave)));
  }
}

}  // namespace

std::span<const Tone> tones_of(Sound sound) noexcept {
  switch (sound) {
    case Sound::kBlind:
      return kBlindTones;
    case Sound::kSuspect:
      return kSuspectTones;
    case Sound::kAlert:
      return kAlertTones;
  }
  return {};
}

std::vector<std::int16_t> samples_of(std::span<const Tone> tones) {
  std::vector<std::int16_t> samples;
  for (const Tone& tone : tones) append(tone, samples);
  return samples;
}

}  // namespace cellwarden::tools
