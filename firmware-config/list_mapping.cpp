#include "firmware-config/list_mapping.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "cell/calendar_date.hpp"
#include "firmware-config/config_file.hpp"
#include "firmware-config/data_files.hpp"
#include "firmware-config/yaml_walk.hpp"

namespace cellwarden::config {
namespace {

using towers::CsvFormat;
using towers::Trust;

constexpr std::size_t kLongestName = 80;
constexpr std::size_t kLongestText = 400;
constexpr std::size_t kMostValues = 200;
constexpr std::size_t kLongestDate = 32;

// What stands for a column of theirs that means nothing here.
constexpr std::string_view kIgnored = "ignore";
constexpr std::string_view kRadioColumn = "radio";
constexpr std::string_view kMccColumn = "mcc";

constexpr std::array<std::string_view, 4> kSeparators{",", ";", "tab", "|"};
constexpr std::array<char, 4> kSeparatorCharacters{',', ';', '\t', '|'};
constexpr std::array<std::string_view, 2> kDecimals{"point", "comma"};
constexpr std::array<std::string_view, 2> kNoOrYes{"no", "yes"};
constexpr std::array<std::string_view, 2> kEncodings{"utf-8", "ascii"};
constexpr std::array<std::string_view, 5> kRadios{"gsm", "umts", "lte", "nr", "nbiot"};
constexpr std::array<std::string_view, 4> kTrusts{"crowd", "survey", "regulator", "operator"};
constexpr std::array<Trust, 4> kTrustValues{Trust::kCrowd, Trust::kSurvey, Trust::kRegulator,
                                            Trust::kOperator};

struct Unit {
  std::string_view column;
  std::string_view name;
  double factor;
};
constexpr std::array kUnits = std::to_array<Unit>({{"carrier_hz", "Hz", 1.0},
                                                   {"carrier_hz", "kHz", 1e3},
                                                   {"carrier_hz", "MHz", 1e6},
                                                   {"carrier_hz", "GHz", 1e9},
                                                   {"range", "m", 1.0},
                                                   {"range", "km", 1e3},
                                                   {"range", "ft", 0.3048},
                                                   {"range", "mi", 1609.344},
                                                   {"accuracy_m", "m", 1.0},
                                                   {"accuracy_m", "km", 1e3},
                                                   {"accuracy_m", "ft", 0.3048},
                                                   {"accuracy_m", "mi", 1609.344}});

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::optional<unsigned> whole(std::string_view text) {
  unsigned value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// What is wrong with a form of dates; nothing where it names day, month and year once each.
std::optional<std::string> problem_of_dates(std::string_view form) {
  std::multiset<char> parts;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '%') continue;
    const char part = ++i < form.size() ? form[i] : '\0';
    if (std::string_view("YmdHMS").find(part) == std::string_view::npos || part == '\0') {
      return "may hold %Y, %m, %d, %H, %M, %S and what stands between them, as in %d.%m.%Y";
    }
    parts.insert(part);
  }
  const bool has_day = parts.count('Y') == 1 && parts.count('m') == 1 && parts.count('d') == 1;
  const bool has_once = std::ranges::all_of(parts, [&](char part) { return parts.count(part) == 1; });
  if (!has_day || !has_once) return "needs %Y, %m and %d once each, as in %d.%m.%Y";
  return std::nullopt;
}

/// Fills a mapping from its document.
class MappingWalk {
 public:
  MappingWalk(YamlProblems& problems, ListMapping& mapping, std::span<const std::string> columns)
      : walk_(problems), problems_(problems), mapping_(mapping), columns_(columns) {}

