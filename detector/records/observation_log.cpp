#include "detector/records/observation_log.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <istream>
#include <utility>

#include "detector/bounded_line.hpp"
#include "detector/precision.hpp"
#include "detector/records/gsm_report.hpp"
#include "detector/records/json_lines.hpp"
#include "detector/records/lte_fields.hpp"
#include "detector/records/lte_report.hpp"
#include "detector/records/report_fields.hpp"

namespace cellwarden::records {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxExamples = 8;
constexpr std::size_t kMaxNames = 100;
constexpr std::size_t kMaxObservations = 1024;  // in one dwell
constexpr double kSameDwell_s = 1e-6;
constexpr double kMaxFrequency_hz = 1e12;
constexpr double kMaxTime_s = 1e10;

constexpr std::array<std::string_view, 39> kKnownKeys{"schema",
                                                      "type",
                                                      "sensor",
                                                      "t_s",
                                                      "time",
                                                      "duration_s",
                                                      "rat",
                                                      "band",
                                                      "channel",
                                                      "frequency_hz",
                                                      "measured_hz",
                                                      "measured_sigma_hz",
                                                      "frequency_offset_hz",
                                                      "frequency_offset_ppm",
                                                      "physical_id",
                                                      "duplex",
                                                      "cyclic_prefix",
                                                      "state",
                                                      "power_dbfs",
                                                      "snr_db",
                                                      "snr_sigma_db",
                                                      "clock_offset_ppm",
                                                      "clock_offset_sigma_ppm",
                                                      "frame_start_s",
                                                      "frame_start_sigma_s",
                                                      "decodes",
                                                      "reference_z",
                                                      "mib_z",
                                                      "broadcast",
                                                      "other_peaks",
                                                      "downlink",
                                                      "position",
                                                      "clock",
                                                      "low_hz",
                                                      "high_hz",
                                                      "noise_floor_dbfs",
                                                      "total_power_dbfs",
                                                      "gain_db",
                                                      "searched_s"};
constexpr std::array<std::string_view, 7> kKnownListenKeys{
    "levels", "sensitivity_snr_db", "samples", "samples_lost", "samples_dropped", "samples_clipped", "drill"};
constexpr std::array<std::string_view, 9> kKnownGsmKeys{"bsic",        "frame_number",   "blocks",
                                                        "messages",    "pages",          "paging",
                                                        "assignments", "other_messages", "quality"};

std::optional<GeoPoint> take_position(Fields& fields) {
  const json* object = fields.find("position");
  if (object == nullptr) return std::nullopt;
  Fields in(*object);
  GeoPoint at;
  at.latitude_deg = in.number("latitude_deg", -90.0, 90.0);
  at.longitude_deg = in.number("longitude_deg", -180.0, 180.0);
  at.accuracy_m = in.optional_number("accuracy_m", 0.0);
  if (!in.ok()) fields.fail("position:", in.problem());
  return at;
}

std::optional<ClockQuality> take_clock(Fields& fields) {
  std::optional<ClockQuality> clock;
  with_object(fields, "clock", [&](Fields& in) {
    clock.emplace();
    clock->source = in.named<ClockSource>(
        "source", {ClockSource::kNone, ClockSource::kNtp, ClockSource::kGps}, cellwarden::to_string);
    clock->error_s = in.optional_number("error_s", 0.0, kMostClockError_s);
    clock->jumped = in.flag("jumped");
  });
  return clock;
}

std::vector<double> take_levels(Fields& in, const char* key) {
  std::vector<double> levels;
  const json* list = in.find(key);
  if (list == nullptr || !list->is_array() || list->empty() || list->size() > kMaxBandSteps) {
    in.fail(key, "is no list of levels");
    return levels;
  }
  for (const json& one : *list) {
    const bool is_level = one.is_number() && std::abs(one.get<double>()) <= kMostLevel_db;
    if (!is_level) in.fail(key, "holds what is no level");
    levels.push_back(is_level ? one.get<double>() : 0.0);
  }
  return levels;
}

std::optional<BandLevels> take_levels(Fields& fields) {
  std::optional<BandLevels> levels;
  with_object(fields, "levels", [&](Fields& in) {
    levels.emplace();
    levels->first_hz = in.number("first_hz", -kMaxFrequency_hz, kMaxFrequency_hz);
    levels->step_hz = in.number("step_hz", 1.0, kMaxFrequency_hz);
    levels->mean_dbfs = take_levels(in, "mean_dbfs");
    levels->floor_dbfs = take_levels(in, "floor_dbfs");
    if (levels->mean_dbfs.size() != levels->floor_dbfs.size())
      in.fail("floor_dbfs", "is not as long as mean_dbfs");
  });
  return levels;
}

Rat take_rat(Fields& fields) {
  return fields.named<Rat>("rat", {Rat::kLte, Rat::kGsm, Rat::kUmts, Rat::kNr, Rat::kNbIot},
                           cellwarden::to_string);
}

Listen take_listen(Fields& fields) {
  Listen listen;
  listen.sensor = fields.text("sensor");
  listen.t_s = fields.number("t_s", -kMaxTime_s, kMaxTime_s);
  listen.time = take_time(fields, "time");
  listen.duration_s = fields.number("duration_s", 0.0, kMaxTime_s);
  listen.rat = take_rat(fields);
  listen.low_hz = fields.number("low_hz", -kMaxFrequency_hz, kMaxFrequency_hz);
  listen.high_hz = fields.number("high_hz", -kMaxFrequency_hz, kMaxFrequency_hz);
  listen.noise_floor_dbfs = fields.optional_number("noise_floor_dbfs").value_or(0.0);
  listen.total_power_dbfs = fields.optional_number("total_power_dbfs").value_or(0.0);
  listen.gain_db = fields.optional_number("gain_db");
  listen.levels = take_levels(fields);
  listen.searched_s = fields.optional_number("searched_s", 0.0).value_or(0.0);
  listen.sensitivity_snr_db = fields.optional_number("sensitivity_snr_db");
  listen.samples = fields.optional_whole<std::uint64_t>("samples").value_or(0);
  listen.samples_dropped = fields.optional_whole<std::uint64_t>("samples_dropped").value_or(0);
  listen.samples_lost = fields.optional_whole<std::uint64_t>("samples_lost").value_or(0);
  listen.samples_clipped = fields.optional_whole<std::uint64_t>("samples_clipped").value_or(0);
  listen.receiver_at = take_position(fields);
  listen.clock = take_clock(fields);
  return listen;
}

Carrier take_carrier(Fields& fields) {
  Carrier carrier;
  carrier.rat = take_rat(fields);
  carrier.measured_hz.value = fields.number("measured_hz", 1.0, kMaxFrequency_hz);
  carrier.measured_hz.sigma = fields.optional_number("measured_sigma_hz", 0.0).value_or(0.0);
  carrier.nominal_hz = fields.optional_number("frequency_hz", 1.0, kMaxFrequency_hz);
  carrier.band = fields.optional_whole<std::uint16_t>("band");
  carrier.channel = fields.optional_whole<std::uint32_t>("channel");
  return carrier;
}

void take_report(Fields& fields, Observation& seen) {
  switch (seen.carrier.rat) {
    case Rat::kLte:
      seen.physical_id = fields.whole<std::uint16_t>("physical_id", 0, lte::kPciCount - 1);
      seen.report = take_lte_report(fields);
      return;
    case Rat::kGsm:
      seen.physical_id = fields.whole<std::uint16_t>("physical_id", 0, gsm::kBsicCount - 1);
      seen.report = take_gsm_report(fields);
      return;
    case Rat::kUmts:
    case Rat::kNr:
    case Rat::kNbIot:
      break;
  }
  fields.fail("rat", "is none that this version judges");
}

Observation take_observation(Fields& fields) {
  Observation seen;
  seen.sensor = fields.text("sensor");
  seen.t_s = fields.number("t_s", -kMaxTime_s, kMaxTime_s);
  seen.time = take_time(fields, "time");
  seen.duration_s = fields.number("duration_s", 0.0, kMaxTime_s);
  seen.carrier = take_carrier(fields);
  seen.state = fields.named<CellState>(
      "state", {CellState::kDetected, CellState::kDecoded, CellState::kConfirmed}, cellwarden::to_string);
  seen.signal.power_dbfs = fields.number("power_dbfs");
  seen.signal.snr_db = fields.number("snr_db");
  seen.signal.snr_sigma_db = fields.optional_number("snr_sigma_db", 0.0).value_or(0.0);
  if (const auto clock_ppm = fields.optional_number("clock_offset_ppm")) {
    seen.clock_offset_ppm = Measured{*clock_ppm, fields.number("clock_offset_sigma_ppm", 0.0)};
  }
  seen.frame_start_s.value = fields.number("frame_start_s", -kMaxTime_s, kMaxTime_s);
  seen.frame_start_s.sigma = fields.optional_number("frame_start_sigma_s", 0.0).value_or(0.0);
  if (const json* decodes = fields.find("decodes")) {
    Fields in(*decodes);
    seen.good_decodes = in.whole<std::uint32_t>("good");
    seen.bad_decodes = in.whole<std::uint32_t>("bad");
    if (!in.ok()) fields.fail("decodes:", in.problem());
  }
  take_report(fields, seen);
  seen.receiver_at = take_position(fields);
  seen.clock = take_clock(fields);
  return seen;
}

bool belongs(const Observation& seen, const Listen& listen) {
  return seen.carrier.rat == listen.rat && seen.sensor == listen.sensor &&
         seen.t_s >= listen.t_s - kSameDwell_s && seen.t_s <= listen.t_s + listen.duration_s + kSameDwell_s;
}

void count_name(std::map<std::string, std::uint64_t>& counts, const std::string& name) {
  const std::string cut = name.substr(0, 64);
  if (const auto found = counts.find(cut); found != counts.end()) {
    ++found->second;
  } else {
    ++counts[counts.size() < kMaxNames ? cut : std::string("(others)")];
  }
}

}  // namespace

