#include "detector/history/cell_track.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "detector/history/moved_time.hpp"

namespace cellwarden::history {
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
  const FrameClock::Comparison frames = frames_.add(seen);
  if (seen.gsm() != nullptr) {
    if (!gsm_) gsm_.emplace();
    gsm_->add(seen, frames);
  }
  if (lte != nullptr) {
    if (!lte_) lte_.emplace();
    lte_->add(seen, frames);
  }
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

void CellTrack::hand_over_to(std::string sensor) {
  latest_.sensor = std::move(sensor);
  points_.clear();
  frames_.forget();
  stability_ = {};
}

void CellTrack::move_clock(Time::duration by) {
  move_time(first_seen_, by);
  move_time(latest_.time, by);
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