  void mapping(const YAML::Node& node) {
    static const std::vector<std::string> kRequired{"description", "columns"};
    static const std::vector<std::string> kOptional{"separator", "decimal", "header", "encoding", "constants",
                                                    "units",     "dates",   "values", "source"};
    auto members = walk_.members_of(node, "", kRequired, kOptional);
    if (!members) return;
    members_ = std::move(*members);
    if (const auto* text = at("description")) {
      mapping_.description = walk_.text_of(*text, "description", kLongestText).value_or("");
    }
    form();
    if (const auto* map = at("columns")) columns(*map);
    if (const auto* map = at("constants")) constants(*map);
    if (const auto* map = at("units")) units(*map);
    if (const auto* text = at("dates")) dates(*text);
    if (const auto* map = at("values")) values(*map);
    if (const auto* map = at("source")) source(*map);
  }

 private:
  [[nodiscard]] CsvFormat& format() { return mapping_.format; }
  [[nodiscard]] const YAML::Node* at(const std::string& name) const { return YamlWalk::find(members_, name); }

  // Calls `read(name, value, "key.name", node)` for each entry of a map.
  template <class Read>
  void each_pair(const YAML::Node& node, const std::string& key, std::size_t most, std::string_view needs,
                 Read&& read) {
    if (!node.IsMap() || node.size() == 0) {
      problems_.report(node, key, std::string(needs));
      return;
    }
    if (node.size() > most) {
      problems_.report(node, key, fmt::format("has more than {} entries", most));
      return;
    }
    for (const auto& entry : node) {
      if (problems_.is_full()) return;
      const auto name = walk_.text_of(entry.first, key, kLongestName);
      if (name) read(*name, entry.second, YamlWalk::below(key, *name), entry.first);
    }
  }

  // One of our columns, by its name.
  bool is_column(const YAML::Node& node, const std::string& key, const std::string& name) {
    if (std::ranges::find(columns_, name) != columns_.end()) return true;
    problems_.report(
        node, key,
        fmt::format("\"{}\" is no column of ours; there are: {}", name, fmt::join(columns_, ", ")));
    return false;
  }

  void form() {
    if (const auto* text = at("separator")) separator(*text);
    if (const auto* text = at("decimal")) {
      format().has_decimal_comma = walk_.choice_of(*text, "decimal", kDecimals).value_or(0) == 1;
      if (format().has_decimal_comma && format().separator == ',') {
        problems_.report(*text, "decimal", "a comma cannot separate columns and decimals; separator: \";\"?");
      }
    }
    if (const auto* text = at("header")) {
      format().has_header = walk_.choice_of(*text, "header", kNoOrYes).value_or(1) == 1;
    }
    if (const auto* text = at("encoding")) encoding(*text);
  }

  void separator(const YAML::Node& node) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    const auto known = std::ranges::find(kSeparators, text);
    if (known == kSeparators.end()) {
      problems_.report(node, "separator",
                       fmt::format("\"{}\" is not allowed; allowed: \",\" \";\" \"|\" tab", text));
    } else {
      format().separator = kSeparatorCharacters[static_cast<std::size_t>(known - kSeparators.begin())];
    }
  }

  // Only said so that nobody has to find out: names of sites are all that is not ASCII.
  void encoding(const YAML::Node& node) {
    const std::string text = node.IsScalar() ? lower_case(node.Scalar()) : std::string();
    if (std::ranges::find(kEncodings, text) != kEncodings.end()) return;
    problems_.report(
        node, "encoding",
        fmt::format("\"{}\" is not read; allowed: utf-8, ascii. Convert the list before: iconv -f "
                    "ENCODING -t utf-8",
                    text));
  }

  void columns(const YAML::Node& node) {
    std::set<std::string> theirs;
    std::set<std::string> ours;
    each_pair(node, "columns", kMostMappedColumns,
              "needs their columns with ours each: {Technik: radio, Zelle: cell}",
              [&](const std::string& name, const YAML::Node& value, const std::string& key,
                  const YAML::Node& where) {
                if (!is_name_of_theirs(name, where, key)) return;
                if (!theirs.insert(lower_case(name)).second) {
                  problems_.report(where, key, "is given twice (case does not count)");
                  return;
                }
                const auto column = walk_.text_of(value, key, kLongestName);
                if (!column) return;
                if (*column == kIgnored) {
                  format().columns.emplace(name, "");
                } else if (is_column(value, key, *column)) {
                  if (!ours.insert(*column).second) {
                    problems_.report(value, key, fmt::format("\"{}\" has another column already", *column));
                  }
                  format().columns.emplace(name, *column);
                }
              });
  }

