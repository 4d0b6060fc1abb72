#include "dsp/survey/known_cells.hpp"

#include <algorithm>
#include <cmath>

#include "cell/carrier.hpp"

namespace cellwarden::survey {
namespace {

constexpr unsigned kMissesUntilGone = 2;  // then it gets no visit of its own any more
constexpr unsigned kTriesWhileNew = 3;    // in vain; then a cell that cannot be read waits behind the others

bool is_same_carrier(const KnownCell& cell, const HeardCarrier& heard) {
  return cell.rat == heard.rat && std::abs(cell.frequency_hz - heard.frequency_hz) < raster_hz(heard.rat) / 2;
}

}  // namespace

KnownCell& KnownCells::entry(const HeardCarrier& heard, double now_s) {
  KnownCell* candidate = nullptr;
  for (auto& cell : cells_) {
    if (!is_same_carrier(cell, heard)) continue;
    if (cell.physical_id == heard.physical_id) return cell;
    if (!cell.physical_id) candidate = &cell;
  }
  if (candidate == nullptr) {
    if (cells_.size() >= policy_.most_cells) {
      cells_.erase(std::ranges::min_element(cells_, {}, &KnownCell::heard_s));
    }
    candidate = &cells_.emplace_back();
  }
  // A candidate that has become a cell begins anew: it is read at once.
  *candidate = KnownCell{};
  candidate->rat = heard.rat;
  candidate->physical_id = heard.physical_id;
  candidate->next_try_s = now_s;
  candidate->noticed_s = now_s;
  return *candidate;
}

const KnownCell& KnownCells::note(const HeardCarrier& heard, std::size_t window, double now_s) {
  KnownCell& cell = entry(heard, now_s);
  cell.frequency_hz = heard.frequency_hz;
  cell.is_suspicious = heard.is_suspicious;
  cell.window = window;
  cell.heard_s = now_s;
  if (heard.width_hz) cell.width_hz = heard.width_hz;
  if (heard.content_age_s) cell.content_s = now_s - *heard.content_age_s;
  if (!cell.content_s) return cell;
  const double age_s = now_s - *cell.content_s;
  const double due_s = due_age_s(cell);
  if (age_s >= 0.75 * due_s) cell.is_wanted = true;
  if (age_s <= 0.5 * due_s) {
    cell.is_wanted = false;
    cell.tries = 0;
    cell.next_try_s = now_s;
  }
  return cell;
}

void KnownCells::visited(const EndedVisit& visit, const std::function<Reach(const KnownCell&)>& reach) {
  const double now_s = visit.ended_s;
  for (auto& cell : cells_) {
    if (cell.window != visit.window) continue;
    const Reach reached = reach(cell);
    if (reached == Reach::kNone) continue;
    if (visit.was_heard) cell.misses = cell.heard_s >= visit.began_s ? 0 : cell.misses + 1;
    if (!visit.was_for_reading || reached != Reach::kRead || now_s < cell.next_try_s) continue;
    if (!cell.is_wanted && !rank(cell, now_s)) continue;
    constexpr unsigned kMostDoublings = 16;
    const double wait_s = std::ldexp(policy_.retry_s, static_cast<int>(std::min(cell.tries, kMostDoublings)));
    cell.next_try_s = now_s + std::min(wait_s, policy_.refresh_s);
    ++cell.tries;
  }
}

std::optional<ReadRank> KnownCells::rank(const KnownCell& cell, double now_s) const {
  if (now_s < cell.next_try_s || cell.misses >= kMissesUntilGone) return std::nullopt;
  if (!cell.content_s) return cell.tries < kTriesWhileNew ? ReadRank::kNew : ReadRank::kDue;
  if (now_s - *cell.content_s < due_age_s(cell)) return std::nullopt;
  return cell.is_suspicious ? ReadRank::kSuspicious : ReadRank::kDue;
}

std::optional<WantedRead> KnownCells::most_wanted(double now_s, const std::vector<bool>& is_ours) const {
  std::optional<WantedRead> best;
  double best_since_s = 0.0;
  for (const auto& cell : cells_) {
    if (!is_ours[cell.window]) continue;
    const auto cell_rank = rank(cell, now_s);
    if (!cell_rank) continue;
    // Within a rank, whoever has waited longest.
    const double since_s = cell.content_s.value_or(cell.next_try_s);
    if (best && (*cell_rank > best->rank || (*cell_rank == best->rank && since_s >= best_since_s))) continue;
    best = WantedRead{cell, *cell_rank};
    best_since_s = since_s;
  }
  return best;
}

void KnownCells::move_to(const std::function<std::optional<std::size_t>(const KnownCell&)>& window_of) {
  std::erase_if(cells_, [&](KnownCell& cell) {
    const auto window = window_of(cell);
    if (window) cell.window = *window;
    return !window;
  });
}

void KnownCells::forget_old(double now_s) {
  std::erase_if(cells_, [&](const KnownCell& cell) { return now_s - cell.heard_s > policy_.forget_s; });
}

}  // namespace cellwarden::survey
