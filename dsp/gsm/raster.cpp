#include "dsp/gsm/raster.hpp"

#include <cmath>

#include "cell/gsm/arfcn.hpp"

namespace cellwarden::gsm {

namespace {

double nearest_channel_hz(double frequency_hz) noexcept {
  return std::round(frequency_hz / kRaster_hz) * kRaster_hz;
}

}  // namespace

std::optional<double> resolve_raster(double measured_hz,
                                     const std::optional<Measured>& radio_clock_ppm) noexcept {
  constexpr double kCheapRadio_ppm = 100.0;
  constexpr double kBaseStation_ppm = 5.0;  // a rogue's clock may be poor too
  constexpr double kSigmas = 4.0;
  if (radio_clock_ppm) {
    const double sent_hz = measured_hz * (1.0 + radio_clock_ppm->value * 1e-6);
    const double doubt_hz = (kBaseStation_ppm + kSigmas * radio_clock_ppm->sigma) * 1e-6 * sent_hz;
    const double nominal_hz = nearest_channel_hz(sent_hz);
    if (doubt_hz < kRaster_hz / 2.0 && std::abs(sent_hz - nominal_hz) <= doubt_hz) return nominal_hz;
  }
  if (kCheapRadio_ppm * 1e-6 * measured_hz > kRaster_hz / 2.0) return std::nullopt;
  return nearest_channel_hz(measured_hz);
}

}  // namespace cellwarden::gsm
