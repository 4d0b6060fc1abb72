#include "tools/cellwarden/live_run.hpp"

// Before Asio: Boost 1.74's awaitable.hpp uses std::exchange without it.
#include <utility>
//
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "dsp/survey/survey.hpp"
#include "tools/cellwarden/effort_control.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/place_and_time/place_and_time.hpp"
#include "tools/cellwarden/progress.hpp"
#include "tools/cellwarden/radio_gain.hpp"
#include "tools/cellwarden/receivers.hpp"
#include "tools/cellwarden/stream_text.hpp"
#include "tools/cellwarden/survey_set_up.hpp"
#include "tools/cellwarden/survey_state.hpp"
#include "tools/cellwarden/thread_pool.hpp"
#include "tools/cellwarden/touring_receivers.hpp"
#include "tools/cellwarden/watch_status.hpp"

namespace cellwarden::tools {
namespace {

constexpr std::chrono::seconds kStallPeriod{10};

/// One radio, parked on a window or going round a band plan. It has a process of its own; here one thread
/// receives and judges, and the caller's waits for signals. The memory between drops and counts what comes
/// too fast; the sinks are under `judging_`, because the caller's thread speaks while no samples come.
class LiveRun {
 public:
  /// \param asked, evidence, sinks  must outlive this
  LiveRun(const Invocation& asked, const config::Config& config, const Evidence& evidence,
          std::vector<std::unique_ptr<Sink>>& sinks, OpenRadio radio, Extent extent);

  /// Until a signal, the end of --duration or of a playback, or a failure; or until all was gone round.
  [[nodiscard]] ExitCode run();

  [[nodiscard]] const Judge& judge() const noexcept { return judge_; }

 private:
  using Clock = std::chrono::steady_clock;

  std::unique_ptr<BlockReceiver> make_receivers(const config::Config& config, const survey::RadioView& view);
  void wait_for_signals();
  void watch_for_silence();
  void receive();
  void judge_dwells(std::vector<Dwell>& dwells);
  [[nodiscard]] records::StatusRecord status_now();
  void tell_status(records::StatusRecord status);  ///< `judging_` is held
  [[nodiscard]] bool is_over();
  void show_progress();
  ExitCode finish();

  const Invocation& asked_;
  const Extent extent_;
  std::unique_ptr<capture::RadioProcess> source_;
  RadioGain gain_;
  ThreadPool pool_;
  std::optional<survey::Survey> survey_;
  TouringReceivers* touring_ = nullptr;  ///< receivers_, where there is a survey
  std::unique_ptr<BlockReceiver> receivers_;
  EffortControl effort_;

  mutable std::mutex judging_;  ///< judge_, status_, place_
  Judge judge_;
  WatchStatus status_;
  PlaceAndTime place_;
  const Evidence& evidence_;

  // The receiving thread's, read by others once it has ended.
  double signal_s_ = 0;
  Progress progress_{{}};  ///< of a round
  std::optional<Error> failure_;

  boost::asio::io_context io_;
  boost::asio::signal_set signals_{io_, SIGINT, SIGTERM};
  boost::asio::steady_timer silence_timer_{io_};
  std::uint64_t samples_at_last_look_ = 0;
  Clock::time_point silent_since_ = Clock::now();
  Clock::time_point start_ = Clock::now();
};

LiveRun::LiveRun(const Invocation& asked, const config::Config& config, const Evidence& evidence,
                 std::vector<std::unique_ptr<Sink>>& sinks, OpenRadio radio, Extent extent)
    : asked_(asked),
      extent_(extent),
      source_(std::move(radio.source)),
      gain_(radio.choice, source_->info()),
      pool_(threads_of(config)),
      survey_(std::move(radio.survey)),
      receivers_(make_receivers(config, radio.view)),
      effort_(*receivers_),
      judge_(evidence.inputs, station_of(config), sinks),
      status_(evidence),
      place_(place_and_time_of(config)),
      evidence_(evidence) {}

std::unique_ptr<BlockReceiver> LiveRun::make_receivers(const config::Config& config,
                                                       const survey::RadioView& view) {
  if (!survey_) return std::make_unique<Receivers>(config, source_->info().ppm, pool_.parallel_for());
  auto touring = std::make_unique<TouringReceivers>(config, *survey_, *source_, view, pool_.parallel_for());
  touring->set_gains([this](double center_hz) { return gain_.gain_for(center_hz); });
  touring_ = touring.get();
  return touring;
}

ExitCode LiveRun::run() {
  {
    InputDescription input = describe_stream(source_->info());
    if (survey_) input.survey = survey_text(*survey_);
    input.is_long = extent_ == Extent::kEndless;
    input.seconds.reset();
    input.given = evidence_.given;
    judge_.begin(input);
  }
  wait_for_signals();
  watch_for_silence();
  std::thread receiving([this] {
    receive();
    boost::asio::post(io_, [this] {
      signals_.cancel();
      silence_timer_.cancel();
    });
  });
  io_.run();
  receiving.join();
  return finish();
}

void LiveRun::wait_for_signals() {
  signals_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
    if (error) return;
    source_->stop();
    signals_.clear();  // a second one ends the process in the system's own way
    silence_timer_.cancel();
  });
}

