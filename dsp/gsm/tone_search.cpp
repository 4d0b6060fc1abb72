#include "dsp/gsm/tone_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "dsp/gsm/burst_structure.hpp"
#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::gsm {
namespace {

using frontend::ChannelBank;

constexpr std::size_t kGroup_bins = 8;
constexpr std::size_t kReach_groups = 2;  // a tone is measured against five groups, about 83 kHz
constexpr float kShare = 0.28F;           // of that, in two neighbouring bins
constexpr std::size_t kTasks = 8;
constexpr double kSlack_blocks = 1.3;  // a burst lies in two or three blocks
constexpr double kMinHitRate = 0.3;    // of the bursts that should be there
constexpr std::size_t kMinHits = 2;
constexpr double kOneCarrier_hz = 6e3;
constexpr std::size_t kMaxCandidates = 256;
constexpr std::size_t kMaxAnchors = 96;  // of one tone

struct Event {
  std::int64_t bin;
  std::uint64_t block;
  float share;
};

// One block: every pair of bins that stands out of its surroundings.
class BlockScan {
 public:
  BlockScan(const ChannelBank& bank, std::int64_t low, std::int64_t high)
      : bank_(bank),
        low_(low),
        count_(static_cast<std::size_t>(high - low) / kGroup_bins * kGroup_bins),
        power_(count_ + 1),
        pair_(count_),
        half_(count_ / 2),
        quarter_(count_ / 4),
        group_(count_ / kGroup_bins),
        around_(group_.size() > 2 * kReach_groups ? group_.size() - 2 * kReach_groups : 0),
        largest_(count_ / kGroup_bins) {}

  void scan(std::uint64_t b, std::vector<Event>& events) {
    if (around_.empty()) return;
    load(bank_.block(b));
    const std::span<const float> power(power_);
    std::transform(power.begin(), power.end() - 1, power.begin() + 1, pair_.begin(), std::plus<>());
    add_pairs(power.first(count_), half_);
    add_pairs(half_, quarter_);
    add_pairs(quarter_, group_);
    larger_of_pairs(pair_, half_);
    larger_of_pairs(half_, quarter_);
    larger_of_pairs(quarter_, largest_);
    const std::size_t whole = around_.size();
    for (std::size_t i = 0; i < whole; ++i)
      around_[i] = group_[i] + group_[i + 1] + group_[i + 2] + group_[i + 3] + group_[i + 4];
    for (std::size_t g = 0; g < group_.size(); ++g) {
      // At the edges, what is nearest within.
      const float around = around_[std::clamp(g, kReach_groups, whole - 1 + kReach_groups) - kReach_groups];
      if (largest_[g] >= kShare * around) look(g, around, b, events);
    }
  }

 private:
  void load(std::span<const Sample> bins) {
    const auto n = static_cast<std::int64_t>(bins.size());
    const std::int64_t end = low_ + static_cast<std::int64_t>(count_) + 1;
    const std::span<float> power(power_);
    const std::int64_t negative = std::clamp<std::int64_t>(-low_, 0, end - low_);
    const auto part = [&](std::int64_t from, std::int64_t to) {
      if (from >= to) return;
      const auto at = static_cast<std::size_t>(from < 0 ? from + n : from);
      const auto size = static_cast<std::size_t>(to - from);
      squared_magnitudes(bins.subspan(at, size), power.subspan(static_cast<std::size_t>(from - low_), size));
    };
    part(low_, low_ + negative);
    part(low_ + negative, end);
  }

  void look(std::size_t g, float around, std::uint64_t b, std::vector<Event>& events) const {
    for (std::size_t k = g * kGroup_bins; k < (g + 1) * kGroup_bins; ++k) {
      const float pair = pair_[k];
      if (pair < kShare * around) continue;
      // Of overlapping pairs the strongest speaks.
      const bool is_highest =
          (k == 0 || power_[k - 1] <= power_[k + 1]) && (k + 2 >= power_.size() || power_[k + 2] < power_[k]);
      if (is_highest) events.push_back({low_ + static_cast<std::int64_t>(k), b, pair / around});
    }
  }

