#include "dsp/lte/cell_canceller.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/fft.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kSyncFirst = 5;  // of the central 72
constexpr std::size_t kLongestPrefix_samples = 32;

// The two complex gains that make ports 0 and 1 explain a synchronisation signal best.
struct PortMix {
  Sample a, b;
};

struct SyncSymbol {
  std::size_t slot;
  double start_samples;
  std::array<Sample, kSync_subcarriers> sent;
};

std::array<Sample, kSync_subcarriers> as_complex(const std::array<float, kSync_subcarriers>& real) noexcept {
  std::array<Sample, kSync_subcarriers> values{};
  std::transform(real.begin(), real.end(), values.begin(), [](float v) { return Sample(v, 0.0F); });
  return values;
}

class Canceller {
 public:
  Canceller(std::span<Sample> baseband, SymbolReader& reader, const CellMeasurement& cell)
      : baseband_(baseband),
        reader_(reader),
        cell_(cell),
        timing_(cell.sync.timing),
        inverse_(kFft_samples, Fft::Direction::kInverse),
        ports_(cell.mib ? cell.mib->mib.ports : 2U),
        sent_(sent_pilots(cell.shape)) {
    std::fill(inverse_.input().begin(), inverse_.input().end(), Sample{});
    Oscillator nco(timing_.offset_hz / kSampleRate_hz, 0.0);
    for (Sample& t : turn_) t = nco.next();
  }

  void run() {
    const double available = static_cast<double>(baseband_.size()) - timing_.frame_start_samples;
    slots_ = available > 0 ? static_cast<std::size_t>(available / kSlot_samples) + 1 : 0;
    // Synchronisation signals are measured before anything is changed.
    const std::vector<SyncSymbol> sync = sync_symbols();
    const std::array<PortMix, 2> mixes{fit_mix(sync, 0), fit_mix(sync, 1)};
    if (cell_.mib) broadcast_gain_ = fit_broadcast_gain();
    for (std::size_t slot = 0; slot < slots_; ++slot) cancel_slot(slot);
    for (std::size_t i = 0; i < sync.size(); ++i) cancel_sync(sync[i], mixes[i % 2]);
  }

 private:
  // PSS and SSS in turn, half frame by half frame.
  [[nodiscard]] std::vector<SyncSymbol> sync_symbols() const {
    std::vector<SyncSymbol> symbols;
    const CellShape& shape = cell_.shape;
    const auto primary = pss(shape.pci % 3);
    const std::array<std::array<Sample, kSync_subcarriers>, 2> secondary{as_complex(sss(shape.pci, false)),
                                                                         as_complex(sss(shape.pci, true))};
    for (std::size_t half = 0; half * 10 < slots_; ++half) {
      const std::size_t base = half * kHalfFrame_samples;
      const std::size_t pss_at = base + pss_start(shape.duplex, shape.prefix);
      const std::size_t sss_at = base + sss_start(shape.duplex, shape.prefix);
      symbols.push_back({pss_at / kSlot_samples, static_cast<double>(pss_at), primary});
      symbols.push_back({sss_at / kSlot_samples, static_cast<double>(sss_at), secondary[half % 2]});
    }
    return symbols;
  }

  [[nodiscard]] PortMix fit_mix(const std::vector<SyncSymbol>& symbols, std::size_t kind) {
    double aa = 1e-30, bb = 1e-30;
    std::complex<double> ab{}, ya{}, yb{};
    CentralSymbol received, h0, h1{};
    for (std::size_t i = kind; i < symbols.size(); i += 2) {
      if (!reader_.read(timing_, symbols[i].start_samples, received)) continue;
      cell_.channel->at(0, symbols[i].slot, h0);
      if (ports_ > 1) cell_.channel->at(1, symbols[i].slot, h1);
      for (std::size_t n = 0; n < kSync_subcarriers; ++n) {
        const std::size_t k = kSyncFirst + n;
        const std::complex<double> y(times_conj(received[k], symbols[i].sent[n]));
        const std::complex<double> a(h0[k]), b(h1[k]);
        aa += std::norm(a);
        bb += std::norm(b);
        ab += std::conj(a) * b;
        ya += std::conj(a) * y;
        yb += std::conj(b) * y;
      }
    }
    if (ports_ == 1) return {Sample(ya / aa), {}};
    const double determinant = aa * bb - std::norm(ab);
    if (!(determinant > 1e-3 * aa * bb)) return {Sample(ya / aa), {}};
    return {Sample((ya * bb - ab * yb) / determinant), Sample((yb * aa - std::conj(ab) * ya) / determinant)};
  }

