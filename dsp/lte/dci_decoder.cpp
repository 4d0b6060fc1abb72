#include "dsp/lte/dci_decoder.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "dsp/kernel/crc.hpp"
#include "dsp/lte/rate_matching.hpp"

namespace cellwarden::lte {
namespace {

double agreement(std::span<const float> soft, std::span<const float> signs) noexcept {
  double sum = 0.0;
  double square = 0.0;
  for (std::size_t i = 0; i < soft.size(); ++i) {
    const auto s = static_cast<double>(soft[i]);
    sum += s * static_cast<double>(signs[i]);
    square += s * s;
  }
  return square > 0.0 ? sum / std::sqrt(square) : 0.0;
}

}  // namespace

DciDecoder::DciDecoder(std::size_t bits)
    : block_bits_(bits + kDciParity_bits),
      decoder_(block_bits_),
      order_(convolutional_order(block_bits_)),
      coded_(order_.size()),
      block_(block_bits_) {
  assert(bits > 0 && bits <= kMaxDci_bits);
}

std::optional<DciFix> DciDecoder::decode(std::span<const float> soft) {
  std::fill(coded_.begin(), coded_.end(), 0.0F);
  for (std::size_t i = 0; i < soft.size(); ++i) coded_[order_[i % order_.size()]] += soft[i];
  decoder_.decode(coded_, block_);
  const auto bits = std::span<const std::uint8_t>(block_).first(block_bits_ - kDciParity_bits);
  unsigned received = 0;
  for (std::size_t i = bits.size(); i < block_bits_; ++i) received = 2 * received + block_[i];
  const auto rnti = static_cast<std::uint16_t>(received ^ crc16(bits));
  if (!is_common_rnti(rnti)) return std::nullopt;  // all zeros: RNTI 0
  std::vector<float> signs(soft.size());
  expected_dci_bits(bits, rnti, signs);
  return DciFix{{bits.begin(), bits.end()}, rnti, agreement(soft, signs)};
}

// Parity under the RNTI, coded, and repeated round the circle.
void expected_dci_bits(std::span<const std::uint8_t> bits, std::uint16_t rnti, std::span<float> signs) {
  std::vector<std::uint8_t> block(bits.begin(), bits.end());
  const auto parity = static_cast<unsigned>(crc16(bits) ^ rnti);
  for (std::size_t i = 0; i < kDciParity_bits; ++i) {
    block.push_back(static_cast<std::uint8_t>((parity >> (15 - i)) & 1U));
  }
  std::vector<float> coded(3 * block.size());
  tail_biting_signs(block, coded);
  const auto order = convolutional_order(block.size());
  for (std::size_t i = 0; i < signs.size(); ++i) signs[i] = coded[order[i % order.size()]];
}

void dci_difference_pattern(std::span<const std::uint8_t> difference, std::span<float> signs) {
  expected_dci_bits(difference, 0, signs);
}

void redundancy_version_pattern(const DciShape& shape, unsigned from, unsigned to, std::span<float> signs) {
  assert(from < kRedundancyVersions && to < kRedundancyVersions);
  std::vector<std::uint8_t> difference(dci_bits(DciFormat::k1A, shape));
  const std::size_t first = dci_redundancy_version_bit(shape);
  difference[first] = static_cast<std::uint8_t>((from ^ to) >> 1U);
  difference[first + 1] = static_cast<std::uint8_t>((from ^ to) & 1U);
  dci_difference_pattern(difference, signs);
}

}  // namespace cellwarden::lte
