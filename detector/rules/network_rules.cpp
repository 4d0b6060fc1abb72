#include "detector/rules/network_rules.hpp"

#include <algorithm>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/network_codes.hpp"
#include "detector/rules/siblings.hpp"
#include "detector/rules/table_age.hpp"

namespace cellwarden::detector {
namespace {

std::string three_digits(std::uint16_t mcc) {
  const std::string text = std::to_string(mcc);
  constexpr std::size_t kDigits = 3;
  return std::string(kDigits - std::min(kDigits, text.size()), '0') + text;
}

bool is_at_home(std::uint16_t mcc, const Site& site) {
  const auto country = country_of(mcc);
  return std::ranges::any_of(site.countries, [&](std::uint16_t home) {
    return home == mcc || (country && country == country_of(home));
  });
}

std::string home_text(const Site& site) {
  std::string text;
  for (const std::uint16_t mcc : site.countries) text += (text.empty() ? "" : ", ") + code_text(mcc);
  return text;
}

// Where the sensor stands, if that and the countries' outlines are known.
const GeoPoint* place_of(const RuleContext& context) {
  const bool is_known =
      context.site != nullptr && context.site->outlines != nullptr && context.seen().receiver_at.has_value();
  return is_known ? &*context.seen().receiver_at : nullptr;
}

bool is_in_reach(const RuleContext& context, const GeoPoint& place, const geography::Nearest& nearest) {
  const geography::CountryOutlines& outlines = *context.site->outlines;
  const double beyond_m = nearest.distance_m - outlines.accuracy_m() - place.accuracy_m.value_or(0.0);
  if (beyond_m <= context.settings.id01_land_m) return true;
  if (beyond_m > context.settings.id01_far_m) return false;
  return context.seen().carrier.rat != Rat::kGsm || outlines.is_sea_between(place, nearest.at);
}

std::string codes_text(const std::vector<geography::CountryCode>& codes) {
  std::string text;
  for (const auto& code : codes) text += (text.empty() ? "" : ", ") + std::string(code.text());
  return text;
}

// What the place says of a network's country; nothing where it says nothing certain.
std::optional<Outcome> judge_by_place(const RuleContext& context, const Plmn& plmn) {
  const GeoPoint* place = place_of(context);
  if (place == nullptr) return std::nullopt;
  const geography::CountryOutlines& outlines = *context.site->outlines;
  const auto nearest = outlines.nearest_of(places_of(plmn.mcc), *place);
  if (!nearest) return std::nullopt;
  if (is_in_reach(context, *place, *nearest)) return pass();
  const double around_m =
      context.settings.id01_far_m + outlines.accuracy_m() + place->accuracy_m.value_or(0.0);
  const auto here = outlines.countries_at(*place, around_m);
  if (here.empty()) return not_evaluated("the sensor is at sea, far from any country", "X01");
  const std::string away = decimal(nearest->distance_m / 1e3, 0) + " km away";
  return fire(1.0, to_string(plmn) + ", " + code_text(plmn.mcc) + ", " + away,
              "a country within reach: " + codes_text(here),
              "the sensor's position, and outlines of countries (" + outlines.source() + ")",
              "It claims to be of " + std::string(*country_of(plmn.mcc)) + ", which is " + away + ".");
}

Outcome judge(const RuleContext& context, const std::optional<Plmn>& plmn) {
  if (!plmn) {
    return fire(1.0, "a network code with nibbles that are no digits", "decimal digits",
                "TS 24.008, section 10.5.1.3",
                "The network it claims to belong to is no number that a network can have.");
  }
  if (is_test_network(*plmn) || is_shared_code(plmn->mcc)) return pass();  // ID02 sees to the former
  if (!country_of(plmn->mcc)) {
    return fire(1.0, to_string(*plmn), "a country code that is assigned", std::string(kCountryCodesDate),
                "It claims the country code " + three_digits(plmn->mcc) + ", which no country has.");
  }
  const bool is_told = context.site != nullptr && !context.site->countries.empty();
  if (is_told && is_at_home(plmn->mcc, *context.site)) return pass();
  if (auto outcome = judge_by_place(context, *plmn)) {
    if (!is_told || outcome->verdict != Verdict::kNotEvaluated) return std::move(*outcome);
  }
  if (!is_told) {
    return not_evaluated(place_of(context) != nullptr
                             ? "where " + code_text(plmn->mcc) +
                                   " ends is not certain here, and the configuration does not say which "
                                   "countries' networks may be heard (networks.countries)"
                             : "neither the sensor's position nor networks.countries tells which countries' "
                               "networks may be heard here");
  }
  return fire(1.0, to_string(*plmn) + ", " + code_text(plmn->mcc), home_text(*context.site),
              "the configuration's networks.countries",
              "It claims to be of " + std::string(*country_of(plmn->mcc)) +
                  ", whose networks are not expected here.");
}

}  // namespace

std::string code_text(std::uint16_t mcc) {
  const auto country = country_of(mcc);
  return three_digits(mcc) + (country ? " (" + std::string(*country) + ")" : std::string());
}

Outcome judge_networks(const RuleContext& context, std::span<const std::optional<Plmn>> networks) {
  std::optional<Outcome> worst;
  for (const auto& plmn : networks) {
    Outcome outcome = judge(context, plmn);
    if (outcome.verdict == Verdict::kPass) return outcome;
    if (!worst || outcome.verdict == Verdict::kNotEvaluated) worst = std::move(outcome);
  }
  return worst ? std::move(*worst) : pass();
}

const NationalTable* table_of(const RuleContext& context, std::uint16_t mcc) {
  if (context.site == nullptr || context.site->tables == nullptr) return nullptr;
  return context.site->tables->of_code(mcc);
}

bool is_unassigned_cell(const RuleContext& context) {
  const auto own = claim_of(context.cell);
  if (!own || own->plmns.empty()) return false;
  return std::ranges::all_of(own->plmns, [&](const std::optional<Plmn>& plmn) {
    if (!plmn) return false;
    const NationalTable* table = table_of(context, plmn->mcc);
    if (table == nullptr) return false;
    const auto& known = context.site->test_networks;
    return is_unassigned(*table, *plmn) && std::ranges::find(known, *plmn) == known.end();
  });
}

Outcome judge_assignment(const RuleContext& context) {
  if (!is_unassigned_cell(context)) return pass();
  const auto own = claim_of(context.cell);
  const NationalTable& table = *table_of(context, own->plmns.front()->mcc);
  const std::string networks = networks_text(own->plmns);
  return fire(quality_of_table(context, table.date), networks, "a code that its country has assigned",
              source_text(table),
              "It goes by " + networks + ", a code that " + code_text(table.mccs.front()) +
                  " has given to nobody, as far as is known: a test, a private network, or a name made up.");
}

}  // namespace cellwarden::detector
