#pragma once

/// \file
/// What one run has heard one LTE cell broadcast and do, beyond its MIB: its system information so far,
/// which identities it went by, how its messages changed, and how much it pages and answers.
///
/// An identity counts once two receptions of SIB1 hold it: each has its 24-bit parity alone, and a receiver
/// that joins repeats must not invent a cell of its own.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cell/lte/system_information.hpp"
#include "cell/observation.hpp"
#include "detector/history/frame_clock.hpp"
#include "detector/history/identity_epochs.hpp"
#include "detector/history/lte_profile.hpp"
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

using LteIdentityEpoch = IdentityEpoch<LteIdentity>;

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
  std::string hash;                       ///< of its octets, but for what fills it up or changes by the hour
  std::optional<std::uint8_t> value_tag;  ///< SIB1's, where a dwell heard both and but one tag
  double since_s{};
  double until_s{};       ///< last heard
  std::uint32_t times{};  ///< receptions
};

/// A content that was sent, then another, then the first again.
struct ContentFlip {
  std::string what;  ///< "SIB1", "SIB2, SIB3", "MIB"
  double since_s{};  ///< the first one's end
  double until_s{};  ///< its return
  /// The frame count from the one to the other: kBroke with two cells heard in turn; kNone where nothing
  /// tells.
  FrameClock::Comparison frames{};
};

/// What the cell paged and answered over some time of listening to it.
struct LteTraffic {
  double listened_s{};
  lte::BlockCounts sib1;
  lte::BlockCounts paging_blocks;
  lte::PagingReport paging;
  std::uint64_t random_access_responses{};
  std::uint64_t block_pairs{};       ///< resource-block pairs looked at
  std::uint64_t block_pairs_used{};  ///< of them: those that carry user data

  void add(const LteTraffic& more) noexcept;
  friend bool operator==(const LteTraffic&, const LteTraffic&) = default;

  /// Of the time listened: that in which paging could be read, told by how many of its blocks were.
  [[nodiscard]] double paging_read_s() const noexcept;
  /// Paging blocks that were announced and not read count as if they held as much as the others.
  [[nodiscard]] double paged_per_s() const noexcept;
  [[nodiscard]] double answered_per_s() const noexcept;
  /// Of records: those that name a mobile by its permanent identity.
  [[nodiscard]] double permanent_share() const noexcept;
  /// Of the resource-block pairs looked at: those that carry user data.
  [[nodiscard]] double used_share() const noexcept;
};
/// Of blocks that were due: those that were read without joining repeats.
[[nodiscard]] double read_alone(const lte::BlockCounts& blocks) noexcept;

/// How much was heard of whether mobiles are served.
struct UserDataListening {
  std::size_t dwells{};
  double span_s{};  ///< from the first of them to the end of the last
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
  static constexpr double kTrafficMemory_s = 600.0;

  void add(const Observation& seen, FrameClock::Comparison frames);

  /// The newest.
  [[nodiscard]] const std::optional<KnownSib1>& sib1() const noexcept { return sib1_; }
  /// The newest of each other type; of those that come in segments, the newest segment. Of the cell identity
  /// that counts now only, and without what SIB1 has taken out of its schedule.
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
  /// hold a block which may change with the same tag, or is of an unknown type. Of the cell identity that
  /// counts now only.
  [[nodiscard]] const std::map<std::vector<lte::SibType>, std::deque<SiVersion>>& versions() const noexcept {
    return versions_;
  }

  /// The newest content of SIB1 (the schedule of warnings left aside), an SI message or the MIB (frame number
  /// and ports left aside) that came back after `within_s` at most in which another was sent, each received
  /// twice or more each time. An SI message that comes back under another value tag was changed by the rules.
  /// \param since_s  when it came back, at the earliest
  [[nodiscard]] std::optional<ContentFlip> flip(double within_s, double since_s) const;
  /// Receptions of contents that could flip: nothing where there are fewer than twice two.
  [[nodiscard]] bool can_tell_flips() const noexcept;
  /// When contents and value tag changed, to the frame. Without what versions() is without.
  [[nodiscard]] const SiChanges& changes() const noexcept { return changes_; }
  /// Since its SIB1 has had the schedule that it has.
  [[nodiscard]] const SiSchedules& schedules() const noexcept { return schedules_; }

  /// The identity it goes by now; nothing before one counts.
  [[nodiscard]] const LteIdentity* identity() const noexcept { return identities_.newest(); }
  /// Oldest first.
  [[nodiscard]] const std::deque<LteIdentityEpoch>& epochs() const noexcept { return identities_.all(); }

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
  /// Of all that is remembered of traffic.
  [[nodiscard]] UserDataListening user_data_listening() const;

  /// A name for what the cell broadcasts and does not change from hour to hour: who it is, its radio
  /// configuration, its neighbours. Without value tag, hyper frame number, times, warnings and access
  /// barring. Nothing before all that SIB1 announces of these blocks was heard.
  [[nodiscard]] const std::optional<std::string>& fingerprint() const;
  /// What it has in common with other cells, or not; nothing before all that it is made of was heard.
  [[nodiscard]] const std::optional<LteProfile>& profile() const;
  /// Another one whenever sib1() or sibs() hold another content.
  [[nodiscard]] std::uint64_t revision() const noexcept { return revision_; }

 private:
  struct TrafficPoint {
    double t_s{};
    LteTraffic traffic;
    double until_s{};
  };
  struct Heard;  // one message of a dwell
  // Of a dwell that read the MIB.
  struct Timing {
    double t_s{};
    FrameClock::Comparison frames{};
  };
  void take(const Heard& heard, const Observation& seen);
  void keep(const lte::SystemInformation& message, const Heard& heard, const Observation& seen,
            std::optional<std::uint8_t> tag);
  void forget_other_cell();
  void touch() noexcept;
  void note_timing(double t_s, FrameClock::Comparison frames);
  void note_sib1(const Heard& heard, const Observation& seen, bool is_as_before);
  void note_version(std::vector<lte::SibType> types, const SiVersion& now);
  void note_mib(const lte::Mib& mib, const Observation& seen);
  void note_openness(std::uint32_t times);
  void note_schedule();
  void note_content(const std::string& what, std::string content, const Heard& heard);
  void note_windows(const lte::DownlinkReport& downlink);
  [[nodiscard]] std::optional<ContentFlip> flip_in(const std::deque<SiVersion>& versions, bool is_tagged,
                                                   double within_s, double since_s) const;
  [[nodiscard]] FrameClock::Comparison frames_over(const SiVersion& first, const SiVersion& between,
                                                   const SiVersion& back) const;
  [[nodiscard]] std::optional<std::string> make_fingerprint() const;

  std::optional<KnownSib1> sib1_;
  std::map<lte::SibType, KnownSib> sibs_;
  std::map<std::vector<lte::SibType>, std::deque<SiVersion>> versions_;
  std::deque<SiVersion> sib1_versions_;
  std::deque<SiVersion> mib_versions_;
  std::deque<Timing> timings_;
  IdentityEpochs<LteIdentity> identities_;
  std::deque<TrafficPoint> traffic_;
  std::optional<Eci> open_as_;  // newest cell identity under which it was open
  std::uint32_t open_times_{};
  SiChanges changes_;
  SiSchedules schedules_;
  WarningLog warnings_;
  std::optional<double> warnings_scheduled_s_;
  std::uint64_t broadcast_blocks_{};
  std::uint64_t revision_{};
  // Made when asked for, until the content changes.
  mutable std::optional<std::optional<std::string>> fingerprint_;
  mutable std::optional<std::optional<LteProfile>> profile_;
};

}  // namespace cellwarden::history
