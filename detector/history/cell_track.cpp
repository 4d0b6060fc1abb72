#include "detector/history/cell_track.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cellwarden::history {
namespace {

constexpr double kFrame_s = 0.01;
constexpr double kUnknownClock_ppm = 100.0;  // transmitter and radio together
constexpr double kKnownClock_ppm = 1.0;      // drift of a measured clock between two dwells
constexpr double kTimingSlack_s = 50e-6;     // multipath and the measurement's own scatter
constexpr double kUncertain_s = 2e-3;        // beyond this a frame could be miscounted
constexpr std::size_t kMaxBreaks = 256;

}  // namespace

bool FrameClock::add(const Observation& seen) {
  const auto* lte = seen.lte();
  if (lte == nullptr || !lte->mib) return false;
  const Reference now{seen.frame_start_s.value, *lte->mib};
  const std::optional<Reference> before = last_;
  last_ = now;
  if (!before || !lte::same_configuration(before->mib, now.mib)) return false;

  const double elapsed_s = now.frame_start_s - before->frame_start_s;
  const double clock_ppm = seen.clock_offset_ppm ? seen.clock_offset_ppm->value : 0.0;
  const double doubt_ppm = seen.clock_offset_ppm
                               ? std::max(kKnownClock_ppm, 3.0 * seen.clock_offset_ppm->sigma)
                               : kUnknownClock_ppm;
  const double tolerance_s = kTimingSlack_s + std::abs(elapsed_s) * doubt_ppm * 1e-6;
  if (elapsed_s <= 0.0 || tolerance_s > kUncertain_s) return false;

  const double frames = elapsed_s * (1.0 + clock_ppm * 1e-6) / kFrame_s;
  const double whole = std::round(frames);
  const double off_s = std::abs(frames - whole) * kFrame_s;
  const auto expected_sfn =
      static_cast<std::uint16_t>(std::fmod(before->mib.sfn + whole, lte::kSfnPeriod_frames));
  ++comparisons_;
  if (off_s > tolerance_s || expected_sfn != now.mib.sfn) {
    breaks_s_.push_back(seen.t_s);
    if (breaks_s_.size() > kMaxBreaks) breaks_s_.pop_front();
  }
  return true;
}

std::size_t FrameClock::breaks_since(double t_s) const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(breaks_s_, [&](double at) { return at >= t_s; }));
}

CellTrack::CellTrack(const Observation& first)
    : latest_(first), first_seen_s_(first.t_s), last_seen_s_(first.t_s), first_seen_(first.time) {}

void CellTrack::add(const Observation& seen, std::optional<double> gain_db) {
  const bool is_first = points_.empty();
  latest_ = seen;
  last_seen_s_ = std::max(last_seen_s_, seen.t_s + seen.duration_s);
  good_decodes_ += seen.good_decodes;
  bad_decodes_ += seen.bad_decodes;
  is_confirmed_ = is_confirmed_ || seen.state == CellState::kConfirmed;
  const auto* lte = seen.lte();
  if (lte != nullptr && lte->mib) {
    mib_ = lte->mib;
    mib_frame_start_s_ = seen.frame_start_s.value;
  }
  frames_.add(seen);
  points_.push_back(TrackPoint{.t_s = seen.t_s,
                               .power_dbfs = seen.signal.power_dbfs,
                               .measured_hz = seen.carrier.measured_hz.value,
                               .cohort_ppm = std::nullopt,
                               .other_peaks = lte != nullptr ? lte->other_peaks : std::vector<SyncPeak>{},
                               .is_level_usable = is_first || gain_db_ == gain_db});
  gain_db_ = gain_db;
  while (points_.size() > kMaxPoints || points_.front().t_s < seen.t_s - kMemory_s) points_.pop_front();
}

void CellTrack::break_level_history() {
  if (!points_.empty()) points_.back().is_level_usable = false;
}

std::optional<Time> CellTrack::last_seen() const {
  if (!latest_.time) return std::nullopt;
  return *latest_.time +
         std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(latest_.duration_s));
}

std::optional<CellTrack::Level> CellTrack::level(double from_s, double to_s) const {
  std::vector<double> levels;
  for (auto point = points_.rbegin(); point != points_.rend() && point->t_s >= from_s; ++point) {
    if (point->t_s <= to_s) levels.push_back(point->power_dbfs);
    if (!point->is_level_usable) break;  // this point is the first of a new history
  }
  const std::size_t count = levels.size();
  const auto middle = median_of(std::move(levels));
  if (!middle) return std::nullopt;
  return Level{*middle, count};
}

std::optional<double> median_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

}  // namespace cellwarden::history
