#include "tools/cellwarden/cell_owners.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::tools {
namespace {

constexpr double kSameCarrier_hz = 60e3;  // less than half of what parts two carriers of a standard

double frequency_of(const Carrier& carrier) {
  return carrier.nominal_hz.value_or(carrier.measured_hz.value);
}

}  // namespace

void CellOwners::keep_own(std::size_t radio, Dwell& dwell) {
  if (stays_.size() < 2) return;
  forget(dwell.listen.t_s);
  std::erase_if(dwell.observations, [&](const Observation& seen) { return !is_own(radio, seen); });
}

void CellOwners::leave(std::size_t radio) {
  std::erase_if(cells_, [radio](const Owned& cell) { return cell.radio == radio; });
}

bool CellOwners::is_own(std::size_t radio, const Observation& seen) {
  const double frequency_hz = frequency_of(seen.carrier);
  const auto known = std::ranges::find_if(cells_, [&](const Owned& cell) {
    return cell.rat == seen.carrier.rat && cell.physical_id == seen.physical_id &&
           std::abs(cell.frequency_hz - frequency_hz) < kSameCarrier_hz;
  });
  if (known == cells_.end()) {
    cells_.push_back({seen.carrier.rat, seen.physical_id, frequency_hz, radio, seen.t_s});
    return true;
  }
  if (stays_[radio] && !stays_[known->radio]) known->radio = radio;
  if (known->radio != radio) return false;
  known->heard_s = seen.t_s;
  return true;
}

void CellOwners::forget(double now_s) {
  std::erase_if(cells_, [now_s](const Owned& cell) { return now_s - cell.heard_s > kHandOver_s; });
}

}  // namespace cellwarden::tools
