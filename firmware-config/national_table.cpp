#include "firmware-config/national_table.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "cell/calendar_date.hpp"
#include "firmware-config/band_plan.hpp"
#include "firmware-config/config_file.hpp"
#include "firmware-config/data_files.hpp"
#include "firmware-config/yaml_walk.hpp"

namespace cellwarden::config {
namespace {

constexpr std::size_t kMostCodes = 20;
constexpr std::size_t kMostBands = 100;
constexpr std::size_t kMostRanges = 100;
constexpr std::size_t kMostBlocks = 100;
constexpr std::size_t kMostSunsets = 200;
constexpr std::size_t kLongestName = 80;
constexpr std::size_t kLongestSource = 800;
constexpr std::size_t kLongestWord = 20;
constexpr std::array<std::uint16_t, 9> kGsmBands{450, 480, 710, 750, 810, 850, 900, 1800, 1900};

/// Fills a table from its document.
class TableWalk {
 public:
  TableWalk(YamlProblems& problems, NationalTable& table)
      : walk_(problems), problems_(problems), table_(table) {}

  void table(const YAML::Node& node) {
    static const std::vector<std::string> kRequired{"country", "mccs", "date", "source"};
    static const std::vector<std::string> kOptional{"networks_complete", "networks", "bands", "licences",
                                                    "sunsets"};
    const auto members = walk_.members_of(node, "", kRequired, kOptional);
    if (!members) return;
    if (const auto* value = YamlWalk::find(*members, "country")) set_country(*value);
    if (const auto* value = YamlWalk::find(*members, "mccs")) set_codes(*value);
    if (const auto* value = YamlWalk::find(*members, "date")) {
      table_.date = day_of(*value, "date").value_or(std::chrono::sys_days());
    }
    if (const auto* value = YamlWalk::find(*members, "source")) {
      table_.source = walk_.text_of(*value, "source", kLongestSource).value_or("");
    }
    if (const auto* value = YamlWalk::find(*members, "networks")) set_networks(*value);
    if (const auto* value = YamlWalk::find(*members, "networks_complete")) set_complete(*value);
    if (const auto* value = YamlWalk::find(*members, "bands")) set_bands(*value);
    if (const auto* value = YamlWalk::find(*members, "licences")) set_licences(*value);
    if (const auto* value = YamlWalk::find(*members, "sunsets")) set_sunsets(*value);
  }

 private:
  void set_country(const YAML::Node& node) {
    const auto text = walk_.text_of(node, "country", kLongestWord);
    if (!text) return;
    if (text->size() != 2 || !std::ranges::all_of(*text, [](char c) { return c >= 'a' && c <= 'z'; })) {
      problems_.report(node, "country",
                       fmt::format("\"{}\" is not allowed; two small letters, such as de", *text));
      return;
    }
    table_.country = *text;
  }

  void set_codes(const YAML::Node& node) {
    walk_.each_of(node, "mccs", kMostCodes, "needs a list of mobile country codes: [262]",
                  [this](const YAML::Node& entry, const std::string& key) {
                    constexpr double kFirst = 200;
                    constexpr double kLast = 799;
                    const auto code = whole_of(entry, key, {kFirst, kLast, "200 to 799", "262"});
                    if (!code) return;
                    if (has_code(*code)) {
                      problems_.report(entry, key, fmt::format("{} is given twice", *code));
                    } else {
                      table_.mccs.push_back(*code);
                    }
                  });
  }

  [[nodiscard]] bool has_code(std::uint16_t mcc) const {
    return std::ranges::find(table_.mccs, mcc) != table_.mccs.end();
  }

  std::optional<std::uint16_t> whole_of(const YAML::Node& node, const std::string& key,
                                        const YamlWalk::NumberRange& range) {
    const auto number = walk_.number_of(node, key, range);
    if (!number) return std::nullopt;
    const auto whole = static_cast<std::uint16_t>(*number);
    if (static_cast<double>(whole) == *number) return whole;
    problems_.report(node, key, fmt::format("{} is no whole number", format_number(*number)));
    return std::nullopt;
  }

