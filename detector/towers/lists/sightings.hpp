#pragma once

/// \file
/// Many sightings of cells by somebody who moves about, into one record a cell.
///
///   position    centroid of where it was heard, weighted by the level's amplitude: 20 dB more count ten
///   times accuracy_m  how far the sightings lie from it (weighted r.m.s.), or what the telephone said of its
///   own
///               position, whichever is more
///   range_m     to the farthest corner of the box that holds all of them: up to 1.4 times too far
///   samples     how many; first and last listed: when
///   limits      so many identities (kMaxSightedCells), 200 octets each; a flat Earth around the first
///   sighting,
///               which is right for cells, not for one that was heard on two continents

#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "cell/observation.hpp"
#include "detector/towers/list_reader.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers {

inline constexpr std::size_t kMaxSightedCells = 1'000'000;

struct SightedCell {
  Rat rat{};
  Plmn plmn;
  std::optional<std::uint32_t> area;
  std::uint64_t cell{};
  friend bool operator==(const SightedCell&, const SightedCell&) = default;
};

struct Sighting {
  SightedCell cell;
  std::optional<GeoPoint> at;       ///< where the telephone was, and how well it knew
  std::optional<double> level_dbm;  ///< absent counts as the weakest
  std::optional<std::chrono::sys_seconds> time;
  std::optional<double> carrier_hz;
};

class Sightings {
 public:
  explicit Sightings(std::size_t most_cells = kMaxSightedCells) : most_cells_(most_cells) {}

  /// \return false when this one's cell would be one too many; then it is not taken
  [[nodiscard]] bool add(const Sighting& sighting);

  [[nodiscard]] std::size_t cells() const noexcept { return sums_.size(); }

  /// A record for each cell, in order of identity, so that the same list gives the same records.
  void give(RecordSink& sink) const;

 private:
  struct Sum {
    GeoPoint origin;  ///< the first sighting's place; metres are counted from there
    double weight{};
    double east_m{};     ///< weighted sums
    double north_m{};    ///<
    double square_m2{};  ///<
    double stated_accuracy_m{};
    double west_edge_m{};
    double east_edge_m{};
    double south_edge_m{};
    double north_edge_m{};
    std::uint64_t samples{};
    std::optional<std::chrono::sys_seconds> first;
    std::optional<std::chrono::sys_seconds> last;
    std::optional<double> carrier_hz;
    bool has_several_carriers = false;
  };
  struct Hash {
    std::size_t operator()(const SightedCell& cell) const noexcept;
  };

  static void add_place(const GeoPoint& at, std::optional<double> level_dbm, Sum& sum);
  static void set_place(const Sum& sum, TowerRecord& record);
  [[nodiscard]] static TowerRecord record_of(const SightedCell& cell, const Sum& sum);

  std::size_t most_cells_;
  std::unordered_map<SightedCell, Sum, Hash> sums_;
};

}  // namespace cellwarden::towers
