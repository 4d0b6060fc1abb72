#include "dsp/capture/radio_messages.hpp"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

namespace cellwarden::capture {
namespace {

using nlohmann::json;

constexpr const char* kKind = "kind";
constexpr const char* kOpen = "open";
constexpr const char* kTune = "tune";
constexpr const char* kOpened = "opened";
constexpr const char* kRetuned = "retuned";
constexpr const char* kFailed = "failed";
constexpr const char* kEnded = "ended";
constexpr const char* kSaid = "said";
constexpr const char* kCounters = "counters";
constexpr const char* kSearch = "search";
constexpr const char* kAsks = "asks";
constexpr const char* kFound = "found";
constexpr const char* kSearched = "searched";

/// A driver's words may hold any octet: what is not UTF-8 is replaced.
std::string written(const json& message) {
  return message.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Thrown where a message lacks something; never leaves this file.
struct NotAMessage {};

const json& member(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) throw NotAMessage{};
  return *found;
}

double number(const json& value) {
  if (!value.is_number() || !std::isfinite(value.get<double>())) throw NotAMessage{};
  return value.get<double>();
}
double number(const json& object, const char* key) {
  return number(member(object, key));
}

std::uint64_t count(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_number_unsigned()) throw NotAMessage{};
  return value.get<std::uint64_t>();
}

std::string text(const json& value) {
  if (!value.is_string()) throw NotAMessage{};
  return value.get<std::string>();
}
std::string text(const json& object, const char* key) {
  return text(member(object, key));
}

std::optional<double> optional_number(const json& object, const char* key) {
  if (!object.contains(key)) return std::nullopt;
  return number(object, key);
}

json from_range(const ValueRange& range) {
  return {range.lowest, range.highest};
}

ValueRange to_range(const json& value) {
  if (!value.is_array() || value.size() != 2) throw NotAMessage{};
  return {number(value[0]), number(value[1])};
}

std::optional<TuningRange> optional_range(const json& object, const char* key) {
  if (!object.contains(key)) return std::nullopt;
  const ValueRange range = to_range(object[key]);
  return TuningRange{range.lowest, range.highest};
}

template <class T>
void put(json& object, const char* key, const std::optional<T>& value) {
  if (value) object[key] = *value;
}

json from_arguments(const DeviceArguments& arguments) {
  return json(arguments);
}

DeviceArguments to_arguments(const json& object, const char* key) {
  DeviceArguments arguments;
  const json& value = member(object, key);
  if (!value.is_object()) throw NotAMessage{};
  for (const auto& [name, argument] : value.items()) arguments[name] = text(argument);
  return arguments;
}

json from_elements(const std::vector<GainElement>& elements) {
  json list = json::array();
  for (const GainElement& element : elements) {
    list.push_back({{"name", element.name}, {"gain_db", element.gain_db}});
  }
  return list;
}

std::vector<GainElement> to_elements(const json& list) {
  std::vector<GainElement> elements;
  for (const json& element : list) elements.push_back({text(element, "name"), number(element, "gain_db")});
  return elements;
}

bool boolean(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_boolean()) throw NotAMessage{};
  return value.get<bool>();
}

json from_gain(const GainSettings& gain) {
  json object{{"automatic", gain.automatic}, {"elements", from_elements(gain.elements)}};
  put(object, "total_db", gain.total_db);
  return object;
}

GainSettings to_gain(const json& object) {
  GainSettings gain;
  gain.automatic = boolean(object, "automatic");
  gain.total_db = optional_number(object, "total_db");
  gain.elements = to_elements(member(object, "elements"));
  return gain;
}

std::chrono::milliseconds milliseconds(const json& object, const char* key) {
  constexpr double kLongest_ms = 86'400'000;
  const double value_ms = number(object, key);
  if (value_ms < 0 || value_ms > kLongest_ms) throw NotAMessage{};
  return std::chrono::milliseconds(static_cast<std::int64_t>(value_ms));
}

json from_bias_tee(const BiasTee& bias_tee) {
  return {{"settings", bias_tee.settings}, {"is_on", bias_tee.is_on}};
}

