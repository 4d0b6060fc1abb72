#pragma once

/// \file
/// A window's latest levels, and whether a new one rises above their median. The median follows a change
/// that stays within five visits; until there are five levels, none counts as risen.

#include <algorithm>
#include <array>
#include <cstddef>

namespace cellwarden::survey {

class LevelHistory {
 public:
  /// Enters a level; whether it is `rise_db` or more above the median of those before it.
  bool note(double level_db, double rise_db) {
    const bool is_risen = count_ >= kFewest && level_db >= median_db() + rise_db;
    levels_db_[next_] = level_db;
    next_ = (next_ + 1) % kMost;
    count_ = std::min(count_ + 1, kMost);
    return is_risen;
  }

 private:
  static constexpr std::size_t kMost = 9;
  static constexpr std::size_t kFewest = 5;

  [[nodiscard]] double median_db() const {
    auto sorted = levels_db_;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(count_ / 2);
    std::nth_element(sorted.begin(), middle, sorted.begin() + static_cast<std::ptrdiff_t>(count_));
    return *middle;
  }

  std::array<double, kMost> levels_db_{};
  std::size_t next_ = 0;
  std::size_t count_ = 0;
};

}  // namespace cellwarden::survey
