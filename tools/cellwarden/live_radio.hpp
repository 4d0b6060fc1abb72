#pragma once

/// \file
/// One radio of a live run, received by a thread of its own: its source, its gain, its receivers.
///
///   time   several radios share a time axis (shared_axis.hpp); what came of one while the others were still
///          being opened lies before it, and is not received. A radio alone counts from 0.
///   role   stays on its window, or goes round the survey with the others that do

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dsp/frontend/radio_clock.hpp"
#include "tools/cellwarden/effort_control.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/open_radio.hpp"
#include "tools/cellwarden/radio_gain.hpp"
#include "tools/cellwarden/receivers.hpp"
#include "tools/cellwarden/shared_axis.hpp"
#include "tools/cellwarden/shared_survey.hpp"
#include "tools/cellwarden/thread_pool.hpp"
#include "tools/cellwarden/touring_receivers.hpp"

namespace cellwarden::tools {

class LiveRadio {
 public:
  /// \param survey  must outlive this; null where no radio goes round
  LiveRadio(OpenRadio radio, SharedSurvey* survey, std::size_t threads);

  /// Takes what was received of the radio, up to `now_s`. \return whether to go on
  using Take = std::function<bool(double now_s, std::vector<Dwell>& dwells)>;

  /// Until the stream ends, stop() or `take` says so.
  /// \param axis  that it shares with others, which began at `began`; null: it is alone
  void receive(SharedAxis* axis, std::chrono::steady_clock::time_point began, const Take& take);
  void stop() noexcept { source_->stop(); }

  /// The cells of open incidents. From any thread.
  void set_suspects(std::span<const survey::SuspectCell> suspects);
  /// The error of its clock, as the cells show that it hears. From any thread.
  [[nodiscard]] std::optional<frontend::RadioClock::Estimate> clock() const;
  /// What of the work is shed, where the machine is too slow.
  [[nodiscard]] const EffortControl& effort() const noexcept { return effort_; }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const capture::StreamInfo& info() const noexcept { return source_->info(); }
  /// Without what was dropped before the axis that it shares began.
  /// Of its stream so far, what is heard on the way too; dropped with what the effort leaves out.
  [[nodiscard]] SampleCounts counted() const;
  [[nodiscard]] capture::RadioCounters counters() const;
  /// Absent: it stays where it is.
  [[nodiscard]] std::optional<std::size_t> number_in_survey() const noexcept { return number_in_survey_; }
  [[nodiscard]] const TouringReceivers* touring() const noexcept { return touring_; }
  [[nodiscard]] double signal_s() const noexcept { return signal_s_; }
  /// From its first sample to its newest, with what is missing in between.
  [[nodiscard]] double stream_s() const noexcept { return stream_s_; }
  /// For how long it has been waited for, without a sample; 0 while what came is worked on, however long.
  [[nodiscard]] double silent_s() const noexcept;
  [[nodiscard]] bool has_ended() const noexcept { return has_ended_; }

  /// What ended it, once receive() has returned.
  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }

 private:
  std::unique_ptr<BlockReceiver> make_receivers(const OpenRadio& radio, SharedSurvey* survey);
  [[nodiscard]] unsigned most_shed(const SharedSurvey* survey) const;
  [[nodiscard]] Result<std::optional<IqBlock>> wait_for_block();
  void count(const IqBlock& block);
  void note_clock(const std::vector<Dwell>& dwells);
  [[nodiscard]] bool place(IqBlock& block, SharedAxis& axis, std::chrono::steady_clock::time_point began);

  std::string name_;
  std::optional<std::size_t> number_in_survey_;
  std::unique_ptr<capture::RadioProcess> source_;
  RadioGain gain_;
  ThreadPool pool_;
  TouringReceivers* touring_ = nullptr;  ///< receivers_, where it goes round
  std::unique_ptr<BlockReceiver> receivers_;
  EffortControl effort_;
  std::optional<double>
      stated_ppm_;  ///< that its samples are corrected by; absent: a converter's clock is in it
  mutable std::mutex counting_;
  SampleCounts counted_;
  std::uint64_t left_out_ = 0;  ///< of it, by the effort
  mutable std::mutex clock_access_;
  frontend::RadioClock clock_;  ///< of one that stays: who goes round keeps its own
  PlaceOnAxis place_;
  std::atomic<std::uint64_t> dropped_before_axis_ = 0;
  std::atomic<double> signal_s_ = 0;
  std::atomic<double> stream_s_ = 0;
  std::optional<double> began_s_;  ///< its first sample
  /// Since when it is waited for; 0: it is not.
  std::atomic<std::chrono::steady_clock::rep> waiting_since_ = 0;
  std::atomic<bool> has_ended_ = false;
  std::optional<Error> failure_;
};

}  // namespace cellwarden::tools
