// BP10 and DY16: does an LTE cell send its system information when it says it will, and change it when cells
// may?

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/lte_messages.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

using history::LteHistory;
using history::ScheduledMessage;
using history::SiChange;

constexpr double kFrame_s = 1e-2;
constexpr double kNoNoticeQuality = 0.7;  // its announcement may have been missed

std::string names_of(const lte::SiSchedule& schedule, bool is_first) {
  std::vector<lte::SibType> types = schedule.sibs;
  if (is_first) types.insert(types.begin(), static_cast<lte::SibType>(2));
  return cellwarden::names_of(types);
}

// Warnings are scheduled by some networks while there is nothing to warn of.
bool is_for_warnings(const ScheduledMessage& message) {
  return !message.schedule.sibs.empty() && std::ranges::all_of(message.schedule.sibs, is_warning);
}

// By whatever means: also outside its windows, or before its SIB1 was known.
bool was_heard(const LteHistory& history, const ScheduledMessage& message, bool is_first) {
  if (is_first && !history.sibs().contains(static_cast<lte::SibType>(2))) return false;
  return std::ranges::all_of(message.schedule.sibs,
                             [&](lte::SibType type) { return history.sibs().contains(type); });
}

// TS 36.331, section 5.2.1.3; frame numbers know no longer one than their own period.
unsigned modification_period_frames(const lte::SystemInformationBlock2& sib2) {
  constexpr unsigned kLongCoefficient = 64;
  const unsigned coefficient = sib2.radio.has_modification_period_coefficient_64
                                   ? kLongCoefficient
                                   : sib2.radio.modification_period_coefficient;
  return std::min<unsigned>(coefficient * sib2.radio.default_paging_cycle_frames, lte::kSfnPeriod_frames);
}

enum class Manner : std::uint8_t { kProper, kAwayFromBoundary, kUnannounced, kUnknown };

Manner manner_of(const LteHistory& history, const SiChange& change, unsigned period, double least_messages) {
  // Transmissions of so many frames may have been added to read the old content.
  constexpr unsigned kAdded_frames = 32;
  const double elapsed_s = change.first_of_new.t_s - change.last_of_old.t_s;
  if (elapsed_s >= kFrame_s * period) return Manner::kUnknown;
  const auto frames = static_cast<unsigned>(std::lround(elapsed_s / kFrame_s));
  const unsigned old_frame = lte::kSfnPeriod_frames + change.last_of_old.sfn;
  const unsigned new_frame = old_frame + frames;
  // The cell began anew, or another is heard in its place.
  if (new_frame % lte::kSfnPeriod_frames != change.first_of_new.sfn) return Manner::kUnknown;
  const unsigned from = old_frame - kAdded_frames;
  const unsigned boundary = (from + period - 1) / period * period;
  if (boundary > new_frame) return Manner::kAwayFromBoundary;
  if (boundary + period <= new_frame) return Manner::kUnknown;  // which of two it was
  const double boundary_s =
      change.last_of_old.t_s + kFrame_s * (static_cast<double>(boundary) - static_cast<double>(old_frame));
  const double since_s = boundary_s - kFrame_s * period;
  if (history.traffic_touching(since_s, boundary_s).paging.system_info_modifications > 0)
    return Manner::kProper;
  const auto before = history.traffic_within(since_s, boundary_s);
  // All of it was listened to, but for the dwells that lie across its ends.
  constexpr double kAcrossEnds_s = 2.0;
  const bool is_heard_through = before.listened_s >= kFrame_s * period - kAcrossEnds_s;
  const bool is_enough = before.paging.counts.messages >= least_messages;
  return is_heard_through && is_enough ? Manner::kUnannounced : Manner::kUnknown;
}

std::string away_from_boundary_text(const SiChange& change, const std::string& between,
                                    const std::string& every) {
  return "Its system information (" + change.what + ") changed " + between +
         ", where none may: it may once in " + every + ".";
}

}  // namespace

Outcome promised_absent(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const history::SiSchedules& schedules = own->history.schedules();
  bool is_any_short = false;
  bool is_any_unread = false;
  for (std::size_t i = 0; i < schedules.messages.size(); ++i) {
    const ScheduledMessage& message = schedules.messages[i];
    if (is_for_warnings(message)) continue;
    if (was_heard(own->history, message, i == 0)) continue;
    if (message.windows.passed < s.bp10_min_windows) {
      is_any_short = true;
      continue;
    }
    if (message.windows.announced > 0) {
      is_any_unread = true;
      continue;
    }
    const double alone = history::read_alone(schedules.sib1);
    const std::string percent = decimal(100.0 * alone, 0) + " %";
    if (alone < s.bp10_sib1_share) {
      return not_evaluated("its system information block 1 is read alone in " + percent +
                           " of the times that it is due: what was not heard may have been sent");
    }
    const std::string windows = counted(message.windows.passed, "window", "windows");
    return fire(1.0, names_of(message.schedule, i == 0) + " never sent in " + windows,
                "something in every window", "its system information block 1, read alone in " + percent,
                "It schedules a message (" + names_of(message.schedule, i == 0) +
                    ") and sent nothing in the " + windows + " that it has for it.");
  }
  if (is_any_unread) return not_evaluated("a message that it schedules was announced and could not be read");
  if (is_any_short) {
    return not_evaluated("fewer than " + decimal(s.bp10_min_windows, 0) +
                         " windows of a message that was not heard yet were listened to from end to end");
  }
  return pass();
}

Outcome changed_without_notice(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const auto* sib2 = own->history.find<lte::SystemInformationBlock2>();
  if (sib2 == nullptr) {
    return not_evaluated("its system information block 2, which tells when it may change, was not heard yet");
  }
  const unsigned period = modification_period_frames(*sib2);
  if (period == 0) return not_evaluated("its system information block 2 has no modification period");
  const std::string every = decimal(kFrame_s * period, 2) + " s";
  bool is_any_unknown = false;
  for (const SiChange& change : own->history.changes().all()) {
    if (change.first_of_new.t_s < context.seen().t_s - LteHistory::kTrafficMemory_s) continue;
    const Manner manner = manner_of(own->history, change, period, context.settings.dy16_min_paging);
    if (manner == Manner::kAwayFromBoundary) {
      const std::string between = "between frames " + std::to_string(change.last_of_old.sfn) + " and " +
                                  std::to_string(change.first_of_new.sfn);
      return fire(1.0, change.what + " changed " + between,
                  "changes at frames that are multiples of " + std::to_string(period),
                  "its system information block 2; TS 36.331, section 5.2.1.3",
                  away_from_boundary_text(change, between, every));
    }
    if (manner == Manner::kUnannounced) {
      return fire(kNoNoticeQuality, change.what + " changed, not announced in the " + every + " before",
                  "an announcement in its paging messages", "its paging; TS 36.331, section 5.2.1.3",
                  "Its system information (" + change.what +
                      ") changed, and none of the paging messages of the " + every +
                      " before announced that.");
    }
    is_any_unknown = is_any_unknown || manner == Manner::kUnknown;
  }
  if (is_any_unknown) {
    return not_evaluated("its system information changed, and too little was heard of it just before");
  }
  return pass();
}

}  // namespace cellwarden::detector::lte_rules
