#include "firmware-config/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>
#include <variant>

namespace cellwarden::config {
namespace {

using Member =
    std::variant<std::optional<std::string> Config::*, std::string Config::*, std::optional<double> Config::*,
                 double Config::*, bool Config::*, std::vector<std::string> Config::*,
                 std::vector<Licence> Config::*, std::vector<Radio> Config::*>;

struct Range {
  double low{};
  double high{};
  std::string_view unit;
  bool is_whole = false;
};

/// One fixed key.
struct Spec {
  std::string_view key;
  Member member;
  std::optional<Range> range;
  std::vector<std::string_view> choices;
  bool is_path = false;
  std::string_view meaning;
};

// The device ranges are those of the whole SoapySDR family; the radio itself refuses what it cannot do.
const std::vector<Spec>& specs() {
  // clang-format off
  static const std::vector<Spec> kSpecs{
      {"site", &Config::site, {}, {}, false, "name of this place; a baseline belongs to one site"},
      {"sensor", &Config::sensor, {}, {}, false, "name of this receiver, in every record"},
      {"position.latitude_deg", &Config::latitude_deg, Range{-90, 90, "deg"}, {}, false,
       "of the antenna, WGS 84"},
      {"position.longitude_deg", &Config::longitude_deg, Range{-180, 180, "deg"}, {}, false,
       "east of Greenwich"},
      {"position.accuracy_m", &Config::accuracy_m, Range{0, 100e3, "m"}, {}, false, "one standard deviation"},
      {"position.gpsd", &Config::gpsd, {}, {}, false,
       "gpsd that tells the position, HOST:PORT; it goes before the stated one while it has a fix"},
      {"towers", &Config::towers, {}, {}, true, "known-tower files, OpenCelliD columns"},
      {"baseline", &Config::baseline, {}, {}, true, "what this site heard before (made with --learn)"},
      {"networks.countries", &Config::countries, {}, {}, false,
       "mobile country codes that belong here, the neighbours' near a border too (262, 232)"},
      {"networks.test", &Config::test_networks, {}, {}, false,
       "test networks that are known to be on air here (001-01)"},
      {"networks.licences", &Config::licences, {}, {}, false,
       "spectrum that networks may use here: plmn, low_mhz, high_mhz, date"},
      {"device.args", &Config::device, {}, {}, false,
       "SoapySDR arguments, as `cellwarden devices` prints them"},
      {"device.center_hz", &Config::center_hz, Range{0, 300e9, "Hz"}, {}, false,
       "middle of the window to listen to"},
      {"device.rate_hz", &Config::rate_hz, Range{1, 1e9, "S/s"}, {}, false,
       "samples a second: the width of the window"},
      {"device.gain", &Config::gain, {}, {}, false, "dB: all (32) or each (LNA=24,VGA=20,AMP=0)"},
      {"device.antenna", &Config::antenna, {}, {}, false, "port of the radio, as the device names it"},
      {"radios", &Config::radios, {}, {}, false,
       "several radios at once: args, and where wanted name, center_hz (else it goes round survey.bands), "
       "rate_hz, gain, antenna, ppm, bias_tee"},
      {"survey.bands", &Config::bands, {}, {}, false,
       "country whose bands are gone round (de, world), or a band plan's file; not set: stay on one window"},
      {"device.bias_tee", &Config::bias_tee, {}, {}, false,
       "power over the antenna's cable, for an amplifier there"},
      {"receiver.rat", &Config::rat, {}, {"auto", "gsm", "lte"}, false,
       "radio standard to receive; auto: all that the window can hold"},
      {"receiver.search", &Config::search, {}, {"normal", "deep", "auto"}, false,
       "how much of the signal is searched for new cells"},
      {"receiver.dwell_s", &Config::dwell_s, Range{0.08, 1.0, "s"}, {}, false, "length of one measurement"},
      {"receiver.max_offset_hz", &Config::max_offset_hz, Range{1e3, 1e9, "Hz"}, {}, false,
       "search only this far from the centre; not set: everywhere"},
      {"receiver.ppm", &Config::ppm, Range{-200, 200, "ppm"}, {}, false, "known clock error of the radio"},
      {"receiver.converter", &Config::converter, {}, {}, false,
       "a frequency converter is in use: carrier and sample clock are unrelated"},
      {"receiver.threads", &Config::threads, Range{0, 256, "", true}, {}, false,
       "0: as many as the processor has; results do not depend on it"},
      {"record.public_key", &Config::public_key, {}, {}, true,
       "file with the key that recordings are encrypted to (cellwarden record --new-key)"},
      {"record.private_key", &Config::private_key, {}, {}, true,
       "file with the key that opens them, for replay; better not on a sensor"},
      {"record.max_s", &Config::record_max_s, Range{1, 86400, "s"}, {}, false, "longest recording"},
      {"record.max_bytes", &Config::record_max_bytes, Range{1e5, 1e13, "bytes", true}, {}, false,
       "largest recording"},
      {"output.lang", &Config::lang, {}, {"en"}, false, "language of text output"},
      {"output.sound", &Config::sound, {}, {}, false, "tones with the screen of `watch`"},
      {"rules.disabled", &Config::disabled_rules, {}, {}, false, "rules that are not to judge, by id"},
  };
  // clang-format on
  return kSpecs;
}

const Spec* spec_of(std::string_view key) {
  const auto found = std::ranges::find(specs(), key, &Spec::key);
  return found == specs().end() ? nullptr : &*found;
}

constexpr std::string_view kRules = "rules";

/// "RF01.strong_ppm" of "rules.RF01.strong_ppm".
std::optional<std::string_view> below_rules(std::string_view key) {
  if (!key.starts_with(kRules) || key.size() <= kRules.size() || key[kRules.size()] != '.') return {};
  return key.substr(kRules.size() + 1);
}

const RuleKey* rule_key_of(std::string_view key, std::span<const RuleKey> rule_keys) {
  const auto name = below_rules(key);
  if (!name) return nullptr;
  const auto found = std::ranges::find(rule_keys, *name, &RuleKey::key);
  return found == rule_keys.end() ? nullptr : &*found;
}

std::string with_unit(std::string text, std::string_view unit) {
  return unit.empty() ? text : fmt::format("{} {}", text, unit);
}

std::string describe(const Range& range) {
  return with_unit(fmt::format("{} to {}", format_number(range.low), format_number(range.high)), range.unit);
}

Range range_of(const RuleKey& rule) {
  return {rule.low, rule.high, rule.unit, rule.is_whole};
}

std::string allowed_of(const Spec& spec) {
  if (spec.range) return describe(*spec.range);
  if (!spec.choices.empty()) return fmt::format("{}", fmt::join(spec.choices, ", "));
  if (std::holds_alternative<bool Config::*>(spec.member)) return "true, false";
  if (std::holds_alternative<std::vector<std::string> Config::*>(spec.member)) {
    return spec.is_path ? "list of files" : "list of names";
  }
  if (std::holds_alternative<std::vector<Licence> Config::*>(spec.member)) return "list of licences";
  if (std::holds_alternative<std::vector<Radio> Config::*>(spec.member)) return "list of radios";
  return spec.is_path ? "file" : "text";
}

/// What is wrong with a number, if anything.
std::optional<std::string> check_range(std::string_view text, const Range& range, double& value) {
  const auto number = parse_number(text);
  if (!number) return fmt::format("\"{}\" is no number; allowed: {}", text, describe(range));
  if (*number < range.low || *number > range.high) {
    return fmt::format("{} is outside {}", text, describe(range));
  }
  if (range.is_whole && std::trunc(*number) != *number) {
    return fmt::format("{} is no whole number; allowed: {}", text, describe(range));
  }
  value = *number;
  return {};
}

constexpr std::size_t kMaxText_characters = 4096;

std::optional<std::string> check_text(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kMaxText_characters)
    return fmt::format("is longer than {} characters", kMaxText_characters);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(text, is_control)) return "has a control character in it";
  return {};
}

