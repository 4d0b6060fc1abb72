#pragma once

/// \file
/// A level that changes over time.

#include <vector>

namespace cellwarden::synth {

/// A point of a level curve; between points the level runs straight in dB, outside it stays.
struct LevelPoint {
  double time_s{};
  double change_db{};
};

/// Change in dB at a time; 0 without points. The points stand in order of time.
[[nodiscard]] double level_change_db(const std::vector<LevelPoint>& curve, double time_s) noexcept;

}  // namespace cellwarden::synth
