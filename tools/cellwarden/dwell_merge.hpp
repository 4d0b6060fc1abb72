#pragma once

/// \file
/// The dwells of several radios in one row, in the order of their beginning, as a detector wants them. Pure.
///
///   held     a dwell is held back until no radio can bring an earlier one: as far as the slowest has come,
///            less the longest dwell. Of one radio nothing is held back.
///   patience a radio that has come `kPatience_s` less far than the one farthest ahead is not waited for, nor
///            one that is known to be absent; what it brings late is given out at once, out of its turn

#include <cstddef>
#include <vector>

#include "cell/observation.hpp"

namespace cellwarden::tools {

class DwellMerge {
 public:
  static constexpr double kLongestDwell_s = 1.25;
  static constexpr double kPatience_s = 4.0;

  struct From {
    std::size_t radio{};
    Dwell dwell;
  };

  explicit DwellMerge(std::size_t radios) : radios_(radios) {}

  void add(std::size_t radio, Dwell dwell);
  /// The radio's signal is worked off up to here, on the time axis that all share.
  void advance(std::size_t radio, double now_s);
  /// It brings nothing for now: nobody waits for it until it advances again.
  void leave(std::size_t radio);

  /// What nothing earlier will follow.
  [[nodiscard]] std::vector<From> take();
  /// Everything: no radio goes on.
  [[nodiscard]] std::vector<From> take_all();

 private:
  struct Radio {
    double come_to_s = 0.0;
    bool is_absent = false;
  };

  [[nodiscard]] std::vector<From> take_until(double until_s);

  std::vector<Radio> radios_;
  std::vector<From> held_;
};

}  // namespace cellwarden::tools