/// Writes one text into the member that a Spec names; what is wrong otherwise.
struct Writer {
  Config& config;
  const Spec& spec;
  std::span<const std::string> values;

  std::optional<std::string> operator()(std::optional<std::string> Config::*member) const {
    if (auto wrong = check_text(values.front())) return wrong;
    config.*member = values.front();
    return {};
  }
  std::optional<std::string> operator()(std::string Config::*member) const {
    if (std::ranges::find(spec.choices, values.front()) == spec.choices.end()) {
      return fmt::format("\"{}\" is not allowed; allowed: {}", values.front(), allowed_of(spec));
    }
    config.*member = values.front();
    return {};
  }
  std::optional<std::string> operator()(std::optional<double> Config::*member) const {
    double value{};
    if (auto wrong = check_range(values.front(), *spec.range, value)) return wrong;
    config.*member = value;
    return {};
  }
  std::optional<std::string> operator()(double Config::*member) const {
    return check_range(values.front(), *spec.range, config.*member);
  }
  std::optional<std::string> operator()(bool Config::*member) const {
    if (values.front() != "true" && values.front() != "false") {
      return fmt::format("\"{}\" is not allowed; allowed: true, false", values.front());
    }
    config.*member = values.front() == "true";
    return {};
  }
  std::optional<std::string> operator()(std::vector<std::string> Config::*member) const {
    for (const auto& value : values) {
      if (auto wrong = check_text(value)) return wrong;
    }
    config.*member = {values.begin(), values.end()};
    return {};
  }
  std::optional<std::string> operator()(std::vector<Licence> Config::*member) const {
    std::vector<Licence> licences;
    for (const auto& value : values) {
      if (auto wrong = check_text(value)) return wrong;
      LicenceText read = parse_licence(value);
      if (!read.licence) return std::move(read.problem);
      licences.push_back(*read.licence);
    }
    config.*member = std::move(licences);
    return {};
  }
  std::optional<std::string> operator()(std::vector<Radio> Config::*member) const {
    std::vector<Radio> radios;
    for (const auto& value : values) {
      if (auto wrong = check_text(value)) return wrong;
      RadioText read = parse_radio(value);
      if (!read.radio) return std::move(read.problem);
      if (read.radio->name.empty()) read.radio->name = fmt::format("radio{}", radios.size() + 1);
      if (std::ranges::find(radios, read.radio->name, &Radio::name) != radios.end()) {
        return fmt::format("two radios are called \"{}\"", read.radio->name);
      }
      radios.push_back(*std::move(read.radio));
    }
    config.*member = std::move(radios);
    return {};
  }
};

