#include "tools/cellwarden/live_run.hpp"

// Before Asio: Boost 1.74's awaitable.hpp uses std::exchange without it.
#include <utility>
//
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "tools/cellwarden/cell_owners.hpp"
#include "tools/cellwarden/dwell_merge.hpp"
#include "tools/cellwarden/ending_signals.hpp"
#include "tools/cellwarden/every_second.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/live_radio.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/place_and_time/place_and_time.hpp"
#include "tools/cellwarden/progress.hpp"
#include "tools/cellwarden/radio_watch.hpp"
#include "tools/cellwarden/shared_survey.hpp"
#include "tools/cellwarden/stream_text.hpp"
#include "tools/cellwarden/survey_set_up.hpp"
#include "tools/cellwarden/survey_state.hpp"
#include "tools/cellwarden/towers/towers_in_force.hpp"
#include "tools/cellwarden/watch_status.hpp"

namespace cellwarden::tools {
namespace {

using Clock = std::chrono::steady_clock;

// A radio that is gone for good must not hold the run open beyond --duration for longer than this.
constexpr double kLongestSilence_s = 5.0;
// A status comes with a dwell, and a dwell may take its time.
constexpr double kLatestStatus_s = 2 * kStatusPeriod_s;

/// Radios side by side, each parked on a window or going round a band plan. Each has a process of its own,
/// and here a thread that receives; what they heard is judged in one row, under `judging_`, by whichever
/// thread brings it. Another thread looks after them once a second, and speaks while no samples come. The
/// caller's waits for signals and for nothing else: an output that takes no data must not keep it from them.
class LiveRun {
 public:
  /// \param asked, evidence, sinks  must outlive this
  LiveRun(const Invocation& asked, const config::Config& config, const Evidence& evidence,
          std::vector<std::unique_ptr<Sink>>& sinks, OpenRadios open, Extent extent);

  /// Until a signal, the end of --duration or of a playback, or a failure; or until all was gone round.
  [[nodiscard]] ExitCode run();

  [[nodiscard]] const Judge& judge() const noexcept { return judge_; }

 private:
  void begin();
  void wait_for_signals();
  void stop_all();
  void look_after_radios();
  void receive(std::size_t radio);
  bool take(std::size_t radio, double now_s, std::vector<Dwell>& dwells);
  void judge_dwell(std::size_t radio, Dwell dwell);  ///< `judging_` is held
  void count_samples();                              ///< `judging_` is held
  [[nodiscard]] records::StatusRecord status_now();  ///< `judging_` is held
  void tell_status(records::StatusRecord status);    ///< `judging_` is held
  void add_radio_state(records::StatusRecord& status);
  void tell_live();                           ///< `judging_` is held
  [[nodiscard]] bool is_over();               ///< `judging_` is held
  [[nodiscard]] bool is_out_of_time() const;  ///< by the clock, as no samples come
  void tell_without_dwells();                 ///< `judging_` is held
  void take_up_towers();                      ///< `judging_` is held
  [[nodiscard]] std::string name_of(std::size_t radio) const { return radios_[radio]->name(); }
  void show_progress();
  ExitCode finish();

  const Invocation& asked_;
  const Extent extent_;
  std::unique_ptr<SharedSurvey> survey_;  ///< null: no radio goes round
  std::vector<std::unique_ptr<LiveRadio>> radios_;
  SharedAxis axis_;

  mutable std::mutex judging_;  ///< all of the following, to evidence_
  RadioWatch watch_;
  DwellMerge merge_;
  CellOwners owners_;
  Judge judge_;
  WatchStatus status_;
  PlaceAndTime place_;
  Progress progress_{{}};  ///< of a round
  Clock::time_point live_told_ = Clock::now();
  Clock::time_point status_told_ = Clock::now();
  Clock::time_point towers_looked_ = Clock::now();
  std::optional<TowerReplacement> tower_replacement_;  ///< where towers come from a database
  const Evidence& evidence_;

