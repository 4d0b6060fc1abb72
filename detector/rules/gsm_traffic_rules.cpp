// Family DY of GSM cells: does the cell keep its identity, and page and assign as its network's cells do?

#include <algorithm>
#include <set>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::gsm_rules {
namespace {

using history::FrameClock;
using history::GsmHistory;
using history::GsmIdentityEpoch;
using history::KnownCell;
using history::Traffic;

constexpr double kNewClockQuality = 0.5;      // the count broke as well: perhaps another cell
constexpr double kUnknownClockQuality = 0.8;  // nothing to compare the count with
constexpr double kSilenceQuality = 0.5;       // no paging at all, and nobody to compare with
constexpr double kSmallCellQuality = 0.3;     // one carrier: nothing to hop on
constexpr double kWitnessFactor = 5.0;        // so much more must others page
constexpr double kTenSeconds = 10.0;

// What changed from epoch to epoch since a time, and how the frame count took it.
struct Changes {
  std::size_t count{};
  std::size_t broken{};   // changes at which the frame count broke
  std::size_t unknown{};  // at which it could not be compared
  bool returned{};        // a value came back after another
  std::string values;     // "4711, 65000, 65001"
};

template <class Value>
Changes changes_since(const GsmHistory& history, double since_s, Value value_of) {
  Changes changes;
  std::set<decltype(value_of(history.epochs().front().identity))> left;
  for (std::size_t i = 0; i < history.epochs().size(); ++i) {
    const GsmIdentityEpoch& epoch = history.epochs()[i];
    const auto value = value_of(epoch.identity);
    if (i == 0) {
      changes.values = std::to_string(value);
      continue;
    }
    const auto before = value_of(history.epochs()[i - 1].identity);
    if (epoch.since_s < since_s) changes.values = std::to_string(value);
    if (value == before || epoch.since_s < since_s) continue;
    ++changes.count;
    left.insert(before);
    changes.returned = changes.returned || left.contains(value);
    changes.values += ", " + std::to_string(value);
    if (epoch.frames == FrameClock::Comparison::kBroke) ++changes.broken;
    if (epoch.frames == FrameClock::Comparison::kNone) ++changes.unknown;
  }
  return changes;
}

template <class Value>
Outcome rotation(const RuleContext& context, double most_changes, std::string_view what, std::string_view why,
                 Value value_of) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const Changes changes = changes_since(own->history, context.seen().t_s - s.dy06_window_s, value_of);
  if (static_cast<double>(changes.count) < most_changes) return pass();
  if (changes.returned && changes.broken + changes.unknown == changes.count) {
    return not_evaluated("its " + std::string(what) +
                         " changes to and fro and the frame count with it: two cells of one "
                         "BSIC, heard in turn");
  }
  double quality = 1.0;
  if (changes.unknown > 0) quality = kUnknownClockQuality;
  if (changes.broken > 0) quality = kNewClockQuality;
  const std::string window = decimal(s.dy06_window_s / 60.0, 0) + " min";
  return fire(quality, std::string(what) + ' ' + changes.values + " within " + window, "one that stays",
              "the cell itself, each value read in two blocks",
              "Its " + std::string(what) + " changed " + counted(changes.count, "time", "times") +
                  " within " + window + " (" + changes.values + ") on one carrier and BSIC" +
                  (quality == 1.0 ? ", while its frame count ran on" : "") + ". " + std::string(why));
}

}  // namespace

Outcome area_rotation(const RuleContext& context) {
  return rotation(context, context.settings.dy06_changes, "area code",
                  "Each change makes every phone in reach report anew.",
                  [](const gsm::CellIdentity& identity) { return identity.lac.value; });
}

Outcome cell_rotation(const RuleContext& context) {
  return rotation(context, context.settings.dy07_changes, "cell identity",
                  "Base stations keep theirs for years.",
                  [](const gsm::CellIdentity& identity) { return identity.cell_id.value; });
}

