#pragma once

/// \file
/// What one run has heard one GSM cell broadcast and do: its system information so far, which identities it
/// went by, and how much it pages and assigns.
///
/// An identity counts once two blocks hold it (SI3 twice, or SI3 and SI4): each has its 40-bit parity, and a
/// receiver that joins blocks of two cells must not invent a cell of its own.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "cell/gsm/system_information.hpp"
#include "cell/observation.hpp"
#include "detector/history/frame_clock.hpp"
#include "detector/history/identity_epochs.hpp"
#include "detector/history/warning_log.hpp"

namespace cellwarden::history {

using GsmIdentityEpoch = IdentityEpoch<gsm::CellIdentity>;

/// What the common control channel carried over some time of listening to it.
struct Traffic {
  double listened_s{};  ///< of blocks that were read
  std::uint64_t requests{};
  std::uint64_t named_count{};  ///< mobiles paged
  std::uint64_t imsi_count{};   ///< of them, by their permanent identity
  std::uint64_t assigned{};
  std::uint64_t hopping{};           ///< of assigned dedicated channels
  std::uint64_t single_frequency{};  ///< of assigned dedicated channels

  void add(const Traffic& more) noexcept;
  friend bool operator==(const Traffic&, const Traffic&) = default;

  [[nodiscard]] double paged_per_s() const noexcept { return per_s(named_count); }
  [[nodiscard]] double assigned_per_s() const noexcept { return per_s(assigned); }
  [[nodiscard]] double permanent_share() const noexcept;
  [[nodiscard]] double hopping_share() const noexcept;

 private:
  [[nodiscard]] double per_s(std::uint64_t count) const noexcept {
    return listened_s > 0.0 ? static_cast<double>(count) / listened_s : 0.0;
  }
};

/// Of one dwell.
[[nodiscard]] Traffic traffic_of(const Observation& seen);

class GsmHistory {
 public:
  static constexpr double kTrafficMemory_s = 600.0;

  void add(const Observation& seen, FrameClock::Comparison frames);

  /// Whether its synchronisation channel was ever read.
  [[nodiscard]] bool is_synchronised() const noexcept { return is_synchronised_; }
  /// The newest of every message.
  [[nodiscard]] const gsm::SystemInformation& information() const noexcept { return information_; }
  /// The newest block of each kind; of those that come in sets, the newest instance.
  [[nodiscard]] const std::map<gsm::MessageKind, gsm::L2Block>& blocks() const noexcept { return blocks_; }

  /// The identity it goes by now; nothing before one counts.
  [[nodiscard]] const gsm::CellIdentity* identity() const noexcept { return identities_.newest(); }
  /// Oldest first.
  [[nodiscard]] const std::deque<GsmIdentityEpoch>& epochs() const noexcept { return identities_.all(); }

  [[nodiscard]] std::uint64_t broadcast_blocks() const noexcept {
    return broadcast_blocks_;
  }  ///< read in all
  [[nodiscard]] Traffic traffic(double from_s, double to_s) const;
  /// Mobiles given a channel in this run, by their timing advance.
  [[nodiscard]] const std::array<std::uint64_t, 64>& timing_advances() const noexcept {
    return timing_advances_;
  }

  /// Pages of cell broadcast, of which some are warnings.
  [[nodiscard]] std::uint64_t pages_read() const noexcept { return pages_read_; }
  [[nodiscard]] const WarningLog& warnings() const noexcept { return warnings_; }

  /// A name for what the cell broadcasts and does not change from hour to hour; nothing before SI2, SI3 and
  /// SI4 were heard.
  [[nodiscard]] std::optional<std::string> fingerprint() const;

 private:
  struct TrafficPoint {
    double t_s{};
    Traffic traffic;
  };
  void take(const gsm::BroadcastMessage& message);
  void note_identity(const gsm::CellIdentity& identity, std::uint32_t times);
  void note_area(const gsm::LocationArea& area, std::uint32_t times);

  gsm::SystemInformation information_;
  std::map<gsm::MessageKind, gsm::L2Block> blocks_;
  IdentityEpochs<gsm::CellIdentity> identities_;
  std::deque<TrafficPoint> traffic_;
  std::array<std::uint64_t, 64> timing_advances_{};
  WarningLog warnings_;
  std::uint64_t pages_read_{};
  std::uint64_t broadcast_blocks_{};
  bool is_synchronised_ = false;
};

}  // namespace cellwarden::history
