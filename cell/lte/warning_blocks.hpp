#pragma once

/// \file
/// SystemInformationBlockType10, 11 and 12: earthquake and tsunami warnings (primary and secondary), and
/// commercial mobile alerts (TS 36.331, section 6.3.1; TS 23.041, section 9.4.1). A secondary warning and an
/// alert come in segments: WarningMessageAssembler (warning_message.hpp) joins them.
///
/// In: the reader at the block, which it leaves behind it. What a cell does not send is absent.

#include <cstdint>
#include <optional>
#include <vector>

#include "cell/lte/per_reader.hpp"

namespace cellwarden::lte {

struct SystemInformationBlock10 {
  std::uint16_t message_identifier{};  ///< 4352…4356: which disaster, or a test
  std::uint16_t serial_number{};       ///< geographical scope, message code, update number
  std::uint16_t warning_type{};        ///< type, emergency user alert, popup (TS 23.041, section 9.3.24)
  /// What was warningSecurityInfo, 50 octets, until Release 11 took it away.
  std::optional<std::vector<std::uint8_t>> security_info;
  bool operator==(const SystemInformationBlock10&) const = default;
};

/// One segment of a message, as both blocks send it.
struct WarningSegment {
  std::uint16_t message_identifier{};
  std::uint16_t serial_number{};
  bool is_last{};
  std::uint8_t number{};  ///< 0…63
  std::vector<std::uint8_t> octets;
  std::optional<std::uint8_t> data_coding_scheme;  ///< in the first segment
  bool operator==(const WarningSegment&) const = default;
};

struct SystemInformationBlock11 {
  WarningSegment segment;
  bool operator==(const SystemInformationBlock11&) const = default;
};

struct SystemInformationBlock12 {
  WarningSegment segment;
  std::optional<std::vector<std::uint8_t>> area_coordinates;  ///< Release 15: a segment of them
  bool operator==(const SystemInformationBlock12&) const = default;
};

[[nodiscard]] SystemInformationBlock10 read_system_information_block_10(PerReader& in);
[[nodiscard]] SystemInformationBlock11 read_system_information_block_11(PerReader& in);
[[nodiscard]] SystemInformationBlock12 read_system_information_block_12(PerReader& in);

}  // namespace cellwarden::lte
