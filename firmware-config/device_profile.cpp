#include "firmware-config/device_profile.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "firmware-config/config_file.hpp"
#include "firmware-config/data_files.hpp"
#include "firmware-config/yaml_walk.hpp"

namespace cellwarden::config {
namespace {

constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kLongestText = 400;
constexpr std::size_t kMostSpans = 40;
constexpr std::size_t kMostGains = 16;
constexpr std::size_t kMostStages = 32;
constexpr std::size_t kMostFaults = 40;
constexpr std::size_t kMostArguments = 16;

using NumberRange = YamlWalk::NumberRange;
constexpr NumberRange kRateRange{1e3, 1e9, "1k to 1G S/s", "2.4M"};
constexpr NumberRange kTuningRange{0, 300e9, "0 to 300G Hz", "1766M"};
constexpr NumberRange kGainRange{-200, 200, "-200 to 200 dB", "30"};
constexpr NumberRange kStepRange{0.1, 60, "0.1 to 60 dB", "3"};
constexpr NumberRange kFractionRange{0.1, 1, "0.1 to 1", "0.83"};
constexpr NumberRange kTuningStepRange{1e-3, 1e6, "0.001 to 1M Hz", "440"};
constexpr NumberRange kSettlingRange{0, 5000, "0 to 5000 ms", "30"};

constexpr std::array<std::string_view, 5> kFormats{"native", "CS8", "CU8", "CS16", "CF32"};
constexpr std::array<std::string_view, 2> kFilters{"radio", "window"};
constexpr std::array<std::string_view, 7> kSigns{"note",   "always",   "not_opened", "silent",
                                                 "losing", "clipping", "faint"};

using Names = std::vector<std::string>;

/// Fills a profile from its document.
class ProfileWalk {
 public:
  ProfileWalk(YamlProblems& problems, DeviceProfile& profile)
      : walk_(problems), problems_(problems), profile_(profile) {}

  void profile(const YAML::Node& node) {
    static const Names kRequired{"description", "driver", "rates", "flat_fraction", "filter", "settling_ms"};
    static const Names kOptional{"told",  "format",   "tuning",  "tuning_step_hz", "stream", "gains",
                                 "total", "lowering", "raising", "bias_tee",       "faults"};
    auto members = walk_.members_of(node, "", kRequired, kOptional);
    if (!members) return;
    members_ = std::move(*members);
    identity();
    sampling();
    if (const auto* list = at("gains")) gains(*list);
    if (const auto* list = at("total")) {
      each_name(*list, "total", [this](const YAML::Node& entry, const std::string& key) {
        const auto* const gain = gain_of(entry, key);
        if (gain == nullptr) return;
        if (std::ranges::find(profile_.total, gain->name) != profile_.total.end()) {
          problems_.report(entry, key, fmt::format("\"{}\" is named twice", gain->name));
        } else {
          profile_.total.push_back(gain->name);
        }
      });
    }
    if (const auto* list = at("lowering")) stages(*list, "lowering", profile_.lowering, -1);
    if (const auto* list = at("raising")) stages(*list, "raising", profile_.raising, 1);
    if (const auto* list = at("bias_tee")) {
      each_name(*list, "bias_tee", [this](const YAML::Node& entry, const std::string& key) {
        if (auto word = walk_.text_of(entry, key, kLongestWord)) profile_.bias_tee.push_back(*word);
      });
    }
    if (const auto* list = at("faults")) faults(*list);
  }

 private:
  const YAML::Node* at(const std::string& name) const { return YamlWalk::find(members_, name); }

  void number(const std::string& name, const NumberRange& range, double& to) {
    const auto* const node = at(name);
    if (node == nullptr) return;
    if (const auto value = walk_.number_of(*node, name, range)) to = *value;
  }

  std::optional<double> number_in(const YamlWalk::Members& members, const std::string& key,
                                  const std::string& name, const NumberRange& range) {
    const auto* const node = YamlWalk::find(members, name);
    if (node == nullptr) return std::nullopt;
    return walk_.number_of(*node, YamlWalk::below(key, name), range);
  }

  void identity() {
    if (const auto* node = at("description")) {
      profile_.description = walk_.text_of(*node, "description", kLongestText).value_or("");
    }
    if (const auto* node = at("driver")) {
      profile_.driver = walk_.text_of(*node, "driver", kLongestWord).value_or("");
    }
    if (const auto* node = at("told")) {
      profile_.told = walk_.texts_of(*node, "told", kMostArguments, kLongestText);
      if (profile_.driver == kAnyDriver) problems_.report(*node, "told", "needs a driver that tells it");
    }
  }

