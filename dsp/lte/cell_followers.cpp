#include "dsp/lte/cell_followers.hpp"

#include <algorithm>

namespace cellwarden::lte {

CellFollower* CellFollowers::find(const FoundCell& cell) noexcept {
  const auto same = std::ranges::find_if(known_, [&](const auto& f) {
    return f->is_of(cell) && std::ranges::find(now_, f.get()) == now_.end();
  });
  return same != known_.end() ? same->get() : nullptr;
}

void CellFollowers::set_cells(std::span<const FoundCell> cells, double sample_rate_hz) {
  now_.clear();
  for (const FoundCell& cell : cells) {
    const bool can_follow = cell.cell.mib && FrameReader::can_read(sample_rate_hz, cell.offset_hz,
                                                                   cell.cell.mib->mib.bandwidth_rb);
    CellFollower* follower = can_follow ? find(cell) : nullptr;
    if (can_follow && follower == nullptr) {
      follower = known_.emplace_back(std::make_unique<CellFollower>(cell, sample_rate_hz)).get();
    }
    if (follower != nullptr) follower->begin_dwell(cell);
    now_.push_back(follower);
  }
  std::erase_if(known_, [&](const auto& f) { return std::ranges::find(now_, f.get()) == now_.end(); });
}

std::size_t CellFollowers::follow(std::span<const Sample> samples, std::size_t first_sample, bool is_end,
                                  const ParallelFor& parallel) {
  std::vector<std::size_t> needed(known_.size(), first_sample + samples.size());
  parallel(known_.size(),
           [&](std::size_t i) { needed[i] = known_[i]->follow(samples, first_sample, is_end); });
  return needed.empty() ? first_sample + samples.size() : *std::ranges::min_element(needed);
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
