#pragma once

/// \file
/// What one dwell heard of an LTE cell beyond its MIB, where the recording holds its whole bandwidth:
/// broadcast messages as they were sent, and counts of what it pages and answers.
///
/// No subscriber's identity is in here, nor can be: paging messages are counted in the receiver and dropped
/// there.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "cell/lte/downlink_measurements.hpp"
#include "cell/lte/paging.hpp"

namespace cellwarden::lte {

/// A message of the broadcast channel (BCCH-DL-SCH) as it was sent; cell/lte/system_information.hpp reads it.
struct HeardMessage {
  std::vector<std::uint8_t> octets;
  std::uint16_t sfn{};      ///< of the newest time it was heard
  std::uint8_t subframe{};  ///< 5 for SIB1
  std::uint32_t times{};    ///< transmissions of this dwell that decoded, alone or together with others
  std::optional<std::uint16_t> first_sfn{};  ///< of the first time in this dwell
  bool operator==(const HeardMessage&) const = default;
};

/// Transport blocks of one kind that were announced, by what came of them.
struct BlockCounts {
  std::uint32_t good{};      ///< passed their parity
  std::uint32_t combined{};  ///< of good: only together with repeats
  std::uint32_t bad{};
  bool operator==(const BlockCounts&) const = default;
};

/// Whom a cell pages, by kind, and what its paging messages announce to all.
struct PagingReport {
  PagingCounts counts;
  std::uint32_t system_info_modifications{};  ///< messages that announce them
  std::uint32_t etws_indications{};
  std::uint32_t cmas_indications{};
  bool operator==(const PagingReport&) const = default;
};

/// Of the windows that SIB1 has for one message: those that went by and were listened to from end to end.
struct SiWindowCounts {
  std::uint32_t passed{};
  std::uint32_t announced{};  ///< of passed: in which system information was announced
  std::uint32_t read{};       ///< of announced: in which it was read
  bool operator==(const SiWindowCounts&) const = default;
};

struct DownlinkReport {
  std::uint32_t subframes{};  ///< looked at
  /// Of these, by the number of symbols that the control region has: 1 to 3.
  std::array<std::uint32_t, 3> by_control_format{};
  BlockCounts sib1;  ///< bad: also times at which it was due but not announced
  BlockCounts si;
  BlockCounts paging_blocks;
  std::uint32_t random_access_responses{};  ///< mobiles answered
  std::vector<HeardMessage> messages;       ///< distinct ones, in the order first heard
  PagingReport paging;
  DownlinkMeasurements measured;
  /// In the order in which SIB1 schedules messages; empty before it was read.
  std::vector<SiWindowCounts> si_windows{};
  bool operator==(const DownlinkReport&) const = default;
};

}  // namespace cellwarden::lte
