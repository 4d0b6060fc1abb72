#include "tools/cellwarden/cell_owners.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cellwarden::tools {
namespace {

constexpr double kSameCarrier_hz = 60e3;  // less than half of what parts two carriers of a standard

double frequency_of(const Carrier& carrier) {
  return carrier.nominal_hz.value_or(carrier.measured_hz.value);
}

}  // namespace

std::vector<CellOwners::HandOver> CellOwners::keep_own(std::size_t radio, Dwell& dwell) {
  std::vector<HandOver> handed_over;
  if (stays_.size() < 2) return handed_over;
  forget(dwell.listen.t_s);
  std::vector<Observation> kept;
  for (Observation& seen : dwell.observations) {
    const bool reads = seen.state != CellState::kDetected;
    Owned& cell = owned(radio, seen);
    if (cell.radio != radio) {
      if (!cell.is_left && !takes_over(radio, cell, reads)) continue;
      handed_over.push_back({kept.size(), std::exchange(cell.radio, radio)});
      cell.is_read = false;
    }
    cell.is_left = false;
    cell.heard_s = seen.t_s;
    cell.note(reads);
    kept.push_back(std::move(seen));
  }
  dwell.observations = std::move(kept);
  return handed_over;
}

void CellOwners::leave(std::size_t radio) {
  for (Owned& cell : cells_) cell.is_left = cell.is_left || cell.radio == radio;
}

/// Known, or `radio`'s from now on.
CellOwners::Owned& CellOwners::owned(std::size_t radio, const Observation& seen) {
  const double frequency_hz = frequency_of(seen.carrier);
  const auto known = std::ranges::find_if(cells_, [&](const Owned& cell) {
    return cell.rat == seen.carrier.rat && cell.physical_id == seen.physical_id &&
           std::abs(cell.frequency_hz - frequency_hz) < kSameCarrier_hz;
  });
  if (known != cells_.end()) return *known;
  Owned cell;
  cell.rat = seen.carrier.rat;
  cell.physical_id = seen.physical_id;
  cell.frequency_hz = frequency_hz;
  cell.radio = radio;
  cells_.push_back(cell);
  return cells_.back();
}

bool CellOwners::takes_over(std::size_t radio, const Owned& cell, bool reads) const {
  const bool is_better_read = !cell.is_read || cell.detections >= kOnlyDetected;
  if (reads && is_better_read) return true;
  return stays_[radio] && !stays_[cell.radio] && (reads || !cell.is_read);
}

void CellOwners::Owned::note(bool is_read_now) noexcept {
  is_read = is_read || is_read_now;
  detections = is_read_now ? 0 : detections + 1;
}

void CellOwners::forget(double now_s) {
  for (Owned& cell : cells_) cell.is_left = cell.is_left || now_s - cell.heard_s > kHandOver_s;
  std::erase_if(cells_, [now_s](const Owned& cell) { return now_s - cell.heard_s > kRemembered_s; });
}

}  // namespace cellwarden::tools
