#include "dsp/lte/cell_followers.hpp"

#include <algorithm>

namespace cellwarden::lte {
namespace {

// As long as its place in time is remembered (CellMemory), and no more than memory allows: 5 MB each.
constexpr unsigned kForgetAfter_dwells = 8;
constexpr std::size_t kMostMissed = 4;

}  // namespace

CellFollower* CellFollowers::find(const FoundCell& cell) noexcept {
  const auto same = std::ranges::find_if(known_, [&](const Known& known) {
    return known.follower->is_of(cell) && std::ranges::find(now_, known.follower.get()) == now_.end();
  });
  return same != known_.end() ? same->follower.get() : nullptr;
}

void CellFollowers::set_cells(std::span<const FoundCell> cells, double sample_rate_hz) {
  now_.clear();
  for (const FoundCell& cell : cells) {
    const bool can_follow = cell.cell.mib && FrameReader::can_read(sample_rate_hz, cell.offset_hz,
                                                                   cell.cell.mib->mib.bandwidth_rb);
    CellFollower* follower = can_follow ? find(cell) : nullptr;
    if (can_follow && follower == nullptr) {
      known_.push_back({std::make_unique<CellFollower>(cell, sample_rate_hz)});
      follower = known_.back().follower.get();
    }
    if (follower != nullptr) follower->begin_dwell(cell);
    now_.push_back(follower);
  }
  forget_missed();
}

void CellFollowers::forget_missed() {
  for (Known& known : known_) {
    const bool is_heard = std::ranges::find(now_, known.follower.get()) != now_.end();
    known.dwells_missed = is_heard ? 0 : known.dwells_missed + 1;
    if (!is_heard) known.follower->miss_dwell();
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