  boost::asio::io_context io_;
  boost::asio::signal_set signals_{io_};
  Clock::time_point start_ = Clock::now();
};

std::vector<std::unique_ptr<LiveRadio>> make_radios(std::vector<OpenRadio> open, SharedSurvey* survey,
                                                    std::size_t threads) {
  const std::size_t each = std::max<std::size_t>(threads / open.size(), 1);
  std::vector<std::unique_ptr<LiveRadio>> radios;
  radios.reserve(open.size());
  for (OpenRadio& radio : open) radios.push_back(std::make_unique<LiveRadio>(std::move(radio), survey, each));
  return radios;
}

std::vector<bool> which_stay(const std::vector<std::unique_ptr<LiveRadio>>& radios) {
  std::vector<bool> stay;
  stay.reserve(radios.size());
  for (const auto& radio : radios) stay.push_back(radio->touring() == nullptr);
  return stay;
}

LiveRun::LiveRun(const Invocation& asked, const config::Config& config, const Evidence& evidence,
                 std::vector<std::unique_ptr<Sink>>& sinks, OpenRadios open, Extent extent)
    : asked_(asked),
      extent_(extent),
      survey_(open.survey ? std::make_unique<SharedSurvey>(std::move(*open.survey)) : nullptr),
      radios_(make_radios(std::move(open.radios), survey_.get(), threads_of(config))),
      watch_(radios_, survey_.get()),
      merge_(radios_.size()),
      owners_(which_stay(radios_)),
      judge_(evidence.inputs, station_of(config), sinks),
      status_(evidence),
      place_(place_and_time_of(config)),
      evidence_(evidence) {
  if (evidence.tower_database) {
    tower_replacement_.emplace(*evidence.tower_database, evidence.inputs.towers);
  }
}

ExitCode LiveRun::run() {
  begin();
  wait_for_signals();
  std::vector<std::thread> receiving;
  std::atomic<std::size_t> running = radios_.size();
  for (std::size_t radio = 0; radio < radios_.size(); ++radio) {
    receiving.emplace_back([this, radio, &running] {
      receive(radio);
      if (--running == 0) io_.stop();
    });
  }
  {
    const EverySecond watching([this] { look_after_radios(); });
    io_.run();
    for (std::thread& thread : receiving) thread.join();
  }
  return finish();
}

void LiveRun::begin() {
  InputDescription input = describe_stream(radios_.front()->info());
  if (radios_.size() > 1) {
    input.name = fmt::format("{} radios", radios_.size());
    input.kind.clear();
    input.center_hz.reset();
    input.sample_rate_hz.reset();
  }
  if (survey_) input.survey = survey_text(survey_->survey);
  input.is_long = extent_ == Extent::kEndless;
  input.seconds.reset();
  input.given = evidence_.given;
  if (radios_.size() > 1) {
    for (const auto& radio : radios_) input.given.push_back(radio_text(*radio));
  }
  judge_.begin(input);
}

void LiveRun::wait_for_signals() {
  for (const int signal : ending_signals()) signals_.add(signal);
  signals_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
    if (error) return;
    stop_all();
    hurry_outputs();
    signals_.clear();  // a second one ends the process in the system's own way
    judge_.stopping();
  });
}

void LiveRun::stop_all() {
  for (const auto& radio : radios_) radio->stop();
}

void LiveRun::look_after_radios() {
  if (is_out_of_time()) return stop_all();
  const std::lock_guard lock(judging_);
  if (is_over()) return stop_all();
  // Again and again: dwells of theirs may be held back, and be judged only now.
  for (const std::size_t radio : watch_.look()) {
    owners_.leave(radio);
    merge_.leave(radio);
  }
  take_up_towers();
  tell_without_dwells();
  tell_live();
}

// Between two dwells: nothing that was heard waits for it, and nothing is judged by two databases.
void LiveRun::take_up_towers() {
  constexpr std::chrono::seconds kBetween{5};
  if (!tower_replacement_ || Clock::now() - towers_looked_ < kBetween) return;
  towers_looked_ = Clock::now();
  auto other = tower_replacement_->look(std::chrono::system_clock::now());
  if (!other) return complain(other.error().what);
  if (!*other) return;
  judge_.set_towers((*other)->towers);
  status_.set_towers_age((*other)->age_d);
  complain(fmt::format("judged by a new database from here on: {}", (*other)->given.front()));
}

bool LiveRun::is_out_of_time() const {
  if (!asked_.recording.duration_s || watch_.all_silent_s() < kLongestSilence_s) return false;
  return std::chrono::duration<double>(Clock::now() - start_).count() > *asked_.recording.duration_s;
}

// Otherwise a status comes with the dwells. None come either where every piece of signal is too short for
// one, as in a storm of losses.
void LiveRun::tell_without_dwells() {
  const bool is_silent = watch_.all_silent_s() >= kStatusPeriod_s;
  const std::chrono::duration<double> untold = Clock::now() - status_told_;
  if (untold.count() < (is_silent ? kStatusPeriod_s : kLatestStatus_s)) return;
  tell_status(status_now());
}

void LiveRun::receive(std::size_t radio) {
  LiveRadio& own = *radios_[radio];
  SharedAxis* const axis = radios_.size() > 1 ? &axis_ : nullptr;
  own.receive(axis, start_,
              [&](double now_s, std::vector<Dwell>& dwells) { return take(radio, now_s, dwells); });
  if (!own.failure()) return;
  complain((own.name().empty() ? "" : own.name() + ": ") + own.failure()->what);
}

bool LiveRun::take(std::size_t radio, double now_s, std::vector<Dwell>& dwells) {
  const std::lock_guard lock(judging_);
  for (Dwell& dwell : dwells) merge_.add(radio, std::move(dwell));
  dwells.clear();
  merge_.advance(radio, now_s);
  auto ready = merge_.take();
  for (auto& [from, dwell] : ready) judge_dwell(from, std::move(dwell));
  if (!ready.empty()) {
    const auto suspects = suspects_of(judge_.detector());
    for (const auto& each : radios_) each->set_suspects(suspects);
  }
  tell_live();
  const auto duration_s = asked_.recording.duration_s;
  const bool ends = is_over() || (duration_s && radios_[radio]->stream_s() >= *duration_s);
  if (ends) stop_all();  // the others may be without a radio: they would never ask
  return !ends;
}

