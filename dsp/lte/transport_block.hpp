#pragma once

/// \file
/// Transport blocks of the downlink shared channel, of one code block each (TS 36.212, section 5.3.2): soft
/// bits of any number of transmissions in, the block out.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/kernel/turbo.hpp"
#include "dsp/lte/rate_matching.hpp"

namespace cellwarden::lte {

inline constexpr std::size_t kMaxTransportBlock_bits = 2216;  ///< of what is broadcast
inline constexpr std::size_t kTransportBlockParity_bits = 24;
inline constexpr unsigned kTurboHalfIterations = 16;

/// What was heard of one transport block: transmissions add up, whatever their redundancy versions.
class TransportBlockBuffer {
 public:
  /// \param bits  of the block without parity: 1…kMaxTransportBlock_bits
  explicit TransportBlockBuffer(std::size_t bits);

  [[nodiscard]] std::size_t bits() const noexcept { return bits_; }
  [[nodiscard]] std::size_t transmissions() const noexcept { return transmissions_; }

  /// \param soft  one transmission's bits, descrambled; positive means 0
  void add(std::span<const float> soft, unsigned redundancy_version);
  /// Forgets all transmissions.
  void clear() noexcept;

  /// \param decoder  may serve many buffers
  /// \return the block, one bit per element; nothing when parity never fits or all bits are zero (which any
  ///         parity fits, and what nothing heard decodes to)
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> decode(TurboDecoder& decoder);

 private:
  std::size_t bits_;
  std::size_t filler_bits_;
  std::size_t transmissions_ = 0;
  TurboRateMatching matching_;
  std::vector<float> soft_;
};

}  // namespace cellwarden::lte
