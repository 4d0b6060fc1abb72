#pragma once

/// \file
/// From an open radio to judged dwells, live: what `watch` and `scan` do.

// Before Asio: Boost 1.74's awaitable.hpp uses std::exchange without it.
#include <utility>
//
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "dsp/survey/survey.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/open_radio.hpp"
#include "tools/cellwarden/place_and_time/place_and_time.hpp"
#include "tools/cellwarden/progress.hpp"
#include "tools/cellwarden/radio_gain.hpp"
#include "tools/cellwarden/receivers.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/thread_pool.hpp"
#include "tools/cellwarden/touring_receivers.hpp"
#include "tools/cellwarden/watch_status.hpp"

namespace cellwarden::tools {

/// One radio, parked on a window or going round a band plan. It has a process of its own; here one thread
/// receives and judges, and the caller's waits for signals. The memory between drops and counts what comes
/// too fast; the sinks are under `judging_`, because the caller's thread speaks while no samples come.
class LiveRun {
 public:
  enum class Extent : std::uint8_t { kEndless, kOneRound };

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

/// Opens what the invocation writes to, runs, and writes what was learned.
[[nodiscard]] ExitCode run_live(const Invocation& asked, const LoadedConfig& loaded, OpenRadio radio,
                                const Evidence& evidence, LiveRun::Extent extent);

}  // namespace cellwarden::tools
