#include "dsp/frontend/channel_bank.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/frontend/low_pass.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::frontend {
namespace {

constexpr double kMinRate_hz = 0.25e6;
constexpr double kMaxRate_hz = 1e9;
constexpr double kUnit_s = 40e-6;
constexpr double kUnitSlack = 0.04;  // a unit may be this much longer or shorter
constexpr double kCutoff_hz = 98e3;
constexpr double kStopBand_db = 50.0;
constexpr std::size_t kTasks = 8;       // each has its own transform; more than processors, for balance
constexpr double kWorthTasks_hz = 5e6;  // slower streams leave processors idle, and waking them costs more
constexpr unsigned kDcBlocks = 128;     // about 50 ms

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

// Bins that follow one another in both transforms' orders.
struct Run {
  std::size_t from;  // bin of the band's spectrum
  std::size_t to;    // bin of the channel's
  std::size_t count;
};

// The channel's bins first … last, counted from its centre, in the spectrum of a band of n bins.
std::vector<Run> runs_of(std::int64_t center_bin, std::int64_t first, std::int64_t last, std::int64_t n) {
  constexpr auto kM = static_cast<std::int64_t>(ChannelPlan::kChannelSize);
  std::vector<Run> runs;
  for (std::int64_t k = first; k <= last;) {
    const std::int64_t source = center_bin + k;
    std::int64_t end = k < 0 ? std::min<std::int64_t>(last + 1, 0) : last + 1;
    if (source < 0) end = std::min(end, k - source);
    runs.push_back({static_cast<std::size_t>(source < 0 ? source + n : source),
                    static_cast<std::size_t>(k < 0 ? k + kM : k), static_cast<std::size_t>(end - k)});
    k = end;
  }
  return runs;
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
  discard_before(end_block_);
  first_block_ = end_block_ = 0;
  dc_ = Sample{};
  dc_blocks_ = 0;
  // The unit before the stream's first sample is silence.
  pending_.resize(std::max(pending_.size(), plan_.size()));
  std::fill_n(pending_.begin(), plan_.unit_samples, Sample{});
  pending_count_ = plan_.unit_samples;
}

void ChannelBank::push(std::span<const Sample> samples, const ParallelFor& parallel) {
  const std::size_t before = pending_count_;
  pending_count_ += samples.size();
  if (pending_.size() < pending_count_) pending_.resize(pending_count_);
  // One that is no number would stay in the mean for good.
  copy_below(samples, kMostPower, std::span(pending_).subspan(before, samples.size()));
  if (pending_count_ < plan_.size()) return;
  const std::uint64_t complete = (pending_count_ - plan_.size()) / plan_.hop() + 1;
  transform(end_block_, end_block_ + complete, parallel);
}

void ChannelBank::finish(const ParallelFor& parallel) {
  // What the next block would begin with, beyond the unit that it shares with the last one.
  if (pending_count_ <= plan_.unit_samples) return;
  const std::size_t own = pending_count_ - plan_.unit_samples;
  const std::uint64_t blocks = (own + plan_.hop() - 1) / plan_.hop();
  pending_.resize(pending_count_);
  pending_count_ = blocks * plan_.hop() + plan_.size() - plan_.hop();
  pending_.resize(pending_count_);
  transform(end_block_, end_block_ + blocks, parallel);
}

void ChannelBank::transform(std::uint64_t from, std::uint64_t to, const ParallelFor& parallel) {
  const auto count = static_cast<std::size_t>(to - from);
  const std::size_t held = blocks_.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (spare_.empty()) {
      blocks_.emplace_back(plan_.size());
    } else {
      blocks_.push_back(std::move(spare_.back()));
      spare_.pop_back();
    }
  }
  const std::size_t tasks = plan_.sample_rate_hz < kWorthTasks_hz ? 1 : std::min(kTasks, count);
  while (transforms_.size() < tasks) transforms_.emplace_back(plan_.size(), Fft::Direction::kForward);
  const std::size_t per_task = (count + tasks - 1) / tasks;
  const auto run = [&](std::size_t task) {
    Fft& fft = transforms_[task];
    for (std::size_t i = task * per_task; i < std::min(count, (task + 1) * per_task); ++i) {
      std::copy_n(pending_.begin() + static_cast<std::ptrdiff_t>(i * plan_.hop()), plan_.size(),
                  fft.input().begin());
      const auto out = fft.run();
      std::copy(out.begin(), out.end(), blocks_[held + i].begin());
    }
  };
  if (tasks == 1) {
    run(0);
  } else {
    parallel(tasks, run);
  }
  for (std::size_t i = 0; i < count; ++i) {
    Sample& bin = blocks_[held + i].front();
    dc_blocks_ = std::min(dc_blocks_ + 1, kDcBlocks);
    dc_ += (bin - dc_) / static_cast<float>(dc_blocks_);
    bin -= dc_;
  }
  const std::size_t used = count * plan_.hop();
  std::copy(pending_.begin() + static_cast<std::ptrdiff_t>(used),
            pending_.begin() + static_cast<std::ptrdiff_t>(pending_count_), pending_.begin());
  pending_count_ -= used;
  end_block_ = to;
}

void ChannelBank::discard_before(std::uint64_t block) {
  for (; first_block_ < std::min(block, end_block_); ++first_block_) {
    spare_.push_back(std::move(blocks_.front()));
    blocks_.pop_front();
  }
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
  const auto runs = runs_of(center_bin, first, last, n);
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
    for (const Run& run : runs) {
      multiply_scaled(bins.subspan(run.from, run.count), phase,
                      std::span<const float>(response_).subspan(run.to, run.count),
                      in.subspan(run.to, run.count));
    }
    const auto samples = inverse_.run().subspan(ChannelPlan::kChannelUnit_samples, ChannelPlan::kChannelHop);
    std::copy(samples.begin(), samples.end(),
              out.begin() + static_cast<std::ptrdiff_t>(begin + (b - from_block) * ChannelPlan::kChannelHop));
  }
}

}  // namespace cellwarden::frontend