namespace {

Traffic recent_traffic(const history::CellTrack& cell) {
  return cell.gsm()->traffic(cell.last_seen_s() - GsmHistory::kTrafficMemory_s, cell.last_seen_s());
}

Outcome not_listened(const Traffic& traffic, double needed_s) {
  return not_evaluated("its control channel was listened to for " + decimal(traffic.listened_s, 0) +
                       " s only; " + decimal(needed_s, 0) + " s are needed");
}

// What others carry: cells of its area now, or the cell itself in the baseline.
struct Usual {
  double value{};
  std::string source;
};

enum class Among : std::uint8_t { kArea, kNetwork };

// The median over siblings that were listened to for long enough: those of its area, or all.
template <class Value>
std::optional<Usual> of_siblings(const RuleContext& context, const GsmCell& own, Among among, double needed_s,
                                 Value value_of) {
  const bool of_area = among == Among::kArea;
  const auto middle =
      middle_of_siblings(context, [&](const history::CellTrack& other) -> std::optional<double> {
        if (of_area && other.gsm()->identity()->lac != own.identity.lac) return std::nullopt;
        const Traffic traffic = recent_traffic(other);
        return traffic.listened_s < needed_s ? std::nullopt : value_of(traffic);
      });
  if (!middle) return std::nullopt;
  const std::string whose =
      of_area ? "LAC " + std::to_string(own.identity.lac.value) : network_text(own.identity.plmn);
  return Usual{middle->value, counted(middle->cells, "other cell", "other cells") + " of " + whose +
                                  " heard in the last ten minutes"};
}

const KnownCell* known_here(const RuleContext& context) {
  if (context.baseline == nullptr) return nullptr;
  const KnownCell* known = context.baseline->find(context.seen().carrier, context.seen().physical_id,
                                                  context.settings.radio_clock_tolerance_ppm);
  const bool is_known = known != nullptr && known->gsm &&
                        static_cast<double>(known->dwells_heard) >= context.settings.baseline_min_dwells;
  return is_known ? known : nullptr;
}

template <class Value>
std::optional<Usual> of_baseline(const RuleContext& context, Value value_of) {
  const KnownCell* known = known_here(context);
  if (known == nullptr) return std::nullopt;
  const auto value = value_of(known->gsm->traffic);
  if (!value) return std::nullopt;
  return Usual{*value, "this cell in the baseline"};
}

std::string per_10_s(double paged_per_s) {
  return decimal(kTenSeconds * paged_per_s, 1) + " mobiles paged in 10 s";
}

}  // namespace

Outcome paging_poverty(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const Traffic traffic = recent_traffic(context.cell);
  if (traffic.listened_s < s.dy09_after_s) return not_listened(traffic, s.dy09_after_s);
  const double limit_per_s = s.dy09_min_per_10_s / kTenSeconds;
  const double own_per_s = traffic.paged_per_s();
  if (own_per_s >= limit_per_s) return pass();
  const auto rate = [](const Traffic& t) { return std::optional(t.paged_per_s()); };
  auto usual = of_siblings(context, *own, Among::kArea, s.dy09_after_s, rate);
  if (!usual) usual = of_siblings(context, *own, Among::kNetwork, s.dy09_after_s, rate);
  if (!usual) usual = of_baseline(context, rate);
  if (!usual) {
    if (traffic.named_count > 0) {
      return not_evaluated(
          "it pages little, and no other cell of its network nor the baseline tells what is usual");
    }
    return fire(kSilenceQuality, "nobody paged in " + decimal(traffic.listened_s, 0) + " s", "paging",
                "no other cell of its network to compare with",
                "It paged nobody in " + decimal(traffic.listened_s, 0) +
                    " s of listening: nobody is being called "
                    "through it.");
  }
  if (usual->value < limit_per_s || usual->value < kWitnessFactor * own_per_s)
    return pass();  // a quiet place
  return fire(1.0, per_10_s(own_per_s) + ", over " + decimal(traffic.listened_s, 0) + " s",
              per_10_s(usual->value), usual->source,
              "It pages hardly anybody (" + per_10_s(own_per_s) + ") where " + usual->source + " has " +
                  per_10_s(usual->value) + ".");
}

