#include "detector/towers/lists/sightings.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>
#include <vector>

namespace cellwarden::towers {
namespace {

constexpr double kDegree_m = 111'195.08;  // of a great circle on the sphere of distance_m()
constexpr double kWeakest_dbm = -120.0;
constexpr double kStrongest_dbm = -30.0;

double weight_of(std::optional<double> level_dbm) {
  return std::pow(10.0, std::clamp(level_dbm.value_or(kWeakest_dbm), kWeakest_dbm, kStrongest_dbm) / 20.0);
}

// How much closer meridians are than at the equator; never 0, so that poles are places too.
double narrowing(double latitude_deg) {
  return std::max(1e-6, std::cos(latitude_deg * std::numbers::pi / 180.0));
}

double wrapped(double longitude_deg) {
  return std::remainder(longitude_deg, 360.0);
}

// By radio, network, area and cell.
auto rank_of(const SightedCell& cell) {
  const Plmn& plmn = cell.plmn;
  return std::tuple(cell.rat, plmn.mcc, plmn.mnc, plmn.mnc_digits, cell.area ? *cell.area + 1ULL : 0ULL,
                    cell.cell);
}

double at_millionths(double degrees) {
  return std::round(degrees * 1e6) / 1e6;
}

}  // namespace

std::size_t Sightings::Hash::operator()(const SightedCell& cell) const noexcept {
  std::uint64_t mix = cell.cell;
  const auto stir = [&mix](std::uint64_t value) {
    mix = (mix ^ value) * 0x9E37'79B9'7F4A'7C15U;
    mix ^= mix >> 29U;
  };
  stir(cell.area ? *cell.area + 1ULL : 0ULL);
  stir(static_cast<std::uint64_t>(cell.plmn.mcc) << 32U | static_cast<std::uint64_t>(cell.plmn.mnc) << 8U |
       cell.plmn.mnc_digits);
  stir(static_cast<std::uint64_t>(cell.rat));
  return static_cast<std::size_t>(mix);
}

bool Sightings::add(const Sighting& sighting) {
  auto found = sums_.find(sighting.cell);
  if (found == sums_.end()) {
    if (sums_.size() >= most_cells_) return false;
    found = sums_.emplace(sighting.cell, Sum{}).first;
  }
  Sum& sum = found->second;
  ++sum.samples;
  if (sighting.at) add_place(*sighting.at, sighting.level_dbm, sum);
  if (sighting.time) {
    sum.first = sum.first ? std::min(*sum.first, *sighting.time) : *sighting.time;
    sum.last = sum.last ? std::max(*sum.last, *sighting.time) : *sighting.time;
  }
  if (sighting.carrier_hz) {
    if (sum.carrier_hz && *sum.carrier_hz != *sighting.carrier_hz) sum.has_several_carriers = true;
    sum.carrier_hz = sighting.carrier_hz;
  }
  return true;
}

void Sightings::add_place(const GeoPoint& at, std::optional<double> level_dbm, Sum& sum) {
  if (sum.weight == 0.0) sum.origin = at;
  const double east_m =
      wrapped(at.longitude_deg - sum.origin.longitude_deg) * kDegree_m * narrowing(sum.origin.latitude_deg);
  const double north_m = (at.latitude_deg - sum.origin.latitude_deg) * kDegree_m;
  const double weight = weight_of(level_dbm);
  sum.weight += weight;
  sum.east_m += weight * east_m;
  sum.north_m += weight * north_m;
  sum.square_m2 += weight * (east_m * east_m + north_m * north_m);
  sum.stated_accuracy_m += weight * at.accuracy_m.value_or(0.0);
  sum.west_edge_m = std::min(sum.west_edge_m, east_m);
  sum.east_edge_m = std::max(sum.east_edge_m, east_m);
  sum.south_edge_m = std::min(sum.south_edge_m, north_m);
  sum.north_edge_m = std::max(sum.north_edge_m, north_m);
}

void Sightings::set_place(const Sum& sum, TowerRecord& record) {
  if (sum.weight == 0.0) return;
  const double east_m = sum.east_m / sum.weight;
  const double north_m = sum.north_m / sum.weight;
  const double spread_m =
      std::sqrt(std::max(0.0, sum.square_m2 / sum.weight - east_m * east_m - north_m * north_m));
  GeoPoint centre;
  centre.latitude_deg = at_millionths(std::clamp(sum.origin.latitude_deg + north_m / kDegree_m, -90.0, 90.0));
  centre.longitude_deg = at_millionths(
      wrapped(sum.origin.longitude_deg + east_m / kDegree_m / narrowing(sum.origin.latitude_deg)));
  centre.accuracy_m = std::round(std::max(spread_m, sum.stated_accuracy_m / sum.weight));
  record.position = centre;
  const double east_reach_m = std::max(sum.east_edge_m - east_m, east_m - sum.west_edge_m);
  const double north_reach_m = std::max(sum.north_edge_m - north_m, north_m - sum.south_edge_m);
  record.range_m = std::round(std::hypot(east_reach_m, north_reach_m));
}

TowerRecord Sightings::record_of(const SightedCell& cell, const Sum& sum) {
  TowerRecord record;
  record.rat = cell.rat;
  record.plmn = cell.plmn;
  record.area = cell.area;
  record.cell = cell.cell;
  record.samples = static_cast<std::uint32_t>(std::min<std::uint64_t>(sum.samples, UINT32_MAX));
  record.first_listed = sum.first;
  record.last_listed = sum.last;
  if (!sum.has_several_carriers) record.carrier_hz = sum.carrier_hz;
  set_place(sum, record);
  return record;
}

void Sightings::give(RecordSink& sink) const {
  std::vector<const std::pair<const SightedCell, Sum>*> ordered;
  ordered.reserve(sums_.size());
  for (const auto& entry : sums_) ordered.push_back(&entry);
  std::ranges::sort(ordered, {}, [](const auto* entry) { return rank_of(entry->first); });
  for (const auto* entry : ordered) sink.take(record_of(entry->first, entry->second));
}

}  // namespace cellwarden::towers
