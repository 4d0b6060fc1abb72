// Before Asio: Boost 1.74's awaitable.hpp uses std::exchange without it.
#include <utility>
//
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "dsp/capture/radio_process.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/place_and_time/place_and_time.hpp"
#include "tools/cellwarden/radio_gain.hpp"
#include "tools/cellwarden/radio_settings.hpp"
#include "tools/cellwarden/radio_teller.hpp"
#include "tools/cellwarden/receivers.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/stream_text.hpp"
#include "tools/cellwarden/survey_set_up.hpp"
#include "tools/cellwarden/survey_state.hpp"
#include "tools/cellwarden/thread_pool.hpp"
#include "tools/cellwarden/touring_receivers.hpp"
#include "tools/cellwarden/watch_status.hpp"

namespace cellwarden::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kStallPeriod{10};

/// One radio, parked on a window or going round a band plan. It has a process of its own; here one thread
/// receives and judges, and the caller's waits for signals. The memory between drops and counts what comes
/// too fast; the sinks are under `judging_`, because the caller's thread speaks while no samples come.
class Watch {
 public:
  Watch(const Invocation& asked, const config::Config& config, const Evidence& evidence,
        std::vector<std::unique_ptr<Sink>>& sinks, std::unique_ptr<capture::RadioProcess> source,
        const RadioChoice& radio, std::optional<survey::Survey> survey, const survey::RadioView& view)
      : asked_(asked),
        source_(std::move(source)),
        gain_(radio, source_->info()),
        pool_(threads_of(config)),
        survey_(std::move(survey)),
        receivers_(make_receivers(config, view)),
        judge_(evidence.inputs, station_of(config), sinks),
        status_(evidence),
        place_(place_and_time_of(config)),
        evidence_(evidence) {}

  /// Until a signal, the end of --duration or of a playback, or a failure.
  ExitCode run();

  [[nodiscard]] const Judge& judge() const noexcept { return judge_; }

 private:
  std::unique_ptr<BlockReceiver> make_receivers(const config::Config& config, const survey::RadioView& view);
  void wait_for_signals();
  void watch_for_silence();
  void receive();
  void judge_dwells(std::vector<Dwell>& dwells);
  [[nodiscard]] records::StatusRecord status_now();
  void tell_status(records::StatusRecord status);  ///< `judging_` is held
  [[nodiscard]] bool is_over() const;
  ExitCode finish();

  const Invocation& asked_;
  std::unique_ptr<capture::RadioProcess> source_;
  RadioGain gain_;
  ThreadPool pool_;
  std::optional<survey::Survey> survey_;
  TouringReceivers* touring_ = nullptr;  ///< receivers_, where there is a survey
  std::unique_ptr<BlockReceiver> receivers_;

  mutable std::mutex judging_;  ///< judge_, status_, place_
  Judge judge_;
  WatchStatus status_;
  PlaceAndTime place_;
  const Evidence& evidence_;

  // The receiving thread's, read by others once it has ended.
  double signal_s_ = 0;
  std::optional<Error> failure_;

  boost::asio::io_context io_;
  boost::asio::signal_set signals_{io_, SIGINT, SIGTERM};
  boost::asio::steady_timer silence_timer_{io_};
  std::uint64_t samples_at_last_look_ = 0;
  Clock::time_point silent_since_ = Clock::now();
  Clock::time_point start_ = Clock::now();
};

std::unique_ptr<BlockReceiver> Watch::make_receivers(const config::Config& config,
                                                     const survey::RadioView& view) {
  if (!survey_) return std::make_unique<Receivers>(config, source_->info().ppm, pool_.parallel_for());
  auto touring = std::make_unique<TouringReceivers>(config, *survey_, *source_, view, pool_.parallel_for());
  touring->set_gains([this](double center_hz) { return gain_.gain_for(center_hz); });
  touring_ = touring.get();
  return touring;
}

