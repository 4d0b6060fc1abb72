#pragma once

/// \file
/// Decoder of LTE's tail-biting convolutional code: constraint length 7, rate 1/3, generators 133, 171, 165
/// octal (TS 36.212, section 5.1.3.1).
///
/// The path is followed round the circle more than once and its middle round is read: near to maximum
/// likelihood. The best state that begins and ends the round alike is preferred.
///
///   in      soft bits, three per information bit, in coder order; positive means 0
///   out     one hard bit per element
///   cost    192 state updates per information bit (64 states, three rounds)

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cellwarden {

/// What the coder makes of these bits, three per bit in coder order: +1 for 0, -1 for 1. For comparing with
/// what was received.
/// \param bits  at least seven
/// \param signs  receives 3 * bits.size() values
void tail_biting_signs(std::span<const std::uint8_t> bits, std::span<float> signs) noexcept;

class TailBitingDecoder {
 public:
  /// \param bits  information bits per block, 8…1024
  explicit TailBitingDecoder(std::size_t bits);

  /// \param soft  3 * bits values
  /// \param hard  receives `bits` bits
  void decode(std::span<const float> soft, std::span<std::uint8_t> hard);

 private:
  std::size_t bits_;
  std::vector<std::int32_t> decisions_;  // per step and state: whether it came from its odd predecessor
};

}  // namespace cellwarden
