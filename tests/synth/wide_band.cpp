#include "tests/synth/wide_band.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kNarrowRate_hz = 0.8e6;  // at least
constexpr double kHalfChannel_hz = 100e3;

// A block in narrow samples: what is delivered, and what the filter reaches over on either side.
constexpr std::size_t kBlock = 512;
constexpr std::size_t kGuard = 16;
constexpr std::size_t kHop = kBlock - 2 * kGuard;
// The low pass goes from its pass to its stop band between 0.4 and 0.6 narrow rates. A Kaiser window of 32
// narrow samples holds 90 dB there with some to spare.
constexpr double kStopBand = 0.6;
constexpr double kCutOff = 0.5;
constexpr double kKaiserBeta = 8.96;

std::complex<double> turn(double cycles) noexcept {
  return std::polar(1.0, kTurn * (cycles - std::floor(cycles)));
}

// The most window samples for each narrow one that keep the transform's size a product of 2, 3 and 5.
std::size_t decimation_of(double rate_hz) noexcept {
  const auto is_quick = [](std::size_t size) {
    for (const std::size_t factor : {2U, 3U, 5U}) {
      while (size % factor == 0) size /= factor;
    }
    return size == 1;
  };
  auto decimation = std::max<std::size_t>(static_cast<std::size_t>(rate_hz / kNarrowRate_hz), 1);
  while (!is_quick(decimation)) --decimation;
  return decimation;
}

/// The cell on a time axis that begins `by_s` earlier.
GsmCellSpec moved_later(GsmCellSpec cell, double by_s) {
  cell.delay_s += by_s;
  if (cell.start_s > 0) cell.start_s += by_s;  // else it sends into the first block's guard as well
  if (cell.stop_s) *cell.stop_s += by_s;
  for (LevelPoint& point : cell.level) point.time_s += by_s;
  for (GsmBroadcastChange& change : cell.bursts.changes) change.time_s += by_s;
  if (cell.on_block) {
    cell.on_block = [on_block = cell.on_block, by_s](const GsmSentBlock& block, double start_s) {
      if (start_s >= by_s) on_block(block, start_s - by_s);
    };
  }
  return cell;
}

}  // namespace

WideGsmBand::WideGsmBand(std::span<const GsmCellSpec> cells, const RadioSpec& radio)
    : radio_(radio),
      decimation_(decimation_of(radio.sample_rate_hz)),
      forward_(kBlock, Fft::Direction::kForward),
      inverse_(kBlock * decimation_, Fft::Direction::kInverse),
      placed_(kBlock) {
  design_filter();
  for (const GsmCellSpec& cell : cells) {
    const double carrier_hz = (radio.center_hz + cell.carrier_offset_hz) * (1 + cell.oscillator_ppm * 1e-6) -
                              radio.true_center_hz();
    if (std::abs(carrier_hz) - kHalfChannel_hz >= 0.5 * radio.true_rate_hz()) continue;
    carriers_.push_back(make_carrier(cell, carrier_hz));
  }
}

WideGsmBand::Carrier WideGsmBand::make_carrier(const GsmCellSpec& cell, double carrier_hz) const {
  const double rate_hz = radio_.true_rate_hz();
  const auto size = static_cast<std::int64_t>(inverse_.size());
  const double bin_hz = rate_hz / static_cast<double>(size);
  const std::int64_t bin = std::llround(carrier_hz / bin_hz);
  const double bin_at_hz = static_cast<double>(bin) * bin_hz;

  // The narrow radio stands at the bin, and its stream begins a guard earlier.
  const double guard_s = static_cast<double>(kGuard * decimation_) / rate_hz;
  RadioSpec narrow = radio_;
  narrow.sample_rate_hz = radio_.sample_rate_hz / static_cast<double>(decimation_);
  narrow.center_hz += bin_at_hz * (radio_.center_hz / radio_.true_center_hz());
  GsmCellSpec moved = moved_later(cell, guard_s);
  moved.carrier_offset_hz -= narrow.center_hz - radio_.center_hz;

  Carrier carrier;
  carrier.narrow = std::make_unique<GsmDownlink>(moved, narrow);
  carrier.samples.resize(kBlock);
  carrier.narrow->add(std::span(carrier.samples).last(2 * kGuard));
  carrier.bin = static_cast<std::size_t>((bin + size) % size);
  carrier.turned = turn(-(carrier_hz - bin_at_hz) * guard_s);
  return carrier;
}