  std::optional<std::chrono::sys_days> day_of(const YAML::Node& node, const std::string& key) {
    const auto text = walk_.text_of(node, key, kLongestWord);
    if (!text) return std::nullopt;
    const auto day = parse_date(*text);
    if (!day) problems_.report(node, key, fmt::format("\"{}\" is no day such as 2026-01-31", *text));
    return day;
  }

  std::optional<Plmn> plmn_of(const YAML::Node& node, const std::string& key) {
    const auto text = walk_.text_of(node, key, kLongestWord);
    if (!text) return std::nullopt;
    const auto plmn = parse_plmn(*text);
    if (!plmn) {
      problems_.report(node, key, fmt::format("\"{}\" is no network code such as 262-01", *text));
      return std::nullopt;
    }
    if (!has_code(plmn->mcc)) {
      problems_.report(node, key,
                       fmt::format("{} is of none of this table's country codes ({})", *text,
                                   fmt::join(table_.mccs, ", ")));
      return std::nullopt;
    }
    return plmn;
  }

  std::vector<Plmn> plmns_of(const YAML::Node& node, const std::string& key) {
    std::vector<Plmn> plmns;
    walk_.each_of(node, key, kMostNationalNetworks, "needs a list of network codes: [262-01, 262-06]",
                  [&](const YAML::Node& entry, const std::string& entry_key) {
                    if (const auto plmn = plmn_of(entry, entry_key)) plmns.push_back(*plmn);
                  });
    return plmns;
  }

  void set_networks(const YAML::Node& node) {
    walk_.each_of(node, "networks", kMostNationalNetworks,
                  "needs a list, one network a line after \"- \": {plmn: 262-01, name: Telekom}",
                  [this](const YAML::Node& entry, const std::string& key) { network(entry, key); });
  }

  void network(const YAML::Node& node, const std::string& key) {
    static const std::vector<std::string> kNames{"plmn", "name"};
    const auto members = walk_.members_of(node, key, kNames);
    if (!members) return;
    std::optional<Plmn> plmn;
    std::optional<std::string> name;
    if (const auto* value = YamlWalk::find(*members, "plmn")) {
      plmn = plmn_of(*value, YamlWalk::below(key, "plmn"));
    }
    if (const auto* value = YamlWalk::find(*members, "name")) {
      name = walk_.text_of(*value, YamlWalk::below(key, "name"), kLongestName);
    }
    if (!plmn || !name) return;
    if (std::ranges::find(table_.networks, *plmn, &NationalNetwork::plmn) != table_.networks.end()) {
      problems_.report(node, YamlWalk::below(key, "plmn"),
                       fmt::format("{} is listed twice", to_string(*plmn)));
      return;
    }
    table_.networks.push_back({*plmn, *name});
  }

  void set_complete(const YAML::Node& node) {
    constexpr std::array<std::string_view, 2> kAllowed{"false", "true"};
    const auto choice = walk_.choice_of(node, "networks_complete", kAllowed);
    table_.has_all_networks = choice == 1U;
    if (table_.has_all_networks && table_.networks.empty()) {
      problems_.report(node, "networks_complete", "is true, but no network is listed");
    }
  }

  void set_bands(const YAML::Node& node) {
    static const std::vector<std::string> kNames{"gsm", "lte"};
    const auto members = walk_.members_of(node, "bands", {}, kNames);
    if (!members) return;
    if (members->empty()) problems_.report(node, "bands", "needs gsm, lte or both, with a list each");
    if (const auto* value = YamlWalk::find(*members, "gsm")) {
      table_.gsm_bands = bands_of(*value, "bands.gsm", {450, 1900, "450 to 1900", "900"});
      for (const std::uint16_t band : table_.gsm_bands) {
        if (std::ranges::find(kGsmBands, band) != kGsmBands.end()) continue;
        problems_.report(*value, "bands.gsm",
                         fmt::format("{} is no band of GSM; allowed: {}", band, fmt::join(kGsmBands, ", ")));
      }
    }
    if (const auto* value = YamlWalk::find(*members, "lte")) {
      table_.lte_bands = bands_of(*value, "bands.lte", {1, 256, "1 to 256", "20"});
    }
  }