  void cancel_sync(const SyncSymbol& symbol, const PortMix& mix) {
    CentralSymbol h0, h1{};
    cell_.channel->at(0, symbol.slot, h0);
    if (ports_ > 1) cell_.channel->at(1, symbol.slot, h1);
    CentralSymbol arriving{};
    for (std::size_t n = 0; n < kSync_subcarriers; ++n) {
      const std::size_t k = kSyncFirst + n;
      arriving[k] = times(times(h0[k], mix.a) + times(h1[k], mix.b), symbol.sent[n]);
    }
    subtract(arriving, symbol.start_samples, 9);
  }

  void cancel_slot(std::size_t slot) {
    const auto in_frame = static_cast<unsigned>(slot % kSlotsPerFrame);
    const auto& carries = cell_.downlink.carries[in_frame];
    const bool has_broadcast = in_frame == 1 && cell_.mib.has_value();
    if (!carries[0] && !carries[1] && !has_broadcast) return;
    std::array<CentralSymbol, kPorts> h{};
    for (unsigned port = 0; port < ports_; ++port) cell_.channel->at(port, slot, h[port]);
    const unsigned later = symbols_per_slot(cell_.shape.prefix) - 3;
    std::array<CentralSymbol, 7> arriving{};
    std::array<bool, 7> used{};
    for (const unsigned symbol : {0U, 1U, later}) {
      if (!carries[symbol == later ? 1 : 0] || (symbol == 1 && ports_ < 4)) continue;
      add_reference(slot, symbol, h, arriving[symbol]);
      used[symbol] = true;
    }
    if (has_broadcast) {
      add_broadcast(slot / kSlotsPerFrame, h, arriving);
      for (std::size_t l = 0; l < 4; ++l) used[l] = true;
    }
    for (unsigned l = 0; l < arriving.size(); ++l) {
      if (!used[l]) continue;
      const auto start = static_cast<double>(slot * kSlot_samples + symbol_start(l, cell_.shape.prefix));
      subtract(arriving[l], start, cyclic_prefix_samples(l, cell_.shape.prefix));
    }
  }

  void add_reference(std::size_t slot, unsigned symbol, const std::array<CentralSymbol, kPorts>& h,
                     CentralSymbol& arriving) const {
    const auto in_frame = static_cast<unsigned>(slot % kSlotsPerFrame);
    const std::size_t which = symbol == 0 ? 0 : symbol == 1 ? 2 : 1;
    const auto& sent = sent_[in_frame][which];
    for (unsigned port = 0; port < ports_; ++port) {
      const int offset = crs_offset(cell_.shape.pci, port, in_frame, symbol, cell_.shape.prefix);
      if (offset < 0) continue;
      for (std::size_t m = 0; m < sent.size(); ++m) {
        const std::size_t k = static_cast<std::size_t>(offset) + kCrsSpacing_subcarriers * m;
        arriving[k] += times(h[port][k], sent[m]);
      }
    }
  }

  // The broadcast channel as the known MIB makes it, mapped to ports as TS 36.211, 6.3.4.3 has it.
  void add_broadcast(std::size_t frame, const std::array<CentralSymbol, kPorts>& h,
                     std::array<CentralSymbol, 7>& arriving) {
    const std::vector<float> bits = expected_broadcast(frame);
    constexpr float kAmplitude = 0.70710678F;
    std::size_t bit = 0;
    for (unsigned l = 0; l < 4; ++l) {
      const auto places = pbch_subcarriers(cell_.shape, l);
      for (std::size_t i = 0; i + 2 <= places.size(); i += 2) {
        const Sample s0(bits[bit] * kAmplitude, bits[bit + 1] * kAmplitude);
        const Sample s1(bits[bit + 2] * kAmplitude, bits[bit + 3] * kAmplitude);
        bit += 4;
        const std::size_t first = places[i];
        const std::size_t second = places[i + 1];
        if (ports_ == 1) {
          arriving[l][first] += times(h[0][first], s0);
          arriving[l][second] += times(h[0][second], s1);
          continue;
        }
        const unsigned a = ports_ == 4 && i % 4 == 2 ? 1 : 0;
        const unsigned b = ports_ == 4 ? a + 2 : 1;
        arriving[l][first] += times(h[a][first], s0) - times_conj(h[b][first], s1);
        arriving[l][second] += times(h[a][second], s1) + times_conj(h[b][second], s0);
      }
    }
  }

