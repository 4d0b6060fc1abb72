#include "detector/rules/cohort.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

// No radio of this kind compares two carriers better than this over a second.
constexpr double kFloor_ppm = 0.005;
// What a median scatters more than a mean, for a normal distribution: sqrt(pi / 2).
constexpr double kMedianScatter = 1.2533;

double sigma_ppm(const Carrier& carrier) {
  return carrier.measured_hz.sigma / carrier.measured_hz.value * 1e6;
}

double weight_of(const Measured& m) {
  return 1.0 / (m.sigma * m.sigma + kFloor_ppm * kFloor_ppm);
}

double weighted_median(std::vector<Measured> values) {
  std::ranges::sort(values, {}, &Measured::value);
  double total = 0.0;
  for (const Measured& m : values) total += weight_of(m);
  double below = 0.0;
  for (const Measured& m : values) {
    below += weight_of(m);
    if (below >= total / 2.0) return m.value;
  }
  return values.back().value;
}

}  // namespace

std::optional<Measured> carrier_difference_ppm(const Carrier& a, const Carrier& b,
                                               double clock_tolerance_ppm) {
  const double fa = a.measured_hz.value;
  const double fb = b.measured_hz.value;
  const double sigma = std::hypot(a.measured_hz.sigma / fa, b.measured_hz.sigma / fb) * 1e6;
  if (a.nominal_hz && b.nominal_hz) {
    const double ra = (fa - *a.nominal_hz) / *a.nominal_hz;
    const double rb = (fb - *b.nominal_hz) / *b.nominal_hz;
    return Measured{(ra - rb) * 1e6, sigma};
  }
  const double apart = fa - fb;
  if (is_same_carrier(a, b)) return Measured{apart / fa * 1e6, sigma};
  const double off_raster = apart - std::round(apart / raster_hz(a.rat)) * raster_hz(a.rat);
  // A clock wrong by e moves the distance between two carriers by e times it; e is anywhere in the
  // tolerance (a uniform distribution's standard deviation).
  const double doubt = std::abs(apart) * clock_tolerance_ppm / std::sqrt(3.0) / fa;
  return Measured{off_raster / fa * 1e6, std::hypot(sigma, doubt)};
}

std::optional<CohortDifference> cohort_difference(const Observation& subject,
                                                  std::span<const history::CellTrack* const> others,
                                                  double clock_tolerance_ppm, double agree_ppm,
                                                  double poor_sigma_ppm) {
  // The subject's own doubt is common to all differences: it widens the result once, not their scatter.
  Carrier own = subject.carrier;
  own.measured_hz.sigma = 0.0;
  std::vector<Measured> differences;
  for (const history::CellTrack* other : others) {
    if (sigma_ppm(other->latest().carrier) >= poor_sigma_ppm) continue;
    if (const auto ppm = carrier_difference_ppm(own, other->latest().carrier, clock_tolerance_ppm)) {
      differences.push_back(*ppm);
    }
  }
  if (differences.empty()) return std::nullopt;
  CohortDifference result;
  result.members = differences.size();
  result.ppm.value = weighted_median(differences);
  double total_weight = 0.0;
  for (const Measured& m : differences) {
    total_weight += weight_of(m);
    if (std::abs(m.value - result.ppm.value) <= std::max(agree_ppm, 3.0 * m.sigma)) ++result.agreeing;
  }
  const double own_sigma = std::max(sigma_ppm(subject.carrier), kFloor_ppm);
  result.ppm.sigma = std::hypot(own_sigma, kMedianScatter / std::sqrt(total_weight));
  return result;
}

}  // namespace cellwarden::detector
