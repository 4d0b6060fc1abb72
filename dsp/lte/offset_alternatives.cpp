#include "dsp/lte/offset_alternatives.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/statistics.hpp"
#include "dsp/lte/pilot_delays.hpp"
#include "dsp/lte/sequences.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kLongestRun_frames = 32;
constexpr std::size_t kFirstSync_subcarrier = 5;  // of the central 72

// One symbol's known elements of one port in one frame, each divided by what was sent, in delays.
struct KnownSymbol {
  double time_s{};  // of its middle, from the frame's start
  double elements{};
  DelayRow delays{};
};

// By frame and port.
using KnownFrames = std::vector<std::array<std::vector<KnownSymbol>, 2>>;

// Sub-carrier k turned as pilots at sub-carriers 3 j + shift are: by delays against pilot 0.
Sample delay_phasor(std::size_t subcarrier, unsigned shift, std::size_t delay) noexcept {
  const double steps = static_cast<double>(subcarrier) - static_cast<double>(shift);
  return unit_phasor(steps * (static_cast<double>(delay) + kFirstDelay) / kCentral_subcarriers);
}

void add_pilots(const PilotGrid& grid, unsigned ports, KnownFrames& known) {
  for (std::size_t slot = 0; slot < grid.slot_count(); ++slot) {
    for (unsigned part = 0; part < 2; ++part) {
      if (!grid.has(slot, part)) continue;
      for (unsigned port = 0; port < std::min(ports, 2U); ++port) {
        const double time_s = grid.time_s(slot % kSlotsPerFrame, part);
        known[slot / kSlotsPerFrame][port].push_back(
            {time_s, kPilotsPerSymbol, symbol_delays(grid, port, slot, part)});
      }
    }
  }
}

class SyncSymbols {
 public:
  SyncSymbols(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing)
      : reader_(reader), shape_(shape), timing_(timing) {
    for (std::size_t k = 0; k < kSync_subcarriers; ++k) {
      for (std::size_t d = 0; d < kDelays; ++d)
        phasors_[k][d] = delay_phasor(kFirstSync_subcarrier + k, shape.pci % kPilotSpacing, d);
    }
  }

  void add(std::size_t frame, std::vector<KnownSymbol>& known) {
    const auto primary = pss(shape_.pci % 3);
    for (const bool second_half : {false, true}) {
      const auto secondary = sss(shape_.pci, second_half);
      const std::size_t half_samples = second_half ? kHalfFrame_samples : 0;
      add_symbol(frame, half_samples + pss_start(shape_.duplex, shape_.prefix), primary, known);
      add_symbol(frame, half_samples + sss_start(shape_.duplex, shape_.prefix), secondary, known);
    }
  }

 private:
  template <class Sequence>
  void add_symbol(std::size_t frame, std::size_t start_samples, const Sequence& sent,
                  std::vector<KnownSymbol>& known) {
    CentralSymbol symbol;
    const auto in_frame = static_cast<double>(start_samples);
    if (!reader_.read(timing_, static_cast<double>(frame * kFrame_samples) + in_frame, symbol)) return;
    KnownSymbol here{(in_frame + kFft_samples / 2.0) / kSampleRate_hz, kSync_subcarriers, {}};
    for (std::size_t k = 0; k < kSync_subcarriers; ++k) {
      const Sample channel = times_conj(symbol[kFirstSync_subcarrier + k], Sample(sent[k]));
      for (std::size_t d = 0; d < kDelays; ++d) here.delays[d] += times(channel, phasors_[k][d]);
    }
    known.push_back(here);
  }

  SymbolReader& reader_;
  const CellShape& shape_;
  const FrameTiming& timing_;
  std::array<std::array<Sample, kDelays>, kSync_subcarriers> phasors_{};
};

// A frame's known elements in phase, by port.
struct FrameSum {
  std::array<DelayRow, 2> delays{};
  std::array<double, 2> elements{};

  void add(const FrameSum& other) noexcept {
    for (std::size_t port = 0; port < 2; ++port) {
      for (std::size_t d = 0; d < kDelays; ++d) delays[port][d] += other.delays[port][d];
      elements[port] += other.elements[port];
    }
  }
};

