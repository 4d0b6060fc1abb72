// Families BP and DG of GSM cells: does the cell broadcast what its network's other cells broadcast here?

#include <algorithm>
#include <cmath>
#include <set>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::gsm_rules {
namespace {

constexpr double kUnlikeSiblingsQuality = 0.5;    // only more than theirs
constexpr double kNoSiblingsQuality = 0.5;        // odd by itself, with nobody to compare
constexpr double kShortTimerQuality = 0.7 / 1.5;  // 5 to 8 decihours: SnoopSnitch's share of its full weight
constexpr double kNeverQuality = 0.5;
constexpr std::uint8_t kShortest = 5;  // decihours; the field's shortest is 10
constexpr int kDecihour_min = 6;
constexpr std::uint8_t kShort = 8;
constexpr int kLargeHysteresis_db = 12;
constexpr std::size_t kEnoughLists = 2;

const gsm::SystemInformation& information_of(const history::CellTrack& cell) {
  return cell.gsm()->information();
}

std::string heard_cells(std::size_t count, const GsmCell& own) {
  return counted(count, "other cell", "other cells") + " of " + network_text(own.identity.plmn) +
         " heard in the last ten minutes";
}

// One value of each sibling that has it.
template <class Take>
auto values_of(const std::vector<const history::CellTrack*>& cells, Take take) {
  std::vector<std::decay_t<decltype(*take(information_of(*cells.front())))>> values;
  for (const history::CellTrack* cell : cells) {
    if (const auto value = take(information_of(*cell))) values.push_back(*value);
  }
  return values;
}

std::string list_of(const std::set<int>& values) {
  std::string text;
  for (const int value : values) text += (text.empty() ? "" : ", ") + std::to_string(value);
  return text;
}

}  // namespace

Outcome cro_bait(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const auto reselection = own->information.reselection();
  if (!reselection) return pass();  // not sent: C2 is C1
  if (reselection->penalty_time == gsm::ReselectionParameters::kNegativeOffset) return pass();
  const int offset = reselection->cell_reselect_offset;
  const auto others = siblings(context);
  std::vector<int> usual;
  for (const history::CellTrack* other : others) {
    const auto theirs = information_of(*other).reselection();
    const bool is_positive = theirs && theirs->penalty_time != gsm::ReselectionParameters::kNegativeOffset;
    usual.push_back(is_positive ? theirs->cell_reselect_offset : 0);
  }
  const bool is_huge = offset > s.bp01_max_offset;
  const int most = usual.empty() ? 0 : *std::ranges::max_element(usual);
  // Hierarchical layouts give some layers large offsets: a layer's other cells have them too.
  const bool is_usual = !usual.empty() && offset <= most;
  const bool is_above =
      static_cast<double>(usual.size()) >= s.gsm_min_siblings && offset > most + s.bp01_above_siblings;
  if (!is_above && (!is_huge || is_usual)) return pass();
  const double quality = is_huge ? 1.0 : kUnlikeSiblingsQuality;
  const std::string in_db = std::to_string(2 * offset) + " dB";
  return fire(quality, "CELL_RESELECT_OFFSET " + in_db,
              "at most " + decimal(2.0 * s.bp01_max_offset, 0) + " dB" +
                  (usual.empty() ? std::string()
                                 : ", and like the others' (at most " + std::to_string(2 * most) + " dB)"),
              usual.empty() ? "what networks use" : heard_cells(usual.size(), *own),
              "It adds " + in_db +
                  " to its own level when phones choose a cell: they come to it from far away, and "
                  "past cells that are stronger.");
}

Outcome access_threshold(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const auto selection = own->information.selection();
  if (!selection) return without_identity();
  if (selection->rxlev_access_min > 0) return pass();
  const auto others = siblings(context);
  if (static_cast<double>(others.size()) < context.settings.gsm_min_siblings) {
    return too_few_siblings(context, others.size(), context.settings.gsm_min_siblings);
  }
  const auto values = values_of(others, [](const auto& si) { return si.selection(); });
  const bool is_usual = std::ranges::any_of(values, [](const auto& v) { return v.rxlev_access_min == 0; });
  if (values.empty() || is_usual) return pass();
  std::set<int> theirs;
  for (const auto& value : values) theirs.insert(value.rxlev_access_min);
  return fire(1.0, "RXLEV-ACCESS-MIN 0", list_of(theirs), heard_cells(values.size(), *own),
              "It lets phones in at any level, which its network's other cells here do not.");
}

