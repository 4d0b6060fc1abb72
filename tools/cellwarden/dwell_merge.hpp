#pragma once

/// \file
/// The dwells of several radios in one row, in the order of their beginning, as a detector wants them. Pure.
///
///   held     a dwell is held back until no radio can bring an earlier one: as far as the slowest has come,
///            less the longest dwell. Of one radio nothing is held back.
///   patience a radio that has come `kPatience_s` less far than the one farthest ahead is not waited for;
///   what
///            it brings late is given out at once, out of its turn

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

  explicit DwellMerge(std::size_t radios) : come_to_s_(radios, 0.0) {}

  void add(std::size_t radio, Dwell dwell);
  /// The radio's signal is worked off up to here, on the time axis that all share.
  void advance(std::size_t radio, double now_s);

  /// What nothing earlier will follow.
  [[nodiscard]] std::vector<From> take();
  /// Everything: no radio goes on.
  [[nodiscard]] std::vector<From> take_all();

 private:
  [[nodiscard]] std::vector<From> take_until(double until_s);

  std::vector<double> come_to_s_;
  std::vector<From> held_;
};

}  // namespace cellwarden::tools