constexpr std::string_view kNotSet = "(not set)";

/// The value in force as text.
struct Reader {
  const Config& config;

  std::string operator()(std::optional<std::string> Config::*member) const {
    return (config.*member).value_or(std::string(kNotSet));
  }
  std::string operator()(std::string Config::*member) const { return config.*member; }
  std::string operator()(std::optional<double> Config::*member) const {
    return config.*member ? format_number(*(config.*member)) : std::string(kNotSet);
  }
  std::string operator()(double Config::*member) const { return format_number(config.*member); }
  std::string operator()(bool Config::*member) const { return config.*member ? "true" : "false"; }
  std::string operator()(std::vector<std::string> Config::*member) const {
    return (config.*member).empty() ? std::string(kNotSet)
                                    : fmt::format("{}", fmt::join(config.*member, ", "));
  }
  std::string operator()(std::vector<Licence> Config::*member) const {
    std::vector<std::string> texts;
    for (const Licence& licence : config.*member) texts.push_back(to_text(licence));
    return texts.empty() ? std::string(kNotSet) : fmt::format("{}", fmt::join(texts, ", "));
  }
  std::string operator()(std::vector<Radio> Config::*member) const {
    std::vector<std::string> texts;
    for (const Radio& radio : config.*member) texts.push_back(to_text(radio));
    return texts.empty() ? std::string(kNotSet) : fmt::format("{}", fmt::join(texts, " | "));
  }
};