ObservationLogReader::ObservationLogReader(std::istream& in, std::string name)
    : in_(in), name_(std::move(name)) {}

Result<std::optional<Dwell>> ObservationLogReader::next() {
  std::string line;
  while (!complete_) {
    const LineRead got = read_bounded_line(in_, kMaxLogLineBytes, line);
    if (got == LineRead::kEnd) break;
    ++counts_.lines;
    if (got == LineRead::kTooLong) {
      refuse("line too long", "longer than " + std::to_string(kMaxLogLineBytes) + " bytes");
    } else if (line.find_first_not_of(" \t") != std::string::npos) {
      take(line);
    }
  }
  if (in_.bad()) {
    return fail(ErrorCode::kFile, name_ + ": reading failed after line " + std::to_string(counts_.lines));
  }
  if (!complete_) std::swap(complete_, pending_);
  if (complete_) {
    ++counts_.dwells;
    return std::exchange(complete_, std::nullopt);
  }
  if (counts_.dwells == 0) {
    const std::string first =
        counts_.examples.empty() ? std::string() : " (" + counts_.examples.front() + ")";
    return fail(ErrorCode::kFormat, name_ + ": no listen record in " + std::to_string(counts_.lines) +
                                        " lines; is this an observation log?" + first);
  }
  return std::nullopt;
}

