#include "detector/verdict/subject.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "detector/content_hash.hpp"
#include "detector/decimal.hpp"
#include "detector/history/moved_time.hpp"
#include "detector/lte_messages.hpp"
#include "detector/records/lte_broadcast.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kNoteMemory_s = 600.0;
constexpr double kNewsInterval_s = 1.0;
constexpr double kJustBelow = 0.1;  // points
constexpr double kMinute_s = 60.0;
constexpr double kEnoughTraffic_s = 5.0;
constexpr int kRatePlaces = 2;
constexpr double kFrame_s = 0.01;
constexpr double kSfnKept_s = 40.0;  // 100 ppm of this is 4 ms: the frame is still certain

std::string incident_id(const history::CellTrack& track, double t_s) {
  const Observation& cell = track.latest();
  const double carrier_hz = cell.carrier.nominal_hz.value_or(cell.carrier.measured_hz.value);
  std::string content = cell.sensor + '|' + std::string(to_string(cell.carrier.rat)) + '|' +
                        decimal(std::round(carrier_hz / raster_hz(cell.carrier.rat)), 0) + '|' +
                        std::to_string(cell.physical_id) + '|' + decimal(t_s, 1);
  if (track.first_seen()) {
    content += '|' + std::to_string(track.first_seen()->time_since_epoch().count() / 1'000'000'000);
  }
  return content_hash(content);
}

std::string shape_of(const Observation& seen) {
  const auto* lte = seen.lte();
  if (lte == nullptr) return {};
  return std::string(lte::to_string(lte->duplex)) + std::string(lte::to_string(lte->cyclic_prefix));
}

std::optional<double> per_min(double per_s, double listened_s) {
  if (listened_s < kEnoughTraffic_s) return std::nullopt;
  return at_places(kMinute_s * per_s, kRatePlaces);
}

GsmRecord record_of(const history::GsmHistory& gsm, double until_s) {
  const history::Traffic traffic = gsm.traffic(until_s - history::GsmHistory::kTrafficMemory_s, until_s);
  return {.information = gsm.information(),
          .paged_per_min = per_min(traffic.paged_per_s(), traffic.listened_s),
          .assigned_per_min = per_min(traffic.assigned_per_s(), traffic.listened_s)};
}

std::optional<LteRecord> record_of(const history::LteHistory& lte, double until_s) {
  const history::LteTraffic traffic = lte.traffic(until_s - history::LteHistory::kTrafficMemory_s, until_s);
  if (traffic.listened_s <= 0.0 && !lte.sib1()) return std::nullopt;
  LteRecord record;
  if (lte.sib1()) record.sib1 = lte.sib1()->block;
  for (const auto& [type, known] : lte.sibs()) record.sibs.emplace(type, known.block);
  record.paged_per_min = per_min(traffic.paged_per_s(), traffic.listened_s);
  record.answered_per_min = per_min(traffic.answered_per_s(), traffic.listened_s);
  return record;
}

// What tells that a cell broadcasts something else: of a warning's parts and of times only that they come.
std::string content_of(const history::LteHistory& lte) {
  records::JsonWriter content;
  content.begin_array();
  if (lte.sib1()) records::put_block(content, without_time(lte.sib1()->block));
  for (const auto& [type, known] : lte.sibs()) {
    content.text(lte::to_string(type));
    if (!is_warning(type)) records::put_block(content, without_time(known.block));
  }
  content.end_array();
  return content.take();
}

std::vector<history::Warning> warnings_of(const history::CellTrack& track) {
  const auto copied = [](const history::WarningLog& log) {
    return std::vector<history::Warning>(log.heard().begin(), log.heard().end());
  };
  if (track.lte() != nullptr) return copied(track.lte()->warnings());
  if (track.gsm() != nullptr) return copied(track.gsm()->warnings());
  return {};
}

// Which warnings there are, and whether the whole of each was heard.
std::string names_of(const std::vector<history::Warning>& warnings) {
  std::string names;
  for (const history::Warning& one : warnings) {
    names += '|' + std::to_string(one.message_identifier) + ':' + std::to_string(one.serial_number) + ':' +
             one.content;
  }
  return names;
}

// Evidence that no laboratory's broadcast explains.
bool speaks_beyond_broadcast(const Score& score, const RuleSettings& settings) {
  for (const Family family : {Family::kDy, Family::kRf, Family::kSg}) {
    if (score.of(family) >= settings.alert_family_points) return true;
  }
  return false;
}

IncidentState change_of(Level before, Level now) {
  if (before == Level::kNone) return IncidentState::kOpened;
  if (now == Level::kNone) return IncidentState::kClosed;
  return now > before ? IncidentState::kRaised : IncidentState::kLowered;
}

}  // namespace

