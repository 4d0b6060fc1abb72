#pragma once

/// \file
/// How an LTE cell sends what it sends, measured over one dwell where the recording holds its whole
/// bandwidth: levels of its parts against each other, how clean its symbols are, how much of it is in use.
///
/// Levels are ratios of energy per resource element, over those of the reference signals: of one port, the
/// mean over ports. Absent is what was not measured.

#include <cstdint>
#include <optional>

namespace cellwarden::lte {

/// Subframes that brought a message of one kind which could be read.
struct BroadcastLevel {
  std::uint32_t subframes{};
  /// Their reference signals against those of the nearest subframes that brought none.
  std::optional<double> reference_db{};
  /// Their data in the blocks assigned, in symbols without reference signals.
  std::optional<double> data_db{};
  friend bool operator==(const BroadcastLevel&, const BroadcastLevel&) = default;
};

/// Broadcast symbols (QPSK) against what they should be, r.m.s., in percent of their own r.m.s. amplitude.
struct SymbolError {
  double percent{};
  double noise_percent{};  ///< what noise alone makes of it, by quiet elements and not by these symbols
  std::uint32_t blocks{};  ///< transport blocks
  friend bool operator==(const SymbolError&, const SymbolError&) = default;
};

/// Resource-block pairs, sampled, that none of the assignments to everybody is for.
struct UserData {
  double share{};               ///< 0…1: those that carry something
  std::uint32_t block_pairs{};  ///< looked at: those loud enough to tell
  friend bool operator==(const UserData&, const UserData&) = default;
};

struct DownlinkMeasurements {
  BroadcastLevel sib1{};
  BroadcastLevel si{};
  BroadcastLevel paging{};
  std::optional<SymbolError> symbol_error{};
  std::optional<double> pss_db{};
  std::optional<double> sss_db{};
  std::optional<double> pbch_db{};
  std::optional<UserData> user_data{};
  friend bool operator==(const DownlinkMeasurements&, const DownlinkMeasurements&) = default;
};

}  // namespace cellwarden::lte