void ObservationLogReader::refuse(const std::string& reason, const std::string& detail) {
  count_name(counts_.refused, reason);
  if (counts_.examples.size() < kMaxExamples) {
    counts_.examples.push_back(name_ + ':' + std::to_string(counts_.lines) + ": " + detail);
  }
}

void ObservationLogReader::take(const std::string& line) {
  const json object = parse_json(line);
  if (object.is_discarded() || !object.is_object()) return refuse("not a JSON object", "not a JSON object");
  Fields fields(object);
  const std::string type = fields.text("type", 64);
  if (!fields.ok()) return refuse("no type", fields.problem());
  if (type != "listen" && type != "observation") return count_name(counts_.skipped, type);
  if (fields.whole<std::uint32_t>("schema") != static_cast<std::uint32_t>(kSchemaVersion) || !fields.ok()) {
    return refuse("unknown schema", "schema is not " + std::to_string(kSchemaVersion));
  }
  for (const auto& [key, value] : object.items()) {
    const bool is_known = std::ranges::find(kKnownKeys, key) != kKnownKeys.end() ||
                          std::ranges::find(kKnownListenKeys, key) != kKnownListenKeys.end() ||
                          std::ranges::find(kKnownGsmKeys, key) != kKnownGsmKeys.end();
    if (!is_known) count_name(counts_.unknown_keys, key);
  }
  if (type == "listen") {
    Listen listen = take_listen(fields);
    if (!fields.ok()) return refuse("listen: " + fields.problem(), "listen: " + fields.problem());
    complete_ = std::exchange(pending_, Dwell{.listen = std::move(listen), .observations = {}});
    return;
  }
  Observation seen = take_observation(fields);
  if (!fields.ok()) return refuse("observation: " + fields.problem(), "observation: " + fields.problem());
  if (!pending_ || !belongs(seen, pending_->listen)) {
    return refuse("observation without its listen record",
                  "observation without a listen record of its time before it");
  }
  if (pending_->observations.size() >= kMaxObservations) {
    return refuse("too many observations", "more than " + std::to_string(kMaxObservations) + " in one dwell");
  }
  pending_->observations.push_back(std::move(seen));
  ++counts_.observations;
}

}  // namespace cellwarden::records
