#pragma once

/// \file
/// Sites of a made-up world: which network, which area code, and where, from nothing but their number.
///
/// Three quarters of a network's sites stand in towns, whose sizes follow Zipf's law and whose density falls
/// off exponentially with the distance from the centre; the rest is strewn over the country. Networks of a
/// country share its towns. Sites that are next to each other by number are next to each other on the map,
/// and so the area codes, runs of numbers, are pieces of a town or a strip of land.
///
///   in      how many sites, a seed, and one country or all
///   out     a site by its number; the same on every call, with nothing kept: 50 million rows need no memory

#include <cstdint>
#include <optional>
#include <vector>

namespace cellwarden::synth {

struct TowerSite {
  std::uint16_t mcc{};
  std::uint16_t mnc{};
  std::uint32_t number{};          ///< within its network
  std::uint32_t area{};            ///< LAC and TAC
  std::uint32_t number_in_area{};  ///< below TowerSites::kSitesPerArea
  double latitude_deg{};
  double longitude_deg{};
  bool is_urban{};
};

class TowerSites {
 public:
  static constexpr std::uint32_t kSitesPerArea = 60;
  static constexpr std::uint32_t kFirstArea = 1000;
  /// The middle of a big town is as dense as in reality where all countries together have this many.
  static constexpr double kFullWorld_rows = 50e6;
  static constexpr double kRowsPerSite = 9.4;  ///< what is made of a site, for that density

  /// \param mcc  one country of listed_countries(), which then has all the sites
  TowerSites(std::uint64_t sites, std::uint64_t seed, std::optional<std::uint16_t> mcc);

  [[nodiscard]] TowerSite at(std::uint64_t index) const;

  struct Town {
    double latitude_deg{};
    double longitude_deg{};
    double scale_km{};   ///< the density falls by a factor of e within this
    double share_end{};  ///< of the country's sites in towns: up to and with this town
  };
  /// Of the country at this place of the list, the biggest first.
  [[nodiscard]] const std::vector<Town>& towns_of(std::size_t country) const {
    return countries_[country].towns;
  }
  [[nodiscard]] std::size_t countries() const { return countries_.size(); }

 private:
  struct Country {
    std::size_t listed{};  ///< index into listed_countries()
    std::vector<Town> towns;
  };
  struct Network {
    std::uint16_t mcc{};
    std::uint16_t mnc{};
    std::uint32_t country{};  ///< index into countries_
    std::uint64_t first{};    ///< number of its first site among all
    std::uint64_t sites{};
  };

  void place_in_town(const Network& network, std::uint64_t in_towns, TowerSite& site) const;
  void place_in_country(const Network& network, std::uint64_t in_towns, TowerSite& site) const;

  std::uint64_t seed_;
  std::vector<Country> countries_;
  std::vector<Network> networks_;
};

}  // namespace cellwarden::synth
