#pragma once

/// \file
/// When a radio that brings nothing counts as absent, and when as lost. Pure; to be asked about once a
/// second.
///
///   absent  its process has no radio, or brought nothing for `kSilent_s`: said in `status`, and its cells
///           are whoever's hears them. A driver needs some seconds to be found hanging, and the cells of a
///           radio that nobody listens to are judged by nobody.
///   lost    nothing for `kLost_s`: the others go round its part of the bands. It may be back before they
///           are.

#include <utility>

namespace cellwarden::tools {

class RadioPresence {
 public:
  static constexpr double kSilent_s = 5.0;
  static constexpr double kLost_s = 15.0;

  struct Change {
    bool is_absent = false;
    bool is_newly_lost = false;
    bool is_back = false;  ///< it was lost
  };

  /// \param silent_s  for how long it has been waited for; 0: what came is worked on
  [[nodiscard]] static constexpr bool is_absent(double silent_s, bool is_running) noexcept {
    return silent_s > 0.0 && (!is_running || silent_s >= kSilent_s);
  }

  Change update(double silent_s, bool is_running) noexcept {
    const bool absent = is_absent(silent_s, is_running);
    const bool was_lost = std::exchange(is_lost_, absent && silent_s >= kLost_s);
    return {.is_absent = absent, .is_newly_lost = is_lost_ && !was_lost, .is_back = was_lost && !is_lost_};
  }

 private:
  bool is_lost_ = false;
};

}  // namespace cellwarden::tools
