// ID08, ID09 and ID10: the identity is known, and this cell is not as the known one is.

#include <algorithm>
#include <cmath>

#include "detector/rules/fire.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/replan.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

constexpr double kNoSiteQuality = 0.6;  // no other cell of its site shows that the site stayed as it was

// What a cell has one of.
struct Attribute {
  std::string_view name;
  /// Whether the cell is as the witness has it; nothing where the witness does not say.
  std::optional<bool> (*fits)(const RuleContext&, const Witness&, const history::CellTrack&);
  std::string (*known_as)(const Witness&, const history::CellTrack&);
  std::string (*heard_as)(const RuleContext&);
};

std::optional<bool> is_on_carrier(const RuleContext& context, const Witness& witness,
                                  const history::CellTrack& cell) {
  if (!witness.carrier_hz) return std::nullopt;
  const Carrier& carrier = cell.latest().carrier;
  const double heard_hz = carrier.nominal_hz.value_or(carrier.measured_hz.value);
  const double doubt_hz =
      carrier.nominal_hz ? 0.0 : heard_hz * context.settings.radio_clock_tolerance_ppm * 1e-6;
  const double limit_hz = std::max(raster_hz(carrier.rat) / 2.0, doubt_hz + witness.carrier_doubt_hz);
  return std::abs(heard_hz - *witness.carrier_hz) < limit_hz;
}

// On another carrier everything may be another: ID08 has said so.
std::optional<bool> has_physical_id(const RuleContext& context, const Witness& witness,
                                    const history::CellTrack& cell) {
  if (!witness.physical_id || !is_on_carrier(context, witness, cell).value_or(true)) return std::nullopt;
  return *witness.physical_id == cell.latest().physical_id;
}

std::optional<bool> is_in_area(const RuleContext& /*context*/, const Witness& witness,
                               const history::CellTrack& cell) {
  const auto own = claim_of(cell);
  if (!witness.area || !own) return std::nullopt;
  return *witness.area == own->area;
}

std::string carrier_of(const Witness& witness, const history::CellTrack& /*cell*/) {
  return format_mhz(*witness.carrier_hz);
}
std::string physical_id_of(const Witness& witness, const history::CellTrack& cell) {
  Observation as_known = cell.latest();
  as_known.physical_id = *witness.physical_id;
  return physical_id_text(as_known);
}
std::string area_text(const history::CellTrack& cell, std::uint32_t area) {
  return (cell.gsm() != nullptr ? "LAC " : "TAC ") + std::to_string(area);
}
std::string area_of(const Witness& witness, const history::CellTrack& cell) {
  return area_text(cell, *witness.area);
}

constexpr Attribute kCarrier{"carrier", is_on_carrier, carrier_of,
                             [](const RuleContext& context) { return carrier_text(context); }};
constexpr Attribute kPhysicalId{"physical id", has_physical_id, physical_id_of,
                                [](const RuleContext& context) { return physical_id_text(context.seen()); }};
constexpr Attribute kArea{"area code", is_in_area, area_of, [](const RuleContext& context) {
                            return area_text(context.cell, claim_of(context.cell)->area);
                          }};

// What all who know a cell's identity say of one attribute.
struct Testimony {
  bool is_told{};    // somebody says something
  bool is_agreed{};  // and one at least that the cell is as it should be
  std::optional<Witness> against{};
};

Testimony testimony(const RuleContext& context, const Attribute& attribute, const history::CellTrack& cell) {
  Testimony all;
  for (const Witness& witness : witnesses_of(context, cell)) {
    const auto fits = attribute.fits(context, witness, cell);
    if (!fits) continue;
    all.is_told = true;
    all.is_agreed = all.is_agreed || *fits;
    if (!*fits && !all.against) all.against = witness;
  }
  return all;
}

bool is_changed(const RuleContext& context, const Attribute& attribute, const history::CellTrack& cell) {
  const Testimony all = testimony(context, attribute, cell);
  return all.against && !all.is_agreed;
}

// What the site's other cells say: they changed alike (nothing), they stayed as they were, or none is heard.
std::optional<double> site_quality(const RuleContext& context, const Attribute& attribute) {
  const auto site = site_of(context.cell);
  double quality = kNoSiteQuality;
  for (const history::CellTrack* other : siblings(context)) {
    if (!site || site_of(*other) != site) continue;
    const Testimony theirs = testimony(context, attribute, *other);
    if (theirs.against && !theirs.is_agreed) return std::nullopt;
    if (theirs.is_agreed) quality = 1.0;
  }
  return quality;
}

Outcome changed(const RuleContext& context, const Attribute& attribute) {
  if (!claim_of(context.cell)) return without_claim(context);
  const std::string name(attribute.name);
  const Testimony all = testimony(context, attribute, context.cell);
  if (!all.is_told) {
    const std::string not_on = not_on_text(context, context.cell);
    return not_evaluated("no list, baseline or earlier part of this run tells the " + name + " of " +
                         claim_text(context.cell) + (not_on.empty() ? "" : "; " + not_on));
  }
  if (all.is_agreed) return pass();
  if (!is_identity_steady(context.cell)) return not_evaluated("its identity was read in one dwell only");
  const Changed alike = changed_alike(
      context, [&](const history::CellTrack& other) { return is_changed(context, attribute, other); });
  if (alike.is_replan()) return replan(context, alike, attribute.name);
  double quality = all.against->quality;
  if (attribute.fits == kArea.fits) {
    const auto of_site = site_quality(context, attribute);
    if (!of_site) {
      return not_evaluated("its site's other cells have another area code than is known of them, too", "X05");
    }
    quality *= *of_site;
  }
  const std::string known = attribute.known_as(*all.against, context.cell);
  const std::string heard = attribute.heard_as(context);
  return fire(quality, claim_text(context.cell) + " with " + heard, known, all.against->name,
              "It calls itself " + claim_text(context.cell) + ", which by " + all.against->name + " has " +
                  known + ", not " + heard + ".");
}

}  // namespace

Outcome other_carrier(const RuleContext& context) {
  return changed(context, kCarrier);
}

Outcome other_physical_id(const RuleContext& context) {
  return changed(context, kPhysicalId);
}

Outcome other_area(const RuleContext& context) {
  return changed(context, kArea);
}

}  // namespace cellwarden::detector::identity_rules
