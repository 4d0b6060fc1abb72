#pragma once

/// \file
/// Downlink control information for what every listener may hear: system information, paging and random
/// access responses (TS 36.212, sections 5.3.3.1.3 and 5.3.3.1.4; TS 36.213, sections 7.1.6.3 and 7.1.7).
///
/// Format 1A and format 1C differ in size at every bandwidth, so the size that decodes tells the format.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cell/lte.hpp"

namespace cellwarden::lte {

/// Radio network temporary identities that are the same everywhere (TS 36.321, table 7.1-1).
inline constexpr std::uint16_t kSystemInformationRnti = 0xFFFF;
inline constexpr std::uint16_t kPagingRnti = 0xFFFE;
inline constexpr std::uint16_t kMulticastRnti = 0xFFFD;     ///< announces changes; assigns nothing
inline constexpr std::uint16_t kLastRandomAccessRnti = 60;  ///< 1…60

[[nodiscard]] constexpr bool is_random_access_rnti(std::uint16_t rnti) noexcept {
  return rnti >= 1 && rnti <= kLastRandomAccessRnti;
}
/// Of those above: one that everybody shares.
[[nodiscard]] constexpr bool is_common_rnti(std::uint16_t rnti) noexcept {
  return rnti >= kMulticastRnti || is_random_access_rnti(rnti);
}

enum class DciFormat : std::uint8_t { k1A, k1C };

/// What of a cell decides how its assignments are written.
struct DciShape {
  unsigned bandwidth_rb{};  ///< 6, 15, 25, 50, 75 or 100
  Duplex duplex{};
  /// Where it is wider than the downlink, format 1A is padded to the size of format 0. Absent: the same.
  std::optional<unsigned> uplink_bandwidth_rb{};
  friend bool operator==(const DciShape&, const DciShape&) = default;
};

/// Bits of a format before parity.
[[nodiscard]] std::size_t dci_bits(DciFormat format, const DciShape& shape) noexcept;

/// The first of the two bits of format 1A that hold the redundancy version.
[[nodiscard]] std::size_t dci_redundancy_version_bit(const DciShape& shape) noexcept;

/// Where a transport block of one code word with QPSK lies.
struct DownlinkAssignment {
  DciFormat format{};
  std::uint16_t rnti{};
  bool is_distributed{};
  /// Physical resource blocks in the subframe's slot 0 and slot 1, as many in both, ascending.
  std::array<std::vector<std::uint8_t>, 2> resource_blocks;
  std::uint16_t transport_block_bits{};
  /// Absent where time tells it: format 1C and system information (si_redundancy_version).
  std::optional<std::uint8_t> redundancy_version;

  friend bool operator==(const DownlinkAssignment&, const DownlinkAssignment&) = default;
};

/// \param bits  of the size of one of the two formats; any bits are read
/// \param rnti  whose assignment it is: system information, paging or random access
/// \return nothing for another size or RNTI, for format 0, and for values that stand for nothing. Reserved
/// and
///         padding bits may be anything: not every transmitter leaves them zero.
[[nodiscard]] std::optional<DownlinkAssignment> parse_dci(std::span<const std::uint8_t> bits,
                                                          std::uint16_t rnti, const DciShape& shape);

/// Redundancy version of the k-th transmission of system information: 0, 2, 3, 1, … (TS 36.321,
/// section 5.3.1). \param k  SystemInformationBlockType1: half the frame number; other messages: number of
/// the subframe
///           within the message's window, uplink subframes counted too
[[nodiscard]] constexpr std::uint8_t si_redundancy_version(unsigned k) noexcept {
  return static_cast<std::uint8_t>((3 * (k % 4) + 1) / 2 % 4);
}

}  // namespace cellwarden::lte
