#include "detector/records/json_lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "cell/gsm/cell_broadcast_text.hpp"
#include "detector/broadcast_block.hpp"
#include "detector/cell_words.hpp"
#include "detector/precision.hpp"
#include "detector/records/gsm_fields.hpp"
#include "detector/records/gsm_report.hpp"
#include "detector/records/json_writer.hpp"
#include "detector/records/lte_broadcast.hpp"
#include "detector/records/lte_report.hpp"
#include "detector/records/message_words.hpp"
#include "detector/verdict/explain.hpp"

namespace cellwarden::records {
namespace {

namespace at = cellwarden::places;

constexpr int kPoints = 1;
constexpr int kQuality = 3;
constexpr int kFactor = 2;

void begin(JsonWriter& json, std::string_view type, std::string_view sensor, double t_s,
           const std::optional<Time>& time) {
  json.begin_object();
  json.count("schema", kSchemaVersion);
  json.text("type", type);
  json.text("sensor", sensor);
  json.number("t_s", t_s, at::kSeconds);
  json.time("time", time);
}

std::string finish(JsonWriter& json) {
  json.end_object();
  return json.take();
}

void put_position(JsonWriter& json, const std::optional<GeoPoint>& position) {
  if (!position) return;
  json.key("position");
  json.begin_object();
  json.number("latitude_deg", position->latitude_deg, at::kDegrees);
  json.number("longitude_deg", position->longitude_deg, at::kDegrees);
  json.number("accuracy_m", position->accuracy_m, at::kMetres);
  json.end_object();
}

void put_clock(JsonWriter& json, const std::optional<ClockQuality>& clock,
               const std::optional<double>& offset_s = {}) {
  if (!clock) return;
  json.key("clock");
  json.begin_object();
  json.text("source", to_string(clock->source));
  json.number("error_s", clock->error_s, at::kClockSeconds);
  if (clock->jumped) json.boolean("jumped", true);
  json.number("gps_offset_s", offset_s, at::kClockSeconds);
  json.end_object();
}

void put_gps(JsonWriter& json, const std::optional<GpsStatus>& gps) {
  if (!gps) return;
  json.key("gps");
  json.begin_object();
  json.text("state", to_string(gps->state));
  json.count("dimensions", gps->dimensions);
  json.count("satellites", gps->satellites);
  json.number("age_s", gps->age_s, kFactor);
  json.end_object();
}

void put_carrier(JsonWriter& json, const Carrier& carrier) {
  json.text("rat", to_string(carrier.rat));
  json.count("band", carrier.band);
  json.count("channel", carrier.channel);
  json.number("frequency_hz", carrier.nominal_hz, at::kHertz);
  json.number("measured_hz", carrier.measured_hz.value, at::kHertz);
  json.number("measured_sigma_hz", carrier.measured_hz.sigma, at::kHertz);
  if (carrier.nominal_hz && *carrier.nominal_hz > 0.0) {
    const double offset_hz = carrier.measured_hz.value - *carrier.nominal_hz;
    json.number("frequency_offset_hz", offset_hz, at::kHertz);
    json.number("frequency_offset_ppm", offset_hz / *carrier.nominal_hz * 1e6, at::kPpm);
  }
}

void put_decodes(JsonWriter& json, std::uint64_t good, std::uint64_t bad) {
  json.key("decodes");
  json.begin_object();
  json.count("good", good);
  json.count("bad", bad);
  json.end_object();
}

// What `observation`, `cell` and an alert's subject say of a cell alike.
void put_cell_head(JsonWriter& json, const Observation& cell) {
  put_carrier(json, cell.carrier);
  json.count("physical_id", cell.physical_id);
  if (cell.gsm() != nullptr) json.text("bsic", bsic_text(cell.physical_id));
  if (const auto* lte = cell.lte()) {
    json.text("duplex", lte::to_string(lte->duplex));
    json.text("cyclic_prefix", lte::to_string(lte->cyclic_prefix));
  }
  json.text("state", to_string(cell.state));
  json.number("power_dbfs", cell.signal.power_dbfs, at::kDecibel);
  json.number("snr_db", cell.signal.snr_db, at::kDecibel);
  json.number("snr_sigma_db", cell.signal.snr_sigma_db, at::kDecibel);
  if (cell.clock_offset_ppm) {
    json.number("clock_offset_ppm", cell.clock_offset_ppm->value, at::kPpm);
    json.number("clock_offset_sigma_ppm", cell.clock_offset_ppm->sigma, at::kPpm);
  }
}

void put_gsm_identity(JsonWriter& json, const detector::GsmRecord& gsm) {
  const gsm::SystemInformation& information = gsm.information;
  const auto identity = information.identity();
  const auto area = information.area();
  const auto plmn = identity ? identity->plmn : area ? area->plmn : std::nullopt;
  if (plmn) {
    json.key("plmns");
    json.begin_array();
    json.text(to_string(*plmn));
    json.end_array();
  }
  if (area) json.count("area", area->lac.value);
  if (identity) json.count("cell", identity->cell_id.value);
  json.number("paged_per_min", gsm.paged_per_min, kFactor);
  json.number("assigned_per_min", gsm.assigned_per_min, kFactor);
}

void put_lte_identity(JsonWriter& json, const detector::LteRecord& lte) {
  if (lte.sib1) {
    json.key("plmns");
    json.begin_array();
    for (const lte::PlmnEntry& entry : lte.sib1->plmns) {
      if (entry.plmn) json.text(to_string(*entry.plmn));
    }
    json.end_array();
    json.count("area", lte.sib1->tracking_area_code.value);
    json.count("cell", lte.sib1->cell_identity.value);
  }
  json.number("paged_per_min", lte.paged_per_min, kFactor);
  json.number("answered_per_min", lte.answered_per_min, kFactor);
}

// Texts as they were sent: whoever shows them makes them harmless.
void put_warnings(JsonWriter& json, const std::vector<history::Warning>& warnings) {
  if (warnings.empty()) return;
  json.key("warnings");
  json.begin_array();
  for (const history::Warning& warning : warnings) {
    json.begin_object();
    json.text("channel", to_string(warning.channel));
    json.count("message_identifier", warning.message_identifier);
    json.count("serial_number", warning.serial_number);
    if (warning.warning_type) json.count("warning_type", *warning.warning_type);
    if (warning.data_coding_scheme) json.count("data_coding_scheme", *warning.data_coding_scheme);
    json.boolean("whole", warning.is_whole);
    if (warning.text) json.text("text", *warning.text);
    if (warning.language) json.text("language", *warning.language);
    json.number("first_heard_s", warning.since_s, at::kSeconds);
    json.number("last_heard_s", warning.until_s, at::kSeconds);
    json.count("times", warning.times);
    json.end_object();
  }
  json.end_array();
}

void put_broadcast(JsonWriter& json, const std::optional<lte::Mib>& mib, const detector::LteRecord& lte) {
  if (!mib && !lte.sib1 && lte.sibs.empty()) return;
  json.key("broadcast");
  json.begin_object();
  if (mib) put_mib(json, *mib);
  if (lte.sib1) {
    json.key("sib1");
    put_block(json, *lte.sib1);
  }
  for (const auto& [type, block] : lte.sibs) {
    json.key(lte::to_string(type));
    put_block(json, block);
  }
  json.end_object();
}

void put_cell_record(JsonWriter& json, const detector::CellRecord& cell) {
  put_cell_head(json, cell.latest);
  if (cell.gsm) put_gsm_identity(json, *cell.gsm);
  if (cell.lte) put_lte_identity(json, *cell.lte);
  put_decodes(json, cell.good_decodes, cell.bad_decodes);
  json.number("first_seen_s", cell.first_seen_s, at::kSeconds);
  json.number("last_seen_s", cell.last_seen_s, at::kSeconds);
  json.time("first_seen", cell.first_seen);
  json.time("last_seen", cell.last_seen);
  put_position(json, cell.latest.receiver_at);
  put_clock(json, cell.latest.clock);
  json.text("level", detector::to_string(cell.level));
  json.number("score", cell.score, kPoints);
  if (const auto* lte = cell.latest.lte())
    put_broadcast(json, lte->mib, cell.lte.value_or(detector::LteRecord{}));
  if (cell.gsm && !cell.gsm->information.kinds().empty()) {
    json.key("broadcast");
    put_broadcast(json, cell.gsm->information);
  }
  put_warnings(json, cell.warnings);
}

void put_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : texts) json.text(text);
  json.end_array();
}