BiasTee to_bias_tee(const json& object) {
  BiasTee bias_tee;
  for (const json& key : member(object, "settings")) bias_tee.settings.push_back(text(key));
  bias_tee.is_on = boolean(object, "is_on");
  return bias_tee;
}

json from(const DeviceSettings& settings) {
  json object{{kKind, kOpen},
              {"arguments", from_arguments(settings.arguments)},
              {"gain", from_gain(settings.gain)},
              {"bias_tee", from_bias_tee(settings.bias_tee)},
              {"other_centers_hz", settings.other_centers_hz},
              {"usual_rate_hz", settings.usual_rate_hz},
              {"usual_gains", from_elements(settings.usual_gains)},
              {"has_own_filter", settings.has_own_filter},
              {"stream_arguments", from_arguments(settings.stream_arguments)},
              {"settling_ms", settings.settling.count()},
              {"silence_limit_ms", settings.silence_limit.count()}};
  put(object, "sample_rate_hz", settings.sample_rate_hz);
  put(object, "center_hz", settings.center_hz);
  put(object, "bandwidth_hz", settings.bandwidth_hz);
  put(object, "antenna", settings.antenna);
  put(object, "sample_format", settings.sample_format);
  put(object, "ppm", settings.ppm);
  return object;
}

DeviceSettings to_settings(const json& object) {
  DeviceSettings settings;
  settings.arguments = to_arguments(object, "arguments");
  settings.sample_rate_hz = optional_number(object, "sample_rate_hz");
  settings.center_hz = optional_number(object, "center_hz");
  for (const json& center_hz : member(object, "other_centers_hz")) {
    settings.other_centers_hz.push_back(number(center_hz));
  }
  settings.bandwidth_hz = optional_number(object, "bandwidth_hz");
  if (object.contains("antenna")) settings.antenna = text(object, "antenna");
  settings.gain = to_gain(member(object, "gain"));
  settings.bias_tee = to_bias_tee(member(object, "bias_tee"));
  settings.usual_rate_hz = number(object, "usual_rate_hz");
  settings.usual_gains = to_elements(member(object, "usual_gains"));
  settings.has_own_filter = boolean(object, "has_own_filter");
  if (object.contains("sample_format")) settings.sample_format = text(object, "sample_format");
  settings.ppm = optional_number(object, "ppm");
  settings.stream_arguments = to_arguments(object, "stream_arguments");
  settings.settling = milliseconds(object, "settling_ms");
  settings.silence_limit = milliseconds(object, "silence_limit_ms");
  return settings;
}

json from(const Retuning& retuning) {
  json object{{kKind, kTune}, {"center_hz", retuning.center_hz}};
  if (retuning.gain) object["gain"] = from_gain(*retuning.gain);
  put(object, "ppm", retuning.ppm);
  return object;
}

Retuning to_retuning(const json& object) {
  Retuning retuning;
  retuning.center_hz = number(object, "center_hz");
  if (object.contains("gain")) retuning.gain = to_gain(object["gain"]);
  retuning.ppm = optional_number(object, "ppm");
  return retuning;
}

json from(const RadioOpened& opened) {
  const StreamInfo& info = opened.info;
  json provenance = json::array();
  for (const Provenance& origin : info.provenance) {
    provenance.push_back({origin.parameter, origin.value, origin.origin});
  }
  json gains = json::array();
  for (const GainElementState& gain : info.gains) {
    gains.push_back({{"name", gain.name},
                     {"lowest_db", gain.lowest_db},
                     {"highest_db", gain.highest_db},
                     {"gain_db", gain.gain_db}});
  }
  json object{{kKind, kOpened},
              {"arguments", from_arguments(opened.arguments)},
              {"name", info.name},
              {"native_format", info.native_format},
              {"sample_rate_hz", info.sample_rate_hz},
              {"center_hz", info.center_hz},
              {"gains", std::move(gains)},
              {"provenance", std::move(provenance)},
              {"warnings", info.warnings}};
  put(object, "ppm", info.ppm);
  if (info.tunes) object["tunes_hz"] = {info.tunes->low_hz, info.tunes->high_hz};
  if (info.start) object["start_ns"] = info.start->time_since_epoch().count();
  return object;
}

