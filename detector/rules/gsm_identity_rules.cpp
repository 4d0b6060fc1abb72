// Family ID of GSM cells: is the identity one that belongs here?

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "detector/decimal.hpp"
#include "detector/rules/clock_trust.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/network_codes.hpp"
#include "detector/rules/network_rules.hpp"
#include "detector/rules/siblings.hpp"
#include "detector/rules/table_age.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::gsm_rules {
namespace {

constexpr double kNotAtOnceQuality = 0.5;  // two carriers heard one after the other
constexpr double kOddCellIdQuality = 0.5;  // 0 and 65535 are allowed, and real cells had them
constexpr double kNoDateQuality = 0.5;
constexpr std::uint16_t kNoCell = 0;
constexpr std::uint16_t kLastCell = 0xFFFF;

}  // namespace

Outcome plmn_foreign(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  return judge_networks(context, std::array{own->identity.plmn});
}

Outcome plmn_test(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (!is_test_cell(context)) return judge_assignment(context);
  return fire(1.0, network_text(own->identity.plmn), "a public network's code",
              std::string(kCountryCodesDate),
              "It goes by " + network_text(own->identity.plmn) +
                  ", a code for tests and private networks that no phone of the public belongs to.");
}

Outcome area_minority(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const auto others = siblings(context);
  const double needed = context.settings.id12_min_siblings;
  std::map<std::uint16_t, std::size_t> cells_by_area;
  for (const history::CellTrack* other : others) ++cells_by_area[other->gsm()->identity()->lac.value];
  const std::uint16_t lac = own->identity.lac.value;
  if (cells_by_area.contains(lac)) return pass();
  const auto largest =
      std::ranges::max_element(cells_by_area, {}, [](const auto& area) { return area.second; });
  const std::size_t agreeing = largest == cells_by_area.end() ? 0 : largest->second;
  if (static_cast<double>(agreeing) < needed) {
    return too_few_siblings(context, agreeing, needed, " that share an area code");
  }
  const bool is_near = is_area_listed(context);
  return fire(
      is_near ? kListedAreaQuality : 1.0, "LAC " + std::to_string(lac),
      "LAC " + std::to_string(largest->first) + ", as " + counted(agreeing, "other cell", "other cells"),
      counted(others.size(), "other cell", "other cells") + " of " + network_text(own->identity.plmn) +
          " heard in the last ten minutes",
      "Its area code " + std::to_string(lac) + " is no other cell's of its network here; " +
          counted(agreeing, "cell shares", "cells share") + " LAC " + std::to_string(largest->first) +
          (is_near ? ". A list has that area near here: this may be its border."
                   : ". An area of its own makes phones report to it."));
}

namespace {

// Whether two tracks of one identity are one transmitter heard twice: an image, or a neighbouring channel.
bool is_ghost(const history::CellTrack& a, const history::CellTrack& b) {
  constexpr double kSameInstant_s = 30e-6;
  const Observation& x = a.latest();
  const Observation& y = b.latest();
  if (x.physical_id != y.physical_id || x.t_s != y.t_s) return false;
  const double frames = (x.frame_start_s.value - y.frame_start_s.value) / gsm::kFrame_s;
  const double whole = std::round(frames);
  const auto counted_frames =
      static_cast<double>(x.gsm()->frame_number) - static_cast<double>(y.gsm()->frame_number);
  return std::abs(frames - whole) * gsm::kFrame_s < kSameInstant_s && counted_frames == whole;
}

}  // namespace

Outcome identity_twice(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const std::uint16_t ci = own->identity.cell_id.value;
  if (ci == kNoCell || ci == kLastCell) return pass();  // what is left unset is everyone's
  bool has_ghost = false;
  for (const history::CellTrack* other : context.recent) {
    if (other->gsm() == nullptr || other->gsm()->identity() == nullptr) continue;
    if (*other->gsm()->identity() != own->identity) continue;
    if (is_same_carrier(other->latest().carrier, context.seen().carrier)) continue;
    if (static_cast<double>(other->good_decodes()) < context.settings.gate_min_decodes ||
        other->latest().signal.snr_db < context.settings.gate_gsm_min_snr_db) {
      continue;
    }
    if (is_ghost(context.cell, *other)) {
      has_ghost = true;
      continue;
    }
    const bool at_once = other->latest().t_s == context.seen().t_s;
    const std::string there =
        carrier_text(other->latest().carrier) + ", " + physical_id_text(other->latest());
    return fire(at_once ? 1.0 : kNotAtOnceQuality,
                identity_text(own->identity) + " on " + carrier_text(context) + " and on " + there,
                "one carrier for one identity (TS 23.003, section 4.3.1)",
                at_once ? "both heard in one dwell" : "both heard within ten minutes",
                "The identity " + identity_text(own->identity) + " is on air twice, here and on " + there +
                    ". One of the two is not what it says; this rule cannot tell which.");
  }
  if (has_ghost) {
    return not_evaluated("its double on another carrier has its very frame timing: an image in this receiver",
                         "X13");
  }
  return pass();
}