  const ChannelBank& bank_;
  std::int64_t low_;
  std::size_t count_;
  std::vector<float> power_;  // by bin, and one more
  std::vector<float> pair_;   // of a bin and the next
  std::vector<float> half_, quarter_;
  std::vector<float> group_;    // sum
  std::vector<float> around_;   // sum of a group, two before and two after, from the third group on
  std::vector<float> largest_;  // pair that begins in the group
};

std::vector<Event> find_events(const ChannelBank& bank, const std::vector<ToneSpan>& spans,
                               std::uint64_t from_block, std::uint64_t to_block,
                               const ParallelFor& parallel) {
  const double bin_hz = bank.plan().bin_hz();
  const auto limit = static_cast<std::int64_t>(bank.plan().size() / 2) - 1;
  std::vector<std::vector<Event>> found(kTasks);
  const std::uint64_t per_task = (to_block - from_block + kTasks - 1) / kTasks;
  parallel(kTasks, [&](std::size_t task) {
    for (const ToneSpan& span : spans) {
      const auto low = std::max(static_cast<std::int64_t>(std::floor(span.low_hz / bin_hz)), -limit);
      const auto high = std::min(static_cast<std::int64_t>(std::ceil(span.high_hz / bin_hz)), limit);
      if (high <= low) continue;
      BlockScan scan(bank, low, high);
      const std::uint64_t begin = from_block + task * per_task;
      for (std::uint64_t b = begin; b < std::min(to_block, begin + per_task); ++b) scan.scan(b, found[task]);
    }
  });
  std::vector<Event> events;
  for (const auto& part : found) events.insert(events.end(), part.begin(), part.end());
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.bin != b.bin ? a.bin < b.bin : a.block < b.block;
  });
  return events;
}

// Frames from the burst of FN mod 51 = `frame` to the n-th after it (or before it).
double frames_after(std::uint32_t frame, std::int64_t n) noexcept {
  const auto place = static_cast<std::int64_t>(frame / 10) + n;
  const std::int64_t multiframes = place >= 0 ? place / 5 : -((4 - place) / 5);
  return static_cast<double>(multiframes * 51 + (place - multiframes * 5) * 10) - static_cast<double>(frame);
}

// The bursts of one tone: times at which its bins stood out, in blocks, strongest share per block.
struct ToneTimes {
  std::vector<double> block;
  std::vector<float> share;
};

class RhythmSearch {
 public:
  RhythmSearch(const ToneTimes& times, double frame_blocks, double from_block, double to_block)
      : times_(times), frame_blocks_(frame_blocks), from_(from_block), to_(to_block) {}

  // The best fit of the rhythm with one of the noted times as the burst of FN mod 51 = `frame`.
  [[nodiscard]] ToneCandidate fit(double anchor_block, std::uint32_t frame) const {
    ToneCandidate fit;
    fit.first_frame = frame;
    for (const std::int64_t direction : {-1, 1}) {
      for (std::int64_t n = direction > 0 ? 0 : -1;; n += direction) {
        const double at = anchor_block + frames_after(frame, n) * frame_blocks_;
        if (at < from_ || at >= to_) break;
        ++fit.expected;
        const float share = share_near(at);
        if (share <= 0.0F) continue;
        ++fit.bursts;
        fit.match += static_cast<double>(share);
      }
    }
    return fit;
  }

 private:
  [[nodiscard]] float share_near(double at) const {
    auto i = static_cast<std::size_t>(
        std::lower_bound(times_.block.begin(), times_.block.end(), at - kSlack_blocks) -
        times_.block.begin());
    float best = 0.0F;
    for (; i < times_.block.size() && times_.block[i] <= at + kSlack_blocks; ++i)
      best = std::max(best, times_.share[i]);
    return best;
  }

  const ToneTimes& times_;
  double frame_blocks_;
  double from_;
  double to_;
};

class CandidateSearch {
 public:
  CandidateSearch(const ChannelBank& bank, std::uint64_t from_block, std::uint64_t to_block)
      : bin_hz_(bank.plan().bin_hz()),
        block_s_(bank.plan().hop_s()),
        from_(static_cast<double>(from_block)),
        to_(static_cast<double>(to_block)) {}

  // All rhythms among the events of neighbouring bins [first, last).
  void search(std::span<const Event> events, std::vector<ToneCandidate>& out) {
    std::vector<Event> left(events.begin(), events.end());
    std::sort(left.begin(), left.end(), [](const Event& a, const Event& b) { return a.block < b.block; });
    while (left.size() >= kMinHits) {
      const ToneTimes times = times_of(left);
      const auto best = best_of(times, left);
      if (!best) return;
      out.push_back(*best);
      forget(*best, left);
    }
  }

 private:
  static ToneTimes times_of(const std::vector<Event>& events) {
    ToneTimes times;
    for (const Event& e : events) {
      const auto block = static_cast<double>(e.block);
      if (!times.block.empty() && times.block.back() == block) {
        times.share.back() = std::max(times.share.back(), e.share);
      } else {
        times.block.push_back(block);
        times.share.push_back(e.share);
      }
    }
    return times;
  }