  void sampling() {
    if (const auto* node = at("format")) {
      const auto chosen = walk_.choice_of(*node, "format", kFormats);
      if (chosen && *chosen > 0) profile_.format = std::string(kFormats[*chosen]);
    }
    if (const auto* node = at("rates")) rates(*node);
    number("flat_fraction", kFractionRange, profile_.flat_fraction);
    if (const auto* node = at("filter")) {
      profile_.filter = static_cast<ProfileFilter>(walk_.choice_of(*node, "filter", kFilters).value_or(0));
    }
    if (const auto* node = at("tuning")) spans(*node, "tuning", kTuningRange, profile_.tuning);
    if (const auto* node = at("tuning_step_hz")) {
      profile_.tuning_step_hz = walk_.number_of(*node, "tuning_step_hz", kTuningStepRange);
    }
    number("settling_ms", kSettlingRange, profile_.settling_ms);
    if (const auto* node = at("stream")) {
      profile_.stream = walk_.texts_of(*node, "stream", kMostArguments, kLongestWord);
    }
  }

  void rates(const YAML::Node& node) {
    static const Names kRequired{"default_hz"};
    static const Names kOptional{"safe"};
    const auto members = walk_.members_of(node, "rates", kRequired, kOptional);
    if (!members) return;
    const auto default_hz = number_in(*members, "rates", "default_hz", kRateRange);
    if (const auto* list = YamlWalk::find(*members, "safe")) {
      spans(*list, "rates.safe", kRateRange, profile_.safe_rates);
    }
    if (!default_hz) return;
    profile_.default_rate_hz = *default_hz;
    if (nearest_safe_rate_hz(profile_, *default_hz)) {
      problems_.report(node, "rates.default_hz",
                       fmt::format("{} is none of the safe rates", format_number(*default_hz)));
    }
  }

  void spans(const YAML::Node& node, const std::string& key, const NumberRange& range,
             std::vector<ProfileSpan>& to) {
    static const Names kNames{"low_hz", "high_hz"};
    const auto needs = fmt::format("needs a list of ranges: - {{low_hz: {0}, high_hz: {0}}}", range.example);
    walk_.each_of(node, key, kMostSpans, needs, [&](const YAML::Node& entry, const std::string& full) {
      const auto members = walk_.members_of(entry, full, kNames);
      if (!members) return;
      const auto low_hz = number_in(*members, full, "low_hz", range);
      const auto high_hz = number_in(*members, full, "high_hz", range);
      if (!low_hz || !high_hz) return;
      if (*low_hz > *high_hz) {
        problems_.report(entry, YamlWalk::below(full, "high_hz"), "is below low_hz");
      } else if (!to.empty() && *low_hz <= to.back().high_hz) {
        problems_.report(entry, full, "does not lie above the range before it");
      } else {
        to.push_back({*low_hz, *high_hz});
      }
    });
  }

  template <class Read>
  void each_name(const YAML::Node& node, const std::string& key, Read&& read) {
    walk_.each_of(node, key, kMostGains, "needs a list of names: [NAME]", std::forward<Read>(read));
  }

  void gains(const YAML::Node& node) {
    walk_.each_of(
        node, "gains", kMostGains,
        "needs a list, one gain element a line after \"- \": {name: LNA, default_db: 24, low_db: 0, "
        "high_db: 40, step_db: 8}",
        [this](const YAML::Node& entry, const std::string& key) { gain(entry, key); });
  }

  void gain(const YAML::Node& node, const std::string& key) {
    static const Names kNames{"name", "default_db", "low_db", "high_db", "step_db"};
    const auto members = walk_.members_of(node, key, kNames);
    if (!members) return;
    std::optional<std::string> name;
    if (const auto* value = YamlWalk::find(*members, "name")) {
      name = walk_.text_of(*value, YamlWalk::below(key, "name"), kLongestWord);
    }
    const auto default_db = number_in(*members, key, "default_db", kGainRange);
    const auto low_db = number_in(*members, key, "low_db", kGainRange);
    const auto high_db = number_in(*members, key, "high_db", kGainRange);
    const auto step_db = number_in(*members, key, "step_db", kStepRange);
    if (!name || !default_db || !low_db || !high_db || !step_db) return;
    if (known_gain(*name) != nullptr) {
      problems_.report(node, YamlWalk::below(key, "name"), fmt::format("\"{}\" is named twice", *name));
    } else if (*low_db > *high_db) {
      problems_.report(node, YamlWalk::below(key, "high_db"), "is below low_db");
    } else if (*default_db < *low_db || *default_db > *high_db) {
      problems_.report(node, YamlWalk::below(key, "default_db"),
                       fmt::format("{} is outside low_db to high_db, {} to {} dB", format_number(*default_db),
                                   format_number(*low_db), format_number(*high_db)));
    } else {
      profile_.gains.push_back({*name, *default_db, *low_db, *high_db, *step_db});
    }
  }