  std::vector<std::uint16_t> bands_of(const YAML::Node& node, const std::string& key,
                                      const YamlWalk::NumberRange& range) {
    std::vector<std::uint16_t> bands;
    walk_.each_of(node, key, kMostBands, "needs a list of bands: [3, 20]",
                  [&](const YAML::Node& entry, const std::string& entry_key) {
                    if (const auto band = whole_of(entry, entry_key, range)) bands.push_back(*band);
                  });
    return bands;
  }

  void set_licences(const YAML::Node& node) {
    walk_.each_of(node, "licences", kMostRanges,
                  "needs a list, a range of spectrum after each \"- \", with low_hz, high_hz and blocks",
                  [this](const YAML::Node& entry, const std::string& key) { range(entry, key); });
  }

  struct Edges {
    double low_hz{};
    double high_hz{};
  };

  std::optional<Edges> edges_of(const YAML::Node& node, const YamlWalk::Members& members,
                                const std::string& key) {
    const auto edge_of = [&](const char* name) -> std::optional<double> {
      const auto* value = YamlWalk::find(members, name);
      if (value == nullptr) return std::nullopt;
      return walk_.number_of(*value, YamlWalk::below(key, name),
                             {kLowestBand_hz, kHighestBand_hz, "300M to 6G Hz", "925M"});
    };
    const auto low_hz = edge_of("low_hz");
    const auto high_hz = edge_of("high_hz");
    if (!low_hz || !high_hz) return std::nullopt;
    if (*low_hz < *high_hz) return Edges{*low_hz, *high_hz};
    problems_.report(node, YamlWalk::below(key, "high_hz"), "is not above low_hz");
    return std::nullopt;
  }

  void range(const YAML::Node& node, const std::string& key) {
    static const std::vector<std::string> kNames{"low_hz", "high_hz", "blocks"};
    const auto members = walk_.members_of(node, key, kNames);
    if (!members) return;
    const auto edges = edges_of(node, *members, key);
    LicensedRange range{edges.value_or(Edges{}).low_hz, edges.value_or(Edges{}).high_hz, {}};
    if (const auto* value = YamlWalk::find(*members, "blocks")) {
      walk_.each_of(
          *value, YamlWalk::below(key, "blocks"), kMostBlocks,
          "needs a list, a block after each \"- \": {networks: [262-01], low_hz: 811M, high_hz: 821M}",
          [&](const YAML::Node& entry, const std::string& entry_key) {
            auto found = block(entry, entry_key);
            if (!found || !edges) return;
            if (found->low_hz < edges->low_hz || found->high_hz > edges->high_hz) {
              problems_.report(entry, entry_key, "reaches beyond the range that it is in");
            }
            range.blocks.push_back(std::move(*found));
          });
    }
    if (!edges) return;
    for (const LicensedRange& other : table_.licences) {
      if (other.high_hz <= range.low_hz || range.high_hz <= other.low_hz) continue;
      problems_.report(node, key, "overlaps another range; put them into one");
    }
    table_.licences.push_back(std::move(range));
  }

  std::optional<LicensedBlock> block(const YAML::Node& node, const std::string& key) {
    static const std::vector<std::string> kNames{"networks", "low_hz", "high_hz"};
    const auto members = walk_.members_of(node, key, kNames);
    if (!members) return std::nullopt;
    const auto edges = edges_of(node, *members, key);
    std::vector<Plmn> networks;
    if (const auto* value = YamlWalk::find(*members, "networks")) {
      networks = plmns_of(*value, YamlWalk::below(key, "networks"));
    }
    if (!edges || networks.empty()) return std::nullopt;
    return LicensedBlock{std::move(networks), edges->low_hz, edges->high_hz};
  }

