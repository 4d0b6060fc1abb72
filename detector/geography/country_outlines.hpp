#pragma once

/// \file
/// Where countries are: whether a place is in one, and how far it is to one.
///
///   in      outlines as longitude and latitude (WGS 84), by country (ISO 3166-1), and zones in dispute, of
///           which nothing is said where one of the claimants is asked for
///   out     countries around a place; the distance to a country over the ellipsoid, 0 inside
///   cost    well below a millisecond (tests/bench/geography_bench.cpp); about 30 octets a point
///   limits  distances are right to 50 m up to 1000 km, but for the outlines' own accuracy_m(), which is to
///   be
///           allowed for. Outlines end at 180 degrees east and west; the pole is in no country.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell/observation.hpp"

namespace cellwarden::geography {

/// ISO 3166-1: "DE". "XK" is Kosovo.
struct CountryCode {
  std::array<char, 2> letters{};

  CountryCode() = default;
  constexpr CountryCode(char first, char second) noexcept : letters{first, second} {}
  [[nodiscard]] constexpr std::string_view text() const noexcept { return {letters.data(), letters.size()}; }
  friend constexpr auto operator<=>(const CountryCode&, const CountryCode&) = default;
};

/// "DE"; nothing for other text.
[[nodiscard]] std::optional<CountryCode> parse_country_code(std::string_view text) noexcept;

/// One corner of an outline.
struct Corner {
  float longitude_deg{};
  float latitude_deg{};
};

/// What an outline is of.
struct Territory {
  std::vector<CountryCode> claimants;  ///< one, unless it is in dispute
  bool is_disputed{};
  bool is_everyones{};  ///< in dispute, or nobody's: nothing is said there of any country
};

/// The place of a country that is next to another.
struct Nearest {
  double distance_m{};
  GeoPoint at;
};

/// A territory and how far a place is from it.
struct TerritoryNear {
  Territory territory;
  Nearest nearest;  ///< 0 m: it has the place
};

class CountryOutlines {
 public:
  /// What follows is of this territory.
  void begin(Territory territory);
  /// A polygon of it: its outer ring, then holes; of three corners or more each.
  void add_polygon(const std::vector<std::vector<Corner>>& rings);
  void set_origin(std::string source, std::string date, double accuracy_m);

  /// Countries that have the place, or are no farther from it.
  [[nodiscard]] std::vector<CountryCode> countries_at(const GeoPoint& place, double within_m = 0.0) const;

  /// The nearest place of any of these countries, land that they claim included; the place itself where it is
  /// in one. Nothing where one of them has no outline or claims land in dispute there, or the place is none.
  [[nodiscard]] std::optional<Nearest> nearest_of(std::span<const CountryCode> countries,
                                                  const GeoPoint& place) const;

  /// Territories by their distance from a place: all that have it, the nearest first, and at most so many
  /// more. Nothing where the place is none.
  [[nodiscard]] std::vector<TerritoryNear> territories_near(const GeoPoint& place, std::size_t most) const;

  /// Whether a part of the way (a straight line on the map, a hundred kilometres or so) is in no country.
  [[nodiscard]] bool is_sea_between(const GeoPoint& here, const GeoPoint& there) const;

  /// How far an outline may lie from where the border or coast is.
  [[nodiscard]] double accuracy_m() const noexcept { return accuracy_m_; }
  [[nodiscard]] const std::string& source() const noexcept { return source_; }
  [[nodiscard]] const std::string& date() const noexcept { return date_; }
  [[nodiscard]] std::size_t points() const noexcept { return points_.size(); }
  [[nodiscard]] std::size_t countries() const noexcept;

 private:
  /// On the ellipsoid, metres from the centre of the earth.
  struct Point {
    float x_m{};
    float y_m{};
    float z_m{};
  };
  /// Successive points of a ring, and a ball that holds all lines between them.
  struct Stretch {
    Point centre;
    float radius_m{};
    std::uint32_t first{};
    std::uint32_t count{};
  };
  struct Ring {
    std::uint32_t first{};
    std::uint32_t count{};
  };
  struct Polygon {
    float west_deg{};
    float south_deg{};
    float east_deg{};
    float north_deg{};
    std::vector<Ring> rings;
  };
  struct Outline {
    Territory territory;
    std::vector<Polygon> polygons;
    std::vector<Stretch> stretches;
  };
  struct Found {
    double distance_m{};
    std::array<double, 3> at{};
  };

  void add_ring(Outline& outline, const std::vector<Corner>& ring);
  void add_stretches(Outline& outline, std::uint32_t first, std::uint32_t end);
  [[nodiscard]] bool is_inside(const Outline& outline, double longitude_deg, double latitude_deg) const;
  [[nodiscard]] bool crosses(const Ring& ring, double longitude_deg, double latitude_deg) const;
  [[nodiscard]] bool has(const Outline& outline, const GeoPoint& place) const;
  void find_nearest(const Outline& outline, const std::array<double, 3>& from, Found& best) const;
  [[nodiscard]] bool is_within(const Outline& outline, const GeoPoint& place, double within_m) const;

  std::vector<Outline> outlines_;
  std::vector<Corner> corners_;
  std::vector<Point> points_;
  std::string source_;
  std::string date_;
  double accuracy_m_{};
};

}  // namespace cellwarden::geography