  bool is_name_of_theirs(const std::string& name, const YAML::Node& where, const std::string& key) {
    if (format().has_header) return true;
    const auto number = whole(name);
    if (number && *number >= 1 && *number <= kMostMappedColumns) return true;
    problems_.report(where, key,
                     fmt::format("without a header line columns are numbers, 1 to {}", kMostMappedColumns));
    return false;
  }

  void constants(const YAML::Node& node) {
    each_pair(node, "constants", kMostMappedColumns, "needs our columns with a value each: {mcc: 262}",
              [&](const std::string& name, const YAML::Node& value, const std::string& key,
                  const YAML::Node& where) {
                if (!is_column(where, key, name)) return;
                const auto text = our_value(name, value, key);
                if (text && !format().constants.emplace(name, *text).second) {
                  problems_.report(where, key, "is given twice");
                }
              });
  }

  // A value in our own terms: of the columns where a slip would cost every row, it is looked at here.
  std::optional<std::string> our_value(const std::string& column, const YAML::Node& node,
                                       const std::string& key) {
    if (column == kRadioColumn) {
      const auto which = walk_.choice_of(node, key, kRadios);
      return which ? std::optional(std::string(kRadios[*which])) : std::nullopt;
    }
    auto text = walk_.text_of(node, key, kLongestName);
    if (text && column == kMccColumn) {
      const auto mcc = whole(*text);
      if (!mcc || *mcc < 1 || *mcc > 999) {
        problems_.report(node, key, fmt::format("{} is outside 1 to 999", *text));
        return std::nullopt;
      }
    }
    return text;
  }

  void units(const YAML::Node& node) {
    each_pair(node, "units", kMostMappedColumns, "needs our columns with a unit each: {carrier_hz: MHz}",
              [&](const std::string& name, const YAML::Node& value, const std::string& key,
                  const YAML::Node& where) {
                if (is_column(where, key, name)) unit(name, value, key, where);
              });
  }

  void unit(const std::string& column, const YAML::Node& value, const std::string& key,
            const YAML::Node& where) {
    std::vector<std::string_view> allowed;
    std::vector<double> factors;
    for (const Unit& known : kUnits) {
      if (known.column != column) continue;
      allowed.push_back(known.name);
      factors.push_back(known.factor);
    }
    if (allowed.empty()) {
      problems_.report(where, key, "has no other unit; carrier_hz, range and accuracy_m have");
      return;
    }
    const auto which = walk_.choice_of(value, key, allowed);
    if (which && !format().factors.emplace(column, factors[*which]).second) {
      problems_.report(where, key, "is given twice");
    }
  }

  void dates(const YAML::Node& node) {
    const auto text = walk_.text_of(node, "dates", kLongestDate);
    if (!text) return;
    if (const auto problem = problem_of_dates(*text)) {
      problems_.report(node, "dates", fmt::format("\"{}\" {}", *text, *problem));
    } else {
      format().date_format = *text;
    }
  }

  void values(const YAML::Node& node) {
    each_pair(node, "values", kMostMappedColumns,
              "needs our columns with a translation each: {radio: {4G: lte}}",
              [&](const std::string& name, const YAML::Node& value, const std::string& key,
                  const YAML::Node& where) {
                if (!is_column(where, key, name)) return;
                if (format().values.find(name) != format().values.end()) {
                  problems_.report(where, key, "is given twice");
                  return;
                }
                translation(name, value, key);
              });
  }

