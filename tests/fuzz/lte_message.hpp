#pragma once

/// \file
/// What must hold of an LTE message of any octets: it is read the same each time, and what is kept of it
/// stays within bounds.

#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "cell/lte/system_information.hpp"

namespace cellwarden::lte::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// The input after bits that make it a message of a kind; more than a transport block holds is cut off.
inline std::vector<std::uint8_t> message_of(std::uint8_t first, std::span<const std::uint8_t> octets) {
  constexpr std::size_t kMost_octets = 9422;  // TS 36.213, table 7.1.7.2.1-1: one of 75376 bits
  std::vector<std::uint8_t> message{first};
  octets = octets.first(octets.size() < kMost_octets ? octets.size() : kMost_octets);
  message.insert(message.end(), octets.begin(), octets.end());
  return message;
}

inline void require_bounded(const Leftover& leftover, std::size_t octets) {
  require(leftover.unread_bits <= 8 * octets);
  require(leftover.skipped_bits <= 8 * octets);
}

inline BroadcastMessage require_read(std::span<const std::uint8_t> octets) {
  const auto message = parse_bcch_dl_sch(octets);
  require(message.has_value() && parse_bcch_dl_sch(octets) == message);
  require_bounded(message->leftover, octets.size());
  return *message;
}

}  // namespace cellwarden::lte::fuzz