void put_finding(JsonWriter& json, const detector::Finding& finding) {
  json.begin_object();
  json.text("rule", finding.rule);
  json.text("name", finding.name);
  json.count("version", finding.version);
  json.text("family", detector::to_string(finding.family));
  json.number("weight", finding.weight_db, kPoints);
  json.text("weight_basis", finding.weight_basis);
  json.number("quality", finding.quality, kQuality);
  json.text("observed", finding.observed);
  json.text("expected", finding.expected);
  json.text("source", finding.source);
  json.text("text", finding.text);
  put_texts(json, "benign", finding.benign);
  json.count("dwells_fired", finding.dwells_fired);
  json.count("dwells_seen", finding.dwells_seen);
  json.end_object();
}

void put_not_evaluated(JsonWriter& json, const std::vector<detector::NotEvaluated>& list) {
  json.key("not_evaluated");
  json.begin_array();
  for (const detector::NotEvaluated& one : list) {
    json.begin_object();
    json.text("rule", one.rule);
    json.text("why", one.why);
    json.end_object();
  }
  json.end_array();
}

void put_context(JsonWriter& json, const AlertContext& context) {
  json.key("versions");
  json.begin_object();
  const auto put = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) json.text(name, value);
  };
  put("software", context.software);
  put("rules", context.rules);
  put("towers", context.towers);
  put("baseline", context.baseline);
  put("configuration", context.configuration);
  put("national_tables", context.national_tables);
  put("outlines", context.outlines);
  json.end_object();
  if (context.drill) json.boolean("drill", true);
}