  [[nodiscard]] std::vector<float> expected_broadcast(std::size_t frame) {
    const auto sfn = static_cast<unsigned>((cell_.mib->mib.sfn + frame) % kSfnPeriod_frames);
    Mib mib = cell_.mib->mib;
    mib.sfn = static_cast<std::uint16_t>(sfn);
    const FoldedSoftBits coded = expected_soft_bits(bits_of(mib), mib.ports);
    if (scrambling_.empty()) scrambling_ = pbch_scrambling(cell_.shape.pci, cell_.shape.prefix);
    const std::size_t count = pbch_bits_per_frame(cell_.shape.prefix);
    const std::size_t first = (sfn % kMibFrames) * count;
    std::vector<float> bits(count);
    // Ports share the power: each symbol of two is sent twice at half of it.
    const float share = ports_ == 1 ? 1.0F : 0.70710678F;
    for (std::size_t i = 0; i < count; ++i) {
      bits[i] = coded[(first + i) % kMibCoded_bits] * scrambling_[first + i] * share * broadcast_gain_;
    }
    return bits;
  }

  // Cells may send their reference signals stronger or weaker than the rest: measured, not assumed.
  [[nodiscard]] float fit_broadcast_gain() {
    double agreement = 0.0;
    double power = 1e-30;
    for (std::size_t slot = 1; slot < slots_; slot += kSlotsPerFrame) {
      std::array<CentralSymbol, kPorts> h{};
      for (unsigned port = 0; port < ports_; ++port) cell_.channel->at(port, slot, h[port]);
      std::array<CentralSymbol, 7> arriving{};
      add_broadcast(slot / kSlotsPerFrame, h, arriving);
      for (unsigned l = 0; l < 4; ++l) {
        CentralSymbol received;
        const auto start = static_cast<double>(slot * kSlot_samples + symbol_start(l, cell_.shape.prefix));
        if (!reader_.read(timing_, start, received)) continue;
        for (std::size_t k = 0; k < kCentral_subcarriers; ++k) {
          agreement += static_cast<double>(times_conj(received[k], arriving[l][k]).real());
          power += static_cast<double>(squared_magnitude(arriving[l][k]));
        }
      }
    }
    return static_cast<float>(std::clamp(agreement / power, 0.0, 4.0));
  }

  // Takes a symbol with its prefix out of the baseband.
  void subtract(const CentralSymbol& arriving, double useful_start_samples, std::size_t prefix_samples) {
    const double exact = timing_.at(useful_start_samples);
    const double begin = std::floor(exact + 0.5);
    const double first = begin - static_cast<double>(prefix_samples);
    if (first < 0.0 || begin + static_cast<double>(kFft_samples) > static_cast<double>(baseband_.size()))
      return;
    const double slope_cycles = (begin - exact) / static_cast<double>(kFft_samples);
    // The carrier's phase at the first sample is given to all sub-carriers; its turn from there is the same
    // for every symbol.
    const double cycles = timing_.offset_hz / kSampleRate_hz;
    const Sample start_phase = unit_phasor(cycles * first);
    const Sample step = unit_phasor(slope_cycles);
    const std::span<Sample> in = inverse_.input();
    CentralSymbol turns;
    subcarrier_turns(start_phase, step, turns);
    constexpr std::size_t kHalf = kCentral_subcarriers / 2;
    const std::span<const Sample> sent(arriving);
    const std::span<const Sample> spread(turns);
    multiply(sent.first(kHalf), spread.first(kHalf), in.last(kHalf));
    multiply(sent.last(kHalf), spread.last(kHalf), in.subspan(1, kHalf));
    const std::span<const Sample> useful = inverse_.run();
    const std::span<const Sample> turn(turn_);
    const auto start = static_cast<std::size_t>(first);
    subtract_product(useful.last(prefix_samples), turn.first(prefix_samples),
                     baseband_.subspan(start, prefix_samples));
    subtract_product(useful, turn.subspan(prefix_samples, kFft_samples),
                     baseband_.subspan(start + prefix_samples, kFft_samples));
  }

  std::span<Sample> baseband_;
  SymbolReader& reader_;
  const CellMeasurement& cell_;
  FrameTiming timing_;
  Fft inverse_;
  unsigned ports_;
  SentPilots sent_;
  std::array<Sample, kLongestPrefix_samples + kFft_samples> turn_{};  // the carrier from a symbol's start
  std::size_t slots_ = 0;
  float broadcast_gain_ = 1.0F;
  std::vector<float> scrambling_;
};

}  // namespace

void cancel_cell(std::span<Sample> baseband, SymbolReader& reader, const CellMeasurement& cell) {
  reader.set_baseband(baseband);
  Canceller(baseband, reader, cell).run();
}

}  // namespace cellwarden::lte
