#include "tests/synth/gmsk.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cellwarden::synth {
namespace {

constexpr double kBandwidthTime = 0.3;
constexpr double kReach_symbols = 2.5;  // beyond, a pulse has 3 millionths of its turn to make
constexpr std::size_t kWindow_pulses = 6;
constexpr std::size_t kBefore_pulses = 3;
constexpr std::size_t kAfter_pulses = 4;
// Straight lines between 512 points per symbol are good to -120 dB.
constexpr std::size_t kSteps = 512;
constexpr std::size_t kTable = static_cast<std::size_t>(2 * kReach_symbols) * kSteps;

// Section 2.5: a rectangle of one symbol, smoothed by a Gaussian, integrated.
double exact_pulse(double symbols) noexcept {
  const double sigma = std::sqrt(std::numbers::ln2) / (2 * std::numbers::pi * kBandwidthTime);  // in symbols
  const auto integral = [&](double t) {  // of the Gaussian's distribution function
    const double x = t / sigma;
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    const double share = 0.5 * std::erfc(-x / std::numbers::sqrt2);
    return sigma * (x * share + density);
  };
  return integral(symbols + 0.5) - integral(symbols - 0.5);
}

using Table = std::array<double, kTable + 2>;

Table make_table() noexcept {
  Table table{};
  const double first = exact_pulse(-kReach_symbols);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double t = static_cast<double>(std::min(i, kTable)) / kSteps - kReach_symbols;
    table[i] = (exact_pulse(t) - first) / (1 - 2 * first);
  }
  return table;
}

const Table kPulse = make_table();

Sample unit(double quarters) noexcept {
  return Sample(std::polar(1.0, (quarters - 4 * std::floor(quarters / 4)) * (std::numbers::pi / 2)));
}

// The same for whole numbers.
Sample unit_of(int quarters) noexcept {
  static const std::array<Sample, 4> kUnits{unit(0), unit(1), unit(2), unit(3)};
  return kUnits[static_cast<unsigned>(quarters) % kUnits.size()];
}

// The signal within half a symbol of a pulse's middle, for all signs of it and its two neighbours on each
// side. Straight lines between 256 points are good to -105 dB.
constexpr std::size_t kRowPulses = 5;
constexpr std::size_t kRows = 1U << kRowPulses;
constexpr std::size_t kRowSteps = 256;
using Row = std::array<Sample, kRowSteps + 2>;

std::vector<Row> make_rows() {
  std::vector<Row> rows(kRows);
  for (std::size_t pattern = 0; pattern < kRows; ++pattern) {
    for (std::size_t i = 0; i < rows[pattern].size(); ++i) {
      const double symbols = static_cast<double>(i) / kRowSteps - 0.5;
      double quarters = 0;
      for (std::size_t k = 0; k < kRowPulses; ++k) {
        const double sign = (pattern >> k & 1U) == 0 ? -1 : 1;
        quarters += sign * gmsk_phase_pulse(symbols + 2 - static_cast<double>(k));
      }
      rows[pattern][i] = unit(quarters);
    }
  }
  return rows;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> table = make_rows();
  return table;
}

}  // namespace

double gmsk_phase_pulse(double symbols) noexcept {
  const double place = std::clamp((symbols + kReach_symbols) * kSteps, 0.0, static_cast<double>(kTable));
  const auto index = static_cast<std::size_t>(place);
  return kPulse[index] + (kPulse[index + 1] - kPulse[index]) * (place - static_cast<double>(index));
}

GmskSlot::GmskSlot(double start_symbols, std::span<const std::uint8_t> bits, std::uint8_t bit_before,
                   int quarters)
    : start_symbols_(start_symbols), quarters_before_(quarters) {
  last_bit_ = bit_before;
  for (const std::uint8_t bit : bits) {
    signs_.push_back(bit == last_bit_ ? 1.0 : -1.0);
    last_bit_ = bit;
  }
}

int GmskSlot::quarters_after() const noexcept {
  double sum = quarters_before_;
  for (const double sign : signs_) sum += sign;
  return static_cast<int>(sum) % 4;
}

void GmskSignal::append(double at_symbols, double sign, double& quarters) {
  pulses_.push_back({at_symbols, sign, quarters, {}, nullptr});
  quarters += sign;
}

void GmskSignal::assign(const GmskSlot& before, const GmskSlot& slot, const GmskSlot& after) {
  pulses_.clear();
  const std::size_t skipped = before.signs_.size() - kBefore_pulses;
  double quarters = slot.quarters_before_;
  for (std::size_t i = 0; i < kBefore_pulses; ++i) quarters -= before.signs_[skipped + i];
  for (std::size_t i = 0; i < kBefore_pulses; ++i) {
    append(before.start_symbols_ - slot.start_symbols_ + static_cast<double>(skipped + i),
           before.signs_[skipped + i], quarters);
  }
  for (std::size_t i = 0; i < slot.signs_.size(); ++i) {
    append(static_cast<double>(i), slot.signs_[i], quarters);
  }
  for (std::size_t i = 0; i < kAfter_pulses; ++i) {
    append(after.start_symbols_ - slot.start_symbols_ + static_cast<double>(i), after.signs_[i], quarters);
  }
  find_rows();
}

void GmskSignal::find_rows() noexcept {
  constexpr std::size_t kReach = kRowPulses / 2;
  for (std::size_t i = kReach; i + kReach < pulses_.size(); ++i) {
    const Pulse* const first = pulses_.data() + (i - kReach);
    pulses_[i].turned_before = unit_of(static_cast<int>(first->quarters_before));
    const double span_symbols = first[kRowPulses - 1].at_symbols - first->at_symbols;
    if (std::abs(span_symbols - (kRowPulses - 1)) > 1e-6) continue;
    std::size_t pattern = 0;
    for (std::size_t k = 0; k < kRowPulses; ++k) {
      if (first[k].sign > 0) pattern |= std::size_t{1} << k;
    }
    pulses_[i].row = rows()[pattern].data();
  }
}

Sample GmskSignal::at(double symbols) const noexcept {
  const auto nearest = static_cast<std::size_t>(std::max(symbols + 0.5, 0.0)) + kBefore_pulses;
  const Pulse& pulse = pulses_[std::min(nearest, pulses_.size() - 1)];
  if (pulse.row == nullptr) return unit(quarters_at(symbols));
  const double place =
      std::clamp((symbols - pulse.at_symbols + 0.5) * kRowSteps, 0.0, static_cast<double>(kRowSteps));
  const auto index = static_cast<std::size_t>(place);
  const auto share = static_cast<float>(place - static_cast<double>(index));
  const Sample from = pulse.row[index];
  const Sample to = pulse.row[index + 1];
  const float re = from.real() + (to.real() - from.real()) * share;
  const float im = from.imag() + (to.imag() - from.imag()) * share;
  const Sample turned = pulse.turned_before;
  return {re * turned.real() - im * turned.imag(), re * turned.imag() + im * turned.real()};
}

double GmskSignal::quarters_at(double symbols) const noexcept {
  // The pulse numbered floor(symbols) - 2 is the first that has not quite turned.
  const auto first = static_cast<std::size_t>(std::max(symbols + 1.0, 0.0));
  const std::size_t from = std::min(first, pulses_.size() - kWindow_pulses);
  double quarters = pulses_[from].quarters_before;
  for (std::size_t i = from; i < from + kWindow_pulses; ++i) {
    quarters += pulses_[i].sign * gmsk_phase_pulse(symbols - pulses_[i].at_symbols);
  }
  return quarters;
}

}  // namespace cellwarden::synth
