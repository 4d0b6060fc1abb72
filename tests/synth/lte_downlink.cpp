#include "tests/synth/lte_downlink.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/kernel/complex_math.hpp"

namespace cellwarden::synth {
namespace {

// TS 36.211, section 4: lengths in T_s, whole numbers, so that neighbours meet exactly.
constexpr double kTs_s = 1.0 / 30.72e6;
constexpr std::int64_t kFrame_ts = 307200;
constexpr std::int64_t kSubframe_ts = 30720;
constexpr std::int64_t kSlot_ts = 15360;
constexpr std::int64_t kUseful_ts = 2048;
constexpr std::int64_t kLongestPrefix_ts = 512;
constexpr double kTurn = 2.0 * std::numbers::pi;

// Section 6.12.
std::int64_t cyclic_prefix_ts(lte::CyclicPrefix prefix, unsigned symbol_in_slot) noexcept {
  if (prefix == lte::CyclicPrefix::kExtended) return kLongestPrefix_ts;
  return symbol_in_slot == 0 ? 160 : 144;
}

// Start of a symbol, prefix included, from the start of its subframe.
std::int64_t symbol_start_ts(lte::CyclicPrefix prefix, unsigned symbol) noexcept {
  const unsigned per_slot = lte::symbols_per_slot(prefix);
  std::int64_t start_ts = symbol / per_slot * kSlot_ts;
  for (unsigned l = 0; l < symbol % per_slot; ++l) start_ts += cyclic_prefix_ts(prefix, l) + kUseful_ts;
  return start_ts;
}

std::complex<double> turn(double cycles) noexcept {
  return std::polar(1.0, kTurn * (cycles - std::floor(cycles)));
}

}  // namespace

// A symbol in the cell's own time: start of the prefix, of the useful part, of the next symbol.
struct LteDownlink::Symbol {
  std::int64_t start_ts, useful_ts, end_ts;
};

LteDownlink::LteDownlink(const LteCellSpec& spec, const RadioSpec& radio)
    : spec_(spec),
      radio_(radio),
      grid_(spec.grid, spec.seed),
      symbol_clock_(1 + spec.symbol_clock_ppm.value_or(spec.oscillator_ppm) * 1e-6),
      carrier_hz_((radio.center_hz + spec.carrier_offset_hz) * (1 + spec.oscillator_ppm * 1e-6) -
                  radio.true_center_hz()),
      taps_(multipath_taps(spec.multipath)) {
  Random random{spec.seed, 0x6368'616E'6E65'6CU};
  for (std::size_t i = 0; i < taps_.size() * spec_.grid.ports; ++i)
    gains_.emplace_back(spec.doppler_hz, random);
  select_visible_subcarriers();
  // Begin with the whole frame that is on the air at the first sample.
  const double before_s = (spec_.delay_s + taps_.back().delay_s) * symbol_clock_;
  frame_ = -static_cast<std::int64_t>(std::floor(before_s / (kFrame_ts * kTs_s))) - 2;
}

double LteDownlink::apparent_offset_hz() const noexcept {
  return carrier_hz_ * radio_.sample_rate_hz / radio_.true_rate_hz();
}

void LteDownlink::select_visible_subcarriers() {
  const std::size_t count = subcarriers(spec_.grid);
  const std::size_t half = count / 2;
  const double spacing_hz = lte::kSubcarrier_hz * symbol_clock_;
  const double edge_hz = 0.5 * radio_.true_rate_hz();
  std::size_t last = 0;
  bool any = false;
  for (std::size_t i = 0; i <= count; ++i) {
    const double f_hz = carrier_hz_ + (static_cast<double>(i) - static_cast<double>(half)) * spacing_hz;
    if (!spec_.wrap && std::abs(f_hz) >= edge_hz) continue;
    if (!any) first_visible_ = i;
    any = true;
    last = i;
  }
  if (!any) return;
  visible_count_ = last - first_visible_ + 1;
  const auto longest = static_cast<std::size_t>((kLongestPrefix_ts + kUseful_ts) * kTs_s / symbol_clock_ *
                                                radio_.true_rate_hz()) +
                       2;
  synthesis_ =
      std::make_unique<SubcarrierSynthesis>(visible_count_, spacing_hz / radio_.true_rate_hz(), longest);
}

double LteDownlink::true_time_s(std::int64_t cell_time_ts) const noexcept {
  return static_cast<double>(cell_time_ts) * kTs_s / symbol_clock_ + spec_.delay_s;
}

double LteDownlink::sample_at(std::int64_t cell_time_ts, double tap_delay_s) const noexcept {
  return (true_time_s(cell_time_ts) + tap_delay_s) * radio_.true_rate_hz();
}

std::int64_t LteDownlink::first_sample(std::int64_t cell_time_ts, double tap_delay_s) const noexcept {
  // The millionth keeps a boundary that falls on a sample there, whatever the rounding.
  return static_cast<std::int64_t>(std::ceil(sample_at(cell_time_ts, tap_delay_s) - 1e-6));
}

double LteDownlink::amplitude_at(double time_s) const noexcept {
  return std::pow(10.0, (spec_.re_power_dbfs + level_change_db(spec_.level, time_s)) / 20.0);
}

LteDownlink::Symbol LteDownlink::current_symbol() const noexcept {
  const lte::CyclicPrefix prefix = spec_.grid.prefix;
  const std::int64_t start_ts =
      frame_ * kFrame_ts + subframe_ * kSubframe_ts + symbol_start_ts(prefix, symbol_);
  const std::int64_t useful_ts = start_ts + cyclic_prefix_ts(prefix, symbol_ % lte::symbols_per_slot(prefix));
  return {start_ts, useful_ts, useful_ts + kUseful_ts};
}

void LteDownlink::advance() {
  if (++symbol_ < 2 * lte::symbols_per_slot(spec_.grid.prefix)) return;
  symbol_ = 0;
  subframe_ready_ = false;
  if (++subframe_ < 10) return;
  subframe_ = 0;
  ++frame_;
}

void LteDownlink::add(std::span<Sample> block) {
  const auto end = position_ + static_cast<std::int64_t>(block.size());
  if (pending_.size() < block.size()) pending_.resize(block.size());
  while (first_sample(current_symbol().start_ts, 0) < end) {
    render_symbol();
    advance();
  }
  const double rate_hz = radio_.true_rate_hz();
  const auto first = static_cast<std::int64_t>(std::ceil(spec_.start_s * rate_hz));
  const auto last = spec_.stop_s ? static_cast<std::int64_t>(std::ceil(*spec_.stop_s * rate_hz)) : end;
  const std::int64_t from = std::clamp(first - position_, std::int64_t{0}, end - position_);
  const std::int64_t to = std::clamp(last - position_, from, end - position_);
  for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i)
    block[i] += pending_[i];
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(block.size()));
  position_ = end;
}