  [[nodiscard]] std::optional<ToneCandidate> best_of(const ToneTimes& times,
                                                     const std::vector<Event>& events) const {
    const RhythmSearch rhythm(times, kFrame_s / block_s_, from_, to_);
    std::optional<ToneCandidate> best;
    const std::size_t stride = times.block.size() / kMaxAnchors + 1;
    for (std::size_t i = 0; i < times.block.size(); i += stride) {
      for (const std::uint32_t frame : kFcchFrames) {
        ToneCandidate fit = rhythm.fit(times.block[i], frame);
        if (fit.bursts < kMinHits || (best && fit.match <= best->match)) continue;
        if (static_cast<double>(fit.bursts) < kMinHitRate * static_cast<double>(fit.expected)) continue;
        fit.first_burst_s = (times.block[i] + 0.5) * block_s_;
        best = fit;
      }
    }
    if (best) best->tone_hz = tone_of(*best, events);
    return best;
  }

  template <class Visit>
  void for_matching(const ToneCandidate& candidate, const std::vector<Event>& events, Visit visit) const {
    const double anchor = candidate.first_burst_s / block_s_ - 0.5;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const double after = (static_cast<double>(events[i].block) - anchor) * block_s_ / kFrame_s;
      const double in_multiframe = std::fmod(std::fmod(after + candidate.first_frame, 51.0) + 51.0, 51.0);
      double off = std::min(in_multiframe, 51.0 - in_multiframe);
      for (const std::uint32_t frame : kFcchFrames) off = std::min(off, std::abs(in_multiframe - frame));
      if (off * kFrame_s <= kSlack_blocks * block_s_) visit(i);
    }
  }

  [[nodiscard]] double tone_of(const ToneCandidate& candidate, const std::vector<Event>& events) const {
    double sum = 0.0;
    double weight = 0.0;
    for_matching(candidate, events, [&](std::size_t i) {
      const auto share = static_cast<double>(events[i].share);
      sum += share * (static_cast<double>(events[i].bin) + 0.5);
      weight += share;
    });
    return weight > 0.0 ? sum / weight * bin_hz_ : 0.0;
  }

  void forget(const ToneCandidate& candidate, std::vector<Event>& events) const {
    std::vector<bool> is_used(events.size(), false);
    for_matching(candidate, events, [&](std::size_t i) { is_used[i] = true; });
    std::vector<Event> left;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (!is_used[i]) left.push_back(events[i]);
    }
    events.swap(left);
  }

  double bin_hz_;
  double block_s_;
  double from_;
  double to_;
};

// The same bursts, seen from bins further off.
bool is_shadow(const ToneCandidate& weak, const ToneCandidate& strong) noexcept {
  if (std::abs(weak.tone_hz - strong.tone_hz) > kOneCarrier_hz) return false;
  const double multiframe_s = kMultiframe_frames * kFrame_s;
  const double phase_weak = weak.first_burst_s - weak.first_frame * kFrame_s;
  const double phase_strong = strong.first_burst_s - strong.first_frame * kFrame_s;
  return std::abs(std::remainder(phase_weak - phase_strong, multiframe_s)) < 1.5e-3;
}

}  // namespace

std::vector<ToneCandidate> search_tones(const ChannelBank& bank, const std::vector<ToneSpan>& spans,
                                        std::uint64_t from_block, std::uint64_t to_block,
                                        const ParallelFor& parallel) {
  const std::vector<Event> events = find_events(bank, spans, from_block, to_block, parallel);
  CandidateSearch search(bank, from_block, to_block);
  std::vector<ToneCandidate> all;
  // A tone may straddle bins: those of each bin and the next are taken together.
  for (std::size_t i = 0; i < events.size();) {
    std::size_t end = i;
    while (end < events.size() && events[end].bin <= events[i].bin + 1) ++end;
    search.search(std::span(events).subspan(i, end - i), all);
    const std::int64_t bin = events[i].bin;
    while (i < events.size() && events[i].bin == bin) ++i;
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const ToneCandidate& a, const ToneCandidate& b) { return a.match > b.match; });
  std::vector<ToneCandidate> candidates;
  for (const ToneCandidate& one : all) {
    if (candidates.size() == kMaxCandidates) break;
    if (std::none_of(candidates.begin(), candidates.end(),
                     [&](const ToneCandidate& strong) { return is_shadow(one, strong); })) {
      candidates.push_back(one);
    }
  }
  return candidates;
}

}  // namespace cellwarden::gsm
