#include "tests/synth/gsm_downlink.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace cellwarden::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kHalfChannel_hz = 100e3;
constexpr double kStretch_symbols = 8;  // 30 us: straight gains are within -60 dB at 400 Hz of Doppler
constexpr double kRamp_symbols = 4;

std::complex<double> turn(double cycles) noexcept {
  return std::polar(1.0, kTurn * (cycles - std::floor(cycles)));
}

// Without the rules for infinities that std::complex follows.
std::complex<double> product(std::complex<double> a, std::complex<double> b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

unsigned slot_bits(SlotLength length, unsigned timeslot) noexcept {
  return length == SlotLength::kWhole && timeslot % 4 == 0 ? kLongestSlot_bits : kLongestSlot_bits - 1;
}

// Multiframes before time 0 of the recording, so that every block on the air is made from its start.
std::int64_t first_frame(const GsmCellSpec& spec, double earliest_symbols) noexcept {
  const auto frames = static_cast<std::int64_t>(std::floor(earliest_symbols / gsm::kFrame_symbols)) - 1;
  const std::int64_t number = frames + spec.frame_number_start;
  constexpr std::int64_t kMultiframe = kMultiframe_frames;
  const std::int64_t into = (number % kMultiframe + kMultiframe) % kMultiframe;
  return frames - into;
}

std::uint32_t frame_number(std::int64_t frame) noexcept {
  constexpr std::int64_t kPeriod = gsm::kHyperframe_frames;
  return static_cast<std::uint32_t>((frame % kPeriod + kPeriod) % kPeriod);
}

}  // namespace

GsmDownlink::GsmDownlink(const GsmCellSpec& spec, const RadioSpec& radio)
    : spec_(spec),
      radio_(radio),
      bursts_(spec.bursts, spec.seed),
      symbol_rate_hz_(gsm::kSymbolRate_hz * (1 + spec.symbol_clock_ppm.value_or(spec.oscillator_ppm) * 1e-6)),
      carrier_hz_((radio.center_hz + spec.carrier_offset_hz) * (1 + spec.oscillator_ppm * 1e-6) -
                  radio.true_center_hz()),
      is_in_band_(std::abs(carrier_hz_) - kHalfChannel_hz < 0.5 * radio.true_rate_hz()),
      taps_(multipath_taps(spec.multipath, spec.two_paths_delay_s)) {
  Random random{spec.seed, 0x6368'616E'6E65'6CU};
  for (const Tap& tap : taps_) gains_.emplace_back(spec.doppler_hz, random, tap.direct_share);
  frame_ = first_frame(spec_, -(spec_.delay_s + taps_.back().delay_s) * symbol_rate_hz_);
  const std::array<std::uint8_t, kLongestSlot_bits> silence{};
  before_.phase = GmskSlot(slot_start_symbols() - kLongestSlot_bits, silence, 0, 0);
  slot_ = make_slot(before_.phase);
  advance();
  after_ = make_slot(slot_.phase);
}

double GsmDownlink::apparent_offset_hz() const noexcept {
  return carrier_hz_ * radio_.sample_rate_hz / radio_.true_rate_hz();
}

double GsmDownlink::true_time_s(double cell_time_symbols) const noexcept {
  return cell_time_symbols / symbol_rate_hz_ + spec_.delay_s;
}

double GsmDownlink::sample_at(double cell_time_symbols, double tap_delay_s) const noexcept {
  return (true_time_s(cell_time_symbols) + tap_delay_s) * radio_.true_rate_hz();
}

std::int64_t GsmDownlink::first_sample(double cell_time_symbols, double tap_delay_s) const noexcept {
  // The millionth keeps a boundary that falls on a sample there, whatever the rounding.
  return static_cast<std::int64_t>(std::ceil(sample_at(cell_time_symbols, tap_delay_s) - 1e-6));
}

std::int64_t GsmDownlink::first_audible() const noexcept {
  return static_cast<std::int64_t>(std::ceil(spec_.start_s * radio_.true_rate_hz()));
}

std::int64_t GsmDownlink::end_audible() const noexcept {
  if (!spec_.stop_s) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::ceil(*spec_.stop_s * radio_.true_rate_hz()));
}

