#pragma once

/// \file
/// Downlink control information out of the soft bits of a control channel candidate, and what it should have
/// sounded like (TS 36.212, sections 5.3.3.2 to 5.3.3.4).

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/kernel/tail_biting.hpp"
#include "dsp/lte/dci.hpp"

namespace cellwarden::lte {

inline constexpr std::size_t kControlElement_bits = 72;  ///< of one control channel element (CCE)
inline constexpr std::size_t kDciParity_bits = 16;
inline constexpr std::size_t kMaxDci_bits = 64;

struct DciFix {
  std::vector<std::uint8_t> bits;  ///< without parity
  std::uint16_t rnti{};
  double z{};  ///< soft bits against the re-encoded ones, standard deviations of independent bits
};

/// For messages of one size.
class DciDecoder {
 public:
  /// \param bits  of the message without parity, at most kMaxDci_bits
  explicit DciDecoder(std::size_t bits);

  /// \param soft  the candidate's bits, descrambled (72 for each of its elements); positive means 0
  /// \return nothing unless the parity names a common RNTI. One candidate of noise in a thousand does, with a
  ///         z of 5 to 7.5
  [[nodiscard]] std::optional<DciFix> decode(std::span<const float> soft);

 private:
  std::size_t block_bits_;
  TailBitingDecoder decoder_;
  std::vector<std::uint16_t> order_;
  std::vector<float> coded_;
  std::vector<std::uint8_t> block_;
};

/// The bits (+1 for 0, -1 for 1) on the air before scrambling, of a message to `rnti`. For comparing with
/// what was received; there is nothing here that sends. \param signs  as many as the candidate has
void expected_dci_bits(std::span<const std::uint8_t> bits, std::uint16_t rnti, std::span<float> signs);

/// The pattern by which two messages to the same RNTI differ that differ in the bits which are 1 here: soft
/// bits of the one, multiplied by it, are soft bits of the other. (The code is linear.)
void dci_difference_pattern(std::span<const std::uint8_t> difference, std::span<float> signs);

/// As above, of two messages of format 1A that differ in their redundancy versions alone.
void redundancy_version_pattern(const DciShape& shape, unsigned from, unsigned to, std::span<float> signs);

}  // namespace cellwarden::lte