std::optional<double> Subject::distance_hz(const Observation& seen, const std::string& sensor) const {
  const Observation& mine = track_.latest();
  if (mine.physical_id != seen.physical_id || mine.sensor != sensor || mine.carrier.rat != seen.carrier.rat)
    return std::nullopt;
  const double apart = std::abs(mine.carrier.measured_hz.value - seen.carrier.measured_hz.value);
  if (apart > raster_hz(seen.carrier.rat) / 2.0) return std::nullopt;
  return apart;
}

void Subject::note(Suppression suppression, double t_s) {
  const std::string id = suppression.id;
  noted_[id] = Noted{std::move(suppression), t_s};
}

void Subject::take_back_notes(const std::string& rule) {
  for (auto noted = noted_.begin(); noted != noted_.end();) {
    auto& rules = noted->second.suppression.rules;
    const bool was_named = std::erase(rules, rule) > 0;
    noted = was_named && rules.empty() ? noted_.erase(noted) : std::next(noted);
  }
}

void Subject::take_for_test_network(bool is_test_network, double t_s) {
  is_test_network_ = is_test_network;
  if (!is_test_network) return;
  note({"X02",
        "a test network: without evidence of traffic or transmitter it stays below suspect",
        {"ID", "BP", "DG"}},
       t_s);
}

void Subject::move_clock(Time::duration by) {
  track_.move_clock(by);
  if (learned_) learned_->move_clock(by);
  if (opened_) history::move_time(opened_->state_time, by);
}

void Subject::learn(std::optional<double> gain_db, std::optional<double> residual_ppm) {
  const history::KnownCell now =
      history::known_cell_of(track_.latest(), track_.gsm(), track_.lte(), gain_db, residual_ppm);
  if (learned_) {
    learned_->merge(now);
  } else {
    learned_ = now;
  }
}

std::optional<Incident> Subject::settle(double t_s, const std::optional<Time>& time, bool judged,
                                        const RuleSettings& settings) {
  if (judged && evidence_.settle(t_s, track_.good_decodes(), settings)) {
    ++dwells_held_;
    if (!first_held_s_) first_held_s_ = t_s;
    last_held_s_ = t_s;
  }
  const Level before = hold_.level();
  points_ = evidence_.points(t_s, settings);
  score_ = combine(points_, exculpations_);
  if (is_test_network_ && !speaks_beyond_broadcast(score_, settings)) {
    score_.total = std::min(score_.total, settings.suspect_points - kJustBelow);
  }
  const Level now = hold_.update(t_s, score_, settings);
  if (now != Level::kNone || (judged && evidence_.points_of_newest(t_s) >= settings.watch_points))
    was_ever_odd_ = true;
  if (now == before) {
    if (opened_) newest_ = incident(t_s, settings);
    return std::nullopt;
  }
  if (before == Level::kNone)
    opened_ = Opened{.id = incident_id(track_, t_s), .state = {}, .state_s = {}, .state_time = {}};
  opened_->state = change_of(before, now);
  opened_->state_s = t_s;
  opened_->state_time = time;
  newest_ = incident(t_s, settings);
  std::optional<Incident> changed = newest_;
  if (now == Level::kNone) {
    opened_.reset();
    newest_.reset();
    first_held_s_.reset();
    dwells_held_ = 0;
  }
  return changed;
}

double Subject::points_apart_from(Family family) const {
  std::vector<FamilyPoints> others = points_;
  std::erase_if(others, [&](const FamilyPoints& one) { return one.family == family; });
  return combine(others, exculpations_).total;
}

