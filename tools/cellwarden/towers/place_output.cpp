#include "tools/cellwarden/towers/place_output.hpp"
#include "detector/records/json_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cell/calendar_date.hpp"
#include "detector/decimal.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/towers/code_output.hpp"
#include "tools/cellwarden/towers/tower_json.hpp"

namespace cellwarden::tools {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostLands = 3;
constexpr int kDegreePlaces = 6;
constexpr int kOutlinePlaces = 3;  // outlines know no more

void add_claimants(std::vector<CountryFacts>& countries, const geography::Territory& territory,
                   NationalTables tables) {
  for (const auto& code : territory.claimants) {
    if (std::ranges::find(countries, code, &CountryFacts::code) == countries.end())
      countries.push_back(facts_of_country(code, tables));
  }
}

std::string name_of(const CountryFacts& country) {
  return country.name.empty() ? std::string(country.code.text())
                              : fmt::format("{} ({})", country.name, country.code.text());
}

std::string names_of(const std::vector<CountryFacts>& countries) {
  std::vector<std::string> names;
  names.reserve(countries.size());
  for (const CountryFacts& country : countries) names.push_back(name_of(country));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string with_codes(const CountryFacts& country) {
  if (country.mccs.empty()) return name_of(country) + ", without a country code of its own";
  return fmt::format("{}, country code{} {}", name_of(country), country.mccs.size() == 1 ? "" : "s",
                     fmt::join(country.mccs, ", "));
}

std::string zone_text(const std::vector<CountryFacts>& claimants) {
  return claimants.empty() ? "a zone that is nobody's, or in dispute"
                           : "a zone in dispute between " + names_of(claimants);
}

std::string place_text(const GeoPoint& place) {
  return decimal(place.latitude_deg, kDegreePlaces) + "," + decimal(place.longitude_deg, kDegreePlaces);
}

bool is_within_margin(const PlaceFacts& place, const LandNear& land) {
  return land.nearest.distance_m <= place.accuracy_m;
}

std::string here_text(const PlaceFacts& place) {
  switch (place.kind) {
    case PlaceKind::kDisputed:
      return "in " + zone_text(place.countries);
    case PlaceKind::kSea: {
      const bool may_be_land = !place.near.empty() && is_within_margin(place, place.near.front());
      return may_be_land ? "at sea by the outlines, but land is within their margin"
                         : "at sea: in no country's outline";
    }
    case PlaceKind::kCountry:
      break;
  }
  std::vector<std::string> countries;
  countries.reserve(place.countries.size());
  for (const CountryFacts& country : place.countries) countries.push_back("in " + with_codes(country));
  return fmt::format("{}", fmt::join(countries, "; "));
}

std::string land_text(const PlaceFacts& place, const LandNear& land) {
  std::string text = format_distance(land.nearest.distance_m) + " to ";
  text += land.is_disputed ? zone_text(land.countries) : with_codes(land.countries.front());
  if (land.is_across_sea && place.kind != PlaceKind::kSea) text += ", across the sea";
  if (is_within_margin(place, land)) text += "; within the margin: the place may be there";
  return text;
}

std::string tables_text(const PlaceFacts& place, const std::string& own_tables) {
  std::string text;
  for (const CountryFacts& country : place.countries) {
    text += paragraph("Table      ", country.table == nullptr
                                         ? missing_table_text(name_of(country), country.code, own_tables)
                                         : printable(fmt::format("{} of {}: {}", country.table->table.country,
                                                                 date_text(country.table->table.date),
                                                                 country.table->file.string())));
  }
  return text;
}

ordered_json json_of(const CountryFacts& country) {
  ordered_json json{{"code", country.code.text()}};
  if (!country.name.empty()) json["name"] = country.name;
  json["mccs"] = country.mccs;
  if (country.table != nullptr) json["table_date"] = date_text(country.table->table.date);
  return json;
}

ordered_json json_of(const std::vector<CountryFacts>& countries) {
  ordered_json json = ordered_json::array();
  for (const CountryFacts& country : countries) json.push_back(json_of(country));
  return json;
}

ordered_json json_of(const GeoPoint& place, int places) {
  return {{"latitude_deg", at_places(place.latitude_deg, places)},
          {"longitude_deg", at_places(place.longitude_deg, places)}};
}

}  // namespace

PlaceFacts facts_of_place(const GeoPoint& place, const geography::CountryOutlines& outlines,
                          NationalTables tables) {
  PlaceFacts facts{.place = place,
                   .kind = PlaceKind::kSea,
                   .countries = {},
                   .near = {},
                   .accuracy_m = outlines.accuracy_m(),
                   .outlines_source = outlines.source(),
                   .outlines_date = outlines.date()};
  for (const auto& [territory, nearest] : outlines.territories_near(place, kMostLands)) {
    if (nearest.distance_m > 0.0) {
      LandNear land{.countries = {},
                    .is_disputed = territory.is_disputed,
                    .nearest = nearest,
                    .is_across_sea = outlines.is_sea_between(place, nearest.at)};
      add_claimants(land.countries, territory, tables);
      facts.near.push_back(std::move(land));
    } else if (territory.is_disputed) {
      // It goes before the country that some map gives the zone to.
      if (facts.kind != PlaceKind::kDisputed) facts.countries.clear();
      facts.kind = PlaceKind::kDisputed;
      add_claimants(facts.countries, territory, tables);
    } else if (facts.kind != PlaceKind::kDisputed) {
      facts.kind = PlaceKind::kCountry;
      add_claimants(facts.countries, territory, tables);
    }
  }
  return facts;
}

std::string text_of(const PlaceFacts& place, const std::string& own_tables) {
  std::string text = paragraph(place_text(place.place) + "  ", here_text(place));
  for (const LandNear& land : place.near) {
    const bool is_first = &land == &place.near.front();
    const std::string_view label = place.kind == PlaceKind::kSea ? "Land       " : "Border     ";
    text += paragraph(is_first ? label : "           ", land_text(place, land));
  }
  text += paragraph(
      "Margin     ",
      printable(fmt::format("outlines of {} lie up to {} from borders and coasts ({})", place.outlines_date,
                            format_distance(place.accuracy_m), place.outlines_source)));
  return text + tables_text(place, own_tables);
}

std::string json_of(const PlaceFacts& place) {
  constexpr std::array<std::string_view, 3> kKinds{"country", "disputed", "sea"};
  ordered_json json{{"schema", records::kSchemaVersion},
                    {"type", "place"},
                    {"position", json_of(place.place, kDegreePlaces)}};
  json["kind"] = kKinds.at(static_cast<std::size_t>(place.kind));
  json["countries"] = json_of(place.countries);
  json["near"] = ordered_json::array();
  for (const LandNear& land : place.near) {
    json["near"].push_back({{"countries", json_of(land.countries)},
                            {"is_disputed", land.is_disputed},
                            {"distance_m", std::llround(land.nearest.distance_m)},
                            {"position", json_of(land.nearest.at, kOutlinePlaces)},
                            {"is_across_sea", land.is_across_sea},
                            {"is_within_margin", is_within_margin(place, land)}});
  }
  json["outlines"] = {{"source", place.outlines_source},
                      {"date", place.outlines_date},
                      {"accuracy_m", std::llround(place.accuracy_m)}};
  return text_of_json(json) + "\n";
}

}  // namespace cellwarden::tools
