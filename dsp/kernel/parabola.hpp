#pragma once

#include <algorithm>

namespace cellwarden {

/// Vertex of the parabola through three equally spaced values of a peak, in steps from the middle one.
[[nodiscard]] inline double parabola_vertex(double before, double middle, double after) noexcept {
  const double curvature = before - 2.0 * middle + after;
  if (!(curvature < 0.0)) return 0.0;
  return std::clamp(0.5 * (before - after) / curvature, -0.5, 0.5);
}

}  // namespace cellwarden