void begin_message(JsonWriter& json, const Observation& observation, std::string_view name) {
  begin(json, "message", observation.sensor, observation.t_s, observation.time);
  json.text("rat", to_string(observation.carrier.rat));
  json.count("band", observation.carrier.band);
  json.count("channel", observation.carrier.channel);
  json.number("frequency_hz", observation.carrier.nominal_hz, at::kHertz);
  json.count("physical_id", observation.physical_id);
  if (observation.gsm() != nullptr) json.text("bsic", bsic_text(observation.physical_id));
  json.text("name", name);
}

std::vector<std::string> lte_message_lines(const Observation& observation,
                                           const lte::DownlinkReport& downlink) {
  std::vector<std::string> lines;
  for (const lte::HeardMessage& message : downlink.messages) {
    const auto read = broadcast_in(message);
    if (!read) continue;
    JsonWriter json;
    begin_message(json, observation, message_name(*read));
    put_block_names(json, *read);
    json.count("frame", message.sfn);
    json.text("hex", hex_of(message.octets));
    lines.push_back(finish(json));
  }
  return lines;
}

// A page as TS 23.041, section 9.4.1.2, lays it out, and what can be read of it.
void put_page(JsonWriter& json, const gsm::CellBroadcastPage& page) {
  const auto octet = [](unsigned value) { return static_cast<std::uint8_t>(value & 0xFFU); };
  const std::array<std::uint8_t, 6> header{octet(page.serial_number >> 8U),
                                           octet(page.serial_number),
                                           octet(page.message_identifier >> 8U),
                                           octet(page.message_identifier),
                                           page.data_coding_scheme,
                                           octet(static_cast<unsigned>(page.page) << 4U | page.pages)};
  json.text("hex", hex_of(header) + hex_of(page.content));
  json.count("serial_number", page.serial_number);
  json.count("message_identifier", page.message_identifier);
  json.count("page", page.page);
  json.count("pages", page.pages);
  const auto text = gsm::text_of(page);
  if (!text) return;
  json.text("text", text->text);
  if (text->language) json.text("language", *text->language);
}

void put_levels(JsonWriter& json, const std::optional<BandLevels>& levels) {
  if (!levels) return;
  json.key("levels");
  json.begin_object();
  json.number("first_hz", levels->first_hz, at::kHertz);
  json.number("step_hz", levels->step_hz, at::kHertz);
  const auto put = [&](std::string_view name, const std::vector<double>& by_step) {
    json.key(name);
    json.begin_array();
    for (const double db : by_step) json.number(db, at::kCoarseDecibel);
    json.end_array();
  };
  put("mean_dbfs", levels->mean_dbfs);
  put("floor_dbfs", levels->floor_dbfs);
  json.end_object();
}

void put_samples(JsonWriter& json, std::uint64_t samples, std::uint64_t lost, std::uint64_t dropped) {
  json.count("samples", samples);
  json.count("samples_lost", lost);
  json.count("samples_dropped", dropped);
}

}  // namespace

std::string_view to_string(StatusState state) noexcept {
  switch (state) {
    case StatusState::kOk:
      return "ok";
    case StatusState::kLearning:
      return "learning";
    case StatusState::kDegraded:
      return "degraded";
    case StatusState::kBlind:
      return "blind";
  }
  return "blind";
}

void worsen(StatusRecord& status, StatusState state, std::string reason) {
  status.state = std::max(status.state, state);
  status.reasons.push_back(std::move(reason));
}

std::string_view to_string(GpsState state) noexcept {
  switch (state) {
    case GpsState::kGone:
      return "gone";
    case GpsState::kNoFix:
      return "no_fix";
    case GpsState::kFix:
      return "fix";
  }
  return "gone";
}

