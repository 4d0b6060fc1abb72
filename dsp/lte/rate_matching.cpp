#include "dsp/lte/rate_matching.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "dsp/kernel/turbo.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kColumns = 32;
constexpr float kSurer = 10.0F;

// Five bits read backwards: table 5.1.4-1. Table 5.1.4-2, of the convolutional code, begins at its middle.
constexpr std::size_t reversed(std::size_t column) noexcept {
  std::size_t value = 0;
  for (unsigned i = 0; i < 5; ++i) value |= ((column >> i) & 1U) << (4 - i);
  return value;
}

constexpr std::size_t convolutional_column(std::size_t column) noexcept {
  return reversed((column + kColumns / 2) % kColumns);
}

// A stream in rows of 32, aligned to the end of the last.
struct Matrix {
  explicit Matrix(std::size_t stream_bits)
      : rows((stream_bits + kColumns - 1) / kColumns), dummies(rows * kColumns - stream_bits) {}
  [[nodiscard]] std::size_t size() const noexcept { return rows * kColumns; }
  std::size_t rows, dummies;
};

}  // namespace

std::vector<std::uint16_t> convolutional_order(std::size_t bits) {
  const Matrix matrix(bits);
  std::vector<std::uint16_t> order;
  order.reserve(3 * bits);
  for (std::size_t stream = 0; stream < 3; ++stream) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      for (std::size_t row = 0; row < matrix.rows; ++row) {
        const std::size_t place = row * kColumns + convolutional_column(column);
        if (place < matrix.dummies) continue;
        order.push_back(static_cast<std::uint16_t>(3 * (place - matrix.dummies) + stream));
      }
    }
  }
  return order;
}

TurboRateMatching::TurboRateMatching(std::size_t block_bits, std::size_t filler_bits)
    : stream_bits_(block_bits + kTurboTail_bits), filler_bits_(filler_bits) {
  assert(turbo_block_bits(block_bits) == block_bits && filler_bits < block_bits);
  const Matrix matrix(stream_bits_);
  circle_.reserve(buffer_size());
  std::size_t passed = 0;  // places of the circle, those that hold nothing included
  const auto pass = [&](std::size_t stream, std::size_t place) {
    // N_cb / (8 R) = 12: section 5.1.4.1.2's k_0 is R (24 rv + 2).
    for (unsigned rv = 0; rv < kRedundancyVersions; ++rv) {
      if (passed == matrix.rows * (24 * rv + 2)) start_[rv] = circle_.size();
    }
    ++passed;
    if (place < matrix.dummies) return;
    const std::size_t bit = place - matrix.dummies;
    if (stream < 2 && bit < filler_bits_) return;
    circle_.push_back(static_cast<std::uint16_t>(stream * stream_bits_ + bit));
  };
  const auto place_in = [&](std::size_t i) {
    return reversed(i / matrix.rows) + kColumns * (i % matrix.rows);
  };
  for (std::size_t i = 0; i < matrix.size(); ++i) pass(0, place_in(i));
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    pass(1, place_in(i));
    pass(2, (place_in(i) + 1) % matrix.size());
  }
}

void TurboRateMatching::add(std::span<const float> soft, unsigned redundancy_version,
                            std::span<float> buffer) const noexcept {
  assert(buffer.size() == buffer_size() && redundancy_version < kRedundancyVersions);
  std::size_t place = start_[redundancy_version];
  for (const float s : soft) {
    buffer[circle_[place]] += s;
    if (++place == circle_.size()) place = 0;
  }
}

void TurboRateMatching::set_filler(std::span<float> buffer) const noexcept {
  assert(buffer.size() == buffer_size());
  if (filler_bits_ == 0) return;
  float surest = 0.0F;
  for (const std::uint16_t place : circle_) surest = std::max(surest, std::abs(buffer[place]));
  for (std::size_t i = 0; i < filler_bits_; ++i) buffer[i] = buffer[stream_bits_ + i] = kSurer * surest;
}

}  // namespace cellwarden::lte
