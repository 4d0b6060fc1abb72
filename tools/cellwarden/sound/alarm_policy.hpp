#pragma once

/// \file
/// When a watch makes itself heard, and how: what happened comes in with seconds of any steady clock, what is
/// to be sounded now comes out. Pure.
///
///   incident  sounds when it reaches "suspect", and again when it reaches "alert"; what stays open, or
///             comes back within ten minutes of its end, does not sound again
///   blind     sounds once when the watch goes blind, or still is half a minute after it began
///   storm     at least ten seconds lie between two sounds, and twice as long after each more, up to two
///             minutes, until five minutes are quiet; what had to wait is one sound then, the most serious

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "detector/verdict/incident.hpp"

namespace cellwarden::tools {

/// From the least to the most serious.
enum class Sound : std::uint8_t { kBlind, kSuspect, kAlert };

class AlarmPolicy {
 public:
  /// An incident was opened, raised, lowered or closed.
  void note_incident(const std::string& id, detector::Level level, bool is_open, double now_s);

  /// Whether nothing is heard. Told again and again.
  void note_blind(bool is_blind, double now_s);

  /// What is to be sounded now. To be asked a few times a second.
  [[nodiscard]] std::optional<Sound> due(double now_s);

 private:
  struct Sounded {
    detector::Level highest{};
    double at_s{};  ///< of the newest event
    bool is_open{};
  };

  void want(Sound sound);
  void forget_old(double now_s);

  std::map<std::string, Sounded> sounded_;  ///< by incident
  std::optional<double> began_s_;
  bool was_blind_ = true;  ///< every watch begins so
  bool is_blind_told_ = false;
  std::optional<double> seeing_since_s_;
  std::optional<Sound> waiting_;
  std::optional<double> last_s_;
  double gap_s_ = 0;
};

}  // namespace cellwarden::tools
