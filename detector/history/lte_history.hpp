#pragma once

/// \file
/// What one run has heard one LTE cell broadcast and do, beyond its MIB: its system information so far,
/// which identities it went by, how its messages changed, and how much it pages and answers.
///
/// An identity counts once two receptions of SIB1 hold it: each has its 24-bit parity alone, and a receiver
/// that joins repeats must not invent a cell of its own.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cell/lte/system_information.hpp"
#include "cell/observation.hpp"
#include "detector/history/frame_clock.hpp"
#include "detector/history/si_changes.hpp"
#include "detector/history/warning_log.hpp"

namespace cellwarden::history {

/// Who a cell says it is.
struct LteIdentity {
  std::vector<std::optional<Plmn>> plmns;  ///< as sent, the primary one first; nothing where a digit is none
  Tac area;
  Eci cell;
  bool operator==(const LteIdentity&) const = default;
};
[[nodiscard]] LteIdentity identity_of(const lte::SystemInformationBlock1& sib1);

/// A stretch of time in which the cell went by one identity.
struct LteIdentityEpoch {
  LteIdentity identity;
  double since_s{};
  double until_s{};                 ///< last heard
  std::uint32_t times{};            ///< receptions of SIB1 that say so
  FrameClock::Comparison frames{};  ///< the frame count at its beginning, against the epoch before
  double sum_dbfs{};                ///< of its dwells
  std::uint32_t dwells{};

  [[nodiscard]] double level_dbfs() const noexcept { return sum_dbfs / std::max(dwells, 1U); }
};

/// The message that a block came in.
struct LteSource {
  std::vector<std::uint8_t> octets;  ///< as sent, with the zeros that fill it up
  lte::Leftover leftover;
  double t_s{};                   ///< of the dwell that heard it last
  std::optional<double> heard_s;  ///< of its frame; absent where that dwell told no frame number
  std::uint16_t sfn{};
};
struct KnownSib1 {
  lte::SystemInformationBlock1 block;
  LteSource source;
};
struct KnownSib {
  lte::SystemInformationBlock block;
  LteSource source;
};

/// One content of an SI message. A rule that compares them asks for some `times` of each: a dwell in which
/// the content changes may have heard the old message and the new SIB1.
struct SiVersion {
  std::string hash;                       ///< of its octets, but for the zeros that fill it up
  std::optional<std::uint8_t> value_tag;  ///< SIB1's, where a dwell heard both and but one tag
  double since_s{};
  double until_s{};                 ///< last heard
  std::uint32_t times{};            ///< receptions
  FrameClock::Comparison frames{};  ///< the frame count at its beginning, against the dwell before
};

/// A content that was sent, then another, then the first again.
struct ContentFlip {
  std::string what;  ///< "SIB1", "SIB2, SIB3", "MIB"
  double since_s{};  ///< the first one's end
  double until_s{};  ///< its return
  bool broke{};      ///< the frame count broke with it: two transmitters heard in turn
};

/// What the cell paged and answered over some time of listening to it.
struct LteTraffic {
  double listened_s{};
  lte::BlockCounts paging_blocks;
  lte::PagingReport paging;
  std::uint64_t random_access_responses{};
  std::uint64_t block_pairs{};       ///< resource-block pairs looked at
  std::uint64_t block_pairs_used{};  ///< of them: those that carry user data

  void add(const LteTraffic& more) noexcept;
  friend bool operator==(const LteTraffic&, const LteTraffic&) = default;

  /// Paging blocks that were announced and not read count as if they held as much as the others.
  [[nodiscard]] double paged_per_s() const noexcept;
  [[nodiscard]] double answered_per_s() const noexcept;
  /// Of records: those that name a mobile by its permanent identity.
  [[nodiscard]] double permanent_share() const noexcept;
  /// Of the resource-block pairs looked at: those that carry user data.
  [[nodiscard]] double used_share() const noexcept;
};
/// How a message that SIB1 schedules kept to its windows, and how SIB1 itself was read meanwhile.
struct ScheduledMessage {
  lte::SiSchedule schedule;
  lte::SiWindowCounts windows;
};
struct SiSchedules {
  std::vector<ScheduledMessage> messages;  ///< in the order of SIB1
  lte::BlockCounts sib1;
};

/// Of one dwell.
[[nodiscard]] LteTraffic lte_traffic_of(const Observation& seen);

/// Whether a block's content may change while SIB1's value tag stays: warnings, times, access barring of
/// whole classes of devices (TS 36.331, section 5.2.1.3).
[[nodiscard]] bool may_change_with_same_tag(lte::SibType type) noexcept;

class LteHistory {
 public:
  static constexpr double kIdentityMemory_s = 86400.0;
  static constexpr double kTrafficMemory_s = 600.0;

  void add(const Observation& seen, FrameClock::Comparison frames);

