#include "dsp/capture/sample_format.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace cellwarden::capture {
namespace {

constexpr std::array<std::pair<std::string_view, SampleFormat>, 7> kNames{
    {{"cu8", SampleFormat::kCu8},
     {"cs8", SampleFormat::kCs8},
     {"cs16", SampleFormat::kCs16},
     {"cs16be", SampleFormat::kCs16Be},
     {"cs24", SampleFormat::kCs24},
     {"cs24in32", SampleFormat::kCs24In32},
     {"cf32", SampleFormat::kCf32}}};

/// One format: how to read and write the code of one I or Q, and what the code means.
struct Cu8 {
  static constexpr std::size_t kBytes = 1;
  static constexpr std::int32_t kLowest = 0;
  static constexpr std::int32_t kHighest = 255;
  static constexpr float kZero = 127.5F;
  static constexpr float kFullScale = 128.0F;
  static std::int32_t load(const std::byte* at) { return std::to_integer<std::uint8_t>(*at); }
  static void store(std::int32_t code, std::byte* at) { *at = static_cast<std::byte>(code); }
};

struct Cs8 {
  static constexpr std::size_t kBytes = 1;
  static constexpr std::int32_t kLowest = -128;
  static constexpr std::int32_t kHighest = 127;
  static constexpr float kZero = 0.0F;
  static constexpr float kFullScale = 128.0F;
  static std::int32_t load(const std::byte* at) {
    return static_cast<std::int8_t>(std::to_integer<std::uint8_t>(*at));
  }
  static void store(std::int32_t code, std::byte* at) { *at = static_cast<std::byte>(code & 0xFF); }
};

struct Cs16 {
  static constexpr std::size_t kBytes = 2;
  static constexpr std::int32_t kLowest = -32768;
  static constexpr std::int32_t kHighest = 32767;
  static constexpr float kZero = 0.0F;
  static constexpr float kFullScale = 32768.0F;
  static std::int32_t load(const std::byte* at) {
    std::int16_t code{};
    std::memcpy(&code, at, kBytes);
    return code;
  }
  static void store(std::int32_t code, std::byte* at) {
    const auto narrow = static_cast<std::int16_t>(code);
    std::memcpy(at, &narrow, kBytes);
  }
};

struct Cs16Be : Cs16 {
  static std::int32_t load(const std::byte* at) {
    const std::array<std::byte, 2> turned{at[1], at[0]};
    return Cs16::load(turned.data());
  }
  static void store(std::int32_t code, std::byte* at) {
    Cs16::store(code, at);
    std::swap(at[0], at[1]);
  }
};

struct Cs24 {
  static constexpr std::size_t kBytes = 3;
  static constexpr std::int32_t kLowest = -(1 << 23);
  static constexpr std::int32_t kHighest = (1 << 23) - 1;
  static constexpr float kZero = 0.0F;
  static constexpr float kFullScale = 8388608.0F;
  static std::int32_t load(const std::byte* at) {
    const auto low = std::to_integer<std::uint32_t>(at[0]) | std::to_integer<std::uint32_t>(at[1]) << 8U |
                     std::to_integer<std::uint32_t>(at[2]) << 16U;
    return static_cast<std::int32_t>(low << 8U) >> 8;
  }
  static void store(std::int32_t code, std::byte* at) {
    const auto bits = static_cast<std::uint32_t>(code);
    for (std::size_t i = 0; i < kBytes; ++i) at[i] = static_cast<std::byte>(bits >> (8U * i) & 0xFFU);
  }
};

struct Cs24In32 : Cs24 {
  static constexpr std::size_t kBytes = 4;
  static std::int32_t load(const std::byte* at) {
    std::int32_t code{};
    std::memcpy(&code, at, kBytes);
    return std::clamp(code, kLowest, kHighest);
  }
  static void store(std::int32_t code, std::byte* at) { std::memcpy(at, &code, kBytes); }
};

template <class Format>
ConversionCounts integers_to_float(const std::byte* bytes, std::span<Sample> out) noexcept {
  constexpr float kScale = 1.0F / Format::kFullScale;
  auto* const values =
      reinterpret_cast<float*>(out.data());  // complex<float> is float[2] by [complex.numbers]
  for (std::size_t i = 0; i < 2 * out.size(); ++i) {
    values[i] = (static_cast<float>(Format::load(bytes + i * Format::kBytes)) - Format::kZero) * kScale;
  }
  std::uint32_t clipped = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto re = Format::load(bytes + 2 * i * Format::kBytes);
    const auto im = Format::load(bytes + (2 * i + 1) * Format::kBytes);
    const auto is_extreme =
        static_cast<unsigned>(re == Format::kLowest) | static_cast<unsigned>(re == Format::kHighest) |
        static_cast<unsigned>(im == Format::kLowest) | static_cast<unsigned>(im == Format::kHighest);
    clipped += is_extreme;
  }
  return {clipped, 0};
}

