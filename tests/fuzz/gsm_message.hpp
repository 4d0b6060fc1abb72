#pragma once

/// \file
/// What must hold of a system information message of any octets: it is read as what its type says, the same
/// each time, within bounds, and what a cell says together stays in order.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <utility>
#include <vector>

#include "cell/gsm/system_information.hpp"

namespace cellwarden::gsm::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// A block whose octets after the type are the input's; padding after its end.
inline L2Block block_of(unsigned pseudo_length, std::uint8_t type, std::span<const std::uint8_t> octets) {
  L2Block block{};
  block.fill(0x2B);
  block[0] = static_cast<std::uint8_t>((pseudo_length << 2U) | 1U);
  block[1] = 0x06;
  block[2] = type;
  std::copy_n(octets.begin(), std::min(octets.size(), block.size() - 3), block.begin() + 3);
  return block;
}

inline void require_in_order(const SystemInformation& cell) {
  const auto neighbours = cell.neighbours();
  require(std::is_sorted(neighbours.begin(), neighbours.end()));
  require(neighbours.empty() || neighbours.back() < 1024);
  for (const auto& one : cell.utra_neighbours()) require(one.uarfcn < (1U << 14U));
  for (const auto& one : cell.eutra_neighbours()) require(one.earfcn < (1U << 18U));
  if (const auto reselection = cell.reselection()) require(std::abs(reselection->offset_db()) <= 126);
  static_cast<void>(cell.has_gprs());
  static_cast<void>(cell.are_neighbours_complete());
}

inline void require_read(MessageKind kind, const L2Block& block) {
  auto message = parse(block);
  require(message && kind_of(*message) == kind && kind_of(block) == kind);
  const Leftover leftover = leftover_of(*message);
  require(leftover.unread_bits <= std::size_t{16} * kBlock_octets);
  SystemInformation cell;
  cell.take(std::move(*message));
  require(cell.kinds() == std::vector<MessageKind>{kind});
  require_in_order(cell);
}

}  // namespace cellwarden::gsm::fuzz