void LiveRun::watch_for_silence() {
  silence_timer_.expires_after(kStallPeriod);
  silence_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const std::uint64_t samples = source_->counters().device.samples;
    if (samples != samples_at_last_look_) {
      samples_at_last_look_ = samples;
      silent_since_ = Clock::now();
    } else {
      const std::lock_guard lock(judging_);
      tell_status(
          status_.stalled(judge_, std::chrono::duration<double>(Clock::now() - silent_since_).count()));
    }
    watch_for_silence();
  });
}

void LiveRun::receive() {
  std::vector<Dwell> dwells;
  while (!is_over()) {
    effort_.wait_begins();
    const auto block = source_->read();
    if (!block) failure_ = block.error();
    if (!block || !*block) break;
    signal_s_ += static_cast<double>((*block)->samples.size()) / (*block)->sample_rate_hz;
    effort_.take(**block, source_->counters());
    gain_.hear(**block, *source_);
    receivers_->push(**block, dwells);
    judge_dwells(dwells);
  }
  source_->stop();
  receivers_->finish(dwells);
  judge_dwells(dwells);
}

void LiveRun::judge_dwells(std::vector<Dwell>& dwells) {
  const std::lock_guard lock(judging_);
  for (auto& dwell : dwells) {
    status_.add(dwell);
    place_.stamp(dwell);
    judge_.take(std::move(dwell));
    if (status_.is_due(judge_.end_s())) tell_status(status_now());
  }
  if (!dwells.empty()) {
    const auto suspects = suspects_of(judge_.detector());
    effort_.attend(suspects);
    if (touring_ != nullptr) touring_->set_suspects(suspects);
  }
  dwells.clear();
}

records::StatusRecord LiveRun::status_now() {
  records::StatusRecord status = status_.take(judge_);
  if (survey_) add_survey(status, *survey_, *touring_);
  effort_.report(status);
  return status;
}

void LiveRun::tell_status(records::StatusRecord status) {
  place_.report(status);
  judge_.status(status);
}

bool LiveRun::is_over() {
  if (extent_ == Extent::kOneRound) {
    if (survey_->has_gone_round()) return true;
    if (progress_.is_due()) show_progress();
  }
  const auto& limit_s = asked_.recording.duration_s;
  const std::lock_guard lock(judging_);
  return (limit_s && signal_s_ >= *limit_s) || judge_.failed_writer() != nullptr;
}

void LiveRun::show_progress() {
  const auto& windows = survey_->forecast().windows;
  const auto visited = std::ranges::count_if(
      windows, [](const survey::WindowForecast& window) { return window.last_visit_s.has_value(); });
  progress_.show(
      static_cast<double>(visited) / static_cast<double>(windows.size()),
      fmt::format("{} of {} windows, {} cells", visited, windows.size(), survey_->known_cells().size()));
}

ExitCode LiveRun::finish() {
  progress_.clear();
  for (const auto& warning : source_->info().warnings) complain(warning);
  records::SummaryRecord summary;
  summary.sources.push_back({source_->info().name, {}});
  summary.seconds = signal_s_;
  summary.samples = status_.totals().samples;
  summary.samples_lost = status_.totals().lost;
  summary.samples_dropped = status_.totals().dropped;
  summary.refused = evidence_.refused;
  summary.real_time_factor =
      signal_s_ / std::max(std::chrono::duration<double>(Clock::now() - start_).count(), 1e-9);
  judge_.finish(std::move(summary), {});
  if (failure_) {
    complain(failure_->what);
    return kFailed;
  }
  if (const Writer* const writer = judge_.failed_writer()) return give_up(*writer);
  return kRan;
}

}  // namespace

ExitCode run_live(const Invocation& asked, const LoadedConfig& loaded, OpenRadio radio,
                  const Evidence& evidence, Extent extent) {
  if (radio.survey) {
    for (const survey::LeftOut& left_out : radio.survey->left_out()) {
      complain(to_line(left_out, radio.survey->plan()));
    }
  }
  auto sinks = open_sinks(asked, evidence.context);
  if (!sinks) return sinks.error();
  LiveRun run(asked, loaded.config, evidence, *sinks, std::move(radio), extent);
  const ExitCode code = run.run();
  const auto written =
      write_learned(asked, loaded.config, evidence, run.judge().detector().learned_baseline());
  if (!written) return written.error();
  return code == kRan ? verdict_code(asked, run.judge().highest_level()) : code;
}

}  // namespace cellwarden::tools