std::vector<std::string> message_lines(const Observation& observation) {
  if (const auto* lte = observation.lte(); lte != nullptr && lte->downlink) {
    return lte_message_lines(observation, *lte->downlink);
  }
  std::vector<std::string> lines;
  const auto* gsm = observation.gsm();
  if (gsm == nullptr) return lines;
  for (const gsm::BroadcastMessage& message : gsm->messages) {
    if (!is_system_information(message.octets)) continue;
    JsonWriter json;
    begin_message(json, observation, message_name(message.octets));
    json.count("frame", message.frame_number);
    json.text("hex", hex_of(message.octets));
    lines.push_back(finish(json));
  }
  for (const gsm::CellBroadcastPage& page : gsm->pages) {
    JsonWriter json;
    begin_message(json, observation, kPageName);
    put_page(json, page);
    lines.push_back(finish(json));
  }
  return lines;
}

std::string to_json_line(const Observation& observation) {
  JsonWriter json;
  begin(json, "observation", observation.sensor, observation.t_s, observation.time);
  json.number("duration_s", observation.duration_s, at::kSeconds);
  put_cell_head(json, observation);
  json.number("frame_start_s", observation.frame_start_s.value, at::kSeconds);
  json.number("frame_start_sigma_s", observation.frame_start_s.sigma, at::kSeconds);
  put_decodes(json, observation.good_decodes, observation.bad_decodes);
  if (const auto* lte = observation.lte()) put_lte_report(json, *lte);
  if (const auto* gsm = observation.gsm()) put_gsm_report(json, *gsm);
  put_position(json, observation.receiver_at);
  put_clock(json, observation.clock);
  return finish(json);
}

std::string to_json_line(const Listen& listen) {
  JsonWriter json;
  begin(json, "listen", listen.sensor, listen.t_s, listen.time);
  json.number("duration_s", listen.duration_s, at::kSeconds);
  json.text("rat", to_string(listen.rat));
  json.number("low_hz", listen.low_hz, at::kHertz);
  json.number("high_hz", listen.high_hz, at::kHertz);
  json.number("noise_floor_dbfs", listen.noise_floor_dbfs, at::kDecibel);
  json.number("total_power_dbfs", listen.total_power_dbfs, at::kDecibel);
  json.number("gain_db", listen.gain_db, at::kDecibel);
  put_levels(json, listen.levels);
  json.number("searched_s", listen.searched_s, at::kSeconds);
  json.number("sensitivity_snr_db", listen.sensitivity_snr_db, at::kDecibel);
  put_samples(json, listen.samples, listen.samples_lost, listen.samples_dropped);
  json.count("samples_clipped", listen.samples_clipped);
  put_position(json, listen.receiver_at);
  put_clock(json, listen.clock);
  return finish(json);
}

std::vector<std::string> to_json_lines(const Dwell& given) {
  // What is derived (an offset in ppm) must follow from what is written, not from what was rounded away.
  const Dwell dwell = at_written_precision(given);
  std::vector<std::string> lines{to_json_line(dwell.listen)};
  for (const Observation& observation : dwell.observations) lines.push_back(to_json_line(observation));
  return lines;
}

std::string to_json_line(const detector::CellRecord& cell) {
  JsonWriter json;
  begin(json, "cell", cell.latest.sensor, cell.latest.t_s, cell.latest.time);
  put_cell_record(json, cell);
  if (cell.is_final) json.boolean("final", true);
  return finish(json);
}

std::string to_json_line(const detector::Incident& incident, const AlertContext& context) {
  JsonWriter json;
  begin(json, "alert", incident.subject.latest.sensor, incident.t_s, incident.time);
  json.text("id", incident.id);
  json.text("state", detector::to_string(incident.state));
  json.text("level", detector::to_string(incident.level));
  json.number("score", incident.score, kPoints);
  json.text("text", detector::explain(incident));
  json.key("subject");
  json.begin_object();
  put_cell_record(json, incident.subject);
  json.end_object();
  json.count("count", incident.count);
  json.number("first_seen_s", incident.first_seen_s, at::kSeconds);
  json.number("last_seen_s", incident.last_seen_s, at::kSeconds);
  json.key("findings");
  json.begin_array();
  for (const detector::Finding& finding : incident.findings) put_finding(json, finding);
  json.end_array();
  json.key("suppressed");
  json.begin_array();
  for (const detector::Suppression& one : incident.suppressed) {
    json.begin_object();
    json.text("id", one.id);
    json.text("text", one.text);
    put_texts(json, "rules", one.rules);
    json.end_object();
  }
  json.end_array();
  put_not_evaluated(json, incident.not_evaluated);
  put_context(json, context);
  return finish(json);
}

