#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/content_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <span>
#include <thread>
#include <utility>

#include "detector/records/baseline_file.hpp"
#include "detector/rules/catalogue.hpp"
#include "detector/rules/settings.hpp"
#include "firmware-config/config_file.hpp"
#include "firmware-config/data_files.hpp"
#include "firmware-config/national_table.hpp"
#include "tools/cellwarden/country_files.hpp"
#include "tools/cellwarden/input_file.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/place_and_time/gpsd_client.hpp"
#include "tools/cellwarden/program_file.hpp"
#include "tools/cellwarden/screen/screen_sink.hpp"
#include "tools/cellwarden/towers/towers_in_force.hpp"

namespace cellwarden::tools {
namespace {

constexpr double kSecondsPerHour_s = 3600;
constexpr std::string_view kStandardOutput = "-";
constexpr std::string_view kUnfinished = ".part";  // end of a file's name while it is written

tl::unexpected<ExitCode> give(ExitCode code, std::string_view what) {
  complain(what);
  return tl::unexpected<ExitCode>(code);
}

/// The file's values, every problem told. \return whether all was right
bool read_file(const std::filesystem::path& file, const std::vector<config::RuleKey>& keys,
               LoadedConfig& out) {
  const auto bytes = config::load_config_bytes(file);
  if (!bytes) {
    complain(bytes.error().what);
    return false;
  }
  const auto problems = config::read_config(*bytes, file, keys, out.config);
  for (const auto& problem : problems) complain(to_line(problem));
  out.file = file.string();
  out.sha256 = sha256_of(*bytes);
  return problems.empty();
}

/// Flags name their key only where it differs from the flag.
bool apply_flags(const Invocation& asked, const std::vector<config::RuleKey>& keys, config::Config& config) {
  bool all_right = true;
  for (const auto& flag : asked.overrides) {
    if (const auto problem = config::assign(config, keys, flag.key, flag.values, flag.flag)) {
      complain(fmt::format("{}: {}", problem->where, problem->what));
      all_right = false;
    }
  }
  return all_right;
}

bool is_flag(const config::Config& config, const std::string& key) {
  const auto origin = config.origins.find(key);
  return origin != config.origins.end() && origin->second.starts_with("--");
}

/// A flag that names radios wins over what the file names.
void settle_what_listens(config::Config& config) {
  if (config.radios.empty() || !config.device) return;
  const bool has_flag = is_flag(config, "radios");
  if (has_flag == is_flag(config, "device.args")) return;
  if (has_flag) {
    config.device.reset();
  } else {
    config.radios.clear();
  }
}

/// A flag that says where to listen wins over the other way to say it in the file.
void settle_where_to_listen(config::Config& config) {
  if (!config.bands || !config.center_hz) return;
  const bool has_center_flag = is_flag(config, "device.center_hz");
  if (has_center_flag == is_flag(config, "survey.bands")) return;
  if (has_center_flag) {
    config.bands.reset();
  } else {
    config.center_hz.reset();
  }
}

OrExit<void> load_towers(const config::Config& config, const std::optional<Time>& now, Evidence& evidence) {
  auto force = towers_in_force(config, now);
  if (!force) return give(kFailed, force.error().what);
  evidence.refused.insert(force->refused.begin(), force->refused.end());
  evidence.given.insert(evidence.given.end(), force->given.begin(), force->given.end());
  evidence.towers_age_d = force->age_d;
  evidence.tower_database = force->database;
  if (!force->towers) return {};
  evidence.context.towers = force->towers->digest();
  evidence.inputs.towers = std::move(force->towers);
  return {};
}

OrExit<void> load_baseline(const config::Config& config, Evidence& evidence) {
  if (!config.baseline) {
    evidence.given.emplace_back("no baseline of this site (--baseline)");
    return {};
  }
  auto file = InputFile::open(*config.baseline);
  if (!file) return give(kFailed, file.error().what);
  const auto bytes = (*file)->read_all(records::kMaxBaselineBytes);
  if (!bytes) return give(kFailed, bytes.error().what);
  auto baseline = records::parse_baseline(*bytes, *config.baseline);
  if (!baseline) return give(kFailed, baseline.error().what);
  if (config.site && !baseline->site.empty() && *config.site != baseline->site) {
    return give(kFailed, fmt::format("{}: belongs to site \"{}\", not to \"{}\": a baseline of another place "
                                     "would judge wrongly",
                                     *config.baseline, baseline->site, *config.site));
  }
  evidence.given.push_back(fmt::format("baseline of {}: {} cells, {:.1f} hours listened",
                                       baseline->site.empty() ? "this site" : baseline->site,
                                       baseline->cells.size(), baseline->listened_s / kSecondsPerHour_s));
  evidence.context.baseline = sha256_of(*bytes);
  evidence.inputs.baseline = std::make_shared<history::Baseline>(std::move(*baseline));
  return {};
}

/// Switched-off rules must exist: a misspelt one would go on judging.
OrExit<void> disable_rules(const config::Config& config, detector::RuleSettings& settings) {
  std::vector<std::string> known;
  for (const auto& rule : detector::rule_catalogue()) known.emplace_back(rule.id);
  for (const auto& id : config.disabled_rules) {
    if (std::ranges::find(known, id) != known.end()) continue;
    const auto near = config::nearest_name(id, known);
    return give(kFailed, fmt::format("{}: rules.disabled: there is no rule \"{}\"{}",
                                     config.origins.at("rules.disabled"), id,
                                     near ? fmt::format("; did you mean {}?", *near) : ""));
  }
  settings.disabled = config.disabled_rules;
  return {};
}

/// What is said of the place must be codes: a mistyped one would make strangers of the country's own cells.
OrExit<void> load_networks(const config::Config& config, detector::Site& site) {
  constexpr std::size_t kCountryDigits = 3;
  for (const auto& text : config.countries) {
    const auto code = config::parse_number(text);
    const bool is_code = text.size() == kCountryDigits &&
                         std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
    if (!code || !is_code) {
      return give(kFailed,
                  fmt::format("{}: networks.countries: \"{}\" is no mobile country code of three digits",
                              config.origins.at("networks.countries"), text));
    }
    site.countries.push_back(static_cast<std::uint16_t>(*code));
  }
  for (const auto& text : config.test_networks) {
    const auto plmn = parse_plmn(text);
    if (!plmn) {
      return give(kFailed, fmt::format("{}: networks.test: \"{}\" is no network code such as 001-01",
                                       config.origins.at("networks.test"), text));
    }
    site.test_networks.push_back(*plmn);
  }
  constexpr double kMega = 1e6;
  for (const config::Licence& licence : config.licences) {
    site.licences.push_back({.plmn = licence.plmn,
                             .low_hz = licence.low_mhz * kMega,
                             .high_hz = licence.high_mhz * kMega,
                             .date = licence.date});
  }
  return {};
}

/// What is public of countries: tables of their networks, and where they are. A file that is not there is
/// told; one that is wrong must not be judged by.
OrExit<void> load_countries(Evidence& evidence) {
  const auto table_folders = config::national_table_folders(program_file());
  auto tables = config::load_national_tables(table_folders);
  if (!tables) return give(kFailed, tables.error().what);
  if (tables->tables.empty()) {
    evidence.given.push_back(fmt::format("no national tables in {}", config::folders_text(table_folders)));
  } else {
    evidence.context.national_tables = sha256_of(tables->contents);
  }
  auto national = std::make_shared<detector::NationalTables>();
  for (auto& one : tables->tables) national->add(std::move(one.table));
  evidence.inputs.site.tables = std::move(national);

  auto outlines = load_outlines();
  if (!outlines) return give(kFailed, outlines.error().what);
  if (outlines->outlines == nullptr) {
    evidence.given.push_back(fmt::format("no outlines of countries in {}", outline_folders_text()));
  } else {
    evidence.context.outlines = outlines->sha256;
  }
  evidence.inputs.site.outlines = std::move(outlines->outlines);
  return {};
}

OrExit<void> load_rules(const LoadedConfig& loaded, Evidence& evidence) {
  detector::RuleSettings settings;
  for (const auto& [key, value] : loaded.config.rules) {
    settings.*(detector::find_setting(key)->member) = value;
  }
  if (auto disabled = disable_rules(loaded.config, settings); !disabled) return disabled;
  const auto wrong = detector::problems(settings);
  for (const auto& line : wrong) complain(fmt::format("{}: rules: {}", loaded.file.value_or("rules"), line));
  if (!wrong.empty()) return tl::unexpected(kFailed);
  evidence.inputs.rules = std::move(settings);
  return {};
}

// Also where neither is there yet. Devices and pipes may serve several.
bool is_same_file(const std::string& a, const std::string& b) {
  if (a == kStandardOutput || b == kStandardOutput) return a == b;
  std::error_code error;
  if (std::filesystem::is_other(a, error)) return false;
  if (std::filesystem::equivalent(a, b, error) && !error) return true;
  const auto place = [&error](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(path, error);
  };
  return place(a) == place(b);
}

// Asked before the work, so that a long run is not lost at its end.
std::optional<std::string> why_not_writable(const std::string& path) {
  std::error_code error;
  const bool was_there = std::filesystem::exists(path, error);
  const std::string part = fmt::format("{}{}", path, kUnfinished);
  if (was_there && !std::filesystem::is_regular_file(path, error))
    return path + ": is no file to write a baseline to";
  const auto writer = Writer::to_file(part);
  if (!writer) return writer.error().what;
  std::filesystem::remove(part, error);
  return std::nullopt;
}

/// What is wrong with the place that was given, if anything.
std::optional<ExitCode> check_gpsd(const config::Config& config) {
  if (!config.gpsd || parse_gpsd_address(*config.gpsd)) return std::nullopt;
  const std::string& origin = config.origins.at("position.gpsd");
  complain(
      fmt::format("{}: position.gpsd: \"{}\" is no address; allowed: HOST, HOST:PORT, [ADDRESS]:PORT "
                  "(localhost:2947)",
                  origin, *config.gpsd));
  return origin.starts_with('-') ? kBadUsage : kFailed;
}

std::string rules_version() {
  std::string text;
  for (const auto& rule : detector::rule_catalogue()) {
    if (rule.version > 0) text += fmt::format("{}={}\n", rule.id, rule.version);
  }
  return sha256_of(text);
}

}  // namespace

std::vector<config::RuleKey> rule_keys() {
  std::vector<config::RuleKey> keys;
  for (const auto& setting : detector::setting_infos()) {
    keys.push_back({std::string(setting.key), setting.min, setting.max, setting.default_value(),
                    setting.whole, setting.unit == "1" ? "" : std::string(setting.unit),
                    std::string(setting.help)});
  }
  return keys;
}

OrExit<LoadedConfig> load_config(const Invocation& asked) {
  const auto keys = rule_keys();
  LoadedConfig out;
  std::optional<std::filesystem::path> file;
  if (asked.config_file) {
    file = *asked.config_file;
  } else {
    file = config::find_config_file();
  }
  if (file && !read_file(*file, keys, out)) return tl::unexpected(kFailed);
  if (!apply_flags(asked, keys, out.config)) return tl::unexpected(kBadUsage);
  settle_what_listens(out.config);
  settle_where_to_listen(out.config);
  const auto problems = config::check_together(out.config);
  for (const auto& problem : problems) complain(to_line(problem));
  if (!problems.empty()) {
    const bool is_usage = problems.front().where.starts_with("--");
    return tl::unexpected(is_usage ? kBadUsage : kFailed);
  }
  if (const auto wrong = check_gpsd(out.config)) return tl::unexpected(*wrong);
  if (asked.is_verbose) tell(fmt::format("configuration: {}", out.file.value_or("none, defaults and flags")));
  return out;
}

OrExit<Evidence> load_evidence(const LoadedConfig& loaded, const std::optional<Time>& now) {
  Evidence evidence;
  evidence.context.software = "cellwarden " CELLWARDEN_VERSION;
  evidence.context.rules = rules_version();
  evidence.context.configuration = loaded.sha256;
  const auto rules = load_rules(loaded, evidence);
  if (!rules) return tl::unexpected(rules.error());
  const auto networks = load_networks(loaded.config, evidence.inputs.site);
  if (!networks) return tl::unexpected(networks.error());
  const auto countries = load_countries(evidence);
  if (!countries) return tl::unexpected(countries.error());
  const auto towers = load_towers(loaded.config, now, evidence);
  if (!towers) return tl::unexpected(towers.error());
  const auto baseline = load_baseline(loaded.config, evidence);
  if (!baseline) return tl::unexpected(baseline.error());
  return evidence;
}

std::optional<GpsdAddress> gpsd_of(const config::Config& config) {
  return config.gpsd ? parse_gpsd_address(*config.gpsd) : std::nullopt;
}

PlaceAndTimeSources place_and_time_of(const config::Config& config) {
  PlaceAndTimeSources sources;
  sources.stated = station_of(config).position;
  if (const auto address = gpsd_of(config)) sources.gps = std::make_unique<GpsdClient>(*address);
  sources.tell = [](const std::string& what) { complain(printable(what)); };
  return sources;
}

Station station_of(const config::Config& config) {
  Station station{config.sensor.value_or(""), {}};
  if (config.latitude_deg && config.longitude_deg) {
    station.position = GeoPoint{*config.latitude_deg, *config.longitude_deg, config.accuracy_m};
  }
  return station;
}

std::size_t threads_of(const config::Config& config) {
  if (config.threads > 0) return static_cast<std::size_t>(config.threads);
  return std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
}

OrExit<void> check_outputs(const Invocation& asked, const LoadedConfig& loaded,
                           const std::vector<std::string>& inputs) {
  std::vector<std::string> read = inputs;
  read.insert(read.end(), loaded.config.towers.begin(), loaded.config.towers.end());
  if (loaded.file) read.push_back(*loaded.file);
  std::vector<std::string> taken;
  const auto take = [&](const std::string& output,
                        const std::optional<std::string>& replaced) -> OrExit<void> {
    const auto is_it = [&output](const std::string& other) { return is_same_file(output, other); };
    if (std::ranges::any_of(read, is_it) || (replaced && is_it(*replaced))) {
      return give(kBadUsage,
                  fmt::format("{}: is read and would be overwritten; give the output another name", output));
    }
    if (std::ranges::any_of(taken, is_it)) {
      return give(kBadUsage, fmt::format("two outputs go to {}; give one a file: -F json:FILE",
                                         output == kStandardOutput ? "standard output" : output));
    }
    taken.push_back(output);
    return {};
  };
  for (const auto& request : asked.outputs) {
    if (request.format == OutputFormat::kPcap && !request.target && Writer::to_stdout().is_terminal()) {
      return give(kBadUsage,
                  "pcap is nothing to be read on a terminal; give it a file, -F pcap:FILE, or pass it on: "
                  "-F pcap:- ... | wireshark -k -i -");
    }
    const auto taken_up = take(request.target.value_or(std::string(kStandardOutput)), loaded.config.baseline);
    if (!taken_up) return taken_up;
  }
  if (asked.log_file) {
    if (auto taken_up = take(*asked.log_file, loaded.config.baseline); !taken_up) return taken_up;
  }
  if (!asked.learn_file) return {};
  // A baseline may be replaced by what it becomes.
  if (auto taken_up = take(*asked.learn_file, {}); !taken_up) return taken_up;
  if (const auto wrong = why_not_writable(*asked.learn_file)) return give(kFailed, *wrong);
  return {};
}

OrExit<std::vector<std::unique_ptr<Sink>>> open_sinks(const Invocation& asked, const config::Config& config,
                                                      const records::AlertContext& context) {
  std::vector<std::unique_ptr<Sink>> sinks;
  const auto open = [](const std::optional<std::string>& target) -> OrExit<Writer> {
    if (!target) return Writer::to_stdout();
    auto writer = Writer::to_file(*target);
    if (!writer) return give(kFailed, writer.error().what);
    return std::move(*writer);
  };
  for (const auto& request : asked.outputs) {
    auto writer = open(request.target);
    if (!writer) return tl::unexpected(writer.error());
    switch (request.format) {
      case OutputFormat::kText:
        if (!request.target && shows_screen(asked)) {
          sinks.push_back(
              make_screen_sink({.tells_messages = asked.tells_messages, .has_sound = config.sound}));
          break;
        }
        sinks.push_back(make_text_sink(std::move(*writer), asked.tells_messages));
        break;
      case OutputFormat::kJson:
        sinks.push_back(make_json_sink(std::move(*writer), context, asked.tells_messages));
        break;
      case OutputFormat::kPcap:
        sinks.push_back(make_pcapng_sink(std::move(*writer)));
        break;
      case OutputFormat::kCsv:
      case OutputFormat::kGeoJson:
        break;  // of records of towers only: the command line lets them pass nowhere else
    }
  }
  if (asked.log_file) {
    auto writer = open(asked.log_file);
    if (!writer) return tl::unexpected(writer.error());
    sinks.push_back(make_observation_log_sink(std::move(*writer)));
  }
  return sinks;
}

OrExit<void> write_learned(const Invocation& asked, const config::Config& config, const Evidence& evidence,
                           history::Baseline learned) {
  if (!asked.learn_file) return {};
  if (evidence.inputs.baseline) {
    history::Baseline known = *evidence.inputs.baseline;
    known.merge(learned, evidence.inputs.rules.radio_clock_tolerance_ppm);
    learned = std::move(known);
  }
  if (config.site) learned.site = *config.site;
  // A full disk must not cost the baseline that is there.
  std::error_code error;
  const auto target = std::filesystem::weakly_canonical(*asked.learn_file, error);
  const std::string part = fmt::format("{}{}", target.string(), kUnfinished);
  {
    auto writer = Writer::to_file(part);
    if (!writer) return give(kFailed, writer.error().what);
    writer->write(records::to_json(learned));
    writer->flush();
    if (writer->failure()) return give(kFailed, writer->failure()->what);
  }
  std::filesystem::rename(part, target, error);
  if (error)
    return give(kFailed, fmt::format("{}: cannot be written: {}", *asked.learn_file, error.message()));
  return {};
}

ExitCode give_up(const Writer& writer) {
  if (writer.reader_is_gone()) return kRan;
  complain(writer.failure()->what);
  return kFailed;
}

ExitCode verdict_code(const Invocation& asked, detector::Level highest) {
  if (asked.fail_on == detector::Level::kNone || highest < asked.fail_on) return kRan;
  return kLevelReached;
}

}  // namespace cellwarden::tools
