#include "dsp/lte/sync_signals.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/statistics.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kParts = 4;
constexpr std::array<std::size_t, kParts + 1> kPartEdges{0, 15, 31, 47, 62};
constexpr std::ptrdiff_t kTimingSpan_samples = 8;
constexpr std::size_t kTimings = 2 * kTimingSpan_samples + 1;
constexpr std::size_t kHalfSymbol_samples = kFft_samples / 2;
constexpr double kMaxWeaker = 0.126;  // 9 dB

using SyncValues = std::array<Sample, kSync_subcarriers>;

// One PSS in time, 128 samples, unit energy.
std::array<Sample, kFft_samples> pss_waveform(unsigned n_id_2) {
  Fft inverse(kFft_samples, Fft::Direction::kInverse);
  std::fill(inverse.input().begin(), inverse.input().end(), Sample{});
  const auto d = pss(n_id_2);
  for (std::size_t i = 0; i < 31; ++i) {
    inverse.input()[kFft_samples - 31 + i] = d[i];
    inverse.input()[1 + i] = d[31 + i];
  }
  std::array<Sample, kFft_samples> waveform{};
  const float scale = 1.0F / std::sqrt(static_cast<float>(kFft_samples * kSync_subcarriers));
  const auto out = inverse.run();
  std::transform(out.begin(), out.end(), waveform.begin(), [scale](Sample s) { return s * scale; });
  return waveform;
}

SyncValues sync_part(const CentralSymbol& symbol) noexcept {
  SyncValues values{};
  std::copy_n(symbol.begin() + 5, kSync_subcarriers, values.begin());
  return values;
}

// Energy of one symbol's length of the baseband, begun anywhere up to kTimingSpan_samples from a place.
class SymbolEnergies {
 public:
  SymbolEnergies(std::span<const Sample> baseband, std::ptrdiff_t middle) noexcept
      : first_(middle - kTimingSpan_samples) {
    for (std::size_t i = 0; i + 1 < up_to_.size(); ++i) {
      const std::ptrdiff_t at = first_ + static_cast<std::ptrdiff_t>(i);
      const bool is_inside = at >= 0 && at < static_cast<std::ptrdiff_t>(baseband.size());
      const float power = is_inside ? squared_magnitude(baseband[static_cast<std::size_t>(at)]) : 0.0F;
      up_to_[i + 1] = up_to_[i] + static_cast<double>(power);
    }
  }
  [[nodiscard]] double of(std::ptrdiff_t begin) const noexcept {
    const auto i = static_cast<std::size_t>(begin - first_);
    return up_to_[i + kFft_samples] - up_to_[i];
  }

 private:
  std::ptrdiff_t first_;
  std::array<double, kFft_samples + kTimings> up_to_{};
};

const std::vector<std::array<float, kSync_subcarriers>>& sss_table() {
  static const auto kTable = [] {
    std::vector<std::array<float, kSync_subcarriers>> table;
    for (unsigned half = 0; half < 2; ++half) {
      for (unsigned pci = 0; pci < kPciCount; ++pci) table.push_back(sss(pci, half == 1));
    }
    return table;
  }();
  return kTable;
}

const std::array<float, kSync_subcarriers>& sss_of(unsigned pci, bool second_half) {
  return sss_table()[pci + (second_half ? kPciCount : 0U)];
}

struct Powers {
  double whole{};
  double parts{};
};

// |sum over the sequence|^2 and the same over its parts, each with unit mean in white noise of this power.
Powers correlate(const SyncValues& received, const std::array<float, kSync_subcarriers>& sequence,
                 float inverse_power) noexcept {
  Powers powers;
  Sample whole{};
  for (std::size_t p = 0; p < kParts; ++p) {
    Sample part{};
    for (std::size_t i = kPartEdges[p]; i < kPartEdges[p + 1]; ++i) part += received[i] * sequence[i];
    whole += part;
    powers.parts += static_cast<double>(squared_magnitude(part) * inverse_power) /
                    static_cast<double>(kPartEdges[p + 1] - kPartEdges[p]);
  }
  powers.whole = static_cast<double>(squared_magnitude(whole) * inverse_power) / kSync_subcarriers;
  return powers;
}