namespace {

void put_radio(JsonWriter& json, const RadioState& radio) {
  json.begin_object();
  json.text("name", radio.name);
  json.text("role", radio.goes_round ? "survey" : "stay");
  json.boolean("is_running", radio.is_running);
  json.number("center_hz", radio.center_hz, at::kHertz);
  json.count("samples_lost", radio.samples_lost);
  json.count("samples_dropped", radio.samples_dropped);
  if (radio.ppm) {
    json.number("ppm", radio.ppm->value, at::kPpm);
    json.number("ppm_sigma", radio.ppm->sigma, at::kPpm);
  }
  json.end_object();
}

}  // namespace

std::string to_json_line(const StatusRecord& status) {
  JsonWriter json;
  begin(json, "status", status.sensor, status.t_s, status.time);
  json.text("state", to_string(status.state));
  put_texts(json, "reasons", status.reasons);
  json.key("carriers");
  json.begin_array();
  for (const CarrierVisit& visit : status.carriers) {
    json.begin_object();
    json.number("frequency_hz", visit.frequency_hz, at::kHertz);
    json.number("last_visit_s", visit.last_visit_s, at::kSeconds);
    json.number("revisit_s", visit.revisit_s, at::kSeconds);
    json.number("unheard_s", visit.unheard_s, at::kSeconds);
    json.end_object();
  }
  json.end_array();
  if (status.survey) {
    json.key("survey");
    json.begin_object();
    json.count("windows", status.survey->windows);
    json.count("visits", status.survey->visits);
    json.number("round_s", status.survey->round_s, at::kSeconds);
    json.number("unheard_s", status.survey->unheard_s, at::kSeconds);
    json.number("center_hz", status.survey->center_hz, at::kHertz);
    if (!status.survey->purpose.empty()) json.text("purpose", status.survey->purpose);
    json.end_object();
  }
  if (!status.radios.empty()) {
    json.key("radios");
    json.begin_array();
    for (const RadioState& radio : status.radios) put_radio(json, radio);
    json.end_array();
  }
  if (status.shedding) {
    json.key("shedding");
    json.begin_object();
    json.count("level", status.shedding->level);
    put_texts(json, "shed", status.shedding->shed);
    json.number("received_share", status.shedding->received_share, kFactor);
    json.end_object();
  }
  if (status.radio_ppm) {
    json.number("radio_ppm", status.radio_ppm->value, at::kPpm);
    json.number("radio_ppm_sigma", status.radio_ppm->sigma, at::kPpm);
  }
  json.key("rules");
  json.begin_object();
  json.count("able", status.rules_able);
  json.count("total", status.rules_total);
  json.end_object();
  put_samples(json, status.samples, status.samples_lost, status.samples_dropped);
  json.count("samples_clipped", status.samples_clipped);
  json.count("cells", status.cells);
  json.count("open_incidents", status.open_incidents);
  json.count("towers", status.towers);
  if (!status.towers_database.empty()) json.text("towers_database", status.towers_database);
  json.number("towers_age_d", status.towers_age_d, kPoints);
  json.number("baseline_hours", status.baseline_hours, kFactor);
  json.count("disk_free_bytes", status.disk_free_bytes);
  put_gps(json, status.gps);
  put_position(json, status.position);
  put_clock(json, status.clock, status.clock_offset_s);
  return finish(json);
}

std::string to_json_line(const SummaryRecord& summary) {
  JsonWriter json;
  begin(json, "summary", summary.sensor, summary.t_s, summary.time);
  json.key("source");
  json.begin_array();
  for (const SummarySource& source : summary.sources) {
    json.begin_object();
    json.text("file", source.file);
    if (source.sha256) json.text("sha256", *source.sha256);
    json.end_object();
  }
  json.end_array();
  json.number("seconds", summary.seconds, at::kSeconds);
  put_samples(json, summary.samples, summary.samples_lost, summary.samples_dropped);
  json.number("real_time_factor", summary.real_time_factor, kFactor);
  json.count("cells", summary.cells);
  json.key("incidents");
  json.begin_object();
  for (const auto level : {detector::Level::kWatch, detector::Level::kSuspect, detector::Level::kAlert}) {
    const auto found = summary.incidents.find(level);
    json.count(detector::to_string(level), found == summary.incidents.end() ? 0U : found->second);
  }
  json.end_object();
  put_not_evaluated(json, summary.not_evaluated);
  json.key("refused");
  json.begin_object();
  for (const auto& [reason, count] : summary.refused) json.count(reason, count);
  json.end_object();
  return finish(json);
}

}  // namespace cellwarden::records
