#include "dsp/lte/raster.hpp"

#include <cmath>

namespace cellwarden::lte {
namespace {

// A base station's own error may be 0.05 ppm (TS 36.104, section 6.5.1), a small one's 0.1.
constexpr double kTransmitter_ppm = 0.05;
// A frequency that has nothing to do with the raster falls this often within the bounds by chance.
constexpr double kMaxChance = 0.03;
constexpr double kBounds_sigma = 3.0;

}  // namespace

std::optional<double> resolve_raster(const Measured& measured_hz, const Measured& radio_clock_ppm) {
  const double corrected_hz = measured_hz.value * (1.0 + radio_clock_ppm.value * 1e-6);
  const double clock_sigma_hz =
      measured_hz.value * 1e-6 * std::hypot(radio_clock_ppm.sigma, kTransmitter_ppm);
  const double sigma_hz = std::hypot(measured_hz.sigma, clock_sigma_hz);
  if (!(corrected_hz > 0.0) || 2.0 * kBounds_sigma * sigma_hz > kMaxChance * kLteRaster_hz)
    return std::nullopt;
  const double nominal_hz = std::round(corrected_hz / kLteRaster_hz) * kLteRaster_hz;
  if (std::abs(corrected_hz - nominal_hz) > kBounds_sigma * sigma_hz) return std::nullopt;
  return nominal_hz;
}

}  // namespace cellwarden::lte
