#include "detector/detector.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "cell/stretch_counter.hpp"
#include "detector/decimal.hpp"
#include "detector/precision.hpp"
#include "detector/rules/catalogue.hpp"
#include "detector/rules/cohort.hpp"
#include "detector/rules/network_rules.hpp"
#include "detector/rules/rule.hpp"
#include "detector/rules/siblings.hpp"
#include "detector/verdict/exculpation.hpp"
#include "detector/verdict/quality_gate.hpp"
#include "detector/verdict/subject.hpp"

namespace cellwarden::detector {
namespace {

constexpr std::size_t kMaxSubjects = 4096;
constexpr std::size_t kMaxObservations = 1024;  // in one dwell
constexpr std::size_t kMaxWindows = 4096;
constexpr double kRecent_s = 600.0;
constexpr double kClockStep_s = 0.5;
constexpr double kMostClockStep_s = 6e9;  // two centuries
constexpr double kSpeedBase_s = 10.0;  // positions this far apart tell a speed; closer ones tell their noise

struct KnownRule {
  const Rule* rule{};
  const RuleInfo* info{};
};

std::vector<KnownRule> all_rules() {
  std::vector<KnownRule> rules;
  for (const auto family : {id_rules(), bp_rules(), dg_rules(), dy_rules(), rf_rules(), wm_rules()}) {
    for (const Rule& rule : family) rules.push_back({&rule, find_rule(rule.id)});
  }
  return rules;
}

// What the sensor's own motion makes meaningless (X11): what compares levels, places or areas over time.
constexpr std::array<std::string_view, 6> kStillOnly{"DY01", "DY02", "DY03", "DY04", "DY05", "ID12"};

// About spectrum and not about a cell: asked also where none is heard any more.
constexpr std::array<std::string_view, 2> kOfBands{"RF17", "RF18"};

// What asks which cells and values are listed: of no use when the list cannot be read.
constexpr std::array<std::string_view, 11> kAskTowers{"ID05", "ID06", "ID07", "ID08", "ID09", "ID10",
                                                      "ID11", "BP22", "RF11", "RF21", "RF22"};

bool asks_towers(std::string_view id) {
  return std::ranges::find(kAskTowers, id) != kAskTowers.end();
}

std::string_view spoken(Rat rat) {
  switch (rat) {
    case Rat::kGsm:
      return "GSM";
    case Rat::kUmts:
      return "UMTS";
    case Rat::kLte:
      return "LTE";
    case Rat::kNr:
      return "NR";
    case Rat::kNbIot:
      return "NB-IoT";
  }
  return "LTE";
}

// "no confirmed GSM cell was heard", of the standards that a rule is about.
std::string nobody_heard(const RuleInfo& rule) {
  std::string standards;
  for (const Rat rat : {Rat::kGsm, Rat::kUmts, Rat::kLte, Rat::kNr, Rat::kNbIot}) {
    if (is_about(rule, rat)) standards += (standards.empty() ? "" : " or ") + std::string(spoken(rat));
  }
  return "no confirmed " + standards + " cell was heard";
}

auto place_of(const Observation& seen) {
  return std::tuple(seen.carrier.measured_hz.value, seen.physical_id, seen.frame_start_s.value);
}

std::vector<const history::CellTrack*> trusted_others(const Subject& subject,
                                                      const std::vector<Subject*>& heard) {
  std::vector<const history::CellTrack*> others;
  for (const Subject* other : heard) {
    if (other != &subject && other->level() == Level::kNone) others.push_back(&other->track());
  }
  return others;
}

}  // namespace

struct Detector::State {
  struct RuleRun {
    bool was_evaluated = false;
    std::string why{};  // its own words of what it lacked
  };

  DetectorInputs inputs;
  std::vector<KnownRule> rules = all_rules();
  std::vector<std::unique_ptr<Subject>> subjects;
  std::map<Rat, std::vector<Covered>> windows;
  history::Baseline listened;
  history::BandHistory band;
  std::map<std::string, StretchCounter, std::less<>> stretches{};  // by sensor
  std::map<std::string, RuleRun, std::less<>> runs;
  std::optional<std::pair<double, GeoPoint>> was_at;
  struct Dated {
    double t_s{};
    Time time;
    std::string sensor;
  };
  std::optional<Dated> dated{};  // the newest dwell that had a clock
  double speed_m_s{};

  explicit State(DetectorInputs given) : inputs(std::move(given)) {
    for (const KnownRule& known : rules) runs[std::string(known.rule->id)];
  }

