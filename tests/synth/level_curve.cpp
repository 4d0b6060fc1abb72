#include "tests/synth/level_curve.hpp"

#include <algorithm>
#include <iterator>

namespace cellwarden::synth {

double level_change_db(const std::vector<LevelPoint>& curve, double time_s) noexcept {
  if (curve.empty()) return 0;
  const auto next =
      std::find_if(curve.begin(), curve.end(), [&](const LevelPoint& p) { return p.time_s > time_s; });
  if (next == curve.begin()) return next->change_db;
  const auto before = std::prev(next);
  if (next == curve.end()) return before->change_db;
  return before->change_db +
         (next->change_db - before->change_db) * (time_s - before->time_s) / (next->time_s - before->time_s);
}

}  // namespace cellwarden::synth