Incident Subject::incident(double t_s, const RuleSettings& settings) const {
  Incident incident;
  incident.id = opened_->id;
  incident.state = opened_->state;
  incident.level = hold_.level();
  incident.score = at_places(score_.total, 1);
  incident.subject = record();
  incident.count = dwells_held_;
  incident.findings = evidence_.findings(t_s, settings);
  for (const auto& [id, noted] : noted_) {
    if (t_s - noted.t_s <= kNoteMemory_s) incident.suppressed.push_back(noted.suppression);
  }
  incident.not_evaluated = evidence_.not_evaluated();
  incident.first_seen_s = first_held_s_.value_or(t_s);
  incident.last_seen_s = last_held_s_;
  incident.t_s = opened_->state_s;
  incident.time = opened_->state_time;
  return incident;
}

std::optional<Incident> Subject::open_incident() const {
  return newest_;
}

CellRecord Subject::record() const {
  CellRecord record;
  record.latest = track_.latest();
  if (track_.is_confirmed()) record.latest.state = CellState::kConfirmed;
  if (auto* lte = record.latest.lte(); lte != nullptr && !lte->mib && track_.mib()) {
    // The dwell read no master information block; its frame number is carried on from the last that did.
    const double elapsed_s = record.latest.frame_start_s.value - track_.mib_frame_start_s();
    if (elapsed_s >= 0.0 && elapsed_s <= kSfnKept_s) {
      lte->mib = track_.mib();
      lte->mib->sfn = static_cast<std::uint16_t>(
          std::fmod(track_.mib()->sfn + std::round(elapsed_s / kFrame_s), lte::kSfnPeriod_frames));
    }
  }
  record.first_seen_s = track_.first_seen_s();
  record.last_seen_s = track_.last_seen_s();
  record.first_seen = track_.first_seen();
  record.last_seen = track_.last_seen();
  record.good_decodes = track_.good_decodes();
  record.bad_decodes = track_.bad_decodes();
  if (const auto* gsm = track_.gsm()) record.gsm = record_of(*gsm, track_.last_seen_s());
  if (const auto* lte = track_.lte()) record.lte = record_of(*lte, track_.last_seen_s());
  record.warnings = warnings_of(track_);
  record.level = hold_.level();
  record.score = at_places(score_.total, 1);
  return record;
}

std::string Subject::news_signature() {
  const Observation& cell = track_.latest();
  const auto& mib = track_.mib();
  std::string text = cell.sensor + '|' + std::to_string(track_.is_confirmed()) + '|' +
                     std::string(to_string(hold_.level())) + '|' + shape_of(cell) + '|' +
                     decimal(cell.carrier.nominal_hz.value_or(0.0), 0) + '|' +
                     std::to_string(cell.carrier.band.value_or(0)) + '|' +
                     std::to_string(cell.carrier.channel.value_or(0));
  if (const auto* gsm = track_.gsm()) {
    std::string content = std::to_string(gsm->is_synchronised());
    for (const auto& [kind, block] : gsm->blocks()) {
      // Of what comes in sets only how much of the set is there: its instances come in turn.
      const bool is_set = kind == gsm::MessageKind::kSi2ter || kind == gsm::MessageKind::kSi2quater;
      content += static_cast<char>(kind);
      if (!is_set) content.append(block.begin(), block.end());
    }
    const auto& information = gsm->information();
    text += '|' + content_hash(content) + '|' + std::to_string(information.si2ter().size()) + '|' +
            std::to_string(information.si2quater().size());
  }
  if (const auto* lte = track_.lte()) {
    if (!told_content_ || told_content_->revision != lte->revision())
      told_content_ = Content{lte->revision(), content_hash(content_of(*lte))};
    text += '|' + told_content_->hash;
  }
  text += names_of(warnings_of(track_));
  if (mib) {
    text += '|' + std::to_string(mib->bandwidth_rb) + '|' + std::to_string(mib->ports) + '|' +
            std::string(lte::to_string(mib->phich_duration)) +
            std::string(lte::to_string(mib->phich_resource)) + '|' + std::to_string(mib->spare);
  }
  return text;
}

std::optional<CellRecord> Subject::news(double t_s) {
  if (!is_decoded() || (told_s_ && t_s - *told_s_ < kNewsInterval_s)) return std::nullopt;
  std::string signature = news_signature();
  if (told_s_ && signature == told_) return std::nullopt;
  told_ = std::move(signature);
  told_s_ = t_s;
  return record();
}

}  // namespace cellwarden::detector
