#include "firmware-config/band_plan.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "firmware-config/config_file.hpp"
#include "firmware-config/data_files.hpp"
#include "firmware-config/yaml_walk.hpp"

namespace cellwarden::config {
namespace {

constexpr std::size_t kLongestName = 40;
constexpr std::size_t kLongestCountry = 16;
constexpr std::size_t kLongestDescription = 400;

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

/// Fills a plan from its document.
class PlanWalk {
 public:
  PlanWalk(YamlProblems& problems, BandPlan& plan) : walk_(problems), problems_(problems), plan_(plan) {}

  void plan(const YAML::Node& node) {
    static const std::vector<std::string> kNames{"country", "description", "slices"};
    const auto members = walk_.members_of(node, "", kNames);
    if (!members) return;
    if (const auto* country = YamlWalk::find(*members, "country")) set_country(*country);
    if (const auto* text = YamlWalk::find(*members, "description")) {
      plan_.description = walk_.text_of(*text, "description", kLongestDescription).value_or("");
    }
    if (const auto* list = YamlWalk::find(*members, "slices")) {
      walk_.each_of(*list, "slices", kMostSlices,
                    "needs a list, one slice a line after \"- \": {name: GSM 900, rat: gsm, low_hz: 925M, "
                    "high_hz: 960M}",
                    [this](const YAML::Node& entry, const std::string& key) { slice(entry, key); });
    }
    check_overlaps();
  }

 private:
  void set_country(const YAML::Node& node) {
    const auto text = walk_.text_of(node, "country", kLongestCountry);
    if (!text) return;
    if (!std::ranges::all_of(*text, [](char c) { return c >= 'a' && c <= 'z'; })) {
      problems_.report(node, "country",
                       fmt::format("\"{}\" is not allowed; small letters only, such as de", *text));
      return;
    }
    plan_.country = *text;
  }

  void slice(const YAML::Node& node, const std::string& key) {
    static const std::vector<std::string> kNames{"name", "rat", "low_hz", "high_hz"};
    const auto members = walk_.members_of(node, key, kNames);
    if (!members) return;
    std::optional<std::string> name;
    std::optional<Rat> rat;
    std::optional<double> low_hz;
    std::optional<double> high_hz;
    if (const auto* value = YamlWalk::find(*members, "name"))
      name = name_of(*value, YamlWalk::below(key, "name"));
    if (const auto* value = YamlWalk::find(*members, "rat"))
      rat = rat_of(*value, YamlWalk::below(key, "rat"));
    if (const auto* value = YamlWalk::find(*members, "low_hz"))
      low_hz = edge_of(*value, YamlWalk::below(key, "low_hz"));
    if (const auto* value = YamlWalk::find(*members, "high_hz"))
      high_hz = edge_of(*value, YamlWalk::below(key, "high_hz"));
    if (low_hz && high_hz && *low_hz >= *high_hz) {
      problems_.report(node, YamlWalk::below(key, "high_hz"), "is not above low_hz");
      return;
    }
    if (!name || !rat || !low_hz || !high_hz) return;
    plan_.slices.push_back({*name, *rat, *low_hz, *high_hz});
    places_.push_back({key, node.Mark()});
  }

  std::optional<std::string> name_of(const YAML::Node& node, const std::string& key) {
    auto name = walk_.text_of(node, key, kLongestName);
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
    return walk_.number_of(node, key, {kLowestBand_hz, kHighestBand_hz, "300M to 6G Hz", "925M"});
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

  YamlWalk walk_;
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
  read.problems = read_needed_document(
      yaml, "band plan", file,
      [&](const YAML::Node& root, YamlProblems& problems) { PlanWalk(problems, read.plan).plan(root); });
  return read;
}

Result<BandPlan> load_band_plan(const std::string& country_or_file,
                                std::span<const std::filesystem::path> folders) {
  if (country_or_file.find('/') != std::string::npos || country_or_file.ends_with(kEnding)) {
    return load_file(country_or_file);
  }
  const auto countries = band_plan_countries(folders);
  if (std::ranges::find(countries, country_or_file) != countries.end()) {
    if (const auto file = find_data_file(country_or_file, folders)) return load_file(*file);
  }
  return fail(ErrorCode::kConfig,
              countries.empty()
                  ? fmt::format("{}: no band plan in {}; name a file", country_or_file, folders_text(folders))
                  : fmt::format("{}: no such band plan in {}; there are: {}", country_or_file,
                                folders_text(folders), fmt::join(countries, ", ")));
}

std::vector<std::string> band_plan_countries(std::span<const std::filesystem::path> folders) {
  return data_names(folders);
}

std::vector<std::filesystem::path> band_plan_folders(const std::optional<std::filesystem::path>& program) {
  return data_folders("bands", program);
}

}  // namespace cellwarden::config
