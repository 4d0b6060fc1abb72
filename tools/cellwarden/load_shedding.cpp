#include "tools/cellwarden/load_shedding.hpp"

#include <algorithm>
#include <array>

#include "dsp/frontend/effort.hpp"

namespace cellwarden::tools {
namespace {

constexpr double kWindow_s = 1;
constexpr double kSettling_s = 2;         // the dwell that runs, and one with the new effort
constexpr double kTooMuch_s = 0.5;        // that waits
constexpr double kTooMuch_share = 0.125;  // of the memory, where that is less
constexpr double kDanger_share = 0.5;
constexpr double kHardlyAnything = 0.2;  // of what is too much
constexpr double kNotGrowing_s = 0.02;
constexpr double kDropped_s =
    1e-3;  // less is rounding: a rate that is known better makes other seconds of samples
constexpr double kFarTooSlow = 1.7;  // two levels at once; of twice that, three
constexpr double kMostBusy = 0.85;   // share of the time that may be spent
constexpr double kRelapse_s = 60;
constexpr double kLongestHold_s = 600;
// What a level costs against the one above it, at most: as measured (docs/performance.md), and as leaving out
// dwells has it.
constexpr std::array<double, frontend::kMostShed> kCostBelow{1.7, 1.7, 1.4, 2.2, 1.5};

double too_much_s(const ReceivingLoad& load) noexcept {
  return std::min(kTooMuch_s, kTooMuch_share * load.ring_s);
}

}  // namespace

unsigned LoadShedding::update(const ReceivingLoad& now) {
  if (!window_) window_ = Window{now, now.backlog_s};
  window_->least_backlog_s = std::min(window_->least_backlog_s, now.backlog_s);
  if (now.received_s - window_->begin.received_s >= kWindow_s) {
    decide(now);
    window_ = Window{now, now.backlog_s};
  }
  return level_;
}

void LoadShedding::decide(const ReceivingLoad& end) {
  const ReceivingLoad& begin = window_->begin;
  const double least_s = window_->least_backlog_s;
  const double dropped_s = end.dropped_s - begin.dropped_s;
  const double received_s = end.received_s - begin.received_s;
  const double arrived = (received_s + dropped_s + end.backlog_s - begin.backlog_s) / received_s;
  // What a long search left behind and is being caught up on does not grow.
  const bool is_growing =
      least_s >= last_backlog_s_ - kNotGrowing_s && end.backlog_s >= begin.backlog_s - kNotGrowing_s;
  const bool is_full = least_s > kDanger_share * end.ring_s;
  const bool is_too_much = dropped_s > kDropped_s || (is_growing && (is_full || least_s > too_much_s(end)));
  last_backlog_s_ = least_s;
  const bool is_settled = end.received_s >= settled_at_s_;
  if (is_too_much) {
    calm_.reset();
    if (!is_settled) return;
    too_slow_by_.reset();
    if (level_ == frontend::kMostShed) too_slow_by_ = std::max(arrived, 1.0);
    return shed_more(arrived, end);
  }
  too_slow_by_.reset();
  if (least_s > kHardlyAnything * too_much_s(end)) return calm_.reset();
  if (!calm_) calm_ = begin;
  shed_less(end);
}

void LoadShedding::shed_more(double arrived_over_received, const ReceivingLoad& end) {
  const bool is_relapse = shed_less_at_s_ && end.received_s - *shed_less_at_s_ < kRelapse_s;
  if (is_relapse) hold_s_ = std::min(2 * hold_s_, kLongestHold_s);
  shed_less_at_s_.reset();
  unsigned step = 1;
  if (arrived_over_received > kFarTooSlow) ++step;
  if (arrived_over_received > 2 * kFarTooSlow) ++step;
  level_ = std::min(level_ + step, frontend::kMostShed);
  settled_at_s_ = end.received_s + kSettling_s;
}

void LoadShedding::shed_less(const ReceivingLoad& end) {
  if (level_ == 0) {
    // All is well for so long: what was too much then need not be now.
    if (end.received_s - calm_->received_s > kLongestHold_s) hold_s_ = kShortestHold_s;
    return;
  }
  if (end.received_s - calm_->received_s < hold_s_) return;
  const double elapsed_s = end.elapsed_s - calm_->elapsed_s;
  const double busy = elapsed_s > 0 ? (end.busy_s - calm_->busy_s) / elapsed_s : 1.0;
  calm_ = end;
  if (busy * kCostBelow[level_ - 1] > kMostBusy) return;
  --level_;
  shed_less_at_s_ = end.received_s;
  settled_at_s_ = end.received_s + kSettling_s;
}

}  // namespace cellwarden::tools