void LteDownlink::render_symbol() {
  if (!synthesis_) return;
  const Symbol symbol = current_symbol();
  if (first_sample(symbol.end_ts, taps_.back().delay_s) <= position_) return;
  if (!subframe_ready_) grid_.prepare(frame_, subframe_);
  subframe_ready_ = true;
  if (grid_.symbol(symbol_, 0).empty()) return;
  for (std::size_t tap = 0; tap < taps_.size(); ++tap) render_tap(tap, symbol);
}

// The gain runs straight from its value at the symbol's start to that at its end: one part that stands and
// one that a ramp multiplies.
void LteDownlink::render_tap(std::size_t tap, const Symbol& symbol) {
  const double delay_s = taps_[tap].delay_s;
  const std::int64_t first = first_sample(symbol.start_ts, delay_s);
  const auto count = static_cast<std::size_t>(first_sample(symbol.end_ts, delay_s) - first);
  const double offset = static_cast<double>(first) - sample_at(symbol.useful_ts, delay_s);
  if (mix_ports(tap, symbol, false)) accumulate(synthesis_->run(offset, count), first, offset, {1, 0});
  const bool changes = spec_.doppler_hz > 0 || !spec_.level.empty();
  if (changes && mix_ports(tap, symbol, true)) {
    const double start = sample_at(symbol.start_ts, delay_s);
    const double step = 1.0 / (sample_at(symbol.end_ts, delay_s) - start);
    const Ramp ramp{(static_cast<double>(first) - start) * step, step};
    accumulate(synthesis_->run(offset, count), first, offset, ramp);
  }
}

// Sums the ports' visible elements, each with its gain (or its change over the symbol).
bool LteDownlink::mix_ports(std::size_t tap, const Symbol& symbol, bool slope) {
  const auto out = synthesis_->elements();
  std::fill(out.begin(), out.end(), Sample{});
  const double start_s = true_time_s(symbol.start_ts);
  const double end_s = true_time_s(symbol.end_ts);
  const std::size_t half = subcarriers(spec_.grid) / 2;
  for (unsigned port = 0; port < spec_.grid.ports; ++port) {
    const TapGain& gain = gains_[tap * spec_.grid.ports + port];
    const std::complex<double> from = amplitude_at(start_s) * gain.at(start_s);
    const std::complex<double> value = slope ? amplitude_at(end_s) * gain.at(end_s) - from : from;
    const Sample factor(value * std::sqrt(taps_[tap].power));
    const auto grid = grid_.symbol(symbol_, port);
    for (std::size_t i = 0; i < visible_count_; ++i) {
      const std::size_t place = first_visible_ + i;  // the middle one is DC, which the grid does not hold
      if (place != half) out[i] += times(factor, grid[place < half ? place : place - 1]);
    }
  }
  return std::any_of(out.begin(), out.end(), [](const Sample& a) { return a != Sample{}; });
}

// Moves the symbol from its lowest visible sub-carrier at 0 Hz to where it belongs, and adds it.
void LteDownlink::accumulate(std::span<const Sample> x, std::int64_t first, double offset, Ramp ramp) {
  const std::int64_t end = first + static_cast<std::int64_t>(x.size()) - position_;
  if (end > static_cast<std::int64_t>(pending_.size())) pending_.resize(static_cast<std::size_t>(end));
  const std::size_t half = subcarriers(spec_.grid) / 2;
  const double lowest = static_cast<double>(first_visible_) - static_cast<double>(half);
  const double lowest_cycles = lowest * lte::kSubcarrier_hz * symbol_clock_ / radio_.true_rate_hz();
  const double carrier_cycles = carrier_hz_ / radio_.true_rate_hz();
  // The symbol's own part starts anew at each useful part; the carrier runs through.
  std::complex<double> phase =
      turn(lowest_cycles * offset) * turn(carrier_cycles * static_cast<double>(first));
  const std::complex<double> step = turn(lowest_cycles + carrier_cycles);
  for (std::size_t n = 0; n < x.size(); ++n) {
    const std::int64_t place = first + static_cast<std::int64_t>(n) - position_;
    const auto level = ramp.from + ramp.step * static_cast<double>(n);
    if (place >= 0) pending_[static_cast<std::size_t>(place)] += times(x[n], Sample(level * phase));
    phase *= step;
  }
}

}  // namespace cellwarden::synth
