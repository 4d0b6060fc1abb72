#pragma once

/// \file
/// How much to shed where a machine is too slow: what a radio's memory holds in, a level out
/// (frontend::effort_at).
///
///   up      when what waits has grown for a second of signal and is half a second or more, when it is half
///           of what the memory holds, or when samples were dropped; then the effect is awaited for two
///           seconds of signal
///   down    a level, after ten seconds of signal in which hardly anything waited and with room for what
///           the level below costs more; a level that proved too much is tried again after twice as long,
///           up to ten minutes
///   limits  pure: all times come in. A second that needs more than others (a deep search) and is caught up
///           on changes nothing.

#include <optional>

namespace cellwarden::tools {

/// Since the radio was opened, but for what waits.
struct ReceivingLoad {
  double received_s{};  ///< of signal, worked off
  double dropped_s{};   ///< of signal, because the memory was full
  double backlog_s{};   ///< of signal that waits now
  double ring_s{};      ///< of signal that may wait
  double busy_s{};      ///< by the clock: spent on receiving
  double elapsed_s{};   ///< by the clock
};

class LoadShedding {
 public:
  static constexpr double kShortestHold_s = 10;

  /// After every block. \return the level from now on
  unsigned update(const ReceivingLoad& now);

  [[nodiscard]] unsigned level() const noexcept { return level_; }

  /// By how much the machine is too slow at the least effort: signal that came over signal that was worked
  /// off, of late; absent: it is fast enough, or sheds less.
  [[nodiscard]] std::optional<double> too_slow_by() const noexcept { return too_slow_by_; }

 private:
  struct Window {
    ReceivingLoad begin;
    double least_backlog_s{};
  };

  void decide(const ReceivingLoad& end);
  void shed_more(double arrived_over_received, const ReceivingLoad& end);
  void shed_less(const ReceivingLoad& end);

  unsigned level_ = 0;
  std::optional<Window> window_;
  double last_backlog_s_ = 0;             ///< least of the window before
  double settled_at_s_ = 0;               ///< when the last change has taken effect
  std::optional<ReceivingLoad> calm_;     ///< since when hardly anything waited
  double hold_s_ = kShortestHold_s;       ///< of calm before less is shed
  std::optional<double> shed_less_at_s_;  ///< the last time
  std::optional<double> too_slow_by_;
};

}  // namespace cellwarden::tools