RadioOpened to_opened(const json& object) {
  RadioOpened opened;
  opened.arguments = to_arguments(object, "arguments");
  StreamInfo& info = opened.info;
  info.name = text(object, "name");
  info.native_format = text(object, "native_format");
  info.sample_rate_hz = number(object, "sample_rate_hz");
  info.center_hz = number(object, "center_hz");
  if (!(info.sample_rate_hz > 0)) throw NotAMessage{};
  info.ppm = optional_number(object, "ppm");
  info.tunes = optional_range(object, "tunes_hz");
  if (object.contains("start_ns")) {
    if (!object["start_ns"].is_number_integer()) throw NotAMessage{};
    info.start.emplace(std::chrono::nanoseconds(object["start_ns"].get<std::int64_t>()));
  }
  for (const json& gain : member(object, "gains")) {
    info.gains.push_back(
        {text(gain, "name"), number(gain, "lowest_db"), number(gain, "highest_db"), number(gain, "gain_db")});
  }
  for (const json& origin : member(object, "provenance")) {
    if (!origin.is_array() || origin.size() != 3) throw NotAMessage{};
    info.provenance.push_back({text(origin[0]), text(origin[1]), text(origin[2])});
  }
  for (const json& warning : member(object, "warnings")) info.warnings.push_back(text(warning));
  return opened;
}

json from(const RadioRetuned& retuned) {
  json object{{kKind, kRetuned}, {"center_hz", retuned.center_hz}, {"orders", retuned.orders}};
  put(object, "refused", retuned.refused);
  return object;
}

RadioRetuned to_retuned(const json& object) {
  RadioRetuned retuned;
  retuned.center_hz = number(object, "center_hz");
  retuned.orders = count(object, "orders");
  if (object.contains("refused")) retuned.refused = text(object, "refused");
  return retuned;
}

json from(const RadioFailed& failed) {
  return {{kKind, kFailed}, {"what", failed.what}};
}
json from(const RadioEnded& /*ended*/) {
  return {{kKind, kEnded}};
}

json from(const RadioSaid& said) {
  return {{kKind, kSaid}, {"level", static_cast<unsigned>(said.level)}, {"text", said.text}};
}

RadioSaid to_said(const json& object) {
  const std::uint64_t level = count(object, "level");
  if (level > static_cast<std::uint64_t>(DriverMessageLevel::kDebug)) throw NotAMessage{};
  return {static_cast<DriverMessageLevel>(level), text(object, "text")};
}

json from(const DeviceCounters& counters) {
  return {{kKind, kCounters},
          {"samples", counters.samples},
          {"samples_lost", counters.samples_lost},
          {"overflows", counters.overflows},
          {"time_jumps", counters.time_jumps},
          {"uncounted_gaps", counters.uncounted_gaps},
          {"timeouts", counters.timeouts}};
}

DeviceCounters to_counters(const json& object) {
  return {.samples = count(object, "samples"),
          .samples_lost = count(object, "samples_lost"),
          .samples_clipped = 0,
          .overflows = count(object, "overflows"),
          .time_jumps = count(object, "time_jumps"),
          .uncounted_gaps = count(object, "uncounted_gaps"),
          .timeouts = count(object, "timeouts")};
}

std::vector<std::string> texts(const json& object, const char* key) {
  std::vector<std::string> list;
  for (const json& each : member(object, key)) list.push_back(text(each));
  return list;
}

json from(const DeviceSearch& search) {
  return {{kKind, kSearch},
          {"arguments", from_arguments(search.wanted)},
          {"opens", search.opens},
          {"except", search.except}};
}

DeviceSearch to_search(const json& object) {
  return {.wanted = to_arguments(object, "arguments"),
          .opens = boolean(object, "opens"),
          .except = texts(object, "except")};
}

json from(const SearchAsks& asks) {
  return {{kKind, kAsks}, {"driver", asks.driver}};
}

json from_ranges(const std::vector<ValueRange>& ranges) {
  json list = json::array();
  for (const ValueRange& range : ranges) list.push_back(from_range(range));
  return list;
}

std::vector<ValueRange> to_ranges(const json& list) {
  std::vector<ValueRange> ranges;
  for (const json& value : list) ranges.push_back(to_range(value));
  return ranges;
}

