#include <array>
#include <cmath>

#include "cell/calendar_date.hpp"
#include "detector/records/json_lines.hpp"
#include "tools/cellwarden/towers/code_output.hpp"
#include "tools/cellwarden/towers/tower_json.hpp"

namespace cellwarden::tools {
namespace {

using nlohmann::ordered_json;

ordered_json texts_of(const std::vector<Plmn>& networks) {
  ordered_json json = ordered_json::array();
  for (const Plmn& plmn : networks) json.push_back(to_string(plmn));
  return json;
}

ordered_json json_of(const config::NationalTableFile& from) {
  return {{"country", from.table.country},
          {"mccs", from.table.mccs},
          {"date", date_text(from.table.date)},
          {"source", from.table.source},
          {"networks_complete", from.table.has_all_networks},
          {"file", from.file.string()}};
}

ordered_json json_of(const Sunset& sunset) {
  ordered_json json{{"rat", to_string(sunset.rat)}};
  if (sunset.off_since) {
    json["off_since"] = date_text(*sunset.off_since);
  } else {
    json["never_on_air"] = true;
  }
  json["whole_country"] = sunset.networks.empty();
  if (!sunset.networks.empty()) json["networks"] = texts_of(sunset.networks);
  return json;
}

ordered_json json_of(const LicensedBlock& block) {
  return {{"low_hz", std::llround(block.low_hz)},
          {"high_hz", std::llround(block.high_hz)},
          {"networks", texts_of(block.networks)}};
}

ordered_json json_of(const LicensedRange& range) {
  ordered_json json{{"low_hz", std::llround(range.low_hz)},
                    {"high_hz", std::llround(range.high_hz)},
                    {"blocks", ordered_json::array()}};
  for (const LicensedBlock& block : range.blocks) json["blocks"].push_back(json_of(block));
  return json;
}

ordered_json json_of(const KnownCount& count) {
  ordered_json json{{"source", count.source.name}, {"trust", towers::to_string(count.source.trust)}};
  if (count.source.date) json["source_date"] = date_text(*count.source.date);
  if (count.rat) json["rat"] = to_string(*count.rat);
  json["rows"] = count.rows;
  return json;
}

template <class Items>
ordered_json list_of(const Items& items) {
  ordered_json json = ordered_json::array();
  for (const auto& item : items) json.push_back(json_of(item));
  return json;
}

// The members that both records begin with.
void put_code(ordered_json& json, const CodeFacts& code) {
  json["mcc"] = code.mcc;
  constexpr std::array<std::string_view, 4> kKinds{"country", "test", "shared", "nobody"};
  json["kind"] = kKinds.at(static_cast<std::size_t>(code.kind));
  if (!code.name.empty()) json["country_name"] = code.name;
  if (code.countries.empty()) return;
  json["countries"] = ordered_json::array();
  for (const auto& country : code.countries) json["countries"].push_back(country.text());
}

}  // namespace

std::string json_of(const CodeFacts& code) {
  ordered_json json{{"schema", records::kSchemaVersion}, {"type", "country_code"}};
  put_code(json, code);
  const auto railways = railways_of(code.mcc);
  if (!railways.empty()) json["railways"] = texts_of(railways);
  if (code.table == nullptr) return text_of_json(json) + "\n";
  const NationalTable& table = code.table->table;
  json["table"] = json_of(*code.table);
  json["networks"] = ordered_json::array();
  for (const NationalNetwork& network : table.networks) {
    if (network.plmn.mcc == code.mcc)
      json["networks"].push_back({{"plmn", to_string(network.plmn)}, {"name", network.name}});
  }
  json["gsm_bands"] = table.gsm_bands;
  json["lte_bands"] = table.lte_bands;
  json["licences"] = list_of(table.licences);
  json["sunsets"] = list_of(table.sunsets);
  return text_of_json(json) + "\n";
}

std::string json_of(const NetworkFacts& network, const std::optional<KnownCells>& known) {
  ordered_json json{
      {"schema", records::kSchemaVersion}, {"type", "network"}, {"plmn", to_string(network.plmn)}};
  json["standing"] = to_string(network.standing);
  if (network.listed != nullptr) {
    json["name"] = network.listed->name;
    if (network.listed->plmn != network.plmn) json["listed_as"] = to_string(network.listed->plmn);
  }
  put_code(json, network.code);
  if (network.code.table != nullptr) json["table"] = json_of(*network.code.table);
  if (network.listed != nullptr) {
    json["licences"] = list_of(network.blocks);
    json["sunsets"] = list_of(network.sunsets);
  }
  if (known) json["known"] = {{"database", known->database}, {"sources", list_of(known->counts)}};
  return text_of_json(json) + "\n";
}

}  // namespace cellwarden::tools
