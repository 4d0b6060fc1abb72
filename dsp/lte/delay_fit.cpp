#include "dsp/lte/delay_fit.hpp"

#include <cmath>
#include <span>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/vector_clones.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kMostRows = 25;
constexpr std::size_t kLanes = 32;  // rows, padded for the processor's vectors
constexpr double kPilotSpacing_hz = kPilotSpacing * kSubcarrier_hz;
constexpr int kDelaySteps = 6;
constexpr double kDelayStep_s = 0.2e-6;

using Lanes = std::array<float, kLanes>;

// Re sum over k of a[k] z^k, added over all rows, each with its own z.
CELLWARDEN_CLONES float polynomial_sum(const std::array<Lanes, kPilots>& re,
                                       const std::array<Lanes, kPilots>& im, const Lanes& z_re,
                                       const Lanes& z_im) noexcept {
  Lanes sum = re[0];
  Lanes power_re = z_re;
  Lanes power_im = z_im;
  for (std::size_t k = 1; k < kPilots; ++k) {
    for (std::size_t r = 0; r < kLanes; ++r) {
      sum[r] += re[k][r] * power_re[r] - im[k][r] * power_im[r];
      const float next_re = power_re[r] * z_re[r] - power_im[r] * z_im[r];
      power_im[r] = power_re[r] * z_im[r] + power_im[r] * z_re[r];
      power_re[r] = next_re;
    }
  }
  float total = 0.0F;
  for (const float s : sum) total += s;
  return total;
}

// Power that rows of pilots gather in one delay, for any delay and slope: |sum of p_j z^j|^2 is a polynomial
// whose coefficients are the pilots' correlations, which both ports share.
class DelayPower {
 public:
  explicit DelayPower(const FrameRows& rows) {
    const std::size_t together = (rows.size() + kMostRows - 1) / kMostRows;
    row_s_ = static_cast<double>(together) * kFrame_s;
    rows_ = (rows.size() + together - 1) / together;
    for (std::size_t row = 0; row < rows_; ++row) {
      // Neighbouring frames agree, their offset being taken out.
      for (const unsigned port : {0U, 1U}) {
        PilotRow sum{};
        for (std::size_t f = row * together; f < std::min(rows.size(), (row + 1) * together); ++f) {
          for (std::size_t j = 0; j < kPilots; ++j) sum[j] += rows[f][port][j];
        }
        add_correlations(sum, row);
      }
    }
  }

  [[nodiscard]] double duration_s() const noexcept { return static_cast<double>(rows_) * row_s_; }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

  [[nodiscard]] double at(double delay_s, double slope) const noexcept {
    Lanes z_re{};
    Lanes z_im{};
    const double middle = (static_cast<double>(rows_) - 1.0) / 2.0;
    Sample z = unit_phasor((delay_s - middle * row_s_ * slope) * kPilotSpacing_hz);
    const Sample step = unit_phasor(row_s_ * slope * kPilotSpacing_hz);
    for (std::size_t row = 0; row < rows_; ++row) {
      z_re[row] = z.real();
      z_im[row] = z.imag();
      z = times(z, step);
    }
    return static_cast<double>(polynomial_sum(re_, im_, z_re, z_im));
  }

 private:
  void add_correlations(const PilotRow& pilots, std::size_t row) noexcept {
    for (std::size_t k = 0; k < kPilots; ++k) {
      Sample sum{};
      for (std::size_t j = k; j < kPilots; ++j) sum += times_conj(pilots[j], pilots[j - k]);
      const float both_sides = k == 0 ? 1.0F : 2.0F;
      re_[k][row] += both_sides * sum.real();
      im_[k][row] += both_sides * sum.imag();
    }
  }

  std::size_t rows_ = 0;
  double row_s_ = kFrame_s;
  std::array<Lanes, kPilots> re_{};  // by distance of pilots, then row
  std::array<Lanes, kPilots> im_{};
};

// Hill-climbs one variable on shrinking steps.
template <class Power>
double climb(Power power, double start, double step, double smallest_step) {
  double at = start;
  double best = power(at);
  while (step >= smallest_step) {
    const double up = power(at + step);
    const double down = power(at - step);
    if (up > best && up >= down) {
      at += step;
      best = up;
    } else if (down > best) {
      at -= step;
      best = down;
    } else {
      step /= 2.0;
    }
  }
  return at;
}

}  // namespace

DelayFix fit_delay(const FrameRows& rows) {
  const DelayPower power(rows);
  // A grid first: the power has several hills. Then uphill in both variables in turn.
  const double slope_step = 0.25e-6 / power.duration_s();
  const int slopes =
      power.rows() < 2 ? 0 : static_cast<int>(std::ceil(1.6e-6 / power.duration_s() / slope_step));
  DelayFix best;
  double best_power = -1.0;
  for (int s = -slopes; s <= slopes; ++s) {
    for (int step = -kDelaySteps; step <= kDelaySteps; ++step) {
      const double delay_s = step * kDelayStep_s;
      const double here = power.at(delay_s, s * slope_step);
      if (here <= best_power) continue;
      best_power = here;
      best = {delay_s, s * slope_step * 1e6};
    }
  }
  for (int round = 0; round < 2; ++round) {
    best.delay_s =
        climb([&](double d) { return power.at(d, best.drift_ppm * 1e-6); }, best.delay_s, 0.1e-6, 0.5e-9);
    if (slopes > 0) {
      best.drift_ppm = climb([&](double ppm) { return power.at(best.delay_s, ppm * 1e-6); }, best.drift_ppm,
                             slope_step * 0.5e6, slope_step * 2e3);
    }
  }
  return best;
}

}  // namespace cellwarden::lte
