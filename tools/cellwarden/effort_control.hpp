#pragma once

/// \file
/// Holds one radio's receivers to what the machine can do: measures how long receiving takes and how much
/// waits, asks LoadShedding, and sets the effort. By the thread that reads the radio; attend(), level() and
/// report() belong to any thread.

#include <chrono>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detector/records/json_lines.hpp"
#include "dsp/capture/radio_process.hpp"
#include "dsp/frontend/effort.hpp"
#include "dsp/iq_block.hpp"
#include "dsp/survey/heard_cells.hpp"
#include "tools/cellwarden/load_shedding.hpp"
#include "tools/cellwarden/receivers.hpp"

namespace cellwarden::tools {

class EffortControl {
 public:
  /// \param receivers  must outlive this
  /// \param most  level, at most
  EffortControl(BlockReceiver& receivers, unsigned most) : receivers_(receivers), most_(most) {}

  /// Reading the next block begins: what is spent on it is waiting, not work.
  void wait_begins();
  /// It has come; receiving it follows.
  void take(const IqBlock& block, const capture::RadioCounters& counters);

  /// The cells of open incidents: they are read whole whatever is shed.
  void attend(std::span<const survey::SuspectCell> suspects);

  [[nodiscard]] unsigned level() const;

  /// Says what is shed, where anything is, and what to do where that is not enough.
  void report(records::StatusRecord& status) const;

 private:
  using Clock = std::chrono::steady_clock;

  BlockReceiver& receivers_;
  const unsigned most_;
  LoadShedding shedding_;
  ReceivingLoad load_;
  std::optional<Clock::time_point> start_;
  Clock::time_point wait_began_;
  Clock::duration waited_{};

  mutable std::mutex crossing_;                                  ///< what follows
  std::optional<std::vector<frontend::AttendedCell>> attended_;  ///< not handed on yet
  unsigned level_ = 0;
  std::optional<double> too_slow_by_;
};

/// What is left out at a level, for people; in the order of levels.
[[nodiscard]] std::vector<std::string> what_is_shed(const frontend::Effort& effort);
/// The same for programs: words of docs/formats.md.
[[nodiscard]] std::vector<std::string> names_of_shed(const frontend::Effort& effort);

}  // namespace cellwarden::tools
