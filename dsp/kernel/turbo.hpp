#pragma once

/// \file
/// Decoder of LTE's turbo code: two recursive coders of eight states, g0 = 1 + D^2 + D^3 and
/// g1 = 1 + D + D^3, an interleaver between them, each ended in state zero (TS 36.212, section 5.1.3.2).
///
/// Each half iteration follows all paths of one coder forwards and backwards, the likeliest path standing for
/// all (max-log-MAP), and hands three quarters of what it learnt to the other. Soft bits need no known scale.
///
///   in      soft bits, positive means 0; any value, also none at all
///   out     one hard bit per element
///   cost    some 40 vector operations per bit and half iteration; nothing is allocated after construction
///   limits  of 1024 bits at rate 1/3, one block in a hundred is lost after eight iterations at an E_b/N_0 of
///           0.85 dB, of 208 bits at 1.4 dB; held by tests/dsp/kernel/turbo_test.cpp

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace cellwarden {

inline constexpr std::size_t kMaxTurbo_bits = 6144;
inline constexpr std::size_t kTurboTail_bits =
    4;  ///< that each of the three streams is longer than the block

/// The smallest of the 188 block sizes K that holds so many bits (table 5.1.3-3).
/// \return nothing above kMaxTurbo_bits
[[nodiscard]] std::optional<std::size_t> turbo_block_bits(std::size_t bits) noexcept;

/// Pi(0) … Pi(K - 1): which bit of the block the second coder reads (section 5.1.3.2.3).
/// \param order  K elements, K one of the 188 sizes
void turbo_interleaver(std::span<std::uint16_t> order) noexcept;

class TurboDecoder {
 public:
  /// \param max_bits  the longest block that will be decoded, at most kMaxTurbo_bits
  explicit TurboDecoder(std::size_t max_bits = kMaxTurbo_bits);

  /// Whether the block's bits (K of them) are taken as they are; asked after every half iteration.
  using Check = std::function<bool(std::span<const std::uint8_t>)>;

  /// \param soft  streams d0, d1, d2 of K + 4 values each, one after another
  /// \param most_half_iterations  after which it gives up
  /// \return the bits that passed the check, valid until the next call
  [[nodiscard]] std::optional<std::span<const std::uint8_t>> decode(std::span<const float> soft,
                                                                    unsigned most_half_iterations,
                                                                    const Check& accept);

 private:
  void load(std::span<const float> soft);
  void run_coder(unsigned coder) noexcept;

  std::size_t bits_ = 0;
  std::vector<std::uint16_t> order_;
  // Of either coder, in the order it read the block, with the three bits of its tail.
  struct Coder {
    std::vector<float> systematic, parity;
  };
  std::array<Coder, 2> coders_;
  std::vector<float> known_;    // what one coder is told: its systematic bits and the other's findings
  std::vector<float> learnt_;   // what it adds, in its own order
  std::vector<float> heard_;    // what the other added last, in the block's order
  std::vector<float> forward_;  // eight path metrics before each bit
  std::vector<std::uint8_t> hard_;
};

}  // namespace cellwarden