  void set_sunsets(const YAML::Node& node) {
    walk_.each_of(node, "sunsets", kMostSunsets,
                  "needs a list, one a line after \"- \": {rat: gsm, off_since: 2018-06-30}",
                  [this](const YAML::Node& entry, const std::string& key) { sunset(entry, key); });
  }

  void sunset(const YAML::Node& node, const std::string& key) {
    static const std::vector<std::string> kRequired{"rat", "off_since"};
    static const std::vector<std::string> kOptional{"networks"};
    constexpr std::array<std::string_view, 3> kRats{"gsm", "umts", "lte"};
    constexpr std::array<Rat, kRats.size()> kRatOf{Rat::kGsm, Rat::kUmts, Rat::kLte};
    const auto members = walk_.members_of(node, key, kRequired, kOptional);
    if (!members) return;
    const auto* rat_node = YamlWalk::find(*members, "rat");
    const auto* since_node = YamlWalk::find(*members, "off_since");
    const auto* networks_node = YamlWalk::find(*members, "networks");
    std::vector<Plmn> networks;
    if (networks_node != nullptr) networks = plmns_of(*networks_node, YamlWalk::below(key, "networks"));
    if (rat_node == nullptr || since_node == nullptr) return;
    const auto rat = walk_.choice_of(*rat_node, YamlWalk::below(key, "rat"), kRats);
    const bool was_never = since_node->IsScalar() && since_node->Scalar() == "ever";
    std::optional<std::chrono::sys_days> since;
    if (!was_never) since = day_of(*since_node, YamlWalk::below(key, "off_since"));
    if (!rat || (!was_never && !since) || (networks_node != nullptr && networks.empty())) return;
    table_.sunsets.push_back({kRatOf.at(*rat), std::move(networks), since});
  }

  YamlWalk walk_;
  YamlProblems& problems_;
  NationalTable& table_;
};

}  // namespace

ReadNationalTable read_national_table(std::string_view yaml, const std::filesystem::path& file) {
  ReadNationalTable read;
  read.problems = read_needed_document(
      yaml, "national table", file,
      [&](const YAML::Node& root, YamlProblems& problems) { TableWalk(problems, read.table).table(root); });
  return read;
}

Result<NationalTablesInForce> load_national_tables(std::span<const std::filesystem::path> folders) {
  NationalTablesInForce loaded;
  std::vector<std::string> lines;
  std::map<std::uint16_t, std::string> file_of;
  for (const auto& name : data_names(folders)) {
    const auto file = find_data_file(name, folders);
    if (!file) continue;
    const auto bytes = load_config_bytes(*file);
    if (!bytes) {
      lines.push_back(bytes.error().what);
      continue;
    }
    auto read = read_national_table(*bytes, *file);
    for (const auto& problem : read.problems) lines.push_back(to_line(problem));
    for (const std::uint16_t mcc : read.table.mccs) {
      const auto [entry, is_new] = file_of.emplace(mcc, file->string());
      if (is_new) continue;
      lines.push_back(fmt::format("{}: mccs: {} is in {} too; a file of the same name replaces it",
                                  file->string(), mcc, entry->second));
    }
    loaded.contents += fmt::format("{}\n{}\n", name, *bytes);
    loaded.tables.push_back({std::move(read.table), *file});
  }
  if (!lines.empty()) return fail(ErrorCode::kConfig, fmt::format("{}", fmt::join(lines, "\n")));
  return loaded;
}

std::vector<std::filesystem::path> national_table_folders(
    const std::optional<std::filesystem::path>& program) {
  return data_folders("bands/national", program);
}

}  // namespace cellwarden::config
