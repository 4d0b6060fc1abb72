#include "tests/synth/gsm_burst_encoder.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>

extern "C" {
#include <osmocom/coding/gsm0503_coding.h>
}

namespace cellwarden::synth {
namespace {

constexpr std::size_t kTail_bits = 3;
constexpr std::size_t kHalfPayload_bits = 58;  // with its stealing flag
constexpr std::size_t kHalfSync_bits = 39;

// Section 5.2.3.
constexpr std::array<std::string_view, 8> kTraining = {
    "00100101110000100010010111", "00101101110111100010110111", "01000011101110100100001110",
    "01000111101101000100011110", "00011010111001000001101011", "01001110101100000100111010",
    "10100111110110001010011111", "11101111000100101110111100"};
// Section 5.2.5.
constexpr std::string_view kSyncTraining = "1011100101100010000001000000111100101101010001010111011000011011";
// Section 5.2.6, bits 3 to 144.
constexpr std::string_view kDummy =
    "1111101101110110000010100100111000001001000100000001111100"
    "01110001011100010111000101"
    "0111010010100011001100111001111010011111000100101111101010";

template <std::size_t Size>
void put(std::string_view bits, std::size_t at, std::array<std::uint8_t, Size>& out) noexcept {
  std::transform(bits.begin(), bits.end(), out.begin() + static_cast<std::ptrdiff_t>(at),
                 [](char c) { return static_cast<std::uint8_t>(c - '0'); });
}

}  // namespace

std::array<std::uint8_t, kTrainingSequence_bits> gsm_training_sequence(unsigned code) noexcept {
  std::array<std::uint8_t, kTrainingSequence_bits> bits{};
  put(kTraining[code % kTraining.size()], 0, bits);
  return bits;
}

BurstBits gsm_frequency_correction_burst() noexcept {
  return {};
}

BurstBits gsm_synchronisation_burst(unsigned bsic, std::uint32_t frame_number) {
  const std::uint32_t t1 = frame_number / (26U * 51U);
  const std::uint32_t t2 = frame_number % 26U;
  const std::uint32_t t3 = frame_number % 51U;
  assert(t3 % 10 == 1);
  const std::uint32_t t3_short = t3 / 10;
  const std::array<std::uint8_t, 4> info = {static_cast<std::uint8_t>(bsic << 2U | t1 >> 9U),
                                            static_cast<std::uint8_t>(t1 >> 1U),
                                            static_cast<std::uint8_t>(t1 << 7U | t2 << 2U | t3_short >> 1U),
                                            static_cast<std::uint8_t>(t3_short & 1U)};
  std::array<std::uint8_t, 2 * kHalfSync_bits> coded{};
  gsm0503_sch_encode(coded.data(), info.data());
  BurstBits burst{};
  const auto middle = coded.begin() + kHalfSync_bits;
  std::copy(coded.begin(), middle, burst.begin() + kTail_bits);
  put(kSyncTraining, kTail_bits + kHalfSync_bits, burst);
  std::copy(middle, coded.end(), burst.begin() + kTail_bits + kHalfSync_bits + kSyncTraining.size());
  return burst;
}

BurstBits gsm_dummy_burst() noexcept {
  BurstBits burst{};
  put(kDummy, kTail_bits, burst);
  return burst;
}

BurstBits gsm_normal_burst(const BurstPayload& payload, unsigned training_code) noexcept {
  BurstBits burst{};
  const auto middle = payload.begin() + kHalfPayload_bits;
  std::copy(payload.begin(), middle, burst.begin() + kTail_bits);
  put(kTraining[training_code % kTraining.size()], kTail_bits + kHalfPayload_bits, burst);
  std::copy(middle, payload.end(), burst.begin() + kTail_bits + kHalfPayload_bits + kTrainingSequence_bits);
  return burst;
}

std::array<BurstPayload, kBlock_bursts> gsm_coded_block(const gsm::L2Block& octets) {
  std::array<std::uint8_t, kBlock_bursts * kBurstPayload_bits> coded{};
  gsm0503_xcch_encode(coded.data(), octets.data());
  std::array<BurstPayload, kBlock_bursts> bursts{};
  for (std::size_t i = 0; i < kBlock_bursts; ++i) {
    std::copy_n(coded.begin() + static_cast<std::ptrdiff_t>(i * kBurstPayload_bits), kBurstPayload_bits,
                bursts[i].begin());
  }
  return bursts;
}

}  // namespace cellwarden::synth