Outcome reselect_hysteresis(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const auto selection = own->information.selection();
  if (!selection) return without_identity();
  const int hysteresis_db = selection->reselect_hysteresis_db;
  if (hysteresis_db > 0 && hysteresis_db <= kLargeHysteresis_db) return pass();
  const auto others = siblings(context);
  if (static_cast<double>(others.size()) < context.settings.gsm_min_siblings) {
    return too_few_siblings(context, others.size(), context.settings.gsm_min_siblings);
  }
  std::set<int> theirs;
  for (const auto& value : values_of(others, [](const auto& si) { return si.selection(); })) {
    theirs.insert(value.reselect_hysteresis_db);
  }
  if (theirs.empty() || theirs.contains(hysteresis_db)) return pass();
  return fire(1.0, std::to_string(hysteresis_db) + " dB", list_of(theirs) + " dB",
              heard_cells(others.size(), *own),
              "Its reselection hysteresis of " + std::to_string(hysteresis_db) +
                  " dB is none of its network's other cells' here.");
}

Outcome odd_t3212(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own || !own->information.si3()) return without_identity();
  const std::uint8_t timer = own->information.si3()->control_channel.periodic_update_decihours;
  if (timer > kShort) return pass();
  const auto others = siblings(context);
  std::set<int> theirs_min;
  for (const auto& value : values_of(others, [](const auto& si) { return si.si3(); })) {
    theirs_min.insert(kDecihour_min * value.control_channel.periodic_update_decihours);
  }
  if (theirs_min.contains(kDecihour_min * timer)) return pass();
  double quality = timer < kShortest ? 1.0 : kShortTimerQuality;
  if (timer == 0) quality = kNeverQuality;
  if (static_cast<double>(others.size()) < context.settings.gsm_min_siblings) {
    if (timer == 0) return too_few_siblings(context, others.size(), context.settings.gsm_min_siblings);
    quality *= kNoSiblingsQuality;
  }
  const std::string minutes = std::to_string(kDecihour_min * timer) + " min";
  return fire(
      quality, timer == 0 ? "never" : minutes,
      theirs_min.empty() ? "an hour or more" : list_of(theirs_min) + " min",
      others.empty() ? "what networks use" : heard_cells(others.size(), *own),
      timer == 0
          ? std::string(
                "It tells phones never to report by themselves, unlike its network's other cells here.")
          : "It makes phones report every " + minutes + "; networks let an hour pass, or many.");
}

namespace {

bool is_own_only(const std::vector<std::uint16_t>& listed, std::optional<std::uint16_t> own) {
  return std::ranges::all_of(listed, [&](std::uint16_t arfcn) { return arfcn == own; });
}

Outcome lists_incomplete() {
  return not_evaluated("its neighbour lists (system information 2, 2bis, 2ter) were not all read yet");
}

}  // namespace

Outcome no_neighbours(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (is_railway_cell(context)) return railway();
  if (!own->information.are_neighbours_complete()) return lists_incomplete();
  const auto listed = own->information.neighbours();
  if (!is_own_only(listed, arfcn_of(context.cell))) return pass();
  std::size_t with_lists = 0;
  for (const history::CellTrack* other : siblings(context)) {
    const auto theirs = information_of(*other).neighbours();
    if (static_cast<double>(theirs.size()) >= s.bp05_others_list) ++with_lists;
  }
  if (with_lists < kEnoughLists)
    return too_few_siblings(context, with_lists, kEnoughLists, " with neighbour lists");
  return fire(1.0, listed.empty() ? "no neighbour listed" : "only itself listed",
              decimal(s.bp05_others_list, 0) + " neighbours or more", heard_cells(with_lists, *own),
              "It names no neighbours: a phone that camps on it has nowhere to go. " +
                  std::to_string(with_lists) + " other cells of its network here name several.");
}

namespace {

// Whether a carrier was listened to in the last ten minutes.
bool is_covered(const RuleContext& context, double frequency_hz) {
  constexpr double kRecent_s = 600.0;
  return std::ranges::any_of(context.covered, [&](const Covered& window) {
    return frequency_hz >= window.low_hz && frequency_hz <= window.high_hz &&
           window.last_s >= context.listen.t_s - kRecent_s;
  });
}

}  // namespace

