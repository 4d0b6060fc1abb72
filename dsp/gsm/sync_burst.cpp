#include "dsp/gsm/sync_burst.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/parabola.hpp"

namespace cellwarden::gsm {
namespace {

constexpr int kMaxReach = 16;
constexpr float kMinShare = 0.2F;

template <std::size_t... kTaps>
std::array<TrainingFit, sizeof...(kTaps)> make_fits(std::index_sequence<kTaps...>) {
  return {TrainingFit(kSyncTraining, std::max<std::size_t>(kTaps, 2))...};
}

}  // namespace

void DelayProfile::add(const ChannelTaps& taps) noexcept {
  // Each tap's estimate carries this share of the noise: one in as many as there are equations.
  constexpr float kShare = 1.0F / static_cast<float>(kSyncTraining_symbols - kSize + 1);
  for (std::size_t i = 0; i < kSize; ++i)
    power_[i] += squared_magnitude(taps.tap[i]) - kShare * taps.noise_variance;
  noise_ += taps.noise_variance;
  bursts_ += 1.0F;
}

TapWindow DelayProfile::window() const noexcept {
  constexpr float kTapCost = 1.0F / 20.0F;  // of the noise, for a tap known by 26 symbols
  constexpr float kNegligible = 0.002F;     // of the power
  const float total = std::accumulate(power_.begin(), power_.end(), 0.0F);
  const float cost = std::max(kTapCost * noise_, kNegligible * total);
  TapWindow best;
  float least = std::numeric_limits<float>::max();
  for (std::size_t count = 3; count <= kMaxEqualiserTaps; ++count) {
    for (std::size_t first = 0; first + count <= kSize; ++first) {
      float inside = 0.0F;
      for (std::size_t k = first; k < first + count; ++k) inside += power_[k];
      const float loss = total - inside + cost * static_cast<float>(count);
      if (loss >= least) continue;
      least = loss;
      best = {static_cast<int>(first) - kBefore, count};
    }
  }
  return best;
}

SyncBurstReader::SyncBurstReader()
    : profile_fit_(kSyncTraining, DelayProfile::kSize),
      fits_(make_fits(std::make_index_sequence<kMaxEqualiserTaps + 1>{})) {}

namespace {

// The place of the training sequence among correlation powers: the strongest path, or the one nearest to the
// middle that is not far below it.
std::size_t path_place(std::span<const float> power, std::size_t middle, bool is_tracked) {
  constexpr float kFaint = 0.2F;
  const auto strongest =
      static_cast<std::size_t>(std::max_element(power.begin() + 1, power.end() - 1) - power.begin());
  if (!is_tracked) return strongest;
  std::size_t best = strongest;
  const auto distance = [middle](std::size_t i) { return i > middle ? i - middle : middle - i; };
  for (std::size_t i = 1; i + 1 < power.size(); ++i) {
    const bool is_peak = power[i] >= power[i - 1] && power[i] >= power[i + 1];
    if (is_peak && power[i] >= kFaint * power[strongest] && distance(i) < distance(best)) best = i;
  }
  return best;
}

}  // namespace

std::optional<SyncBurst> SyncBurstReader::read(const ChannelStream& stream, double near, int reach_symbols,
                                               double offset_hz, bool is_tracked,
                                               std::optional<TapWindow> window) const {
  const int reach = std::min(reach_symbols, kMaxReach) + 1;
  constexpr int kTraining = static_cast<int>(kSyncTraining_start);
  // First the training sequence alone, over all the places where it may be.
  std::vector<Sample> around(static_cast<std::size_t>(2 * reach) + kSyncTraining_symbols);
  if (!stream.sample(near, kTraining - reach, offset_hz, around)) return std::nullopt;
  std::vector<float> power(static_cast<std::size_t>(2 * reach) + 1);
  for (std::size_t i = 0; i < power.size(); ++i)
    power[i] = squared_magnitude(correlate(std::span<const Sample>(around).subspan(i), kSyncTraining));
  const std::size_t at = path_place(power, static_cast<std::size_t>(reach), is_tracked);
  const auto magnitude = [&power](std::size_t i) { return std::sqrt(static_cast<double>(power[i])); };
  const double fraction = parabola_vertex(magnitude(at - 1), magnitude(at), magnitude(at + 1));

  SyncBurst burst;
  burst.start = near + (static_cast<double>(at) - reach + fraction) * stream.symbol_samples();
  std::array<Sample, kSyncTraining_symbols> training;
  if (!stream.sample(burst.start, kTraining - DelayProfile::kBefore, offset_hz, training))
    return std::nullopt;
  burst.taps = profile_fit_.estimate(training);
  const float explained = burst.taps.power();
  if (!(explained >= kMinShare * (explained + burst.taps.noise_variance))) return std::nullopt;

  if (!window) {
    DelayProfile own;
    own.add(burst.taps);
    window = own.window();
  }
  std::array<Sample, kBurst_symbols> y;
  if (!stream.sample(burst.start, window->first, offset_hz, y)) return std::nullopt;
  const std::span<const Sample> all(y);
  const ChannelTaps taps =
      fits_[window->count].estimate(all.subspan(kSyncTraining_start, kSyncTraining_symbols));
  std::array<float, kBurst_symbols> llr;
  equalise(all, taps, llr);
  const auto half = [&](std::size_t from, std::size_t to) {
    std::copy_n(llr.begin() + static_cast<std::ptrdiff_t>(from), kSyncHalf_symbols,
                burst.bits.begin() + static_cast<std::ptrdiff_t>(to));
  };
  half(kTail_symbols, 0);
  half(kSyncTraining_start + kSyncTraining_symbols, kSyncHalf_symbols);
  burst.content = decode_sch(burst.bits);
  return burst;
}

}  // namespace cellwarden::gsm
