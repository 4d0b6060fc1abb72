#include "dsp/frontend/channel_bank.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/frontend/low_pass.hpp"
#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"

namespace cellwarden::frontend {
namespace {

constexpr double kMinRate_hz = 0.25e6;
constexpr double kMaxRate_hz = 1e9;
constexpr double kUnit_s = 40e-6;
constexpr double kUnitSlack = 0.04;  // a unit may be this much longer or shorter
constexpr double kCutoff_hz = 98e3;
constexpr double kStopBand_db = 50.0;
constexpr std::size_t kTasks = 8;    // each makes its own transform; more than processors, for balance
constexpr unsigned kDcBlocks = 128;  // about 50 ms

// Multiplications that a transform of this size takes by its prime factors, per sample.
double transform_cost(std::size_t size) noexcept {
  double cost = 0.0;
  for (std::size_t p = 2; p <= size;) {
    if (size % p == 0) {
      cost += p == 2 ? 1.0 : static_cast<double>(p) * (p > 7 ? 2.0 : 1.0);
      size /= p;
    } else {
      ++p;
    }
  }
  return cost;
}

}  // namespace

std::optional<ChannelPlan> plan_channels(double sample_rate_hz) {
  if (!(sample_rate_hz >= kMinRate_hz) || sample_rate_hz > kMaxRate_hz) return std::nullopt;
  const double exact = sample_rate_hz * kUnit_s;
  const auto low = static_cast<std::size_t>(std::ceil(exact * (1.0 - kUnitSlack)));
  const auto high = static_cast<std::size_t>(std::floor(exact * (1.0 + kUnitSlack)));
  std::size_t best = static_cast<std::size_t>(std::llround(exact));
  for (std::size_t unit = low; unit <= high; ++unit) {
    if (transform_cost(unit) < transform_cost(best)) best = unit;
  }
  return ChannelPlan{.unit_samples = best, .sample_rate_hz = sample_rate_hz};
}

ChannelBank::ChannelBank(const ChannelPlan& plan) : plan_(plan) {
  restart();
}

void ChannelBank::restart() {
  bins_.clear();
  first_block_ = end_block_ = 0;
  dc_ = Sample{};
  dc_blocks_ = 0;
  pending_.assign(plan_.unit_samples, Sample{});
  pending_first_ = -static_cast<std::int64_t>(plan_.unit_samples);
}

void ChannelBank::push(std::span<const Sample> samples, const ParallelFor& parallel) {
  const std::size_t before = pending_.size();
  pending_.insert(pending_.end(), samples.begin(), samples.end());
  // One of these would stay in the mean for good.
  for (Sample& x : std::span(pending_).subspan(before)) {
    if (!(squared_magnitude(x) < kMostPower)) x = Sample{};
  }
  if (pending_.size() < plan_.size()) return;
  const std::uint64_t complete = (pending_.size() - plan_.size()) / plan_.hop() + 1;
  transform(end_block_, end_block_ + complete, parallel);
}

void ChannelBank::finish(const ParallelFor& parallel) {
  // What the next block would begin with, beyond the unit that it shares with the last one.
  if (pending_.size() <= plan_.unit_samples) return;
  const std::size_t own = pending_.size() - plan_.unit_samples;
  const std::uint64_t blocks = (own + plan_.hop() - 1) / plan_.hop();
  pending_.resize(blocks * plan_.hop() + plan_.size() - plan_.hop());
  transform(end_block_, end_block_ + blocks, parallel);
}

void ChannelBank::transform(std::uint64_t from, std::uint64_t to, const ParallelFor& parallel) {
  const auto count = static_cast<std::size_t>(to - from);
  const std::size_t held = bins_.size();
  bins_.resize(held + count * plan_.size());
  const std::size_t per_task = (count + kTasks - 1) / kTasks;
  const auto run = [&](std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    Fft fft(plan_.size(), Fft::Direction::kForward);
    for (std::size_t i = begin; i < end; ++i) {
      std::copy_n(pending_.begin() + static_cast<std::ptrdiff_t>(i * plan_.hop()), plan_.size(),
                  fft.input().begin());
      const auto out = fft.run();
      std::copy(out.begin(), out.end(), bins_.begin() + static_cast<std::ptrdiff_t>(held + i * plan_.size()));
    }
  };
  if (count < 2 * kTasks) {
    run(0, count);
  } else {
    parallel(kTasks, [&](std::size_t task) { run(task * per_task, std::min(count, (task + 1) * per_task)); });
  }
  for (std::size_t i = 0; i < count; ++i) {
    Sample& bin = bins_[held + i * plan_.size()];
    dc_blocks_ = std::min(dc_blocks_ + 1, kDcBlocks);
    dc_ += (bin - dc_) / static_cast<float>(dc_blocks_);
    bin -= dc_;
  }
  const std::size_t used = count * plan_.hop();
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
  pending_first_ += static_cast<std::int64_t>(used);
  end_block_ = to;
}

void ChannelBank::discard_before(std::uint64_t block) {
  const std::uint64_t until = std::clamp(block, first_block_, end_block_);
  bins_.erase(bins_.begin(),
              bins_.begin() + static_cast<std::ptrdiff_t>((until - first_block_) * plan_.size()));
  first_block_ = until;
}

ChannelCutter::ChannelCutter(const ChannelPlan& plan)
    : plan_(plan), inverse_(ChannelPlan::kChannelSize, Fft::Direction::kInverse) {
  constexpr std::size_t kTaps = 2 * ChannelPlan::kChannelUnit_samples - 1;
  response_ =
      low_pass_response(ChannelPlan::kChannelSize, kTaps, kCutoff_hz / plan.channel_rate_hz(), kStopBand_db);
  double power = 0.0;
  for (const float r : response_) power += static_cast<double>(r * r);
  noise_bandwidth_hz_ = power * plan.bin_hz();
  // Unscaled transforms there and back: divide by the size of the first.
  for (float& r : response_) r /= static_cast<float>(plan.size());
}

void ChannelCutter::cut(const ChannelBank& bank, std::int64_t center_bin, std::uint64_t from_block,
                        std::uint64_t to_block, std::vector<Sample>& out) {
  const auto n = static_cast<std::int64_t>(plan_.size());
  constexpr auto kM = static_cast<std::int64_t>(ChannelPlan::kChannelSize);
  const std::int64_t first = std::max(-kM / 2, -(n / 2) - center_bin);
  const std::int64_t last = std::min(kM / 2 - 1, (n - 1) / 2 - center_bin);
  const std::span<Sample> in = inverse_.input();
  std::fill(in.begin(), in.end(), Sample{});
  const std::size_t begin = out.size();
  out.resize(begin + static_cast<std::size_t>(to_block - from_block) * ChannelPlan::kChannelHop);
  if (first > last) return;
  // A block begins ten units after the one before, a twelfth of the transform being a unit, and block 0 one
  // unit early: the phase that a running oscillator would have there.
  const auto phase_twelfths = [&](std::uint64_t b) {
    constexpr auto kUnits = static_cast<std::int64_t>(ChannelPlan::kUnits);
    const auto units = static_cast<std::int64_t>(b % ChannelPlan::kUnits * ChannelPlan::kOwnUnits) - 1;
    return (((center_bin % kUnits) * units) % kUnits + kUnits) % kUnits;
  };
  for (std::uint64_t b = from_block; b < to_block; ++b) {
    const std::span<const Sample> bins = bank.block(b);
    const Sample phase = unit_phasor(-static_cast<double>(phase_twelfths(b)) / ChannelPlan::kUnits);
    for (std::int64_t k = first; k <= last; ++k) {
      const std::int64_t source = center_bin + k;
      const auto to = static_cast<std::size_t>(k < 0 ? k + kM : k);
      in[to] = times(bins[static_cast<std::size_t>(source < 0 ? source + n : source)], phase) * response_[to];
    }
    const auto samples = inverse_.run().subspan(ChannelPlan::kChannelUnit_samples, ChannelPlan::kChannelHop);
    std::copy(samples.begin(), samples.end(),
              out.begin() + static_cast<std::ptrdiff_t>(begin + (b - from_block) * ChannelPlan::kChannelHop));
  }
}

}  // namespace cellwarden::frontend
