#pragma once

/// \file
/// How unlikely a sum of powers is in noise, in standard deviations of a normal variable.

#include <cmath>
#include <cstddef>

namespace cellwarden {

/// A sum of `count` independent unit-mean exponential variables (powers of complex noise), as the standard
/// normal deviate of equal tail probability: Wilson and Hilferty's cube-root transform, good to 0.2 where
/// count >= 2.
[[nodiscard]] inline double gamma_z_score(double sum, double count) noexcept {
  return (std::cbrt(sum / count) - (1.0 - 1.0 / (9.0 * count))) * 3.0 * std::sqrt(count);
}

/// The sum that has a given z-score: the inverse of gamma_z_score.
[[nodiscard]] inline double gamma_threshold(double z, double count) noexcept {
  const double root = z / (3.0 * std::sqrt(count)) + 1.0 - 1.0 / (9.0 * count);
  return count * root * root * root;
}

}  // namespace cellwarden
