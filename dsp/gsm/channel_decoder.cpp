#include "dsp/gsm/channel_decoder.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

extern "C" {
#include <osmocom/coding/gsm0503_coding.h>
}

namespace cellwarden::gsm {
namespace {

// The decoder takes eight bits: the mean magnitude goes to a quarter of the range.
template <std::size_t kSize>
std::array<sbit_t, kSize> quantised(const std::array<float, kSize>& bits) noexcept {
  float sum = 0.0F;
  for (const float b : bits) sum += std::abs(b);
  constexpr float kMean = 32.0F;
  constexpr float kLimit = 127.0F;
  const float scale = sum > 0.0F ? kMean * static_cast<float>(kSize) / sum : 0.0F;
  std::array<sbit_t, kSize> out{};
  for (std::size_t i = 0; i < kSize; ++i) {
    const float value = std::clamp(bits[i] * scale, -kLimit, kLimit);
    out[i] = static_cast<sbit_t>(std::isnan(value) ? 0 : std::lround(value));
  }
  return out;
}

// libosmocore readies its decoder when it is first used, and says that it is ready before it is: another
// thread that decodes meanwhile calls a function that is not there yet. So the first use is made alone.
void make_ready() noexcept {
  [[maybe_unused]] static const bool is_ready = [] {
    const std::array<sbit_t, std::tuple_size_v<SchBits>> nothing{};
    std::array<std::uint8_t, 4> octets{};
    return gsm0503_sch_decode(octets.data(), nothing.data()) == 0;
  }();
}

// The reduced frame number of TS 44.018, section 9.1.30: T1, T2 and T3'.
std::optional<std::uint32_t> frame_number_of(std::uint32_t t1, std::uint32_t t2, std::uint32_t t3_reduced) {
  if (t2 >= 26 || t3_reduced > 4) return std::nullopt;
  const std::uint32_t t3 = 10 * t3_reduced + 1;
  return 51 * ((t3 + 26 - t2) % 26) + t3 + 51 * 26 * t1;
}

}  // namespace

std::optional<SchContent> decode_sch(const SchBits& bits) noexcept {
  make_ready();
  const auto soft = quantised(bits);
  std::array<std::uint8_t, 4> octets{};
  if (gsm0503_sch_decode(octets.data(), soft.data()) != 0) return std::nullopt;
  const std::uint32_t t1 =
      ((octets[0] & 0x03U) << 9U) | (static_cast<std::uint32_t>(octets[1]) << 1U) | (octets[2] >> 7U);
  const std::uint32_t t2 = (octets[2] >> 2U) & 0x1FU;
  const std::uint32_t t3_reduced = ((octets[2] & 0x03U) << 1U) | (octets[3] & 0x01U);
  const auto frame_number = frame_number_of(t1, t2, t3_reduced);
  if (!frame_number) return std::nullopt;
  return SchContent{static_cast<std::uint8_t>(octets[0] >> 2U), *frame_number};
}

std::optional<L2Block> decode_block(const BlockBits& bits) noexcept {
  make_ready();
  const auto soft = quantised(bits);
  L2Block block{};
  int errors = 0;
  int total = 0;
  if (gsm0503_xcch_decode(block.data(), soft.data(), &errors, &total) != 0) return std::nullopt;
  return block;
}

}  // namespace cellwarden::gsm