// Of every frame, an offset of apart_hz taken out.
std::vector<FrameSum> turned_frames(const KnownFrames& frames, double apart_hz) {
  std::vector<FrameSum> sums(frames.size());
  for (std::size_t f = 0; f < frames.size(); ++f) {
    for (std::size_t port = 0; port < 2; ++port) {
      for (const KnownSymbol& symbol : frames[f][port]) {
        const Sample turn = unit_phasor(-apart_hz * (symbol.time_s + static_cast<double>(f) * kFrame_s));
        for (std::size_t d = 0; d < kDelays; ++d) sums[f].delays[port][d] += times(symbol.delays[d], turn);
        sums[f].elements[port] += symbol.elements;
      }
    }
  }
  return sums;
}

// Power of runs of frames in phase; noise alone has a mean of one per value.
double power_of_runs(const std::vector<FrameSum>& frames, std::size_t together, double noise_power) {
  double power = 0.0;
  for (std::size_t first = 0; first < frames.size(); first += together) {
    FrameSum run;
    for (std::size_t f = first; f < std::min(frames.size(), first + together); ++f) run.add(frames[f]);
    for (std::size_t port = 0; port < 2; ++port) {
      if (run.elements[port] > 0.0) power += power_of(run.delays[port]) / (run.elements[port] * noise_power);
    }
  }
  return power;
}

constexpr double apart_of(std::size_t i) noexcept {
  return (static_cast<double>(i) - 2.0) * kTddAmbiguity_hz;
}

}  // namespace

OffsetAlternatives weigh_alternatives(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                                      const DownlinkMask& downlink, unsigned ports, double noise_power) {
  PilotGrid grid;
  grid.collect(reader, shape, timing, downlink, false);
  KnownFrames known(grid.frame_count());
  add_pilots(grid, ports, known);
  if (ports == 1) {
    SyncSymbols sync(reader, shape, timing);
    for (std::size_t f = 0; f < known.size(); ++f) sync.add(f, known[f][0]);
  }

  std::array<std::vector<FrameSum>, 5> turned;
  for (std::size_t i = 0; i < turned.size(); ++i) turned[i] = turned_frames(known, apart_of(i));

  // Runs as long as the channel stays alike: those that stand out most.
  std::array<double, 5> best{};
  double best_z = -1e9;
  for (std::size_t together = 1; together <= std::min(kLongestRun_frames, known.size()); together *= 2) {
    std::array<double, 5> powers{};
    for (std::size_t i = 0; i < powers.size(); ++i)
      powers[i] = power_of_runs(turned[i], together, std::max(noise_power, 1e-30));
    const std::size_t runs = (known.size() + together - 1) / together;
    const auto count = static_cast<double>(runs * kDelays * std::min(ports, 2U));
    const double z = gamma_z_score(*std::max_element(powers.begin(), powers.end()), count);
    if (z <= best_z) continue;
    best_z = z;
    best = powers;
  }

  const double most = *std::max_element(best.begin(), best.end());
  double total = 0.0;
  for (const double power : best) total += std::exp(power - most);
  OffsetAlternatives alternatives{};
  for (std::size_t i = 0; i < best.size(); ++i)
    alternatives[i] = {apart_of(i), std::exp(best[i] - most) / total};
  return alternatives;
}

OffsetAlternative likeliest(const OffsetAlternatives& alternatives) noexcept {
  return *std::max_element(
      alternatives.begin(), alternatives.end(),
      [](const OffsetAlternative& a, const OffsetAlternative& b) { return a.probability < b.probability; });
}

double spread_hz(const OffsetAlternatives& alternatives, double apart_hz) noexcept {
  double variance = 0.0;
  for (const OffsetAlternative& other : alternatives) {
    const double error_hz = other.apart_hz - apart_hz;
    variance += other.probability * error_hz * error_hz;
  }
  return std::sqrt(variance);
}

}  // namespace cellwarden::lte