template <class Format>
void integers_from_float(std::span<const Sample> samples, std::byte* out) noexcept {
  const auto* const values = reinterpret_cast<const float*>(samples.data());
  for (std::size_t i = 0; i < 2 * samples.size(); ++i) {
    const double code = static_cast<double>(values[i]) * static_cast<double>(Format::kFullScale) +
                        static_cast<double>(Format::kZero);
    // A NaN would be undefined in the cast below: it becomes the middle.
    const double rounded = std::floor((std::isnan(code) ? static_cast<double>(Format::kZero) : code) + 0.5);
    const double held =
        std::clamp(rounded, static_cast<double>(Format::kLowest), static_cast<double>(Format::kHighest));
    Format::store(static_cast<std::int32_t>(held), out + i * Format::kBytes);
  }
}

ConversionCounts floats_to_float(const std::byte* bytes, std::span<Sample> out) noexcept {
  ConversionCounts counts;
  std::memcpy(out.data(), bytes, out.size_bytes());
  for (Sample& sample : out) {
    const float largest = std::max(std::abs(sample.real()), std::abs(sample.imag()));
    if (!std::isfinite(sample.real()) || !std::isfinite(sample.imag())) {
      sample = {};
      ++counts.not_finite;
    } else if (largest >= 1.0F) {
      ++counts.clipped;
    }
  }
  return counts;
}

}  // namespace

std::string_view to_string(SampleFormat format) noexcept {
  return kNames[static_cast<std::size_t>(format)].first;
}

std::optional<SampleFormat> sample_format_named(std::string_view name) noexcept {
  const auto* const found =
      std::ranges::find(kNames, name, &std::pair<std::string_view, SampleFormat>::first);
  if (found == kNames.end()) return {};
  return found->second;
}

ConversionCounts to_float(SampleFormat format, std::span<const std::byte> bytes,
                          std::span<Sample> out) noexcept {
  switch (format) {
    case SampleFormat::kCu8:
      return integers_to_float<Cu8>(bytes.data(), out);
    case SampleFormat::kCs8:
      return integers_to_float<Cs8>(bytes.data(), out);
    case SampleFormat::kCs16:
      return integers_to_float<Cs16>(bytes.data(), out);
    case SampleFormat::kCs16Be:
      return integers_to_float<Cs16Be>(bytes.data(), out);
    case SampleFormat::kCs24:
      return integers_to_float<Cs24>(bytes.data(), out);
    case SampleFormat::kCs24In32:
      return integers_to_float<Cs24In32>(bytes.data(), out);
    case SampleFormat::kCf32:
      return floats_to_float(bytes.data(), out);
  }
  return {};
}

void from_float(SampleFormat format, std::span<const Sample> samples, std::span<std::byte> out) noexcept {
  switch (format) {
    case SampleFormat::kCu8:
      return integers_from_float<Cu8>(samples, out.data());
    case SampleFormat::kCs8:
      return integers_from_float<Cs8>(samples, out.data());
    case SampleFormat::kCs16:
      return integers_from_float<Cs16>(samples, out.data());
    case SampleFormat::kCs16Be:
      return integers_from_float<Cs16Be>(samples, out.data());
    case SampleFormat::kCs24:
      return integers_from_float<Cs24>(samples, out.data());
    case SampleFormat::kCs24In32:
      return integers_from_float<Cs24In32>(samples, out.data());
    case SampleFormat::kCf32:
      std::memcpy(out.data(), samples.data(), samples.size_bytes());
      return;
  }
}

}  // namespace cellwarden::capture