double best_z(const Powers& sums, double count) noexcept {
  return std::max(gamma_z_score(sums.whole, count), gamma_z_score(sums.parts, count * kParts));
}

// SSS symbols of every half frame, and the power of each.
struct SssSymbols {
  std::vector<SyncValues> values;
  std::vector<float> inverse_power;
  std::vector<std::size_t> half_frame;
};

SssSymbols read_sss(SymbolReader& reader, const FrameTiming& pss_timing, double sss_before_pss) {
  SssSymbols symbols;
  const std::size_t half_frames = reader.baseband().size() / kHalfFrame_samples + 1;
  for (std::size_t h = 0; h < half_frames; ++h) {
    CentralSymbol symbol;
    const double start = static_cast<double>(h * kHalfFrame_samples) - sss_before_pss;
    if (!reader.read(pss_timing, start, symbol)) continue;
    const SyncValues values = sync_part(symbol);
    float power = 0.0F;
    for (const Sample v : values) power += squared_magnitude(v);
    if (power <= 0.0F) continue;
    symbols.values.push_back(values);
    symbols.inverse_power.push_back(static_cast<float>(kSync_subcarriers) / power);
    symbols.half_frame.push_back(h);
  }
  return symbols;
}

Powers add_up(const SssSymbols& symbols, unsigned pci) {
  Powers sums;
  for (std::size_t i = 0; i < symbols.values.size(); ++i) {
    const bool second_half = symbols.half_frame[i] % 2 == 1;
    const Powers powers = correlate(symbols.values[i], sss_of(pci, second_half), symbols.inverse_power[i]);
    sums.whole += powers.whole;
    sums.parts += powers.parts;
  }
  return sums;
}

// The sequences of one N_ID^(2), sub-carrier by sub-carrier: 168 identities in slot 0, then in slot 10.
constexpr std::size_t kIdentities = kPciCount / 3;
using SequenceTable = std::array<std::array<float, 2 * kIdentities>, kSync_subcarriers>;

const SequenceTable& sequence_table(unsigned n_id_2) {
  static const auto kTables = [] {
    std::vector<SequenceTable> tables(3);
    for (unsigned n2 = 0; n2 < 3; ++n2) {
      for (unsigned n1 = 0; n1 < kIdentities; ++n1) {
        for (std::size_t k = 0; k < kSync_subcarriers; ++k) {
          tables[n2][k][n1] = sss_of(3 * n1 + n2, false)[k];
          tables[n2][k][kIdentities + n1] = sss_of(3 * n1 + n2, true)[k];
        }
      }
    }
    return tables;
  }();
  return kTables[n_id_2];
}

// Powers of all identities, in [0] with the segment's half frames in order, in [1] the other way round.
struct IdentityPowers {
  std::array<std::array<Powers, kIdentities>, 2> sums{};
};

IdentityPowers add_up_all(const SssSymbols& symbols, unsigned n_id_2) {
  const SequenceTable& table = sequence_table(n_id_2);
  IdentityPowers all;
  std::array<float, 2 * kIdentities> re{}, im{}, whole_re{}, whole_im{};
  for (std::size_t i = 0; i < symbols.values.size(); ++i) {
    const auto inverse = static_cast<double>(symbols.inverse_power[i]);
    const bool is_odd = symbols.half_frame[i] % 2 == 1;
    // A sequence of slot 10 belongs to an odd half frame of the first order, an even one of the other.
    const auto sums = [&](std::size_t m) -> Powers& {
      const bool of_slot_10 = m >= kIdentities;
      return all.sums[of_slot_10 == is_odd ? 0 : 1][m % kIdentities];
    };
    whole_re.fill(0.0F);
    whole_im.fill(0.0F);
    for (std::size_t p = 0; p < kParts; ++p) {
      re.fill(0.0F);
      im.fill(0.0F);
      for (std::size_t k = kPartEdges[p]; k < kPartEdges[p + 1]; ++k) {
        accumulate_scaled(symbols.values[i][k], table[k], re, im);
      }
      const double scale = inverse / static_cast<double>(kPartEdges[p + 1] - kPartEdges[p]);
      for (std::size_t m = 0; m < re.size(); ++m) {
        sums(m).parts += scale * static_cast<double>(re[m] * re[m] + im[m] * im[m]);
        whole_re[m] += re[m];
        whole_im[m] += im[m];
      }
    }
    for (std::size_t m = 0; m < re.size(); ++m) {
      sums(m).whole += inverse / kSync_subcarriers *
                       static_cast<double>(whole_re[m] * whole_re[m] + whole_im[m] * whole_im[m]);
    }
  }
  return all;
}

}  // namespace