double GsmDownlink::amplitude_at(double time_s) const noexcept {
  return std::pow(10.0, (spec_.power_dbfs + level_change_db(spec_.level, time_s)) / 20.0);
}

double GsmDownlink::slot_start_symbols() const noexcept {
  const double frame = static_cast<double>(frame_) * gsm::kFrame_symbols;
  if (spec_.slot_length == SlotLength::kQuarter)
    return frame + timeslot_ * gsm::kFrame_symbols / kFrame_slots;
  double symbols = 0;
  for (unsigned i = 0; i < timeslot_; ++i) symbols += slot_bits(spec_.slot_length, i);
  return frame + symbols;
}

void GsmDownlink::advance() {
  timeslot_ = (timeslot_ + 1) % kFrame_slots;
  if (timeslot_ == 0) ++frame_;
}

GsmDownlink::Slot GsmDownlink::make_slot(const GmskSlot& before) {
  const double start_symbols = slot_start_symbols();
  const std::uint32_t number = frame_number(frame_ + spec_.frame_number_start);
  const GsmBurst burst = bursts_.next(number, timeslot_, true_time_s(start_symbols));
  if (burst.begun) report(*burst.begun, start_symbols);
  std::array<std::uint8_t, kLongestSlot_bits> bits{};
  bits.fill(1);  // TS 45.004, 2.2: ones before and after
  std::copy(burst.bits.begin(), burst.bits.end(), bits.begin());
  Slot slot;
  slot.phase = GmskSlot(start_symbols, std::span(bits).first(slot_bits(spec_.slot_length, timeslot_)),
                        before.last_bit(), before.quarters_after());
  if (burst.is_idle) slot.amplitude = std::pow(10.0, spec_.idle_slots_db / 20.0);
  return slot;
}

void GsmDownlink::report(const GsmSentBlock& block, double start_symbols) const {
  if (!spec_.on_block) return;
  constexpr double kBlock_symbols = (kBlock_bursts - 1) * gsm::kFrame_symbols + kBurst_bits;
  const double start_s = true_time_s(start_symbols);
  if (start_s < std::max(spec_.start_s, 0.0)) return;
  if (spec_.stop_s && true_time_s(start_symbols + kBlock_symbols) > *spec_.stop_s) return;
  spec_.on_block(block, start_s);
}

void GsmDownlink::add(std::span<Sample> block) {
  const auto end = position_ + static_cast<std::int64_t>(block.size());
  if (pending_.size() < block.size()) pending_.resize(block.size());
  while (first_sample(slot_.phase.start_symbols(), 0) < end) {
    render_slot();
    before_ = std::move(slot_);
    slot_ = std::move(after_);
    advance();
    after_ = make_slot(slot_.phase);
  }
  const std::int64_t from = std::clamp(first_audible() - position_, std::int64_t{0}, end - position_);
  const std::int64_t to = std::clamp(end_audible() - position_, from, end - position_);
  for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i)
    block[i] += pending_[i];
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(block.size()));
  position_ = end;
}

void GsmDownlink::render_slot() {
  if (!is_in_band_) return;
  const std::int64_t first = first_sample(slot_.phase.start_symbols(), 0);
  const std::int64_t end = first_sample(after_.phase.start_symbols(), taps_.back().delay_s);
  if (end <= position_ || end <= first_audible() || first >= end_audible()) return;
  signal_.assign(before_.phase, slot_.phase, after_.phase);
  for (std::size_t tap = 0; tap < taps_.size(); ++tap) render_tap(tap);
}

void GsmDownlink::render_tap(std::size_t tap) {
  for (const Stretch& stretch : stretches(tap)) render_stretch(taps_[tap].delay_s, stretch);
}