Outcome identity_structure(const RuleContext& context) {
  constexpr std::array<std::uint16_t, 3> kReservedAreas{0x0000, 0xFFFE, 0xFFFF};
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  const std::uint16_t lac = own->identity.lac.value;
  const std::uint16_t ci = own->identity.cell_id.value;
  const bool is_area_odd = std::ranges::find(kReservedAreas, lac) != kReservedAreas.end();
  const bool is_cell_odd = ci == kNoCell || ci == kLastCell;
  if (!is_area_odd && !is_cell_odd) return pass();
  return fire(is_area_odd ? 1.0 : kOddCellIdQuality, identity_text(own->identity),
              "an area code other than 0, 65534 and 65535, and a cell identity other than 0 and 65535",
              "TS 23.003, sections 4.1 and 4.3.1",
              is_area_odd
                  ? "Its area code " + std::to_string(lac) + " is one that no network gives to a cell."
                  : "Its cell identity " + std::to_string(ci) + " looks like one that nobody set.");
}

namespace {

// What ends in a country goes on in a territory that shares its code and is not the table's matter: Jersey
// has the United Kingdom's. Nothing where none is within reach, or where its own table says that it has ended
// there as well. A neighbour with a code of its own explains nothing: its cells go by that code.
std::optional<std::string> living_territory(const RuleContext& context, const NationalTable& table,
                                            const Plmn& plmn, Rat rat) {
  const auto& place = context.seen().receiver_at;
  if (!place || context.site->outlines == nullptr) return std::nullopt;
  const geography::CountryOutlines& outlines = *context.site->outlines;
  const double around_m =
      context.settings.id01_land_m + outlines.accuracy_m() + place->accuracy_m.value_or(0.0);
  const auto near = outlines.countries_at(*place, around_m);
  for (const auto& code : places_of(plmn.mcc)) {
    if (std::ranges::find(near, code) == near.end()) continue;
    const NationalTable* theirs = context.site->tables->of_country(code);
    if (theirs == &table) continue;
    if (theirs == nullptr || sunset_of(*theirs, rat) == nullptr) return std::string(code.text());
  }
  return std::nullopt;
}

// "GSM".
std::string standard_text(Rat rat) {
  return rat == Rat::kUmts ? "UMTS" : "GSM";
}

}  // namespace

Outcome rat_retired(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (is_railway_cell(context)) return railway();
  if (!own->identity.plmn) return not_evaluated("its network code is no number to look up");
  const Plmn& plmn = *own->identity.plmn;
  const Rat rat = context.seen().carrier.rat;
  const NationalTable* table = table_of(context, plmn.mcc);
  if (table == nullptr) {
    return not_evaluated("no national table says whether " + standard_text(rat) + " has ended in " +
                         code_text(plmn.mcc));
  }
  const Sunset* sunset = sunset_of(*table, plmn, rat);
  if (sunset == nullptr) return pass();
  const std::string whose = sunset->networks.empty() ? code_text(plmn.mcc) : to_string(plmn);
  double quality = 1.0;
  std::string expected = "no " + standard_text(rat) + " of " + whose;
  if (sunset->off_since) {
    expected += " since " + date_text(*sunset->off_since);
    const auto today = date_of(context);
    if (!today) {
      // A recording may be older than the end of GSM, and a clock that nothing keeps may say anything.
      quality = kNoDateQuality;
      expected += context.seen().time ? "; nothing keeps the clock that says today's date"
                                      : "; the input has no date";
    } else if (*today < Time(*sunset->off_since)) {
      return pass();
    }
  }
  const auto territory =
      sunset->networks.empty() ? living_territory(context, *table, plmn, rat) : std::nullopt;
  if (territory) {
    return not_evaluated(*territory +
                             " is within reach, which has networks of this code too, and of which nothing " +
                             "is known to have ended",
                         "X01");
  }
  return fire(quality, standard_text(rat) + " of " + to_string(plmn), expected, source_text(*table),
              "It offers " + standard_text(rat) + " as a network of " + code_text(plmn.mcc) + ", where " +
                  (sunset->networks.empty() ? "all public " + standard_text(rat) + " networks are off."
                                            : "this network has none."));
}

}  // namespace cellwarden::detector::gsm_rules
