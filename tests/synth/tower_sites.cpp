#include "tests/synth/tower_sites.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "tests/synth/random.hpp"
#include "tests/synth/tower_list_countries.hpp"

namespace cellwarden::synth {
namespace {

constexpr double kUrbanShare = 0.75;
constexpr double kKmPerDegree = 111.2;
constexpr double kHighestLatitude_deg = 80.0;

// Of the networks of a country, the biggest first; and what they are called.
constexpr std::array<std::array<double, 4>, 4> kShares{
    {{1.0, 0, 0, 0}, {0.6, 0.4, 0, 0}, {0.42, 0.34, 0.24, 0}, {0.35, 0.3, 0.22, 0.13}}};
constexpr std::array<std::uint16_t, 4> kCodes{1, 2, 3, 20};
constexpr std::array<std::uint16_t, 4> kThreeDigitCodes{260, 410, 120, 580};

bool has_three_digit_codes(std::uint16_t mcc) {
  return mcc == 302 || mcc == 310 || mcc == 334 || (mcc >= 338 && mcc <= 360 && mcc != 340) || mcc == 708 ||
         mcc == 732;
}

// Which words start a random stream of what: sites, and towns.
constexpr std::uint64_t kTownStream = 0x746F'776E;
constexpr std::uint64_t kSiteStream = 0x7369'7465;

double wrapped(double longitude_deg) {
  if (longitude_deg > 180.0) return longitude_deg - 360.0;
  if (longitude_deg < -180.0) return longitude_deg + 360.0;
  return longitude_deg;
}

// Chosen so that the 5 km around the centre of a town of 40,000 rows hold 14,000 of them, and those of the
// biggest towns not above 30,000.
double scale_km(double rows_of_town) {
  return std::max(0.8, 4.0 * std::sqrt(rows_of_town / 40'000.0));
}

std::vector<TowerSites::Town> towns_of_country(const ListedCountry& country, double rows_of_full_world,
                                               std::uint64_t seed) {
  const auto count = static_cast<std::size_t>(std::clamp(std::sqrt(rows_of_full_world) / 4.0, 3.0, 600.0));
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += 1.0 / static_cast<double>(i + 2);
  std::vector<TowerSites::Town> towns(count);
  double share_end = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double share = 1.0 / static_cast<double>(i + 2) / sum;
    share_end += share;
    Random random({seed, kTownStream, country.mcc, i});
    towns[i].latitude_deg = country.latitude_deg + country.half_height_deg * (2.0 * random.uniform() - 1.0);
    towns[i].longitude_deg = country.longitude_deg + country.half_width_deg * (2.0 * random.uniform() - 1.0);
    towns[i].scale_km = scale_km(rows_of_full_world * kUrbanShare * share);
    towns[i].share_end = share_end;
  }
  towns.back().share_end = 1.0;
  return towns;
}

}  // namespace

TowerSites::TowerSites(std::uint64_t sites, std::uint64_t seed, std::optional<std::uint16_t> mcc)
    : seed_(seed) {
  const auto listed = listed_countries();
  double all_weights = 0.0;
  double used_weights = 0.0;
  for (const auto& country : listed) {
    all_weights += country.weight;
    if (!mcc || country.mcc == *mcc) used_weights += country.weight;
  }
  double end = 0.0;
  std::uint64_t given = 0;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const ListedCountry& country = listed[i];
    if (mcc && country.mcc != *mcc) continue;
    const double rows = kFullWorld_rows * country.weight / all_weights;
    countries_.push_back({i, towns_of_country(country, rows, seed)});
    const auto& shares = kShares[country.networks - 1U];
    for (std::size_t n = 0; n < country.networks; ++n) {
      end += static_cast<double>(sites) * country.weight / used_weights * shares[n];
      const auto until = std::min(sites, static_cast<std::uint64_t>(std::llround(end)));
      const auto mnc = has_three_digit_codes(country.mcc) ? kThreeDigitCodes[n] : kCodes[n];
      networks_.push_back(
          {country.mcc, mnc, static_cast<std::uint32_t>(countries_.size() - 1), given, until - given});
      given = until;
    }
  }
  if (!networks_.empty()) networks_.back().sites += sites - given;
}

TowerSite TowerSites::at(std::uint64_t index) const {
  const auto after = std::ranges::upper_bound(networks_, index, {}, &Network::first);
  const Network& network = *std::prev(after);
  TowerSite site;
  site.mcc = network.mcc;
  site.mnc = network.mnc;
  site.number = static_cast<std::uint32_t>(index - network.first);
  const auto in_towns = static_cast<std::uint64_t>(kUrbanShare * static_cast<double>(network.sites));
  site.is_urban = site.number < in_towns;
  if (site.is_urban) {
    place_in_town(network, in_towns, site);
  } else {
    place_in_country(network, in_towns, site);
  }
  site.latitude_deg = std::clamp(site.latitude_deg, -kHighestLatitude_deg, kHighestLatitude_deg);
  site.longitude_deg = wrapped(site.longitude_deg);
  return site;
}

void TowerSites::place_in_town(const Network& network, std::uint64_t in_towns, TowerSite& site) const {
  const auto& towns = countries_[network.country].towns;
  const auto count = static_cast<double>(in_towns);
  const auto first_of = [&](std::size_t town) {
    return town == 0 ? std::uint64_t{0}
                     : static_cast<std::uint64_t>(std::llround(towns[town - 1].share_end * count));
  };
  const auto guess =
      std::ranges::upper_bound(towns, (static_cast<double>(site.number) + 0.5) / count, {}, &Town::share_end);
  auto town = static_cast<std::size_t>(std::min(guess, std::prev(towns.end())) - towns.begin());
  while (town > 0 && site.number < first_of(town)) --town;
  while (town + 1 < towns.size() && site.number >= first_of(town + 1)) ++town;
  const std::uint64_t first = first_of(town);
  const std::uint64_t number = site.number - first;
  const std::uint64_t sites = first_of(town + 1) - first;

  // A town begins an area of its own; with one more for each town before it, none is used twice.
  site.area = kFirstArea + static_cast<std::uint32_t>(first / kSitesPerArea + town + number / kSitesPerArea);
  site.number_in_area = static_cast<std::uint32_t>(number % kSitesPerArea);

  Random random({seed_, kSiteStream, network.mcc, network.mnc, site.number});
  const double angle =
      2.0 * std::numbers::pi * (static_cast<double>(number) + random.uniform()) / static_cast<double>(sites);
  const double depth = -std::log((1.0 - random.uniform()) * (1.0 - random.uniform()));
  const double distance_deg = towns[town].scale_km * std::min(depth, 8.0) / kKmPerDegree;
  site.latitude_deg = towns[town].latitude_deg + distance_deg * std::sin(angle);
  site.longitude_deg =
      towns[town].longitude_deg +
      distance_deg * std::cos(angle) / std::cos(towns[town].latitude_deg * std::numbers::pi / 180.0);
}

void TowerSites::place_in_country(const Network& network, std::uint64_t in_towns, TowerSite& site) const {
  const Country& country = countries_[network.country];
  const ListedCountry& box = listed_countries()[country.listed];
  const std::uint64_t number = site.number - in_towns;
  site.area = kFirstArea + static_cast<std::uint32_t>(in_towns / kSitesPerArea + country.towns.size() +
                                                      number / kSitesPerArea);
  site.number_in_area = static_cast<std::uint32_t>(number % kSitesPerArea);

  const auto sites = static_cast<double>(network.sites - in_towns);
  const double per_strip =
      std::max(1.0, std::floor(std::sqrt(sites * box.half_width_deg / box.half_height_deg)));
  const double strips = std::ceil(sites / per_strip);
  const double strip = std::floor(static_cast<double>(number) / per_strip);
  const double along = static_cast<double>(number) - strip * per_strip;
  Random random({seed_, kSiteStream, network.mcc, network.mnc, site.number});
  const double north = (strip + random.uniform()) / strips;
  const double east = (along + random.uniform()) / per_strip;
  site.latitude_deg = box.latitude_deg + box.half_height_deg * (2.0 * north - 1.0);
  site.longitude_deg = box.longitude_deg + box.half_width_deg * (2.0 * east - 1.0);
}

}  // namespace cellwarden::synth