  const ProfileGain* known_gain(const std::string& name) const {
    const auto found = std::ranges::find(profile_.gains, name, &ProfileGain::name);
    return found == profile_.gains.end() ? nullptr : &*found;
  }

  const ProfileGain* gain_of(const YAML::Node& node, const std::string& key) {
    const auto name = walk_.text_of(node, key, kLongestWord);
    if (!name) return nullptr;
    const auto* const found = known_gain(*name);
    if (found == nullptr) problems_.report(node, key, fmt::format("\"{}\" is none of the gains", *name));
    return found;
  }

  /// \param direction  of the way: 1 up, -1 down
  void stages(const YAML::Node& node, const std::string& list, std::vector<ProfileGainStage>& to,
              double direction) {
    std::map<std::string, double> now_db;
    for (const auto& gain : profile_.gains) now_db[gain.name] = gain.default_db;
    walk_.each_of(
        node, list, kMostStages, "needs a list: - {gain: LNA, to_db: 0}",
        [&](const YAML::Node& entry, const std::string& key) { stage(entry, key, to, now_db, direction); });
  }

  void stage(const YAML::Node& node, const std::string& key, std::vector<ProfileGainStage>& to,
             std::map<std::string, double>& now_db, double direction) {
    static const Names kRequired{"gain", "to_db"};
    static const Names kOptional{"step_db"};
    const auto members = walk_.members_of(node, key, kRequired, kOptional);
    if (!members) return;
    const auto* const name = YamlWalk::find(*members, "gain");
    const auto* const gain = name == nullptr ? nullptr : gain_of(*name, YamlWalk::below(key, "gain"));
    const auto to_db = number_in(*members, key, "to_db", kGainRange);
    const auto step_db = number_in(*members, key, "step_db", kStepRange);
    if (gain == nullptr || !to_db) return;
    const std::string to_key = YamlWalk::below(key, "to_db");
    if (*to_db < gain->low_db || *to_db > gain->high_db) {
      problems_.report(node, to_key,
                       fmt::format("{} is outside {}'s {} to {} dB", format_number(*to_db), gain->name,
                                   format_number(gain->low_db), format_number(gain->high_db)));
    } else if ((*to_db - now_db[gain->name]) * direction <= 0) {
      problems_.report(
          node, to_key,
          fmt::format("is not {} the {} dB that {} has by then", direction > 0 ? "above" : "below",
                      format_number(now_db[gain->name]), gain->name));
    } else {
      now_db[gain->name] = *to_db;
      to.push_back({gain->name, *to_db, step_db.value_or(gain->step_db)});
    }
  }

  void faults(const YAML::Node& node) {
    static const Names kNames{"sign", "what", "next"};
    walk_.each_of(node, "faults", kMostFaults, "needs a list of {sign: always, what: TEXT, next: TEXT}",
                  [this](const YAML::Node& entry, const std::string& key) {
                    const auto members = walk_.members_of(entry, key, kNames);
                    if (!members) return;
                    const auto text = [&](const std::string& name) -> std::optional<std::string> {
                      const auto* const value = YamlWalk::find(*members, name);
                      if (value == nullptr) return std::nullopt;
                      return walk_.text_of(*value, YamlWalk::below(key, name), kLongestText);
                    };
                    std::optional<std::size_t> sign;
                    if (const auto* value = YamlWalk::find(*members, "sign")) {
                      sign = walk_.choice_of(*value, YamlWalk::below(key, "sign"), kSigns);
                    }
                    const auto what = text("what");
                    const auto next = text("next");
                    if (!sign || !what || !next) return;
                    profile_.faults.push_back({static_cast<FaultSign>(*sign), *what, *next});
                  });
  }