void LiveRun::judge_dwell(std::size_t radio, Dwell dwell) {
  std::vector<Judge::HandOver> handed_over;
  for (const auto& one : owners_.keep_own(radio, dwell)) {
    handed_over.push_back({one.observation, name_of(one.from)});
  }
  status_.add(dwell);
  place_.stamp(dwell);
  judge_.take(std::move(dwell), name_of(radio), handed_over);
  if (status_.is_due(judge_.end_s())) tell_status(status_now());
}

void LiveRun::count_samples() {
  SampleCounts all;
  for (const auto& radio : radios_) {
    const SampleCounts counted = radio->counted();
    all.samples += counted.samples;
    all.lost += counted.lost;
    all.dropped += counted.dropped;
    all.clipped += counted.clipped;
  }
  status_.count(all);
}

records::StatusRecord LiveRun::status_now() {
  count_samples();
  records::StatusRecord status = status_.take(judge_);
  add_radio_state(status);
  return status;
}

void LiveRun::add_radio_state(records::StatusRecord& status) {
  if (survey_) add_survey(status, *survey_, radios_);
  if (radios_.size() > 1) {
    add_radios(status, radios_);
  } else if (const auto clock = radios_.front()->clock()) {
    status.radio_ppm = clock->ppm;
  }
  const auto level_of = [](const auto& radio) { return radio->effort().level(); };
  (*std::ranges::max_element(radios_, {}, level_of))->effort().report(status);
  watch_.report(status);
}

void LiveRun::tell_status(records::StatusRecord status) {
  status_told_ = Clock::now();
  place_.report(status);
  judge_.status(status);
}

void LiveRun::tell_live() {
  constexpr std::chrono::seconds kBetween{1};
  if (!judge_.wants_live_state() || Clock::now() - live_told_ < kBetween) return;
  live_told_ = Clock::now();
  count_samples();
  records::StatusRecord status = status_.now(judge_);
  add_radio_state(status);
  place_.report(status);
  judge_.live(status);
}

bool LiveRun::is_over() {
  if (extent_ == Extent::kOneRound) {
    const std::lock_guard surveying(survey_->access);
    if (survey_->survey.has_gone_round()) return true;
    if (progress_.is_due()) show_progress();
  }
  return judge_.failed_writer() != nullptr;
}

void LiveRun::show_progress() {
  const auto windows = survey_->survey.forecast().windows;
  if (windows.empty()) return;  // who could hear them is absent
  const auto visited = std::ranges::count_if(
      windows, [](const survey::WindowForecast& window) { return window.last_visit_s.has_value(); });
  progress_.show(static_cast<double>(visited) / static_cast<double>(windows.size()),
                 fmt::format("{} of {} windows, {} cells", visited, windows.size(),
                             survey_->survey.known_cells().size()));
}

ExitCode LiveRun::finish() {
  signals_.clear();  // from here on one ends it in the system's own way: nobody waits for them
  judge_.stopping();
  progress_.clear();
  for (auto& [radio, dwell] : merge_.take_all()) judge_dwell(radio, std::move(dwell));
  records::SummaryRecord summary;
  bool has_failed = false;
  for (const auto& radio : radios_) {
    summary.sources.push_back({radio->info().name, {}});
    summary.seconds = std::max(summary.seconds, radio->signal_s());
    has_failed = has_failed || radio->failure();
  }
  count_samples();
  summary.samples = status_.totals().samples;
  summary.samples_lost = status_.totals().lost;
  summary.samples_dropped = status_.totals().dropped;
  summary.refused = evidence_.refused;
  summary.real_time_factor =
      summary.seconds / std::max(std::chrono::duration<double>(Clock::now() - start_).count(), 1e-9);
  judge_.finish(std::move(summary), {});
  if (has_failed) return kFailed;
  if (const Writer* const writer = judge_.failed_writer()) return give_up(*writer);
  return kRan;
}

}  // namespace

ExitCode run_live(const Invocation& asked, const LoadedConfig& loaded, OpenRadios open,
                  const Evidence& evidence, Extent extent) {
  if (open.survey) {
    for (const survey::LeftOut& left_out : open.survey->left_out()) {
      complain(to_line(left_out, open.survey->plan()));
    }
  }
  auto sinks = open_sinks(asked, loaded.config, evidence.context);
  if (!sinks) return sinks.error();
  LiveRun run(asked, loaded.config, evidence, *sinks, std::move(open), extent);
  const ExitCode code = run.run();
  const auto written =
      write_learned(asked, loaded.config, evidence, run.judge().detector().learned_baseline());
  if (!written) return written.error();
  return code == kRan ? verdict_code(asked, run.judge().highest_level()) : code;
}

}  // namespace cellwarden::tools
