#include "firmware-config/band_plan.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "firmware-config/config_file.hpp"
#include "firmware-config/yaml_document.hpp"

namespace cellwarden::config {
namespace {

constexpr std::size_t kLongestName = 40;
constexpr std::size_t kLongestCountry = 16;
constexpr std::size_t kLongestDescription = 400;

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Standards that can be received: a plan for others would promise what nobody hears.
std::optional<Rat> receivable_rat(std::string_view name) {
  for (const Rat rat : {Rat::kGsm, Rat::kLte}) {
    if (name == to_string(rat)) return rat;
  }
  return std::nullopt;
}

std::string format_edges(const BandSlice& slice) {
  return fmt::format("{} to {} MHz", format_number(slice.low_hz / 1e6), format_number(slice.high_hz / 1e6));
}

/// Walks a document along the keys that exist, as the reader of configurations does.
class PlanWalk {
 public:
  PlanWalk(YamlProblems& problems, BandPlan& plan) : problems_(problems), plan_(plan) {}

  void plan(const YAML::Node& node) {
    static const std::vector<std::string> kNames{"country", "description", "slices"};
    const auto members = members_of(node, "", kNames);
    if (!members) return;
    if (const auto* country = find(*members, "country")) set_country(*country);
    if (const auto* text = find(*members, "description")) {
      plan_.description = text_of(*text, "description", kLongestDescription).value_or("");
    }
    if (const auto* list = find(*members, "slices")) slices(*list);
    check_overlaps();
  }

 private:
  using Members = std::map<std::string, YAML::Node>;

  /// The entries of a map; nothing where it is none. Names that are unknown, doubled or missing are problems.
  std::optional<Members> members_of(const YAML::Node& node, const std::string& key,
                                    const std::vector<std::string>& names) {
    if (!node.IsMap()) {
      problems_.report(node, key, fmt::format("needs {}", fmt::join(names, ", ")));
      return std::nullopt;
    }
    Members members;
    for (const auto& entry : node) {
      if (problems_.is_full()) return std::nullopt;
      const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
      const std::string full = below(key, name);
      if (std::ranges::find(names, name) == names.end()) {
        const auto near = nearest_name(name, names);
        problems_.report(
            entry.first, full,
            near ? fmt::format("there is no such setting; did you mean \"{}\"?", *near)
                 : fmt::format("there is no such setting; known here: {}", fmt::join(names, ", ")));
      } else if (!members.emplace(name, entry.second).second) {
        problems_.report(entry.first, full, "is given twice");
      }
    }
    for (const auto& name : names) {
      if (members.find(name) == members.end()) problems_.report(node, below(key, name), "is missing");
    }
    return members;
  }

  static const YAML::Node* find(const Members& members, const std::string& name) {
    const auto found = members.find(name);
    return found == members.end() ? nullptr : &found->second;
  }

  static std::string below(const std::string& key, const std::string& name) {
    return key.empty() ? name : fmt::format("{}.{}", key, name);
  }

  std::optional<std::string> text_of(const YAML::Node& node, const std::string& key, std::size_t longest) {
    if (!node.IsScalar() || node.Scalar().empty()) {
      problems_.report(node, key, "needs one value");
    } else if (node.Scalar().size() > longest) {
      problems_.report(node, key, fmt::format("is longer than {} characters", longest));
    } else if (has_control(node.Scalar())) {
      problems_.report(node, key, "has a control character in it");
    } else {
      return node.Scalar();
    }
    return std::nullopt;
  }

  void set_country(const YAML::Node& node) {
    const auto text = text_of(node, "country", kLongestCountry);
    if (!text) return;
    if (!std::ranges::all_of(*text, [](char c) { return c >= 'a' && c <= 'z'; })) {
      problems_.report(node, "country",
                       fmt::format("\"{}\" is not allowed; small letters only, such as de", *text));
      return;
    }
    plan_.country = *text;
  }

  void slices(const YAML::Node& node) {
    if (!node.IsSequence() || node.size() == 0) {
      problems_.report(node, "slices",
                       "needs a list, one slice a line after \"- \": {name: GSM 900, rat: gsm, low_hz: 925M, "
                       "high_hz: 960M}");
      return;
    }
    if (node.size() > kMostSlices) {
      problems_.report(node, "slices", fmt::format("has more than {} entries", kMostSlices));
      return;
    }
    std::size_t index = 0;
    for (const auto& entry : node) {
      if (problems_.is_full()) return;
      slice(entry, fmt::format("slices[{}]", index++));
    }
  }

  void slice(const YAML::Node& node, const std::string& key) {
    static const std::vector<std::string> kNames{"name", "rat", "low_hz", "high_hz"};
    const auto members = members_of(node, key, kNames);
    if (!members) return;
    std::optional<std::string> name;
    std::optional<Rat> rat;
    std::optional<double> low_hz;
    std::optional<double> high_hz;
    if (const auto* value = find(*members, "name")) name = name_of(*value, below(key, "name"));
    if (const auto* value = find(*members, "rat")) rat = rat_of(*value, below(key, "rat"));
    if (const auto* value = find(*members, "low_hz")) low_hz = edge_of(*value, below(key, "low_hz"));
    if (const auto* value = find(*members, "high_hz")) high_hz = edge_of(*value, below(key, "high_hz"));
    if (low_hz && high_hz && *low_hz >= *high_hz) {
      problems_.report(node, below(key, "high_hz"), "is not above low_hz");
      return;
    }
    if (!name || !rat || !low_hz || !high_hz) return;
    plan_.slices.push_back({*name, *rat, *low_hz, *high_hz});
    places_.push_back({key, node.Mark()});
  }