Outcome no_neighbour_heard(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (is_railway_cell(context)) return railway();
  if (!is_strong(context)) return not_strong(context);
  if (!own->information.are_neighbours_complete()) return lists_incomplete();
  const auto others = siblings(context);
  if (static_cast<double>(others.size()) < s.bp06_min_cells) {
    return too_few_siblings(context, others.size(), s.bp06_min_cells);
  }
  const auto own_arfcn = arfcn_of(context.cell);
  std::size_t covered = 0;
  for (const std::uint16_t arfcn : own->information.neighbours()) {
    if (arfcn == own_arfcn) continue;
    const auto frequency_hz = neighbour_hz(context, arfcn);
    if (!frequency_hz || !is_covered(context, *frequency_hz)) continue;
    ++covered;
    // Any cell there will do: one whose identity was not read may be its neighbour.
    const bool is_heard = std::ranges::any_of(context.recent, [&](const history::CellTrack* other) {
      if (std::abs(other->latest().carrier.measured_hz.value - *frequency_hz) > raster_hz(Rat::kGsm) / 2.0)
        return false;
      const gsm::CellIdentity* theirs = other->gsm() != nullptr ? other->gsm()->identity() : nullptr;
      return theirs == nullptr || theirs->plmn == own->identity.plmn;
    });
    if (is_heard) return pass();
  }
  if (static_cast<double>(covered) < s.bp06_min_listed) {
    return not_evaluated("only " + counted(covered, "listed neighbour lies", "listed neighbours lie") +
                         " on a carrier that was listened to in the last ten minutes");
  }
  return fire(1.0, "none of " + counted(covered, "listed neighbour", "listed neighbours") + " on air",
              "one at least", heard_cells(others.size(), *own),
              "None of the " + std::to_string(covered) +
                  " neighbours that it names and that were listened for is on air here.");
}

Outcome one_way_neighbour(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (is_railway_cell(context)) return railway();
  if (!is_strong(context)) return not_strong(context);
  const auto arfcn = arfcn_of(context.cell);
  if (!arfcn) return not_evaluated("its channel number is not certain");
  std::size_t with_lists = 0;
  for (const history::CellTrack* other : siblings(context)) {
    const gsm::SystemInformation& theirs = information_of(*other);
    const auto listed = theirs.neighbours();
    if (std::ranges::find(listed, *arfcn) != listed.end()) return pass();
    if (theirs.are_neighbours_complete() && !listed.empty()) ++with_lists;
  }
  if (static_cast<double>(with_lists) < s.bp07_min_cells) {
    return too_few_siblings(context, with_lists, s.bp07_min_cells, " with whole neighbour lists");
  }
  return fire(1.0, "ARFCN " + std::to_string(*arfcn) + " in nobody's list", "in one list at least",
              heard_cells(with_lists, *own),
              "None of the " + std::to_string(with_lists) +
                  " other cells of its network here names it as a neighbour, strong as it is.");
}

namespace {

// Whether so much of its broadcast was read that what is missing is not sent.
bool is_long_read(const history::CellTrack& cell, const RuleSettings& s) {
  return cell.gsm()->information().si3() &&
         static_cast<double>(cell.gsm()->broadcast_blocks()) >= s.bp08_min_blocks;
}

bool has_gprs(const gsm::SystemInformation& si) {
  return si.has(gsm::MessageKind::kSi13) || si.has_gprs().value_or(false);
}
bool has_si2quater(const gsm::SystemInformation& si) {
  return si.has(gsm::MessageKind::kSi2quater) || (si.si3() && si.si3()->rest.si2quater_on_extended_bcch);
}
bool has_other_systems(const gsm::SystemInformation& si) {
  return !si.utra_neighbours().empty() || !si.eutra_neighbours().empty() || has_si2quater(si);
}

struct Class {
  std::string_view name;
  bool (*has)(const gsm::SystemInformation&);
};

// Which part of the siblings that were read for long enough have it.
struct Share {
  std::size_t with{};
  std::size_t all{};
};
Share share_of(const RuleContext& context, bool (*has)(const gsm::SystemInformation&)) {
  Share share;
  for (const history::CellTrack* other : siblings(context)) {
    if (!is_long_read(*other, context.settings)) continue;
    ++share.all;
    if (has(information_of(*other))) ++share.with;
  }
  return share;
}

Outcome not_long_read(const RuleContext& context) {
  return not_evaluated("its broadcast was not read for long enough (" +
                       decimal(context.settings.bp08_min_blocks, 0) +
                       " blocks, a minute) to know what it leaves out");
}

}  // namespace