std::string origin_of(const Config& config, std::string_view key) {
  const auto found = config.origins.find(std::string(key));
  return found == config.origins.end() ? "default" : found->second;
}

/// Levenshtein's distance, bytes, ASCII letters of either case alike.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i]) == lower(b[j]) ? 0U : 1U);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

bool is_below(std::string_view key, std::string_view section) {
  return section.empty() ||
         (key.size() > section.size() && key.starts_with(section) && key[section.size()] == '.');
}

/// Every settable key, rules included, in the order of listings.
std::vector<std::string> all_keys(std::span<const RuleKey> rule_keys) {
  std::vector<std::string> keys;
  for (const auto& spec : specs()) keys.emplace_back(spec.key);
  for (const auto& rule : rule_keys) keys.push_back(fmt::format("{}.{}", kRules, rule.key));
  return keys;
}

}  // namespace

std::string to_line(const Problem& problem) {
  if (problem.key.empty()) return fmt::format("{}: {}", problem.where, problem.what);
  return fmt::format("{}: {}: {}", problem.where, problem.key, problem.what);
}

std::optional<double> parse_number(std::string_view text) {
  double scale = 1;
  if (!text.empty()) {
    static constexpr std::array<std::pair<char, double>, 4> kSuffixes{
        {{'k', 1e3}, {'K', 1e3}, {'M', 1e6}, {'G', 1e9}}};
    const auto found = std::ranges::find(kSuffixes, text.back(), &std::pair<char, double>::first);
    if (found != kSuffixes.end()) {
      scale = found->second;
      text.remove_suffix(1);
    }
  }
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value{};
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value * scale)) return {};
  return value * scale;
}