ExitCode Watch::run() {
  {
    InputDescription input = describe_stream(source_->info());
    if (survey_) input.survey = survey_text(*survey_);
    input.is_long = true;
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

void Watch::wait_for_signals() {
  signals_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
    if (error) return;
    source_->stop();
    signals_.clear();  // a second one ends the process in the system's own way
    silence_timer_.cancel();
  });
}

void Watch::watch_for_silence() {
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

void Watch::receive() {
  std::vector<Dwell> dwells;
  while (!is_over()) {
    const auto block = source_->read();
    if (!block) failure_ = block.error();
    if (!block || !*block) break;
    signal_s_ += static_cast<double>((*block)->samples.size()) / (*block)->sample_rate_hz;
    gain_.hear(**block, *source_);
    receivers_->push(**block, dwells);
    judge_dwells(dwells);
  }
  source_->stop();
  receivers_->finish(dwells);
  judge_dwells(dwells);
}

void Watch::judge_dwells(std::vector<Dwell>& dwells) {
  const std::lock_guard lock(judging_);
  for (auto& dwell : dwells) {
    status_.add(dwell);
    place_.stamp(dwell);
    judge_.take(std::move(dwell));
    if (status_.is_due(judge_.end_s())) tell_status(status_now());
  }
  if (touring_ != nullptr && !dwells.empty()) touring_->set_suspects(suspects_of(judge_.detector()));
  dwells.clear();
}

records::StatusRecord Watch::status_now() {
  records::StatusRecord status = status_.take(judge_);
  if (survey_) add_survey(status, *survey_, touring_->tour(), touring_->now_s());
  return status;
}

void Watch::tell_status(records::StatusRecord status) {
  place_.report(status);
  judge_.status(status);
}

bool Watch::is_over() const {
  const auto& limit_s = asked_.recording.duration_s;
  const std::lock_guard lock(judging_);
  return (limit_s && signal_s_ >= *limit_s) || judge_.failed_writer() != nullptr;
}

ExitCode Watch::finish() {
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

ExitCode run_watch(const Invocation& asked) {
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  auto radio = choose_radio("watch", loaded->config);
  if (!radio) return radio.error();
  for (const auto& warning : radio->warnings) complain(fmt::format("{}; {}", warning.what, warning.next));
  const auto plan = band_plan_of(loaded->config);
  if (!plan) return plan.error();
  if (*plan) radio->settings.center_hz = first_center_hz(**plan);
  const auto evidence = load_evidence(*loaded, std::chrono::system_clock::now());
  if (!evidence) return evidence.error();
  if (const auto checked = check_outputs(asked, *loaded, {}); !checked) return checked.error();
  capture::RadioProcessSettings process;
  process.on_event = RadioTeller(asked.is_verbose);
  auto source = capture::RadioProcess::start(radio->settings, std::move(process));
  if (!source) {
    complain(source.error().what);
    return kFailed;
  }
  const capture::StreamInfo& info = (*source)->info();
  const survey::RadioView view = radio_view_of(info, *radio);
  std::optional<survey::Survey> survey;
  if (*plan) {
    auto made = survey_of(**plan, view);
    if (!made) return made.error();
    survey.emplace(std::move(*made));
  } else if (const auto deaf = why_deaf(loaded->config, info.center_hz, info.sample_rate_hz)) {
    complain(fmt::format("{}: {}", info.name, *deaf));
    return kFailed;
  }
  if (asked.is_verbose) tell_provenance(info);
  auto sinks = open_sinks(asked, evidence->context);
  if (!sinks) return sinks.error();
  Watch watch(asked, loaded->config, *evidence, *sinks, std::move(*source), *radio, std::move(survey), view);
  const ExitCode code = watch.run();
  const auto written =
      write_learned(asked, loaded->config, *evidence, watch.judge().detector().learned_baseline());
  if (!written) return written.error();
  return code == kRan ? verdict_code(asked, watch.judge().highest_level()) : code;
}

}  // namespace cellwarden::tools