Outcome missing_classes(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (is_railway_cell(context)) return railway();
  constexpr std::array kClasses = std::to_array<Class>(
      {{"packet data (system information 13)", has_gprs}, {"system information 2quater", has_si2quater}});
  const bool lacks_any =
      std::ranges::any_of(kClasses, [&](const Class& one) { return !one.has(own->information); });
  if (!lacks_any) return pass();
  if (!is_long_read(context.cell, s)) return not_long_read(context);
  std::string missing;
  std::size_t compared = 0;
  for (const Class& one : kClasses) {
    const Share share = share_of(context, one.has);
    compared = share.all;
    if (static_cast<double>(share.all) < s.gsm_min_siblings) {
      return too_few_siblings(context, share.all, s.gsm_min_siblings, " read for a minute");
    }
    const bool is_usual = static_cast<double>(share.with) >= s.bp08_share * static_cast<double>(share.all);
    if (is_usual && !one.has(own->information))
      missing += (missing.empty() ? "" : " and ") + std::string(one.name);
  }
  if (missing.empty()) return pass();
  return fire(1.0, "no " + missing, "as its network's other cells here", heard_cells(compared, *own),
              "It sends no " + missing + ", which nearly all of its network's other cells here do.");
}

Outcome odd_rach(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own || !own->information.si3()) return without_identity();
  constexpr std::uint8_t kShortestPaging = 2;
  const gsm::ControlChannel& channel = own->information.si3()->control_channel;
  if (!channel.is_combined() || channel.paging_period_multiframes != kShortestPaging) return pass();
  if (!is_strong(context)) return not_strong(context);
  const auto others = siblings(context);
  if (static_cast<double>(others.size()) < context.settings.gsm_min_siblings) {
    return too_few_siblings(context, others.size(), context.settings.gsm_min_siblings);
  }
  const auto theirs = values_of(others, [](const auto& si) { return si.si3(); });
  const bool is_usual =
      std::ranges::any_of(theirs, [](const gsm::Si3& si3) { return si3.control_channel.is_combined(); });
  if (theirs.empty() || is_usual) return pass();
  return fire(1.0, "combined control channel, paging every two multiframes", "a control channel of its own",
              heard_cells(theirs.size(), *own),
              "Strong as it is, it has the smallest control channel there is, unlike its network's other "
              "cells here.");
}

Outcome ncc_not_permitted(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const unsigned ncc = context.seen().physical_id / 8U;
  std::size_t asked = 0;
  for (const history::CellTrack* other : siblings(context)) {
    const auto& si2 = information_of(*other).si2();
    if (!si2) continue;
    if ((si2->ncc_permitted >> ncc & 1U) != 0U) return pass();
    ++asked;
  }
  if (static_cast<double>(asked) < context.settings.gsm_min_siblings) {
    return too_few_siblings(context, asked, context.settings.gsm_min_siblings, " with system information 2");
  }
  return fire(
      1.0, "NCC " + std::to_string(ncc), "one that its neighbours permit", heard_cells(asked, *own),
      "None of its network's other cells here lets phones report cells with its network colour code " +
          std::to_string(ncc) + ".");
}

Outcome no_lte_return(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (is_railway_cell(context)) return railway();
  if (has_other_systems(own->information)) return pass();
  if (!is_long_read(context.cell, s)) return not_long_read(context);
  const Share share = share_of(context, has_other_systems);
  if (static_cast<double>(share.all) < s.gsm_min_siblings) {
    return too_few_siblings(context, share.all, s.gsm_min_siblings, " read for a minute");
  }
  if (static_cast<double>(share.with) < s.dg04_share * static_cast<double>(share.all)) return pass();
  return fire(
      1.0, "no neighbours in UMTS or LTE", "as its network's other cells here", heard_cells(share.all, *own),
      "It shows phones no way back to UMTS or LTE, which nearly all of its network's other cells here do.");
}

}  // namespace cellwarden::detector::gsm_rules