PssFix refine_pss(std::span<const Sample> baseband, const PssFix& hint) {
  // The phase at which a half frame begins does not matter: the carrier's turn is given to the sequence.
  auto waveform = pss_waveform(hint.n_id_2);
  Oscillator nco(hint.offset_hz / kSampleRate_hz, 0.0);
  for (Sample& s : waveform) s = times(s, nco.next());
  const std::span<const Sample> early = std::span<const Sample>(waveform).first(kHalfSymbol_samples);
  const std::span<const Sample> late = std::span<const Sample>(waveform).subspan(kHalfSymbol_samples);

  struct Sums {
    std::complex<double> turn{};
    double power{};
    std::size_t used{};
  };
  std::array<Sums, kTimings> sums{};
  const std::size_t half_frames = baseband.size() / kHalfFrame_samples + 1;
  const auto last = static_cast<std::ptrdiff_t>(baseband.size()) - static_cast<std::ptrdiff_t>(kFft_samples);
  for (std::size_t h = 0; h < half_frames; ++h) {
    const double nominal = static_cast<double>(h * kHalfFrame_samples);
    const double start = hint.pss_start_samples + nominal * (1.0 + hint.drift_ppm * 1e-6);
    const auto middle = static_cast<std::ptrdiff_t>(std::floor(start + 0.5));
    const SymbolEnergies energies(baseband, middle);
    for (std::size_t timing = 0; timing < kTimings; ++timing) {
      const std::ptrdiff_t begin = middle + static_cast<std::ptrdiff_t>(timing) - kTimingSpan_samples;
      if (begin < 0 || begin > last) continue;
      const std::span<const Sample> x = baseband.subspan(static_cast<std::size_t>(begin), kFft_samples);
      const double energy = energies.of(begin);
      if (energy <= 0.0) continue;
      const Sample first = dot_conj(x.first(kHalfSymbol_samples), early);
      const Sample second = dot_conj(x.subspan(kHalfSymbol_samples), late);
      Sums& sum = sums[timing];
      sum.turn += std::complex<double>(times_conj(second, first)) / energy;
      sum.power += static_cast<double>(squared_magnitude(first) + squared_magnitude(second)) / energy;
      ++sum.used;
    }
  }

  PssFix best = hint;
  double best_metric = -1.0;
  for (std::size_t timing = 0; timing < kTimings; ++timing) {
    const Sums& sum = sums[timing];
    if (sum.used == 0) continue;
    // |a + b|^2 at the best offset is |a|^2 + |b|^2 + 2 |a b*|.
    const double metric = (sum.power + 2.0 * std::abs(sum.turn)) / static_cast<double>(sum.used);
    if (metric <= best_metric) continue;
    best_metric = metric;
    const double cycles = std::arg(sum.turn) / (2.0 * std::numbers::pi);
    best.offset_hz = hint.offset_hz + cycles * kSampleRate_hz / static_cast<double>(kHalfSymbol_samples);
    best.pss_start_samples =
        hint.pss_start_samples + static_cast<double>(timing) - static_cast<double>(kTimingSpan_samples);
    best.match = metric;
  }
  return best;
}

