#pragma once

/// \file
/// From the bits of a transmission back to those of the coder (TS 36.212, section 5.1.4): which coded bit
/// each of them is. Bits that were sent more than once, in one transmission or in several, are added.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace cellwarden::lte {

/// Convolutional coding (section 5.1.4.2): a transmission is this circle of 3 * bits coded bits over and
/// over. \param bits  per block, with parity \return for each place of the circle, 3 * (bit) + (stream): its
/// place in the coder's order
[[nodiscard]] std::vector<std::uint16_t> convolutional_order(std::size_t bits);

inline constexpr unsigned kRedundancyVersions = 4;

/// Turbo coding (section 5.1.4.1), with a soft buffer that is never the limit (N_cb = K_w), as for all that
/// is broadcast. Of one block size; filler bits were never sent, and are known.
class TurboRateMatching {
 public:
  /// \param block_bits   K, with filler bits and parity: one of the turbo code's sizes
  /// \param filler_bits  F, at the block's start; fewer than block_bits
  TurboRateMatching(std::size_t block_bits, std::size_t filler_bits);

  /// Size of a soft buffer: streams d0, d1, d2 of K + 4 values each, one after another.
  [[nodiscard]] std::size_t buffer_size() const noexcept { return 3 * stream_bits_; }

  /// Adds what was received with redundancy version 0…3 to a buffer.
  /// \param soft  the transmission's bits, descrambled, as many as there were; positive means 0
  void add(std::span<const float> soft, unsigned redundancy_version, std::span<float> buffer) const noexcept;

  /// Makes the filler bits, which are zeros, surer than anything received: to be done before a buffer is
  /// decoded. (Beyond all doubt would cost the others their last digits.)
  void set_filler(std::span<float> buffer) const noexcept;

 private:
  std::size_t stream_bits_;
  std::size_t filler_bits_;
  std::vector<std::uint16_t> circle_;  // places in the buffer, in the order sent
  std::array<std::size_t, kRedundancyVersions> start_{};
};

}  // namespace cellwarden::lte