  std::optional<std::string> name_of(const YAML::Node& node, const std::string& key) {
    auto name = text_of(node, key, kLongestName);
    if (name && !names_.insert(*name).second) {
      problems_.report(node, key, fmt::format("\"{}\" is the name of another slice", *name));
      return std::nullopt;
    }
    return name;
  }

  std::optional<Rat> rat_of(const YAML::Node& node, const std::string& key) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    const auto rat = receivable_rat(text);
    if (!rat) problems_.report(node, key, fmt::format("\"{}\" is not allowed; allowed: gsm, lte", text));
    return rat;
  }

  std::optional<double> edge_of(const YAML::Node& node, const std::string& key) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    const auto hz = parse_number(text);
    if (!hz) {
      problems_.report(node, key, fmt::format("\"{}\" is no number; such as 925M", text));
    } else if (*hz < kLowestBand_hz || *hz > kHighestBand_hz) {
      problems_.report(node, key, fmt::format("{} is outside 300M to 6G Hz", text));
    } else {
      return hz;
    }
    return std::nullopt;
  }

  void check_overlaps() {
    for (std::size_t i = 0; i < plan_.slices.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const BandSlice& a = plan_.slices[j];
        const BandSlice& b = plan_.slices[i];
        if (a.rat != b.rat || a.high_hz <= b.low_hz || b.high_hz <= a.low_hz) continue;
        problems_.report(places_[i].mark, places_[i].key,
                         fmt::format("\"{}\" ({}) overlaps \"{}\" ({}); put them into one slice", b.name,
                                     format_edges(b), a.name, format_edges(a)));
      }
    }
  }

  struct Place {
    std::string key;
    YAML::Mark mark;
  };

  YamlProblems& problems_;
  BandPlan& plan_;
  std::vector<Place> places_;  ///< of the plan's slices
  std::set<std::string> names_;
};

constexpr std::string_view kEnding = ".yaml";

Result<BandPlan> load_file(const std::filesystem::path& file) {
  const auto bytes = load_config_bytes(file);
  if (!bytes) return tl::unexpected(bytes.error());
  auto read = read_band_plan(*bytes, file);
  if (read.problems.empty()) return std::move(read.plan);
  std::string lines;
  for (const auto& problem : read.problems) lines += (lines.empty() ? "" : "\n") + to_line(problem);
  return fail(ErrorCode::kConfig, lines);
}

}  // namespace

ReadBandPlan read_band_plan(std::string_view yaml, const std::filesystem::path& file) {
  ReadBandPlan read;
  YamlProblems problems(file);
  bool is_empty = true;
  read_document(yaml, "band plan", problems, [&](const YAML::Node& root) {
    is_empty = false;
    PlanWalk(problems, read.plan).plan(root);
  });
  read.problems = problems.take();
  if (is_empty && read.problems.empty()) {
    read.problems.push_back({file.string(), "", "is empty: no band plan"});
  }
  return read;
}

Result<BandPlan> load_band_plan(const std::string& country_or_file,
                                std::span<const std::filesystem::path> folders) {
  if (country_or_file.find('/') != std::string::npos || country_or_file.ends_with(kEnding)) {
    return load_file(country_or_file);
  }
  const auto countries = band_plan_countries(folders);
  if (std::ranges::find(countries, country_or_file) != countries.end()) {
    for (const auto& folder : folders) {
      const auto file = folder / (country_or_file + std::string(kEnding));
      std::error_code error;
      if (std::filesystem::is_regular_file(file, error)) return load_file(file);
    }
  }
  std::string searched;
  for (const auto& folder : folders) searched += (searched.empty() ? "" : ", ") + folder.string();
  return fail(ErrorCode::kConfig,
              countries.empty()
                  ? fmt::format("{}: no band plan in {}; name a file", country_or_file, searched)
                  : fmt::format("{}: no such band plan in {}; there are: {}", country_or_file, searched,
                                fmt::join(countries, ", ")));
}

std::vector<std::string> band_plan_countries(std::span<const std::filesystem::path> folders) {
  std::set<std::string> countries;
  for (const auto& folder : folders) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == kEnding) countries.insert(entry->path().stem().string());
    }
  }
  return {countries.begin(), countries.end()};
}

std::vector<std::filesystem::path> band_plan_folders(const std::optional<std::filesystem::path>& program) {
  std::vector<std::filesystem::path> folders;
  const char* config_home = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  if (config_home != nullptr && *config_home != '\0') {
    folders.push_back(std::filesystem::path(config_home) / "cellwarden/bands");
  } else if (home != nullptr && *home != '\0') {
    folders.push_back(std::filesystem::path(home) / ".config/cellwarden/bands");
  }
  folders.emplace_back("/etc/cellwarden/bands");
  if (program) folders.push_back(program->parent_path().parent_path() / "share/cellwarden/bands");
  return folders;
}

}  // namespace cellwarden::config