  [[nodiscard]] const RuleSettings& settings() const { return inputs.rules; }

  Events add(const Dwell& dwell);
  void note_window(const Listen& listen);
  void note_place(const Listen& listen);
  void note_clock(const Listen& listen);
  std::vector<Subject*> match(const std::vector<Observation>& observations);
  void make_room();
  void measure_cohort(const std::vector<Subject*>& heard);
  void rank(const std::vector<Subject*>& heard, double t_s);
  void judge(const Listen& listen, Subject& subject, const std::vector<Subject*>& heard);
  [[nodiscard]] Subject* strongest_before(const Listen& listen) const;
  [[nodiscard]] std::vector<const history::CellTrack*> recent_others(const Subject& subject,
                                                                     double t_s) const;
  void hold_back_all(Rat rat, const std::string& reason);
  Outcome answer(const Rule& rule, const RuleContext& context) const;
  [[nodiscard]] double listening_since(const Carrier& carrier, double otherwise_s) const;
};

void Detector::State::note_window(const Listen& listen) {
  std::vector<Covered>& known = windows[listen.rat];
  for (Covered& window : known) {
    if (window.low_hz != listen.low_hz || window.high_hz != listen.high_hz) continue;
    window.last_s = listen.t_s;
    return;
  }
  if (known.size() < kMaxWindows) {
    known.push_back({.rat = listen.rat,
                     .low_hz = listen.low_hz,
                     .high_hz = listen.high_hz,
                     .since_s = listen.t_s,
                     .last_s = listen.t_s});
  }
}

void Detector::State::note_place(const Listen& listen) {
  if (!listen.receiver_at) return;
  if (!was_at) was_at = std::pair(listen.t_s, *listen.receiver_at);
  const double elapsed_s = listen.t_s - was_at->first;
  if (elapsed_s < kSpeedBase_s) return;
  speed_m_s = towers::distance_m(was_at->second, *listen.receiver_at) / elapsed_s;
  was_at = std::pair(listen.t_s, *listen.receiver_at);
}

// The clock was set: what was dated before is dated anew, so that ages stay what they were. Recordings may
// leave out time between two blocks, so their times are taken as they come.
void Detector::State::note_clock(const Listen& listen) {
  if (!listen.time) return;
  const auto seconds = [](Time time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
  };
  const auto before = std::exchange(dated, Dated{listen.t_s, *listen.time, listen.sensor});
  if (!before || before->sensor != listen.sensor || !listen.clock || !listen.clock->jumped) return;
  const double elapsed_s = listen.t_s - before->t_s;
  const double by_s = seconds(*listen.time) - seconds(before->time) - elapsed_s;
  if (std::abs(by_s) < kClockStep_s || std::abs(by_s) > kMostClockStep_s) return;
  if (std::abs(elapsed_s) > kMostClockStep_s / 4.0) return;
  const auto by = *listen.time - before->time - std::chrono::nanoseconds(std::llround(elapsed_s * 1e9));
  for (const auto& subject : subjects) {
    if (subject->track().latest().sensor == listen.sensor) subject->move_clock(by);
  }
  listened.move_clock(by);
}

double Detector::State::listening_since(const Carrier& carrier, double otherwise_s) const {
  const double frequency_hz = carrier.measured_hz.value;
  double since_s = otherwise_s;
  const auto known = windows.find(carrier.rat);
  if (known == windows.end()) return since_s;
  for (const Covered& window : known->second) {
    if (frequency_hz >= window.low_hz && frequency_hz <= window.high_hz)
      since_s = std::min(since_s, window.since_s);
  }
  return since_s;
}

void Detector::State::make_room() {
  while (subjects.size() > kMaxSubjects) {
    // The one heard longest ago and not under watch goes.
    const auto oldest = std::ranges::min_element(subjects, {}, [](const auto& subject) {
      return std::pair(subject->level() != Level::kNone, subject->track().last_seen_s());
    });
    subjects.erase(oldest);
  }
}

std::vector<const history::CellTrack*> Detector::State::recent_others(const Subject& subject,
                                                                      double t_s) const {
  std::vector<const history::CellTrack*> others;
  const Observation& own = subject.track().latest();
  for (const auto& other : subjects) {
    const history::CellTrack& track = other->track();
    if (other.get() == &subject || other->level() != Level::kNone || !track.is_confirmed()) continue;
    if (track.latest().carrier.rat != own.carrier.rat || track.latest().sensor != own.sensor) continue;
    if (track.last_seen_s() >= t_s - kRecent_s) others.push_back(&track);
  }
  return others;
}

// Which subject each observation belongs to: the nearest in carrier, each subject once. Two transmitters
// with one physical id stay two.
std::vector<Subject*> Detector::State::match(const std::vector<Observation>& observations) {
  struct Pair {
    double apart_hz;
    std::size_t observation;
    std::size_t subject;
  };
  std::vector<Pair> pairs;
  for (std::size_t o = 0; o < observations.size(); ++o) {
    for (std::size_t s = 0; s < subjects.size(); ++s) {
      if (const auto apart = subjects[s]->distance_hz(observations[o])) pairs.push_back({*apart, o, s});
    }
  }
  std::ranges::sort(pairs, {},
                    [](const Pair& p) { return std::tuple(p.apart_hz, p.observation, p.subject); });
  std::vector<Subject*> owner(observations.size(), nullptr);
  std::vector<bool> is_taken(subjects.size(), false);
  for (const Pair& pair : pairs) {
    if (owner[pair.observation] != nullptr || is_taken[pair.subject]) continue;
    owner[pair.observation] = subjects[pair.subject].get();
    is_taken[pair.subject] = true;
  }
  return owner;
}

void Detector::State::measure_cohort(const std::vector<Subject*>& heard) {
  const RuleSettings& s = settings();
  for (Subject* subject : heard) {
    const auto cohort =
        cohort_difference(subject->track().latest(), trusted_others(*subject, heard),
                          s.radio_clock_tolerance_ppm, s.rf01_weak_ppm, s.rf01_poor_sigma_ppm);
    if (cohort && static_cast<double>(cohort->members) >= s.rf01_min_cohort) {
      subject->track().set_cohort_ppm(cohort->ppm);
    }
  }
}

void Detector::State::rank(const std::vector<Subject*>& heard, double t_s) {
  std::vector<Subject*> strongest = heard;
  std::ranges::stable_sort(strongest, [](const Subject* a, const Subject* b) {
    return a->track().latest().signal.power_dbfs > b->track().latest().signal.power_dbfs;
  });
  const auto top = static_cast<std::size_t>(settings().dy01_top);
  for (std::size_t i = 0; i < std::min(top, strongest.size()); ++i) strongest[i]->track().reach_top(t_s);
}

Outcome Detector::State::answer(const Rule& rule, const RuleContext& context) const {
  if (std::ranges::find(settings().disabled, rule.id) != settings().disabled.end()) {
    return detector::not_evaluated("switched off in the configuration");
  }
  if (std::ranges::find(kStillOnly, rule.id) != kStillOnly.end() && speed_m_s > settings().gate_moving_m_s) {
    return detector::not_evaluated("the sensor moves at " + decimal(speed_m_s, 1) + " m/s", "X11");
  }
  Outcome outcome = rule.evaluate(context);
  // What could not be read must not be taken for what is not listed.
  if (inputs.towers && inputs.towers->failure() && outcome.verdict == Verdict::kFire &&
      asks_towers(rule.id)) {
    return detector::not_evaluated("the database of known towers failed: " + inputs.towers->failure()->what);
  }
  if (outcome.verdict == Verdict::kFire && is_decode_doubtful(context.cell, settings())) {
    outcome.held_back = "X13";
    outcome.quality = 0.0;
  }
  return outcome;
}

void Detector::State::judge(const Listen& listen, Subject& subject, const std::vector<Subject*>& heard) {
  const auto others = trusted_others(subject, heard);
  const auto recent = recent_others(subject, listen.t_s);
  std::vector<const history::CellTrack*> tracks;
  tracks.reserve(heard.size());
  for (const Subject* one : heard) tracks.push_back(&one->track());
  const bool is_heard = std::ranges::find(heard, &subject) != heard.end();
  const Carrier& carrier = subject.track().latest().carrier;
  const RuleContext context{.settings = settings(),
                            .listen = listen,
                            .cell = subject.track(),
                            .others = others,
                            .towers = inputs.towers.get(),
                            .baseline = inputs.baseline.get(),
                            .listening_since_s = listening_since(carrier, listen.t_s),
                            .recent = recent,
                            .covered = windows[carrier.rat],
                            .heard = tracks,
                            .band = &band,
                            .site = &inputs.site,
                            .points_without_warnings = subject.points_apart_from(Family::kWm)};
  subject.take_for_test_network(is_test_cell(context) || is_unassigned_cell(context), listen.t_s);
  std::map<std::string, std::vector<std::string>> held_back;
  for (const auto& [rule, info] : rules) {
    if (!is_about(*info, carrier.rat)) continue;
    if (!is_heard && std::ranges::find(kOfBands, rule->id) == kOfBands.end()) continue;
    const Outcome outcome = answer(*rule, context);
    const std::string id(rule->id);
    subject.evidence().add(*info, outcome, listen.t_s, settings());
    if (!outcome.held_back.empty()) held_back[outcome.held_back].push_back(id);
    if (outcome.verdict == Verdict::kFire && outcome.held_back.empty()) subject.take_back_notes(id);
    RuleRun& run = runs[id];
    run.was_evaluated = run.was_evaluated || outcome.verdict != Verdict::kNotEvaluated;
    if (outcome.verdict == Verdict::kNotEvaluated) run.why = outcome.why;
  }
  for (auto& [id, touched] : held_back) {
    const auto known = std::ranges::find(suppressor_catalogue(), id, &SuppressorInfo::id);
    subject.note({id, std::string(known->test), std::move(touched)}, listen.t_s);
  }
  std::vector<Exculpation> exculpations;
  for (SpeaksFor& one : what_speaks_for(context)) {
    exculpations.push_back(std::move(one.exculpation));
    subject.note(std::move(one.said), listen.t_s);
  }
  subject.speak_for(std::move(exculpations));
}

// Where nothing is heard that can be judged: of whom rules about spectrum are told.
Subject* Detector::State::strongest_before(const Listen& listen) const {
  Subject* strongest = nullptr;
  for (const auto& subject : subjects) {
    const history::CellTrack& track = subject->track();
    const Observation& last = track.latest();
    const double carrier_hz = last.carrier.measured_hz.value;
    const bool is_here = track.is_confirmed() && !track.points().empty() && last.carrier.rat == listen.rat &&
                         last.sensor == listen.sensor && carrier_hz >= listen.low_hz &&
                         carrier_hz <= listen.high_hz && track.last_seen_s() >= listen.t_s - kRecent_s;
    if (!is_here) continue;
    if (strongest == nullptr || last.signal.power_dbfs > strongest->track().latest().signal.power_dbfs)
      strongest = subject.get();
  }
  return strongest;
}

// Cells were heard, but not well enough to be judged.
void Detector::State::hold_back_all(Rat rat, const std::string& reason) {
  // A rule that lacked something says that: it stays true when the signal is good again.
  for (const auto& [rule, info] : rules) {
    RuleRun& run = runs[std::string(rule->id)];
    if (is_about(*info, rat) && run.why.empty()) run.why = "held back by X12: " + reason;
  }
}

Events Detector::State::add(const Dwell& given) {
  Dwell dwell = at_written_precision(given);
  std::ranges::stable_sort(dwell.observations, [](const Observation& a, const Observation& b) {
    return place_of(a) < place_of(b);
  });
  if (dwell.observations.size() > kMaxObservations) dwell.observations.resize(kMaxObservations);
  const Listen& listen = dwell.listen;
  make_room();
  note_window(listen);
  note_place(listen);
  note_clock(listen);
  const bool is_new_stretch = stretches[listen.sensor].is_new(listen);
  if (listen.samples_lost + listen.samples_dropped > 0) {
    for (const auto& subject : subjects) {
      if (subject->track().latest().carrier.rat == listen.rat) subject->track().forget_frames();
    }
  }

  std::vector<Subject*> owners = match(dwell.observations);
  std::vector<Subject*> heard;  // confirmed ones
  std::vector<const history::CellTrack*> tracks;
  for (std::size_t i = 0; i < owners.size(); ++i) {
    if (owners[i] == nullptr) {
      owners[i] = subjects.emplace_back(std::make_unique<Subject>(dwell.observations[i])).get();
    }
    owners[i]->track().add(dwell.observations[i], listen.gain_db);
    if (!owners[i]->track().is_confirmed()) continue;
    heard.push_back(owners[i]);
    tracks.push_back(&owners[i]->track());
  }

  Subject* unheard = nullptr;  // nothing is heard any more; told of the strongest that was
  auto degraded = degraded_reason(listen, settings());
  if (!degraded) degraded = common_shift(tracks, settings());
  if (degraded) {
    if (!heard.empty()) hold_back_all(listen.rat, *degraded);
    for (Subject* subject : heard) {
      subject->track().break_level_history();
      subject->note({"X12", *degraded, {"all"}}, listen.t_s);
    }
  } else {
    measure_cohort(heard);
    rank(heard, listen.t_s);
    band.add(listen);
    for (Subject* subject : heard) judge(listen, *subject, heard);
    if (heard.empty()) unheard = strongest_before(listen);
    if (unheard != nullptr) judge(listen, *unheard, heard);
    listened.add_listen(listen, is_new_stretch);
  }

  Events events;
  for (const auto& subject : subjects) {
    const bool is_heard = std::ranges::find(heard, subject.get()) != heard.end();
    const bool judged = !degraded && (is_heard || subject.get() == unheard);
    if (auto incident = subject->settle(listen.t_s, listen.time, judged, settings())) {
      events.incidents.push_back(*std::move(incident));
    }
    if (judged && is_heard && subject->is_trusted())
      subject->learn(listen.gain_db, subject->track().points().back().cohort_ppm);
  }
  for (Subject* subject : owners) {
    if (auto news = subject->news(listen.t_s)) events.cells.push_back(*std::move(news));
  }
  std::ranges::stable_sort(events.incidents, [](const Incident& a, const Incident& b) {
    return place_of(a.subject.latest) < place_of(b.subject.latest);
  });
  return events;
}

Detector::Detector(DetectorInputs inputs) : state_(std::make_unique<State>(std::move(inputs))) {}
Detector::~Detector() = default;

Events Detector::add(const Dwell& dwell) {
  return state_->add(dwell);
}

void Detector::hand_over(const Observation& seen, const std::string& from) {
  const auto is_known = [&](const auto& subject) { return subject->distance_hz(seen).has_value(); };
  if (std::ranges::any_of(state_->subjects, is_known)) return;
  Subject* nearest = nullptr;
  std::optional<double> nearest_hz;
  for (const auto& subject : state_->subjects) {
    const auto apart_hz = subject->distance_hz(seen, from);
    if (!apart_hz || (nearest_hz && *nearest_hz <= *apart_hz)) continue;
    nearest = subject.get();
    nearest_hz = apart_hz;
  }
  if (nearest != nullptr) nearest->track().hand_over_to(seen.sensor);
}

void Detector::set_towers(std::shared_ptr<const towers::KnownTowers> towers) {
  state_->inputs.towers = std::move(towers);
}

const std::shared_ptr<const towers::KnownTowers>& Detector::towers() const noexcept {
  return state_->inputs.towers;
}

Events Detector::finish() {
  Events events;
  events.cells = cells();
  for (CellRecord& cell : events.cells) cell.is_final = true;
  events.incidents = open_incidents();
  return events;
}

std::vector<CellRecord> Detector::cells() const {
  std::vector<CellRecord> records;
  for (const auto& subject : state_->subjects) {
    if (subject->is_decoded()) records.push_back(subject->record());
  }
  std::ranges::stable_sort(records, [](const CellRecord& a, const CellRecord& b) {
    return place_of(a.latest) < place_of(b.latest);
  });
  return records;
}

std::vector<Incident> Detector::open_incidents() const {
  std::vector<Incident> incidents;
  for (const auto& subject : state_->subjects) {
    if (auto incident = subject->open_incident()) incidents.push_back(*std::move(incident));
  }
  std::ranges::stable_sort(incidents, [](const Incident& a, const Incident& b) {
    return std::tuple(-static_cast<int>(a.level), -a.score, place_of(a.subject.latest)) <
           std::tuple(-static_cast<int>(b.level), -b.score, place_of(b.subject.latest));
  });
  return incidents;
}

std::vector<NotEvaluated> Detector::not_evaluated() const {
  std::vector<NotEvaluated> list;
  for (const RuleInfo& rule : rule_catalogue()) {
    const auto run = state_->runs.find(rule.id);
    if (run == state_->runs.end()) {
      list.push_back({std::string(rule.id), std::string(rule.missing)});
    } else if (!run->second.was_evaluated) {
      const std::string& why = run->second.why;
      list.push_back({std::string(rule.id), why.empty() ? nobody_heard(rule) : why});
    }
  }
  std::ranges::sort(list, {}, &NotEvaluated::rule);
  return list;
}

history::Baseline Detector::learned_baseline() const {
  history::Baseline learned = state_->listened;
  for (const auto& subject : state_->subjects) {
    if (subject->learned() && subject->is_trusted()) {
      learned.add_cell(*subject->learned(), state_->settings().radio_clock_tolerance_ppm);
    }
  }
  return learned;
}

}  // namespace cellwarden::detector
