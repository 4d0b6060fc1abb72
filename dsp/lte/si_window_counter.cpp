#include "dsp/lte/si_window_counter.hpp"

#include <algorithm>
#include <utility>

namespace cellwarden::lte {

void SiWindowCounter::set_windows(SiWindows windows) {
  if (windows == windows_) return;
  windows_ = std::move(windows);
  begin_dwell();
}

void SiWindowCounter::begin_dwell() {
  open_.reset();
  counts_.assign(windows_.periodicity_frames.size(), {});
}

void SiWindowCounter::close() {
  if (!open_) return;
  const Open window = *std::exchange(open_, std::nullopt);
  if (window.heard < windows_.length_ms) return;
  SiWindowCounts& counts = counts_[window.message];
  ++counts.passed;
  counts.announced += window.is_announced ? 1U : 0U;
  counts.read += window.is_read ? 1U : 0U;
}

void SiWindowCounter::pass(std::uint16_t sfn, unsigned subframe, bool is_heard) {
  const auto place = place_in_window(windows_, sfn, subframe);
  if (open_ && (!place || place->message != open_->message || place->subframe == 0)) close();
  if (!place) return;
  if (place->subframe == 0) open_ = Open{.message = place->message};
  if (open_ && is_heard) ++open_->heard;
}

void SiWindowCounter::note(bool is_read) {
  if (!open_) return;
  open_->is_announced = true;
  open_->is_read = open_->is_read || is_read;
}

}  // namespace cellwarden::lte