// The burst and the guard period after it; shorter pieces where the gain changes.
std::vector<GsmDownlink::Stretch> GsmDownlink::stretches(std::size_t tap) const {
  const double start_symbols = slot_.phase.start_symbols();
  const double length_symbols = after_.phase.start_symbols() - start_symbols;
  const auto gain_at = [&](double symbols) {
    const double time_s = true_time_s(start_symbols + symbols) + taps_[tap].delay_s;
    return amplitude_at(time_s) * std::sqrt(taps_[tap].power) * gains_[tap].at(time_s);
  };
  const bool changes = spec_.doppler_hz > 0 || !spec_.level.empty();
  std::vector<Stretch> list;
  double from_symbols = 0;
  std::complex<double> from_gain = gain_at(0);
  while (from_symbols < length_symbols) {
    const bool is_guard = from_symbols >= double{kBurst_bits};
    const double end_symbols = is_guard ? length_symbols : double{kBurst_bits};
    const double to_symbols = changes ? std::min(from_symbols + kStretch_symbols, end_symbols) : end_symbols;
    const std::complex<double> to_gain = changes ? gain_at(to_symbols) : from_gain;
    list.push_back({from_symbols, to_symbols, from_gain, to_gain, is_guard});
    from_symbols = to_symbols;
    from_gain = to_gain;
  }
  return list;
}

// In the guard period the level goes over from one burst to the next, or down and up again.
double GsmDownlink::envelope_at(double symbols) const noexcept {
  if (symbols < double{kBurst_bits}) return slot_.amplitude;
  const double length_symbols = after_.phase.start_symbols() - slot_.phase.start_symbols();
  const auto raised = [](double share) {
    return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(share, 0.0, 1.0));
  };
  const double since = symbols - double{kBurst_bits};
  if (spec_.guard_dips) {
    return slot_.amplitude * (1 - raised(since / kRamp_symbols)) +
           after_.amplitude * (1 - raised((length_symbols - symbols) / kRamp_symbols));
  }
  const double share = raised(since / (length_symbols - double{kBurst_bits}));
  return slot_.amplitude + (after_.amplitude - slot_.amplitude) * share;
}

void GsmDownlink::render_stretch(double tap_delay_s, const Stretch& stretch) {
  const double start_symbols = slot_.phase.start_symbols();
  const std::int64_t first =
      std::max(first_sample(start_symbols + stretch.from_symbols, tap_delay_s), position_);
  const std::int64_t end = first_sample(start_symbols + stretch.to_symbols, tap_delay_s);
  if (end <= first) return;
  const auto needed = static_cast<std::size_t>(end - position_);
  if (needed > pending_.size()) pending_.resize(needed);
  const double step_symbols = symbol_rate_hz_ / radio_.true_rate_hz();
  const double first_symbols =
      (static_cast<double>(first) - sample_at(start_symbols, tap_delay_s)) * step_symbols;
  const double step_cycles = carrier_hz_ / radio_.true_rate_hz();
  const std::complex<double> slope =
      (stretch.to_gain - stretch.from_gain) / (stretch.to_symbols - stretch.from_symbols);
  std::complex<double> carrier = turn(step_cycles * static_cast<double>(first));
  const std::complex<double> carrier_step = turn(step_cycles);
  for (std::int64_t n = first; n < end; ++n) {
    const double symbols = first_symbols + static_cast<double>(n - first) * step_symbols;
    std::complex<double> gain = stretch.from_gain + slope * (symbols - stretch.from_symbols);
    gain *= stretch.is_guard ? envelope_at(symbols) : slot_.amplitude;
    pending_[static_cast<std::size_t>(n - position_)] +=
        Sample(product(product(gain, carrier), std::complex<double>(signal_.at(symbols))));
    carrier = product(carrier, carrier_step);
  }
}

}  // namespace cellwarden::synth
