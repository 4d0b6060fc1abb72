#include "dsp/gsm/sync_burst.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "dsp/gsm/equaliser.hpp"
#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/parabola.hpp"

namespace cellwarden::gsm {
namespace {

constexpr int kMaxReach = 16;
constexpr float kMinShare = 0.2F;
constexpr std::size_t kRead_symbols = kBurst_symbols;

template <std::size_t... kTaps>
std::array<TrainingFit, sizeof...(kTaps)> make_fits(std::index_sequence<kTaps...>) {
  return {TrainingFit(kSyncTraining, std::max<std::size_t>(kTaps, 2))...};
}

}  // namespace

void DelayProfile::add(const std::array<float, kSize>& powers, float noise) noexcept {
  for (std::size_t i = 0; i < kSize; ++i) sum_[i] += powers[i];
  noise_ += noise;
  weight_ += 1.0F;
}

TapWindow DelayProfile::window() const noexcept {
  // A window may leave out this share of the energy, or what the noise hides anyway.
  constexpr float kLeftOut = 0.015F;
  std::array<float, kSize> energy{};
  float total = 0.0F;
  float peak = 0.0F;
  for (std::size_t i = 0; i < kSize; ++i) {
    energy[i] = std::max(sum_[i] - noise_, 0.0F);
    peak = std::max(peak, energy[i]);
  }
  // What is far below the strongest path, or within the noise's own scatter, is no path.
  const float scatter = weight_ > 0.0F ? 2.5F * noise_ / std::sqrt(weight_) : 0.0F;
  for (float& e : energy) {
    if (e < std::max(0.003F * peak, scatter)) e = 0.0F;
    total += e;
  }
  if (!(total > 0.0F)) return {};
  for (std::size_t count = 3; count <= kMaxTaps; ++count) {
    float best = -1.0F;
    std::size_t at = 0;
    for (std::size_t i = 0; i + count <= kSize; ++i) {
      float inside = 0.0F;
      for (std::size_t k = i; k < i + count; ++k) inside += energy[k];
      if (inside > best) {
        best = inside;
        at = i;
      }
    }
    if (best >= (1.0F - kLeftOut) * total || count == kMaxTaps)
      return {static_cast<int>(at) - kBefore, count};
  }
  return {};
}

SyncBurstReader::SyncBurstReader() : fits_(make_fits(std::make_index_sequence<kMaxTaps + 1>{})) {}

std::optional<SyncBurst> SyncBurstReader::read(const ChannelStream& stream, double near, int reach_symbols,
                                               double offset_hz, std::optional<TapWindow> window) const {
  const int reach = std::min(reach_symbols, kMaxReach);
  constexpr int kTraining = static_cast<int>(kSyncTraining_start);
  // First the training sequence alone, over all the places where it may be.
  const int before = reach + DelayProfile::kBefore;
  const int after = reach + DelayProfile::kAfter;
  std::vector<Sample> around(static_cast<std::size_t>(before + after) + kSyncTraining_symbols);
  if (!stream.sample(near, kTraining - before, offset_hz, around)) return std::nullopt;
  std::vector<float> power(static_cast<std::size_t>(before + after) + 1);
  float total = 0.0F;
  for (std::size_t i = 0; i < power.size(); ++i) {
    power[i] = squared_magnitude(correlate(std::span<const Sample>(around).subspan(i), kSyncTraining));
  }
  for (const Sample s : around) total += squared_magnitude(s);
  const auto first = power.begin() + DelayProfile::kBefore;
  const auto strongest = std::max_element(first, first + 2 * reach + 1);
  const auto at = static_cast<std::size_t>(strongest - power.begin());
  constexpr auto kLength = static_cast<float>(kSyncTraining_symbols);
  const float mean_power = total / static_cast<float>(around.size());
  if (!(mean_power > 0.0F)) return std::nullopt;

  SyncBurst burst;
  const double fraction =
      parabola_vertex(std::sqrt(power[at - 1]), std::sqrt(power[at]), std::sqrt(power[at + 1]));
  burst.start = near + (static_cast<double>(at) - before + fraction) * stream.symbol_samples();

  std::array<Sample, kRead_symbols> y;
  std::array<Sample, DelayProfile::kSize - 1 + kSyncTraining_symbols> training;
  if (!stream.sample(burst.start, kTraining - DelayProfile::kBefore, offset_hz, training))
    return std::nullopt;
  float explained = 0.0F;
  for (std::size_t i = 0; i < DelayProfile::kSize; ++i) {
    burst.profile[i] =
        squared_magnitude(correlate(std::span<const Sample>(training).subspan(i), kSyncTraining)) /
        (kLength * kLength);
    explained += burst.profile[i];
  }
  // Beyond the channel's reach there is only noise and the sequence's own side lobes.
  std::array<float, DelayProfile::kSize> sorted = burst.profile;
  std::sort(sorted.begin(), sorted.end());
  burst.profile_noise = sorted[DelayProfile::kSize / 3];
  burst.training_share = std::min(explained / mean_power, 1.0F);
  if (burst.training_share < kMinShare) return std::nullopt;

  if (!window) {
    DelayProfile own;
    own.add(burst.profile, burst.profile_noise);
    window = own.window();
  }
  if (!stream.sample(burst.start, window->first, offset_hz, y)) return std::nullopt;
  const std::span<const Sample> all(y);
  const ChannelTaps taps = fits_[window->count].estimate(all.subspan(kSyncTraining_start));
  std::array<float, kRead_symbols> llr;
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
