#include "dsp/frontend/dwell_gate.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cellwarden::frontend {

bool DwellGate::continues(const IqBlock& block) const noexcept {
  return !block.gap_before && block.lost_before == 0 && block.dropped_before == 0 &&
         block.first_sample == next_sample_ && block.sample_rate_hz == sample_rate_hz_ &&
         block.center_hz == center_hz_;
}

std::vector<IqBlock> DwellGate::pass(const IqBlock& block) {
  const auto dwell = static_cast<std::uint64_t>(std::llround(dwell_s_ * block.sample_rate_hz));
  if (dwell == 0) return {block};
  if (!continues(block)) {
    sample_rate_hz_ = block.sample_rate_hz;
    center_hz_ = block.center_hz;
    until_end_ = dwell;
    is_open_ = true;
  }
  next_sample_ = block.first_sample + block.samples.size();
  std::vector<IqBlock> parts;
  for (std::size_t used = 0; used < block.samples.size();) {
    if (until_end_ == 0) {
      is_open_ = !is_open_ || every_ == 1;
      until_end_ = is_open_ ? dwell : (every_ - 1) * dwell;
    }
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(until_end_, block.samples.size() - used));
    if (is_open_) {
      IqBlock part = block;
      part.samples = block.samples.subspan(used, count);
      if (used > 0) {
        part.first_sample += used;
        part.lost_before = part.dropped_before = 0;
        part.clipped_samples = 0;
        part.gap_before = false;
        if (part.received_at) {
          const double later_s = static_cast<double>(used) / block.sample_rate_hz;
          *part.received_at += std::chrono::nanoseconds(std::llround(later_s * 1e9));
        }
      }
      part.dropped_before += left_out_;
      part.gap_before = part.gap_before || left_out_ > 0;
      left_out_ = 0;
      parts.push_back(part);
    } else {
      left_out_ += count;
      left_out_in_all_ += count;
    }
    used += count;
    until_end_ -= count;
  }
  return parts;
}

}  // namespace cellwarden::frontend