Outcome paging_by_permanent_identity(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const Traffic traffic = recent_traffic(context.cell);
  const auto is_enough = [&](const Traffic& t) {
    return static_cast<double>(t.named_count) >= s.dy11_min_named;
  };
  if (!is_enough(traffic)) {
    return not_evaluated("only " + counted(traffic.named_count, "mobile", "mobiles") + " paged so far; " +
                         decimal(s.dy11_min_named, 0) + " are needed");
  }
  const auto share = [&](const Traffic& t) {
    return is_enough(t) ? std::optional(t.permanent_share()) : std::nullopt;
  };
  const double own_share = traffic.permanent_share();
  if (own_share < s.dy11_min_share) return pass();
  auto usual = of_baseline(context, share);
  if (!usual) usual = of_siblings(context, *own, Among::kArea, 0.0, share);
  if (!usual) usual = of_siblings(context, *own, Among::kNetwork, 0.0, share);
  if (!usual) {
    return not_evaluated(
        "neither the baseline nor another cell of its network tells how many are usually paged by "
        "their permanent identity");
  }
  if (own_share <= s.dy11_factor * usual->value) return pass();
  const auto percent = [](double part) { return decimal(100.0 * part, 1) + " %"; };
  return fire(
      1.0, percent(own_share) + " of " + std::to_string(traffic.named_count) + " paged by permanent identity",
      percent(usual->value), usual->source,
      "It calls " + percent(own_share) + " of those it pages by their permanent identity; by " +
          usual->source + " it should be " + percent(usual->value) + ".");
}

Outcome never_hops(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const auto is_enough = [&](const Traffic& t) {
    return static_cast<double>(t.hopping + t.single_frequency) >= s.dy13_min_assigned;
  };
  const Traffic traffic = recent_traffic(context.cell);
  if (!is_enough(traffic)) {
    return not_evaluated("only " +
                         counted(traffic.hopping + traffic.single_frequency, "channel", "channels") +
                         " given so far; " + decimal(s.dy13_min_assigned, 0) + " are needed");
  }
  if (traffic.hopping > 0) return pass();
  const auto usual = of_siblings(context, *own, Among::kNetwork, 0.0, [&](const Traffic& t) {
    return is_enough(t) ? std::optional(t.hopping_share()) : std::nullopt;
  });
  if (!usual) return not_evaluated("no other cell of its network tells whether it usually hops");
  if (usual->value < s.dy13_share) return pass();
  // A cell of one carrier cannot hop; an honest one may have no more.
  const bool is_small = own->information.cell_allocation().size() <= 1;
  return fire(is_small ? kSmallCellQuality : 1.0,
              "none of " + std::to_string(traffic.single_frequency) + " channels given hops",
              decimal(100.0 * usual->value, 0) + " % hop", usual->source,
              "None of the channels that it gives hops, as nearly all of its network's do here" +
                  std::string(is_small ? "; it names but one carrier." : "."));
}

Outcome assignment_storm(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const double now_s = context.cell.last_seen_s();
  const Traffic now = own->history.traffic(now_s - s.dy17_after_s, now_s);
  constexpr double kMostMissing = 0.8;
  if (now.listened_s < kMostMissing * s.dy17_after_s) return not_listened(now, s.dy17_after_s);
  if (static_cast<double>(now.assigned) < s.dy17_min_assigned) return pass();
  Traffic before = own->history.traffic(now_s - GsmHistory::kTrafficMemory_s, now_s - s.dy17_after_s - 1e-6);
  std::string source = "this cell in the minutes before";
  if (before.listened_s < 2.0 * s.dy17_after_s) {
    const KnownCell* known = known_here(context);
    if (known == nullptr) {
      return not_evaluated(
          "neither the minutes before nor the baseline tells how many channels are usually given");
    }
    before = known->gsm->traffic;
    source = "this cell in the baseline";
  }
  if (before.listened_s <= 0.0) return not_evaluated("the baseline never listened to its control channel");
  if (now.assigned_per_s() <= s.dy17_factor * before.assigned_per_s()) return pass();
  // People who are called answer: with as many more pages it is a crowd, not a storm of reports.
  constexpr double kPagingAsBefore = 2.0;
  if (now.paged_per_s() > kPagingAsBefore * before.paged_per_s()) return pass();
  const auto per_minute = [](double per_s) { return decimal(60.0 * per_s, 1) + " a minute"; };
  return fire(1.0, per_minute(now.assigned_per_s()),
              "at most " + per_minute(s.dy17_factor * before.assigned_per_s()), source,
              "It gives channels to " + per_minute(now.assigned_per_s()) + " over " +
                  decimal(now.listened_s, 0) + " s, where " + source + " gave " +
                  per_minute(before.assigned_per_s()) +
                  ", with paging as before: as when phones are made to report.");
}

}  // namespace cellwarden::detector::gsm_rules