void WideGsmBand::design_filter() {
  const std::size_t size = inverse_.size();
  const auto reach_samples = static_cast<std::ptrdiff_t>(kGuard * decimation_);
  Fft transform(size, Fft::Direction::kForward);
  const auto response = transform.input();
  std::fill(response.begin(), response.end(), Sample{});
  const double full = std::cyl_bessel_i(0.0, kKaiserBeta);
  for (std::ptrdiff_t n = -reach_samples; n <= reach_samples; ++n) {
    const double share = static_cast<double>(n) / static_cast<double>(reach_samples);
    const double window = std::cyl_bessel_i(0.0, kKaiserBeta * std::sqrt(1 - share * share)) / full;
    const double angle = kTurn * kCutOff * static_cast<double>(n) / static_cast<double>(decimation_);
    const double sinc = n == 0 ? 1.0 : std::sin(angle) / angle;
    response[static_cast<std::size_t>(n < 0 ? n + static_cast<std::ptrdiff_t>(size) : n)] =
        static_cast<float>(2 * kCutOff * sinc * window);
  }
  const auto spectrum = transform.run();
  const auto reach_bins = static_cast<std::size_t>(kStopBand * static_cast<double>(kBlock));
  for (std::size_t i = 0; i <= 2 * reach_bins; ++i) {
    const std::size_t bin = (i + size - reach_bins) % size;
    filter_.push_back(spectrum[bin].real() / static_cast<float>(size));
  }
}

void WideGsmBand::add(std::span<Sample> block) {
  if (carriers_.empty()) return;
  while (!block.empty()) {
    if (made_.empty()) make_hop();
    const std::size_t count = std::min(block.size(), made_.size());
    for (std::size_t i = 0; i < count; ++i) block[i] += made_[i];
    block = block.subspan(count);
    made_ = made_.subspan(count);
  }
}

void WideGsmBand::make_hop() {
  const auto bins = inverse_.input();
  std::fill(bins.begin(), bins.end(), Sample{});
  for (Carrier& carrier : carriers_) place(carrier);
  made_ = inverse_.run().subspan(kGuard * decimation_, kHop * decimation_);
  ++hops_;
}

void WideGsmBand::place(Carrier& carrier) {
  const auto fresh = std::span(carrier.samples).last(kHop);
  std::copy(carrier.samples.end() - 2 * kGuard, carrier.samples.end(), carrier.samples.begin());
  std::fill(fresh.begin(), fresh.end(), Sample{});
  carrier.narrow->add(fresh);
  std::copy(carrier.samples.begin(), carrier.samples.end(), forward_.input().begin());
  const auto spectrum = forward_.run();

  // A bin's oscillator runs through, while each transform begins its own anew.
  const std::size_t size = inverse_.size();
  const std::uint64_t first = (hops_ * kHop % kBlock + kBlock - kGuard) * decimation_;
  const double cycles = static_cast<double>(first * carrier.bin % size) / static_cast<double>(size);
  const Sample turned(carrier.turned * turn(cycles));
  const auto bins = inverse_.input();
  const std::size_t reach = filter_.size() / 2;
  for (std::size_t done = 0; done < filter_.size();) {  // in pieces, since both spectra go round
    const std::size_t from = (kBlock - reach + done) % kBlock;
    const std::size_t to = (carrier.bin + size - reach + done) % size;
    const std::size_t count = std::min({filter_.size() - done, kBlock - from, size - to});
    const auto placed = std::span(placed_).first(count);
    multiply_scaled(spectrum.subspan(from, count), turned, std::span(filter_).subspan(done, count), placed);
    for (std::size_t i = 0; i < count; ++i) bins[to + i] += placed[i];
    done += count;
  }
}

}  // namespace cellwarden::synth