std::vector<SssHypothesis> find_sss(SymbolReader& reader, const PssFix& fix, double min_z) {
  const FrameTiming pss_timing{fix.pss_start_samples, fix.drift_ppm, fix.offset_hz};
  std::vector<SssHypothesis> found;
  for (const Duplex duplex : {Duplex::kFdd, Duplex::kTdd}) {
    for (const CyclicPrefix prefix : {CyclicPrefix::kNormal, CyclicPrefix::kExtended}) {
      const auto pss_at = static_cast<double>(pss_start(duplex, prefix));
      const double before = pss_at - static_cast<double>(sss_start(duplex, prefix));
      const SssSymbols symbols = read_sss(reader, pss_timing, before);
      if (symbols.values.empty()) continue;
      const auto count = static_cast<double>(symbols.values.size());
      const IdentityPowers powers = add_up_all(symbols, fix.n_id_2);
      for (unsigned n_id_1 = 0; n_id_1 < kIdentities; ++n_id_1) {
        const unsigned pci = 3 * n_id_1 + fix.n_id_2;
        for (const bool first_is_second_half : {false, true}) {
          const double z = best_z(powers.sums[first_is_second_half ? 1 : 0][n_id_1], count);
          if (z < min_z) continue;
          const double boundary =
              pss_at + (first_is_second_half ? static_cast<double>(kHalfFrame_samples) : 0.0);
          found.push_back(
              {{pci, duplex, prefix}, {pss_timing.at(-boundary), fix.drift_ppm, fix.offset_hz}, z});
        }
      }
    }
  }
  std::sort(found.begin(), found.end(), [](const SssHypothesis& a, const SssHypothesis& b) {
    return a.z != b.z ? a.z > b.z : a.shape.pci < b.shape.pci;
  });
  if (!found.empty()) {
    const double least = found.front().z * std::sqrt(kMaxWeaker);
    std::erase_if(found, [least](const SssHypothesis& h) { return h.z < least; });
  }
  return found;
}

SyncTurn sss_to_pss_turn(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing) {
  const auto pss_at = static_cast<double>(pss_start(shape.duplex, shape.prefix));
  const auto sss_at = static_cast<double>(sss_start(shape.duplex, shape.prefix));
  const auto primary = pss(shape.pci % 3);
  const std::size_t half_frames = reader.baseband().size() / kHalfFrame_samples + 2;
  std::complex<double> turn{};
  double magnitude = 1e-30;
  double count = 0.0;
  CentralSymbol symbol;
  for (std::size_t h = 0; h < half_frames; ++h) {
    const auto base = static_cast<double>(h * kHalfFrame_samples);
    if (!reader.read(timing, base + sss_at, symbol)) continue;
    const auto& secondary = sss_of(shape.pci, h % 2 == 1);
    const SyncValues before = sync_part(symbol);
    if (!reader.read(timing, base + pss_at, symbol)) continue;
    const SyncValues after = sync_part(symbol);
    Sample first{};
    Sample second{};
    float energy = 1e-30F;
    for (std::size_t i = 0; i < kSync_subcarriers; ++i) {
      first += before[i] * secondary[i];
      second += times_conj(after[i], primary[i]);
      energy += squared_magnitude(before[i]) + squared_magnitude(after[i]);
    }
    const std::complex<double> here(times_conj(second, first) / energy);
    turn += here;
    magnitude += std::abs(here);
    count += 1.0;
  }
  const double alike = std::abs(turn) / magnitude;
  return {std::arg(turn) / (2.0 * std::numbers::pi) * kSampleRate_hz / (pss_at - sss_at),
          count * alike * alike};
}

double sss_z_score(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing) {
  const auto pss_at = static_cast<double>(pss_start(shape.duplex, shape.prefix));
  const auto sss_at = static_cast<double>(sss_start(shape.duplex, shape.prefix));
  const FrameTiming pss_timing{timing.at(pss_at), timing.drift_ppm, timing.offset_hz};
  const SssSymbols symbols = read_sss(reader, pss_timing, pss_at - sss_at);
  if (symbols.values.empty()) return 0.0;
  return best_z(add_up(symbols, shape.pci), static_cast<double>(symbols.values.size()));
}

}  // namespace cellwarden::lte