  /// The newest.
  [[nodiscard]] const std::optional<KnownSib1>& sib1() const noexcept { return sib1_; }
  /// The newest of each other type; of those that come in segments, the newest segment.
  [[nodiscard]] const std::map<lte::SibType, KnownSib>& sibs() const noexcept { return sibs_; }
  /// lte::SystemInformationBlock2 and so on; null where it was not heard.
  template <class Block>
  [[nodiscard]] const Block* find() const noexcept {
    for (const auto& [type, known] : sibs_) {
      if (const auto* block = std::get_if<Block>(&known.block)) return block;
    }
    return nullptr;
  }
  /// The contents of each SI message so far, oldest first, by the types of its blocks. Without messages that
  /// hold a block which may change with the same tag, or is of an unknown type.
  [[nodiscard]] const std::map<std::vector<lte::SibType>, std::deque<SiVersion>>& versions() const noexcept {
    return versions_;
  }

  /// The newest content of SIB1, an SI message or the MIB (frame number and ports left aside) that came back
  /// after `within_s` at most in which another was sent, each received twice or more each time.
  /// \param since_s  when it came back, at the earliest
  [[nodiscard]] std::optional<ContentFlip> flip(double within_s, double since_s) const;
  /// Receptions of contents that could flip: nothing where there are fewer than twice two.
  [[nodiscard]] bool can_tell_flips() const noexcept;
  /// When contents and value tag changed, to the frame. Without what versions() is without.
  [[nodiscard]] const SiChanges& changes() const noexcept { return changes_; }
  /// Since its SIB1 has had the schedule that it has.
  [[nodiscard]] const SiSchedules& schedules() const noexcept { return schedules_; }

  /// The identity it goes by now; nothing before one counts.
  [[nodiscard]] const LteIdentity* identity() const noexcept {
    return epochs_.empty() ? nullptr : &epochs_.back().identity;
  }
  /// Oldest first.
  [[nodiscard]] const std::deque<LteIdentityEpoch>& epochs() const noexcept { return epochs_; }

  /// Whether its SIB1 was ever open to all under the cell identity that it has now, read twice so.
  [[nodiscard]] bool was_open() const noexcept;
  /// What it was heard to warn the public of.
  [[nodiscard]] const WarningLog& warnings() const noexcept { return warnings_; }
  /// When its SIB1 last scheduled blocks for warnings.
  [[nodiscard]] std::optional<double> warnings_scheduled_s() const noexcept { return warnings_scheduled_s_; }

  /// Receptions of SIB1 and of SI messages in all.
  [[nodiscard]] std::uint64_t broadcast_blocks() const noexcept { return broadcast_blocks_; }
  [[nodiscard]] LteTraffic traffic(double from_s, double to_s) const;
  /// Of the dwells that lie wholly in a time, and of those that have part in it.
  [[nodiscard]] LteTraffic traffic_within(double from_s, double to_s) const;
  [[nodiscard]] LteTraffic traffic_touching(double from_s, double to_s) const;

  /// A name for what the cell broadcasts and does not change from hour to hour: who it is, its radio
  /// configuration, its neighbours. Without value tag, hyper frame number, times, warnings and access
  /// barring. Nothing before all that SIB1 announces of these blocks was heard.
  [[nodiscard]] std::optional<std::string> fingerprint() const;

 private:
  struct TrafficPoint {
    double t_s{};
    LteTraffic traffic;
    double until_s{};
  };
  struct Heard;  // one message of a dwell
  void take(const Heard& heard, const Observation& seen, FrameClock::Comparison frames);
  void take(const lte::SystemInformation& message, const Heard& heard, const Observation& seen,
            const SiVersion& version);
  void note_identity(const LteIdentity& identity, std::uint32_t times, double t_s,
                     FrameClock::Comparison frames);
  void note_version(std::vector<lte::SibType> types, const SiVersion& now);
  void note_mib(const lte::Mib& mib, const Observation& seen, FrameClock::Comparison frames);
  void note_openness(std::uint32_t times);
  void note_schedule();
  void note_content(const std::string& what, std::string content, const Heard& heard);
  void note_windows(const lte::DownlinkReport& downlink);

  std::optional<KnownSib1> sib1_;
  std::map<lte::SibType, KnownSib> sibs_;
  std::map<std::vector<lte::SibType>, std::deque<SiVersion>> versions_;
  std::deque<SiVersion> sib1_versions_;
  std::deque<SiVersion> mib_versions_;
  std::deque<LteIdentityEpoch> epochs_;
  std::optional<LteIdentityEpoch> candidate_;
  std::deque<TrafficPoint> traffic_;
  std::optional<Eci> open_as_;  // newest cell identity under which it was open
  std::uint32_t open_times_{};
  SiChanges changes_;
  SiSchedules schedules_;
  WarningLog warnings_;
  std::optional<double> warnings_scheduled_s_;
  std::uint64_t broadcast_blocks_{};
};

}  // namespace cellwarden::history
