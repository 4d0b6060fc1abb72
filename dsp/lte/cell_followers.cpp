#include "dsp/lte/cell_followers.hpp"

#include <algorithm>

namespace cellwarden::lte {
namespace {

// As long as its place in time is remembered (CellMemory), and no more than memory allows: 5 MB each.
constexpr unsigned kForgetAfter_dwells = 8;
constexpr std::size_t kMostMissed = 4;

}  // namespace

bool CellFollowers::is_read_now(const Known& known) const noexcept {
  return std::ranges::find(now_, known.follower.get()) != now_.end();
}

CellFollowers::Known* CellFollowers::find(const FoundCell& cell) noexcept {
  const auto same = std::ranges::find_if(known_, [&](const Known& known) {
    return known.follower->is_of(cell) && !known.is_resting && !is_read_now(known);
  });
  return same != known_.end() ? &*same : nullptr;
}

void CellFollowers::set_cells(std::span<const FoundCell> cells, double sample_rate_hz,
                              const DwellReading& reading) {
  now_.clear();
  for (Known& known : known_) known.is_resting = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const FoundCell& cell = cells[i];
    now_.push_back(nullptr);
    if (!cell.cell.mib ||
        !FrameReader::can_read(sample_rate_hz, cell.offset_hz, cell.cell.mib->mib.bandwidth_rb)) {
      continue;
    }
    Known* known = find(cell);
    if (known == nullptr) {
      known_.push_back({.follower = std::make_unique<CellFollower>(cell, sample_rate_hz),
                        .turns = frontend::ReadingTurns(found_++)});
      known = &known_.back();
    }
    const bool is_attended = i < reading.is_attended.size() && reading.is_attended[i];
    known->is_resting = !is_attended && !known->turns.is_due(reading.effort, reading.dwell);
    if (known->is_resting) continue;
    const bool is_measured = reading.effort.measures_known_cells || is_attended || !known->turns.is_known();
    known->follower->begin_dwell(cell, is_measured);
    now_.back() = known->follower.get();
  }
  forget_missed();
}

void CellFollowers::end_dwell(double seconds) {
  for (Known& known : known_) {
    if (is_read_now(known)) known.turns.note(seconds, known.follower->report().sib1.good > 0);
  }
}

void CellFollowers::forget_missed() {
  for (Known& known : known_) {
    const bool is_heard = known.is_resting || is_read_now(known);
    known.dwells_missed = is_heard ? 0 : known.dwells_missed + 1;
    if (!is_read_now(known)) known.follower->miss_dwell();
  }
  std::ranges::stable_sort(known_, {}, &Known::dwells_missed);
  const auto first_missed =
      std::ranges::find_if(known_, [](const Known& known) { return known.dwells_missed > 0; });
  const auto missed = static_cast<std::size_t>(known_.end() - first_missed);
  if (missed > kMostMissed) known_.erase(first_missed + kMostMissed, known_.end());
  std::erase_if(known_, [](const Known& known) { return known.dwells_missed > kForgetAfter_dwells; });
}

std::size_t CellFollowers::follow(std::span<const Sample> samples, std::size_t first_sample, bool is_end,
                                  const ParallelFor& parallel) {
  std::vector<std::size_t> needed(now_.size(), first_sample + samples.size());
  parallel(now_.size(), [&](std::size_t i) {
    if (now_[i] != nullptr) needed[i] = now_[i]->follow(samples, first_sample, is_end);
  });
  return needed.empty() ? first_sample + samples.size() : *std::ranges::min_element(needed);
}

bool CellFollowers::empty() const noexcept {
  return std::ranges::all_of(now_, [](const CellFollower* follower) { return follower == nullptr; });
}

std::optional<DownlinkReport> CellFollowers::report(std::size_t i) const {
  if (now_[i] == nullptr) return std::nullopt;
  return now_[i]->report();
}

void CellFollowers::clear() noexcept {
  now_.clear();
  known_.clear();
}

}  // namespace cellwarden::lte
