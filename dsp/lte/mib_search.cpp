#include "dsp/lte/mib_search.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace cellwarden::lte {
namespace {

constexpr std::size_t kSfnFirst_bit = 6;
constexpr std::size_t kSfn_bits = 8;
constexpr unsigned kSfnCount = 256;

unsigned sfn_of(const MibBits& bits) noexcept {
  unsigned sfn = 0;
  for (std::size_t i = 0; i < kSfn_bits; ++i) sfn = 2 * sfn + bits[kSfnFirst_bit + i];
  return sfn;
}

MibBits with_sfn(MibBits bits, unsigned sfn) noexcept {
  for (std::size_t i = 0; i < kSfn_bits; ++i) {
    bits[kSfnFirst_bit + i] = static_cast<std::uint8_t>((sfn >> (kSfn_bits - 1 - i)) & 1U);
  }
  return bits;
}

// For each exclusive-or of two frame numbers, how the soft bits of their MIBs differ.
const std::vector<FoldedSoftBits>& sfn_patterns() {
  static const auto kPatterns = [] {
    std::vector<FoldedSoftBits> patterns;
    for (unsigned difference = 0; difference < kSfnCount; ++difference) {
      patterns.push_back(difference_pattern(with_sfn({}, difference)));
    }
    return patterns;
  }();
  return kPatterns;
}

// Soft bits folded by 40 ms period; periods without a frame are absent.
struct Period {
  unsigned number;  // periods after the one that holds frame 0
  FoldedSoftBits folded;
};

std::vector<Period> fold_periods(std::span<const FrameSoftBits> frames, std::span<const float> scrambling,
                                 std::size_t phase) {
  std::vector<Period> periods;
  for (const FrameSoftBits& frame : frames) {
    const std::size_t index = frame.frame + phase;
    const auto number = static_cast<unsigned>(index / kMibFrames);
    if (periods.empty() || periods.back().number != number) periods.push_back({number, {}});
    fold_soft_bits(frame.soft, scrambling, index % kMibFrames, periods.back().folded);
  }
  return periods;
}

// All first frame numbers, by the run of differences that they give the periods heard.
std::map<std::vector<std::uint16_t>, std::vector<unsigned>> runs_of_differences(
    const std::vector<Period>& periods) {
  std::map<std::vector<std::uint16_t>, std::vector<unsigned>> runs;
  for (unsigned first = 0; first < kSfnCount; ++first) {
    std::vector<std::uint16_t> run;
    for (const Period& period : periods) {
      // Against the first period heard: what all have in common is not seen.
      const unsigned reference = (first + periods.front().number) % kSfnCount;
      run.push_back(static_cast<std::uint16_t>(((first + period.number) % kSfnCount) ^ reference));
    }
    runs[run].push_back(first);
  }
  return runs;
}

double correlate(const FoldedSoftBits& a, const FoldedSoftBits& b) noexcept {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

double root_sum_square(std::span<const FrameSoftBits> frames) noexcept {
  double sum = 0.0;
  for (const FrameSoftBits& frame : frames) {
    for (const float s : frame.soft) sum += static_cast<double>(s) * static_cast<double>(s);
  }
  return std::sqrt(sum);
}

}  // namespace

std::optional<MibSearch::Hit> MibSearch::find_with_phases(std::span<const FrameSoftBits> frames,
                                                          std::span<const float> scrambling, unsigned ports,
                                                          std::size_t first_phase, std::size_t last_phase) {
  const double norm = root_sum_square(frames);
  if (frames.empty() || !(norm > 0.0)) return std::nullopt;
  const auto& patterns = sfn_patterns();
  // Frames brought together rightly add up, wrongly they cancel: the sums' power tells which few to decode.
  struct Trial {
    double power;
    std::size_t phase;
    unsigned first_period;
    std::vector<unsigned> firsts;
    FoldedSoftBits sum;
  };
  constexpr std::size_t kTrialsDecoded = 10;
  std::vector<Trial> trials;
  for (std::size_t phase = first_phase; phase <= last_phase; ++phase) {
    const std::vector<Period> periods = fold_periods(frames, scrambling, phase);
    for (const auto& [run, firsts] : runs_of_differences(periods)) {
      Trial trial{0.0, phase, periods.front().number, firsts, {}};
      for (std::size_t p = 0; p < periods.size(); ++p) {
        const FoldedSoftBits& pattern = patterns[run[p]];
        for (std::size_t i = 0; i < trial.sum.size(); ++i) trial.sum[i] += periods[p].folded[i] * pattern[i];
      }
      trial.power = correlate(trial.sum, trial.sum);
      trials.push_back(std::move(trial));
    }
  }
  const std::size_t decoded_trials = std::min(kTrialsDecoded, trials.size());
  std::partial_sort(trials.begin(), trials.begin() + static_cast<std::ptrdiff_t>(decoded_trials),
                    trials.end(), [](const Trial& a, const Trial& b) { return a.power > b.power; });
  std::optional<Hit> best;
  for (std::size_t t = 0; t < decoded_trials; ++t) {
    const Trial& trial = trials[t];
    const auto decoded = decoder_.decode(trial.sum);
    if (!decoded || decoded->ports != ports || !parse_mib(decoded->bits, ports)) continue;
    const unsigned first = (sfn_of(decoded->bits) + kSfnCount - trial.first_period % kSfnCount) % kSfnCount;
    if (std::find(trial.firsts.begin(), trial.firsts.end(), first) == trial.firsts.end()) continue;
    const double z = correlate(trial.sum, expected_soft_bits(decoded->bits, ports)) / norm;
    if (!best || z > best->z) best = Hit{with_sfn(decoded->bits, first), trial.phase, z};
  }
  return best;
}

std::optional<MibFix> MibSearch::find(std::span<const FrameSoftBits> frames, const CellShape& shape,
                                      unsigned ports) {
  const std::vector<float> scrambling = pbch_scrambling(shape.pci, shape.prefix);
  const auto hit = find_with_phases(frames, scrambling, ports, 0, kMibFrames - 1);
  if (!hit) return std::nullopt;
  MibFix fix{.mib = *parse_mib(hit->bits, ports), .z = hit->z};
  fix.mib.sfn = static_cast<std::uint16_t>((fix.mib.sfn + hit->phase) % kSfnPeriod_frames);

  for (const Period& period : fold_periods(frames, scrambling, hit->phase)) {
    const auto decoded = decoder_.decode(period.folded);
    const MibBits expected = with_sfn(hit->bits, (sfn_of(hit->bits) + period.number) % kSfnCount);
    const bool agrees = decoded && decoded->ports == ports && decoded->bits == expected;
    ++(agrees ? fix.good_periods : fix.bad_periods);
  }
  if (frames.size() >= 2) {
    const std::size_t half = frames.size() / 2;
    const auto agrees = [&](std::span<const FrameSoftBits> part) {
      const auto alone = find_with_phases(part, scrambling, ports, hit->phase, hit->phase);
      return alone && alone->bits == hit->bits;
    };
    fix.halves_agree = agrees(frames.first(half)) && agrees(frames.subspan(half));
  }
  return fix;
}

double mib_false_alarm_bound(double z) noexcept {
  constexpr double kTrials = 16777216.0 * 4.0 * 256.0 * 3.0;
  return kTrials * 0.5 * std::erfc(z / std::numbers::sqrt2);
}

}  // namespace cellwarden::lte
