#pragma once

/// \file
/// How loud each window of spectrum was over a run, step by step: what tells that a band's noise rose.

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cell/observation.hpp"

namespace cellwarden::history {

class BandHistory {
 public:
  static constexpr double kRecent_s = 30.0;
  static constexpr double kMemory_s = 900.0;

  /// How far the floor of each step of a window stands above what it was.
  struct Rise {
    double first_hz{};  ///< middle of the lowest step
    double step_hz{};
    std::vector<double> by_step_db;  ///< the least of the recent dwells against the usual floor
    double usual_for_s{};            ///< time in which the usual was learned
    double usual_since_s{};
  };

  void add(const Listen& listen);

  /// Of the window that was listened to last.
  /// \param lasting_s  at least so long must the recent dwells span
  /// \return nothing where this window's gain changed or too few dwells are known
  [[nodiscard]] std::optional<Rise> rise(double lasting_s) const;

  /// Whether this sensor heard another window since then with its floor as usual.
  [[nodiscard]] bool is_elsewhere_usual(double since_s, double within_db) const;

 private:
  struct Point {
    double t_s{};
    std::vector<float> floor_dbfs;
  };
  struct Window {
    std::string sensor;
    double first_hz{};
    double step_hz{};
    std::size_t steps{};
    std::optional<double> gain_db;
    std::deque<Point> recent;  // of kRecent_s
    std::deque<Point> usual;   // those before, some seconds apart
  };
  [[nodiscard]] static std::vector<double> usual_floor(const Window& window);

  std::vector<Window> windows_;
  std::optional<std::size_t> newest_;
};

}  // namespace cellwarden::history