  YamlWalk walk_;
  YamlProblems& problems_;
  DeviceProfile& profile_;
  YamlWalk::Members members_;
};

bool fits(const DeviceProfile& profile, std::string_view driver,
          const std::map<std::string, std::string>& told) {
  if (profile.driver == kAnyDriver) return true;
  if (profile.driver != driver) return false;
  return std::ranges::all_of(profile.told, [&](const auto& wanted) {
    const auto found = told.find(wanted.first);
    return found != told.end() && found->second == wanted.second;
  });
}

/// How much a profile says of which radio it is for.
std::size_t detail_of(const DeviceProfile& profile) {
  return profile.driver == kAnyDriver ? 0 : 1 + profile.told.size();
}

}  // namespace

std::string_view to_string(FaultSign sign) noexcept {
  return kSigns[static_cast<std::size_t>(sign)];
}

ReadDeviceProfile read_device_profile(std::string_view yaml, const std::filesystem::path& file) {
  ReadDeviceProfile read;
  read.profile.name = file.stem().string();
  read.problems =
      read_needed_document(yaml, "device profile", file, [&](const YAML::Node& root, YamlProblems& problems) {
        ProfileWalk(problems, read.profile).profile(root);
      });
  return read;
}

Result<std::vector<DeviceProfile>> load_device_profiles(std::span<const std::filesystem::path> folders) {
  std::vector<DeviceProfile> profiles;
  std::string lines;
  const auto add_line = [&](const std::string& line) { lines += (lines.empty() ? "" : "\n") + line; };
  for (const auto& name : data_names(folders)) {
    const auto file = find_data_file(name, folders);
    if (!file) continue;
    const auto bytes = load_config_bytes(*file);
    if (!bytes) {
      add_line(bytes.error().what);
      continue;
    }
    auto read = read_device_profile(*bytes, *file);
    for (const auto& problem : read.problems) add_line(to_line(problem));
    profiles.push_back(std::move(read.profile));
  }
  if (!lines.empty()) return fail(ErrorCode::kConfig, lines);
  if (std::ranges::find(profiles, kAnyDriver, &DeviceProfile::driver) == profiles.end()) {
    return fail(
        ErrorCode::kConfig,
        fmt::format("no device profile with driver: {} (generic.yaml) in {}; install Cellwarden anew, or "
                    "put one there",
                    kAnyDriver, folders_text(folders)));
  }
  return profiles;
}

const DeviceProfile& profile_for(std::span<const DeviceProfile> profiles, std::string_view driver,
                                 const std::map<std::string, std::string>& told) {
  static const DeviceProfile kNone;
  const DeviceProfile* best = nullptr;
  for (const DeviceProfile& profile : profiles) {
    if (!fits(profile, driver, told)) continue;
    if (best == nullptr || detail_of(profile) > detail_of(*best)) best = &profile;
  }
  return best == nullptr ? kNone : *best;
}

std::optional<double> nearest_safe_rate_hz(const DeviceProfile& profile, double rate_hz) {
  std::optional<double> best_hz;
  for (const ProfileSpan& span : profile.safe_rates) {
    const double candidate_hz = std::clamp(rate_hz, span.low_hz, span.high_hz);
    if (candidate_hz == rate_hz) return std::nullopt;
    if (!best_hz || std::abs(candidate_hz - rate_hz) < std::abs(*best_hz - rate_hz)) best_hz = candidate_hz;
  }
  return best_hz;
}

std::optional<SharedGain> share_gain(const DeviceProfile& profile, double total_db) {
  if (profile.total.empty()) return std::nullopt;
  SharedGain shared;
  const auto gain_named = [&](const std::string& name) -> const ProfileGain& {
    return *std::ranges::find(profile.gains, name, &ProfileGain::name);
  };
  double low_db = 0;
  double high_db = 0;
  for (const auto& name : profile.total) {
    low_db += gain_named(name).low_db;
    high_db += gain_named(name).high_db;
  }
  if (total_db < low_db || total_db > high_db) {
    shared.problem = fmt::format("gain {} dB is outside the {} to {} dB of {} together; set each by its name",
                                 format_number(total_db), format_number(low_db), format_number(high_db),
                                 fmt::join(profile.total, " and "));
    return shared;
  }
  for (const auto& gain : profile.gains) {
    if (std::ranges::find(profile.total, gain.name) == profile.total.end()) {
      shared.gains_db.emplace_back(gain.name, gain.default_db);
    }
  }
  double left_db = total_db;
  for (std::size_t i = 0; i < profile.total.size(); ++i) {
    const ProfileGain& gain = gain_named(profile.total[i]);
    const auto elements = static_cast<double>(profile.total.size() - i);
    double part_db = left_db;
    if (elements > 1) part_db = std::floor(left_db / elements / gain.step_db) * gain.step_db;
    part_db = std::clamp(part_db, gain.low_db, gain.high_db);
    left_db -= part_db;
    shared.gains_db.emplace_back(gain.name, part_db);
  }
  return shared;
}

std::vector<std::filesystem::path> device_profile_folders(
    const std::optional<std::filesystem::path>& program) {
  return data_folders("devices", program);
}

}  // namespace cellwarden::config