json from(const SearchFound& found) {
  const DeviceDescription& device = found.device;
  json gains = json::array();
  for (const GainRange& gain : device.gains) {
    gains.push_back({{"name", gain.name}, {"gain_db", from_range(gain.gain_db)}});
  }
  json object{{kKind, kFound},
              {"is_complete", found.is_complete},
              {"driver", device.driver},
              {"radio_driver", device.radio_driver},
              {"told", from_arguments(device.told)},
              {"label", device.label},
              {"serial", device.serial},
              {"arguments", device.arguments},
              {"hints", device.hints},
              {"frequencies_hz", from_ranges(device.frequencies_hz)},
              {"sample_rates_hz", from_ranges(device.sample_rates_hz)},
              {"native_format", device.native_format},
              {"gains", std::move(gains)},
              {"antennas", device.antennas}};
  put(object, "not_opened", device.not_opened);
  return object;
}

SearchFound to_found(const json& object) {
  SearchFound found;
  found.is_complete = boolean(object, "is_complete");
  DeviceDescription& device = found.device;
  device.driver = text(object, "driver");
  device.radio_driver = text(object, "radio_driver");
  device.told = to_arguments(object, "told");
  device.label = text(object, "label");
  device.serial = text(object, "serial");
  device.arguments = text(object, "arguments");
  device.hints = texts(object, "hints");
  if (object.contains("not_opened")) device.not_opened = text(object, "not_opened");
  device.frequencies_hz = to_ranges(member(object, "frequencies_hz"));
  device.sample_rates_hz = to_ranges(member(object, "sample_rates_hz"));
  device.native_format = text(object, "native_format");
  for (const json& gain : member(object, "gains")) {
    device.gains.push_back({text(gain, "name"), to_range(member(gain, "gain_db"))});
  }
  device.antennas = texts(object, "antennas");
  return found;
}

json from(const SearchEnded& ended) {
  json missing = json::array();
  for (const MissingDriver& driver : ended.missing_drivers) {
    missing.push_back({{"driver", driver.driver}, {"radio", driver.radio}, {"package", driver.package}});
  }
  return {{kKind, kSearched}, {"missing_drivers", std::move(missing)}};
}

SearchEnded to_ended(const json& object) {
  SearchEnded ended;
  for (const json& driver : member(object, "missing_drivers")) {
    ended.missing_drivers.push_back({text(driver, "driver"), text(driver, "radio"), text(driver, "package")});
  }
  return ended;
}

RadioOrder to_order(const json& object) {
  const std::string kind = text(object, kKind);
  if (kind == kOpen) return to_settings(object);
  if (kind == kTune) return to_retuning(object);
  if (kind == kSearch) return to_search(object);
  throw NotAMessage{};
}

RadioReport to_report(const json& object) {
  const std::string kind = text(object, kKind);
  if (kind == kOpened) return to_opened(object);
  if (kind == kRetuned) return to_retuned(object);
  if (kind == kFailed) return RadioFailed{text(object, "what")};
  if (kind == kEnded) return RadioEnded{};
  if (kind == kSaid) return to_said(object);
  if (kind == kCounters) return to_counters(object);
  if (kind == kAsks) return SearchAsks{text(object, "driver")};
  if (kind == kFound) return to_found(object);
  if (kind == kSearched) return to_ended(object);
  throw NotAMessage{};
}

template <class Read>
auto read_message(std::string_view octets, Read&& read) -> std::optional<decltype(read(json{}))> {
  const json object = json::parse(octets, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  try {
    return read(object);
  } catch (const NotAMessage&) {
    return std::nullopt;
  } catch (const json::exception&) {  // a member of another kind than it should be
    return std::nullopt;
  }
}

}  // namespace

std::string to_text(const RadioOrder& order) {
  return written(std::visit([](const auto& what) { return from(what); }, order));
}
std::optional<RadioOrder> read_order(std::string_view text) {
  return read_message(text, to_order);
}
std::string to_text(const RadioReport& report) {
  return written(std::visit([](const auto& what) { return from(what); }, report));
}
std::optional<RadioReport> read_report(std::string_view text) {
  return read_message(text, to_report);
}

}  // namespace cellwarden::capture
