#include "detector/towers/tower_list.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cellwarden::towers {
namespace {

bool matches(const TowerRecord& record, Rat rat, const Plmn& plmn, std::optional<std::uint32_t> area) {
  if (record.rat && *record.rat != rat) return false;
  if (!record.plmn || record.plmn->mcc != plmn.mcc || record.plmn->mnc != plmn.mnc) return false;
  return !area || !record.area || *record.area == *area;
}

bool is_far(const TowerRecord& record, const std::optional<Near>& near) {
  if (!near || !record.position) return false;
  const double limit_m = near->radius_m + record.range_m.value_or(0.0);
  // Most rows of a national list are told by their latitude alone.
  constexpr double kLeastPerDegree_m = 111e3;
  const double north_deg = std::abs(near->centre.latitude_deg - record.position->latitude_deg);
  return north_deg * kLeastPerDegree_m > limit_m || distance_m(near->centre, *record.position) > limit_m;
}

}  // namespace

std::uint32_t TowerList::add_source(Source source) {
  sources_.push_back(std::move(source));
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

void TowerList::add(const TowerRecord& record) {
  const std::size_t index = records_.size();
  if (record.carrier_hz) by_carrier_.emplace(*record.carrier_hz, index);
  if (record.cell) by_cell_.emplace(*record.cell, index);
  if (record.plmn && record.cell)
    by_network_[{record.source, record.plmn->mcc, record.plmn->mnc}].push_back(index);
  if (record.plmn && record.area) {
    by_area_[{record.plmn->mcc, record.plmn->mnc, *record.area}].push_back(index);
  }
  records_.push_back(record);
}

std::vector<const TowerRecord*> TowerList::find(Rat rat, const Plmn& plmn, std::optional<std::uint32_t> area,
                                                std::uint64_t cell) const {
  std::vector<std::size_t> found;
  const auto [first, last] = by_cell_.equal_range(cell);
  for (auto it = first; it != last; ++it) {
    if (matches(records_[it->second], rat, plmn, area)) found.push_back(it->second);
  }
  std::sort(found.begin(), found.end());  // a hash table has no order of its own
  std::vector<const TowerRecord*> rows;
  rows.reserve(found.size());
  for (const std::size_t index : found) rows.push_back(&records_[index]);
  return rows;
}

const TowerRecord* TowerList::any_of_network(std::uint32_t source, Rat rat, const Plmn& plmn,
                                             const std::optional<Near>& near) const {
  const auto rows = by_network_.find({source, plmn.mcc, plmn.mnc});
  if (rows == by_network_.end()) return nullptr;
  for (const std::size_t index : rows->second) {
    const TowerRecord& record = records_[index];
    if (record.rat && *record.rat != rat) continue;
    if (!is_far(record, near)) return &record;
  }
  return nullptr;
}

std::size_t TowerList::count_with_area(std::uint32_t source, Rat rat, const Plmn& plmn,
                                       const std::optional<Near>& near, std::size_t most) const {
  const auto rows = by_network_.find({source, plmn.mcc, plmn.mnc});
  if (rows == by_network_.end()) return 0;
  std::size_t count = 0;
  for (const std::size_t index : rows->second) {
    if (count >= most) break;
    const TowerRecord& record = records_[index];
    if (record.rat == rat && record.area && !is_far(record, near)) ++count;
  }
  return count;
}

bool TowerList::has_area(Rat rat, const Plmn& plmn, std::uint32_t area,
                         const std::optional<Near>& near) const {
  const auto rows = by_area_.find({plmn.mcc, plmn.mnc, area});
  if (rows == by_area_.end()) return false;
  return std::ranges::any_of(rows->second, [&](std::size_t index) {
    return records_[index].rat == rat && !is_far(records_[index], near);
  });
}

std::vector<const TowerRecord*> TowerList::on_carrier(Rat rat, double low_hz, double high_hz,
                                                      const std::optional<Near>& near) const {
  std::vector<const TowerRecord*> rows;
  for (auto it = by_carrier_.lower_bound(low_hz); it != by_carrier_.end() && it->first <= high_hz; ++it) {
    const TowerRecord& record = records_[it->second];
    if (record.rat && *record.rat != rat) continue;
    if (!is_far(record, near)) rows.push_back(&record);
  }
  return rows;
}

}  // namespace cellwarden::towers