std::string format_number(double value) {
  constexpr double kLargestPlain = 1e15;
  if (std::trunc(value) == value && std::abs(value) < kLargestPlain) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

std::vector<SettingRow> rows(const Config& config, std::span<const RuleKey> rule_keys) {
  std::vector<SettingRow> out;
  for (const auto& spec : specs()) {
    std::string value = std::visit(Reader{config}, spec.member);
    const bool is_set = value != kNotSet;
    out.push_back({std::string(spec.key), std::move(value), origin_of(config, spec.key), allowed_of(spec),
                   std::string(spec.meaning), is_set});
  }
  for (const auto& rule : rule_keys) {
    const std::string key = fmt::format("{}.{}", kRules, rule.key);
    const auto set = config.rules.find(rule.key);
    out.push_back({key, format_number(set == config.rules.end() ? rule.fallback : set->second),
                   origin_of(config, key), describe(range_of(rule)), rule.meaning, true});
  }
  return out;
}

std::optional<Problem> assign(Config& config, std::span<const RuleKey> rule_keys, std::string_view key,
                              std::span<const std::string> values, std::string_view origin) {
  const auto refuse = [&](std::string what) {
    return Problem{std::string(origin), std::string(key), std::move(what)};
  };
  const RuleKey* const rule = rule_key_of(key, rule_keys);
  const Spec* const spec = spec_of(key);
  if (rule == nullptr && spec == nullptr) return refuse("there is no such setting");
  if (values.empty()) return refuse("has no value");
  if (rule != nullptr) {
    double value{};
    if (auto wrong = check_range(values.front(), range_of(*rule), value)) {
      return refuse(std::move(*wrong));
    }
    config.rules[rule->key] = value;
  } else if (auto wrong = std::visit(Writer{config, *spec, values}, spec->member)) {
    return refuse(std::move(*wrong));
  }
  config.origins[std::string(key)] = std::string(origin);
  return {};
}

namespace {

/// The first thing that several radios do not go with.
std::optional<Problem> problem_of_radios(const Config& config) {
  const auto refuse = [&](std::string what) {
    return Problem{origin_of(config, "radios"), "radios", std::move(what)};
  };
  if (config.device) return refuse("device.args names a radio too; leave one of the two out");
  if (config.center_hz)
    return refuse("device.center_hz is of one radio; give the one that is to stay its center_hz");
  if (config.ppm) return refuse("receiver.ppm is of one radio; give each its own ppm");
  for (const Radio& radio : config.radios) {
    if (radio.center_hz || config.bands) continue;
    return refuse(fmt::format("\"{}\" has no center_hz to stay at, and there is no survey.bands to go round",
                              radio.name));
  }
  return std::nullopt;
}

}  // namespace

std::vector<Problem> check_together(const Config& config) {
  std::vector<Problem> problems;
  if (config.latitude_deg.has_value() != config.longitude_deg.has_value()) {
    const std::string_view given = config.latitude_deg ? "position.latitude_deg" : "position.longitude_deg";
    problems.push_back({origin_of(config, given), std::string(given),
                        "a position needs both latitude_deg and longitude_deg"});
  }
  if (config.bands && config.center_hz) {
    problems.push_back({origin_of(config, "device.center_hz"), "device.center_hz",
                        "with survey.bands the radio goes round by itself; leave one of the two out"});
  }
  if (!config.radios.empty()) {
    if (auto problem = problem_of_radios(config)) problems.push_back(*std::move(problem));
  }
  return problems;
}

std::vector<RadioConfig> config_of_each_radio(const Config& config) {
  if (config.radios.empty()) return {{"", config}};
  std::vector<RadioConfig> each;
  for (const Radio& radio : config.radios) {
    Config own = config;
    own.radios.clear();
    own.device = radio.args;
    own.center_hz = radio.center_hz;
    if (radio.rate_hz) own.rate_hz = radio.rate_hz;
    if (radio.gain) own.gain = radio.gain;
    if (radio.antenna) own.antenna = radio.antenna;
    own.ppm = radio.ppm;
    if (radio.bias_tee) own.bias_tee = *radio.bias_tee;
    if (radio.center_hz) own.bands.reset();
    each.push_back({config.radios.size() > 1 ? radio.name : "", std::move(own)});
  }
  return each;
}

std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> known) {
  constexpr std::size_t kMaxName_characters = 64;
  if (name.size() > kMaxName_characters) return {};
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(name.size() / 3, 1) + 1;
  for (const auto& candidate : known) {
    const std::size_t d = distance(name, candidate);
    const bool is_prefix = name.size() > 2 && candidate.starts_with(name);
    if (d < best_distance || (is_prefix && !best)) {
      best = candidate;
      best_distance = std::min(d, best_distance);
    }
  }
  return best;
}

KeyKind kind_of(std::string_view key, std::span<const RuleKey> rule_keys) {
  if (rule_key_of(key, rule_keys) != nullptr) return KeyKind::kValue;
  if (const Spec* const spec = spec_of(key)) {
    const bool is_list = std::holds_alternative<std::vector<std::string> Config::*>(spec->member);
    if (std::holds_alternative<std::vector<Licence> Config::*>(spec->member)) return KeyKind::kLicences;
    if (std::holds_alternative<std::vector<Radio> Config::*>(spec->member)) return KeyKind::kRadios;
    if (spec->is_path) return is_list ? KeyKind::kPathList : KeyKind::kPath;
    return is_list ? KeyKind::kList : KeyKind::kValue;
  }
  const auto keys = all_keys(rule_keys);
  const auto within = [&](const std::string& k) { return is_below(k, key); };
  if (std::ranges::any_of(keys, within)) return KeyKind::kSection;
  return KeyKind::kUnknown;
}

std::vector<std::string> names_below(std::string_view section, std::span<const RuleKey> rule_keys) {
  std::vector<std::string> names;
  for (const auto& key : all_keys(rule_keys)) {
    if (!is_below(key, section)) continue;
    const std::string_view rest = std::string_view(key).substr(section.empty() ? 0 : section.size() + 1);
    std::string name(rest.substr(0, rest.find('.')));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace cellwarden::config
