// Family WM: does what claims to be a public warning look like one?

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/lte_messages.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/rule.hpp"
#include "detector/rules/siblings.hpp"
#include "detector/rules/warning_words.hpp"

namespace cellwarden::detector {
namespace {

using history::LteHistory;
using history::Warning;

constexpr double kOnAir_s = 60.0;  // a warning heard so lately is being broadcast
constexpr double kOtherAreaQuality = 0.7;
constexpr double kLinkQuality = 0.5;  // some networks' warnings hold them

// What its cell was heard to warn of; null where that cannot be told.
const std::deque<Warning>* warnings_of(const history::CellTrack& cell) {
  if (const auto* lte = cell.lte()) return lte->sib1() ? &lte->warnings().heard() : nullptr;
  if (const auto* gsm = cell.gsm()) return gsm->pages_read() > 0 ? &gsm->warnings().heard() : nullptr;
  return nullptr;
}

Outcome without_warnings(const RuleContext& context) {
  if (context.seen().gsm() == nullptr) return without_sib1();
  return not_evaluated("no page of its cell broadcast channel was read yet");
}

std::vector<const Warning*> on_air(const RuleContext& context, const std::deque<Warning>& heard) {
  std::vector<const Warning*> found;
  for (const Warning& warning : heard) {
    if (warning.until_s >= context.seen().t_s - kOnAir_s) found.push_back(&warning);
  }
  return found;
}

bool is_same(const Warning& a, const Warning& b) {
  if (a.message_identifier != b.message_identifier) return false;
  // Another text under the very number is another warning; an update has a number of its own.
  if (a.serial_number == b.serial_number && a.is_whole && b.is_whole) return a.content == b.content;
  return a.code() == b.code() || (!a.content.empty() && a.content == b.content);
}

// At the same time, or shortly before: who sends a number that was used long ago is not carried by that.
bool carries(const LteHistory& cell, const Warning& warning) {
  return std::ranges::any_of(cell.warnings().heard(), [&](const Warning& other) {
    return other.until_s >= warning.since_s - kOnAir_s && is_same(warning, other);
  });
}

// Whether a cell was listened to for so long after a warning was first heard elsewhere, and its SIB1 says
// that it sends none, nor sent one meanwhile.
bool warns_of_nothing(const LteHistory& cell, const Warning& warning, double after_s) {
  const auto& sib1 = cell.sib1();
  if (const auto scheduled_s = cell.warnings_scheduled_s(); scheduled_s && *scheduled_s >= warning.since_s)
    return false;
  return sib1 && sib1->source.t_s >= warning.since_s + after_s && !schedules_warnings(sib1->block);
}

struct Witnesses {
  std::size_t of_area{};
  std::size_t of_network{};
  bool is_shared{};  // another cell carries it
};

Witnesses witnesses_of(const RuleContext& context, const LteCell& own, const Warning& warning) {
  Witnesses found;
  for (const history::CellTrack* other : siblings(context)) {
    const LteHistory& history = *other->lte();
    if (carries(history, warning)) found.is_shared = true;
    if (!warns_of_nothing(history, warning, context.settings.wm01_after_s)) continue;
    ++found.of_network;
    if (history.identity()->area == own.identity.area) ++found.of_area;
  }
  return found;
}

Outcome single_source(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (!schedules_warnings(own->sib1)) return pass();  // it is over, and the others may have ended it before
  std::optional<std::size_t> most;                    // that stay silent, where they are too few
  for (const Warning* warning : on_air(context, own->history.warnings().heard())) {
    const Witnesses witnesses = witnesses_of(context, *own, *warning);
    if (witnesses.is_shared) continue;
    const auto is_enough = [&](std::size_t count) { return static_cast<double>(count) >= s.wm01_min_others; };
    if (!is_enough(witnesses.of_network)) {
      most = std::max(most.value_or(0), witnesses.of_network);
      continue;
    }
    const bool is_of_area = is_enough(witnesses.of_area);
    const std::size_t count = is_of_area ? witnesses.of_area : witnesses.of_network;
    const std::string others =
        counted(count, "other cell", "other cells") + " of its " + (is_of_area ? "tracking area" : "network");
    return fire(is_of_area ? 1.0 : kOtherAreaQuality, "a public warning (" + warning_text(*warning) + ")",
                "the same of the cells around it",
                others + " heard for " + decimal(s.wm01_after_s, 0) + " s or more since",
                "It broadcasts a public warning (" + warning_text(*warning) + ") that " + others +
                    " do not broadcast.");
  }
  if (!most) return pass();
  return not_evaluated("only " + counted(*most, "other cell", "other cells") + " of " +
                       networks_text(own->identity.plmns) + " told for " + decimal(s.wm01_after_s, 0) +
                       " s that they have no warning; " + decimal(s.wm01_min_others, 0) + " are needed");
}

Outcome on_flagged_cell(const RuleContext& context) {
  const auto* heard = warnings_of(context.cell);
  if (heard == nullptr) return without_warnings(context);
  const auto warnings = on_air(context, *heard);
  if (warnings.empty() || context.points_without_warnings < context.settings.watch_points) return pass();
  return fire(1.0, "a public warning (" + warning_text(*warnings.front()) + ")",
              "warnings from cells that are beyond doubt",
              decimal(context.points_without_warnings, 0) + " points of other evidence against this cell",
              "It broadcasts a public warning (" + warning_text(*warnings.front()) +
                  ") while other evidence already speaks against it.");
}

// A number that means one message only, used for another: of the same cell, or, where the number is the
// network's or the area's, of another cell.
bool is_number_reused(const Warning& a, const Warning& b) {
  return a.channel == b.channel && a.message_identifier == b.message_identifier &&
         a.serial_number == b.serial_number && a.is_whole && b.is_whole && a.content != b.content;
}

bool is_reused_elsewhere(const RuleContext& context, const Warning& warning) {
  const auto own = lte_cell(context);
  if (!own) return false;
  const Warning::Scope scope = warning.scope();
  if (scope != Warning::Scope::kNetwork && scope != Warning::Scope::kArea) return false;
  return std::ranges::any_of(siblings(context), [&](const history::CellTrack* other) {
    const LteHistory& history = *other->lte();
    if (scope == Warning::Scope::kArea && history.identity()->area != own->identity.area) return false;
    return std::ranges::any_of(history.warnings().heard(),
                               [&](const Warning& theirs) { return is_number_reused(warning, theirs); });
  });
}

Outcome odd_form(const RuleContext& context) {
  const auto* heard = warnings_of(context.cell);
  if (heard == nullptr) return without_warnings(context);
  for (const Warning* warning : on_air(context, *heard)) {
    const bool is_reused_here =
        std::ranges::any_of(*heard, [&](const Warning& other) { return is_number_reused(*warning, other); });
    if (is_reused_here || is_reused_elsewhere(context, *warning)) {
      return fire(1.0, warning_text(*warning) + ", with two contents", "one content for one serial number",
                  "TS 23.041, section 9.4.1.2.1",
                  std::string("Its public warning (") + warning_text(*warning) +
                      ") has another content than " + (is_reused_here ? "before" : "another cell's") +
                      " under the same serial number.");
    }
    if (!warning->text) continue;
    auto found = link_in(*warning->text);
    const std::string what = found ? "a link" : "a telephone number";
    if (!found) found = telephone_number_in(*warning->text);
    if (!found) continue;
    return fire(kLinkQuality, what + ": " + *found, "a text that stands by itself", "the warning's text",
                "Its public warning (" + warning_text(*warning) + ") holds " + what + ": " + *found + ".");
  }
  return pass();
}

Outcome announced_only(const RuleContext& context) {
  constexpr double kMostMissing = 0.8;
  const RuleSettings& s = context.settings;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const LteHistory& history = own->history;
  const double now_s = context.cell.last_seen_s();
  const auto after = history.traffic(now_s - s.wm05_after_s, now_s);
  if (after.listened_s < kMostMissing * s.wm05_after_s) {
    return not_evaluated("its paging was listened to for " + decimal(after.listened_s, 0) + " s only; " +
                         decimal(s.wm05_after_s, 0) + " s are needed");
  }
  const double since_s = now_s - LteHistory::kTrafficMemory_s;
  const auto before = history.traffic(since_s, now_s - s.wm05_after_s - 1e-6);
  const std::uint32_t announced = before.paging.etws_indications + before.paging.cmas_indications;
  if (static_cast<double>(announced) < s.wm05_min_indications) return pass();
  const bool is_heard = std::ranges::any_of(history.warnings().heard(),
                                            [&](const Warning& one) { return one.until_s >= since_s; });
  if (is_heard) return pass();
  if (history.warnings_scheduled_s().value_or(since_s - 1.0) >= since_s) {
    return not_evaluated(
        "its system information block 1 schedules the warning that it announces, and that was not read");
  }
  return fire(1.0, counted(announced, "announcement", "announcements") + " of a warning, and none scheduled",
              "a warning in system information blocks 10 to 12",
              "its paging, and its system information block 1",
              "It announced a public warning in " + counted(announced, "paging message", "paging messages") +
                  " and broadcast none in the " + decimal(s.wm05_after_s, 0) + " s after.");
}

constexpr std::array kWmRules = std::to_array<Rule>(
    {{"WM01", single_source}, {"WM03", on_flagged_cell}, {"WM04", odd_form}, {"WM05", announced_only}});

}  // namespace

std::span<const Rule> wm_rules() noexcept {
  return kWmRules;
}

}  // namespace cellwarden::detector
