#include "dsp/frontend/radio_clock.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::frontend {
namespace {

constexpr double kMemory_s = 120.0;
constexpr double kSharp_ppm = 0.1;  // what a dwell measures worse than that is left out
constexpr std::size_t kFewest = 3;
constexpr double kTransmitter_ppm = 0.03;  // what base stations differ by, even where a few agree by chance

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace

void RadioClock::add(const Dwell& dwell, double correction_ppm) {
  const double now_s = dwell.listen.t_s + dwell.listen.duration_s;
  for (const Observation& seen : dwell.observations) {
    const Carrier& carrier = seen.carrier;
    if (seen.state == CellState::kDetected || !carrier.nominal_hz) continue;
    if (carrier.measured_hz.sigma / *carrier.nominal_hz * 1e6 > kSharp_ppm) continue;
    // A fast radio reads a carrier low.
    const double factor = (1 + correction_ppm * 1e-6) * (*carrier.nominal_hz / carrier.measured_hz.value);
    const Cell told{carrier.rat, *carrier.nominal_hz, seen.physical_id, (factor - 1) * 1e6, now_s};
    const auto known = std::ranges::find_if(cells_, [&told](const Cell& cell) {
      return cell.rat == told.rat && cell.nominal_hz == told.nominal_hz &&
             cell.physical_id == told.physical_id;
    });
    if (known == cells_.end()) {
      cells_.push_back(told);
    } else {
      *known = told;
    }
  }
  std::erase_if(cells_, [now_s](const Cell& cell) { return now_s - cell.t_s > kMemory_s; });
}

std::optional<RadioClock::Estimate> RadioClock::estimate() const {
  if (cells_.size() < kFewest) return std::nullopt;
  std::vector<double> values;
  for (const Cell& cell : cells_) values.push_back(cell.ppm);
  const double middle_ppm = median(values);
  for (double& value : values) value = std::abs(value - middle_ppm);
  // As a normal distribution has it: its standard deviation from the median deviation, a median's from that.
  constexpr double kSigmaPerDeviation = 1.4826;
  constexpr double kMedianLoss = 1.2533;
  const double spread_ppm = std::hypot(kSigmaPerDeviation * median(values), kTransmitter_ppm);
  const double sigma_ppm = kMedianLoss * spread_ppm / std::sqrt(static_cast<double>(cells_.size()));
  return Estimate{{middle_ppm, sigma_ppm}, cells_.size()};
}

}  // namespace cellwarden::frontend