  void translation(const std::string& column, const YAML::Node& node, const std::string& key) {
    auto& to = format().values[column];
    std::set<std::string> theirs;
    each_pair(node, key, kMostValues, "needs their values with ours each: {4G: lte}",
              [&](const std::string& name, const YAML::Node& value, const std::string& value_key,
                  const YAML::Node& where) {
                if (!theirs.insert(lower_case(name)).second) {
                  problems_.report(where, value_key, "is given twice (case does not count)");
                } else if (const auto text = our_value(column, value, value_key)) {
                  to.emplace(name, *text);
                }
              });
  }

  void source(const YAML::Node& node) {
    static const std::vector<std::string> kOptional{"name", "trust", "licence", "attribution", "date"};
    const auto members = walk_.members_of(node, "source", {}, kOptional);
    if (!members) return;
    towers::StatedSource& stated = format().source;
    const auto text = [&](const std::string& name, std::size_t longest) -> std::optional<std::string> {
      const auto* const value = YamlWalk::find(*members, name);
      if (value == nullptr) return std::nullopt;
      return walk_.text_of(*value, YamlWalk::below("source", name), longest);
    };
    stated.name = text("name", kLongestName);
    stated.licence = text("licence", kLongestText);
    stated.attribution = text("attribution", kLongestText);
    if (const auto* const value = YamlWalk::find(*members, "trust")) {
      if (const auto which = walk_.choice_of(*value, "source.trust", kTrusts))
        stated.trust = kTrustValues[*which];
    }
    if (const auto* const value = YamlWalk::find(*members, "date")) {
      const std::string written = value->IsScalar() ? value->Scalar() : std::string();
      stated.date = parse_date(written);
      if (!stated.date) {
        problems_.report(*value, "source.date", fmt::format("\"{}\" is no day such as 2026-01-31", written));
      }
    }
  }

  YamlWalk walk_;
  YamlProblems& problems_;
  ListMapping& mapping_;
  std::span<const std::string> columns_;
  YamlWalk::Members members_;
};

constexpr std::string_view kEnding = ".yaml";

Result<ListMapping> load_file(const std::filesystem::path& file, std::span<const std::string> columns) {
  const auto bytes = load_config_bytes(file);
  if (!bytes) return tl::unexpected(bytes.error());
  auto read = read_list_mapping(*bytes, file, columns);
  if (read.problems.empty()) return std::move(read.mapping);
  std::string lines;
  for (const auto& problem : read.problems) lines += (lines.empty() ? "" : "\n") + to_line(problem);
  return fail(ErrorCode::kConfig, lines);
}

}  // namespace

ReadListMapping read_list_mapping(std::string_view yaml, const std::filesystem::path& file,
                                  std::span<const std::string> columns) {
  ReadListMapping read;
  read.problems =
      read_needed_document(yaml, "list mapping", file, [&](const YAML::Node& root, YamlProblems& problems) {
        MappingWalk(problems, read.mapping, columns).mapping(root);
      });
  return read;
}

Result<ListMapping> load_list_mapping(const std::string& name_or_file,
                                      std::span<const std::filesystem::path> folders,
                                      std::span<const std::string> columns) {
  if (name_or_file.find('/') != std::string::npos || name_or_file.ends_with(kEnding)) {
    return load_file(name_or_file, columns);
  }
  const auto names = data_names(folders);
  if (std::ranges::find(names, name_or_file) != names.end()) {
    if (const auto file = find_data_file(name_or_file, folders)) return load_file(*file, columns);
  }
  return fail(ErrorCode::kConfig,
              names.empty()
                  ? fmt::format("{}: no list mapping in {}; name a file", name_or_file, folders_text(folders))
                  : fmt::format("{}: no such list mapping in {}; there are: {}", name_or_file,
                                folders_text(folders), fmt::join(names, ", ")));
}

std::vector<std::filesystem::path> list_mapping_folders(const std::optional<std::filesystem::path>& program) {
  return data_folders("towers", program);
}

}  // namespace cellwarden::config
