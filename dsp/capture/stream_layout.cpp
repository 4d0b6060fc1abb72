#include "dsp/capture/stream_layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cellwarden::capture {
namespace {

constexpr double kClockJitter_s = 0.010;
constexpr std::uint64_t kMostMissing = std::uint64_t{1} << 62U;

}  // namespace

Result<void> place_segments(StreamLayout& layout, const std::string& name, double rate_hz) {
  std::uint64_t missing = 0;
  for (std::size_t i = 1; i < layout.segments.size(); ++i) {
    Segment& segment = layout.segments[i];
    const Segment& before = layout.segments[i - 1];
    const double recorded_s = static_cast<double>(segment.first_sample - before.first_sample) / rate_hz;
    if (before.start && segment.start && !segment.counts_losses) {
      const double apart_s = std::chrono::duration<double>(*segment.start - *before.start).count();
      const double pause_s = apart_s - recorded_s;
      if (pause_s > kClockJitter_s) {
        segment.unrecorded_before = static_cast<std::uint64_t>(std::llround(pause_s * rate_hz));
      } else if (pause_s < -kClockJitter_s) {
        layout.warnings.push_back(name + ": segment " + std::to_string(i) +
                                  " states a start before the end of the one before it");
      }
    }
    missing +=
        segment.lost_before + segment.unrecorded_before;  // each below 2^62, and so is their sum so far
    if (segment.lost_before > kMostMissing || missing > kMostMissing) {
      return fail(ErrorCode::kFormat, name + ": segment " + std::to_string(i) +
                                          ": more samples missing than " + "any recorder can have lost");
    }
    if (before.start && !segment.start) {
      const double apart_s =
          recorded_s + static_cast<double>(segment.lost_before + segment.unrecorded_before) / rate_hz;
      constexpr double kFar_s = 1e9;
      if (apart_s < kFar_s) {
        segment.start = *before.start + std::chrono::nanoseconds(std::llround(apart_s * 1e9));
      }
    }
  }
  return {};
}

StreamExtent extent_of(const StreamLayout& layout, std::uint64_t data_bytes) noexcept {
  const std::uint64_t sample_bytes = bytes_per_sample(layout.facts.format->value);
  StreamExtent extent;
  std::uint64_t left = data_bytes;
  for (std::size_t i = 0; i < layout.segments.size(); ++i) {
    const Segment& segment = layout.segments[i];
    if (i != 0 && left < sample_bytes) break;
    left -= std::min(left, segment.header_bytes);
    const std::uint64_t length = i + 1 < layout.segments.size()
                                     ? layout.segments[i + 1].first_sample - segment.first_sample
                                     : std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t stored = std::min(left / sample_bytes, length);
    left -= stored * sample_bytes;
    extent.stored_samples += stored;
    extent.end_index += stored;
    if (stored != 0) extent.end_index += segment.lost_before + segment.unrecorded_before;
    if (stored < length) break;
  }
  extent.stray_bytes = left;
  return extent;
}

}  // namespace cellwarden::capture
