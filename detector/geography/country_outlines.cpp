#include "detector/geography/country_outlines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace cellwarden::geography {
namespace {

// WGS 84.
constexpr double kEquator_m = 6378137.0;
constexpr double kFlattening = 1.0 / 298.257223563;
constexpr double kEccentricity2 = kFlattening * (2.0 - kFlattening);
constexpr double kMeanRadius_m = 6371008.8;
constexpr double kRadian = std::numbers::pi / 180.0;

// Lines between corners are straight on a map of degrees. Between points they are chords, which lie 15 m
// below the ground at most, and as far beside the line.
constexpr double kLongestLine_deg = 0.25;
constexpr std::uint32_t kStretchPoints = 32;

using Vector = std::array<double, 3>;

Vector on_earth(double longitude_deg, double latitude_deg) {
  const double sine = std::sin(latitude_deg * kRadian);
  const double cosine = std::cos(latitude_deg * kRadian);
  const double normal_m = kEquator_m / std::sqrt(1.0 - kEccentricity2 * sine * sine);
  return {normal_m * cosine * std::cos(longitude_deg * kRadian),
          normal_m * cosine * std::sin(longitude_deg * kRadian), normal_m * (1.0 - kEccentricity2) * sine};
}

// Of what lies on the ellipsoid or some metres below it.
GeoPoint place_of(const Vector& at) {
  const double from_axis_m = std::hypot(at[0], at[1]);
  return {.latitude_deg = std::atan2(at[2], from_axis_m * (1.0 - kEccentricity2)) / kRadian,
          .longitude_deg = std::atan2(at[1], at[0]) / kRadian,
          .accuracy_m = {}};
}

double distance_m(const Vector& a, const Vector& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

// Along the ground, of a straight line through the earth.
double arc_m(double chord_m) {
  return 2.0 * kMeanRadius_m * std::asin(std::min(1.0, chord_m / (2.0 * kMeanRadius_m)));
}
double chord_m(double arc_m) {
  return 2.0 * kMeanRadius_m * std::sin(std::min(arc_m / kMeanRadius_m, std::numbers::pi) / 2.0);
}

Vector nearest_on_line(const Vector& a, const Vector& b, const Vector& from) {
  double along = 0.0;
  double length2 = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    along += (from[i] - a[i]) * (b[i] - a[i]);
    length2 += (b[i] - a[i]) * (b[i] - a[i]);
  }
  const double part = length2 > 0.0 ? std::clamp(along / length2, 0.0, 1.0) : 0.0;
  return {a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2])};
}

bool is_place(const GeoPoint& place) {
  constexpr double kFarthest_deg = 540.0;
  return std::abs(place.latitude_deg) <= 90.0 && std::abs(place.longitude_deg) <= kFarthest_deg;
}

// -180 to 180.
double longitude_of(const GeoPoint& place) {
  constexpr double kTurn_deg = 360.0;
  double longitude_deg = place.longitude_deg;
  while (longitude_deg > kTurn_deg / 2.0) longitude_deg -= kTurn_deg;
  while (longitude_deg < -kTurn_deg / 2.0) longitude_deg += kTurn_deg;
  return longitude_deg;
}

template <class Point>
Vector vector_of(const Point& point) {
  return {static_cast<double>(point.x_m), static_cast<double>(point.y_m), static_cast<double>(point.z_m)};
}

}  // namespace

std::optional<CountryCode> parse_country_code(std::string_view text) noexcept {
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() != 2 || !is_letter(text[0]) || !is_letter(text[1])) return std::nullopt;
  return CountryCode(text[0], text[1]);
}

void CountryOutlines::begin(Territory territory) {
  outlines_.push_back({std::move(territory), {}, {}});
}

void CountryOutlines::set_origin(std::string source, std::string date, double accuracy_m) {
  source_ = std::move(source);
  date_ = std::move(date);
  accuracy_m_ = accuracy_m;
}

std::size_t CountryOutlines::countries() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      outlines_, [](const Outline& outline) { return !outline.territory.is_disputed; }));
}

void CountryOutlines::add_polygon(const std::vector<std::vector<Corner>>& rings) {
  Outline& outline = outlines_.back();
  Polygon polygon;
  const auto [west, east] = std::ranges::minmax_element(rings.front(), {}, &Corner::longitude_deg);
  const auto [south, north] = std::ranges::minmax_element(rings.front(), {}, &Corner::latitude_deg);
  polygon.west_deg = west->longitude_deg;
  polygon.east_deg = east->longitude_deg;
  polygon.south_deg = south->latitude_deg;
  polygon.north_deg = north->latitude_deg;
  for (const auto& ring : rings) {
    polygon.rings.push_back(
        {static_cast<std::uint32_t>(corners_.size()), static_cast<std::uint32_t>(ring.size())});
    corners_.insert(corners_.end(), ring.begin(), ring.end());
    add_ring(outline, ring);
  }
  outline.polygons.push_back(std::move(polygon));
}

void CountryOutlines::add_ring(Outline& outline, const std::vector<Corner>& ring) {
  const auto first = static_cast<std::uint32_t>(points_.size());
  const auto add_point = [this](double longitude_deg, double latitude_deg) {
    const Vector at = on_earth(longitude_deg, latitude_deg);
    points_.push_back({static_cast<float>(at[0]), static_cast<float>(at[1]), static_cast<float>(at[2])});
  };
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Corner& a = ring[i];
    const Corner& b = ring[(i + 1) % ring.size()];
    const double east_deg = static_cast<double>(b.longitude_deg) - static_cast<double>(a.longitude_deg);
    const double north_deg = static_cast<double>(b.latitude_deg) - static_cast<double>(a.latitude_deg);
    const double lines = std::ceil(std::max(std::abs(east_deg), std::abs(north_deg)) / kLongestLine_deg);
    const auto count = static_cast<std::size_t>(std::max(1.0, lines));
    for (std::size_t n = 0; n < count; ++n) {
      const double part = static_cast<double>(n) / static_cast<double>(count);
      add_point(static_cast<double>(a.longitude_deg) + part * east_deg,
                static_cast<double>(a.latitude_deg) + part * north_deg);
    }
  }
  points_.push_back(points_[first]);
  add_stretches(outline, first, static_cast<std::uint32_t>(points_.size()));
}

void CountryOutlines::add_stretches(Outline& outline, std::uint32_t first, std::uint32_t end) {
  // The last point of one is the first of the next.
  for (std::uint32_t at = first; at + 1 < end; at += kStretchPoints - 1) {
    Stretch stretch;
    stretch.first = at;
    stretch.count = std::min(kStretchPoints, end - at);
    const auto points = std::span<const Point>(points_).subspan(at, stretch.count);
    Vector centre{};
    for (const Point& point : points) {
      const Vector here = vector_of(point);
      for (std::size_t i = 0; i < centre.size(); ++i)
        centre[i] += here[i] / static_cast<double>(points.size());
    }
    stretch.centre = {static_cast<float>(centre[0]), static_cast<float>(centre[1]),
                      static_cast<float>(centre[2])};
    double radius_m = 0.0;
    for (const Point& point : points) {
      radius_m = std::max(radius_m, distance_m(vector_of(stretch.centre), vector_of(point)));
    }
    stretch.radius_m = static_cast<float>(radius_m + 1.0);
    outline.stretches.push_back(stretch);
  }
}

bool CountryOutlines::crosses(const Ring& ring, double longitude_deg, double latitude_deg) const {
  const auto corners = std::span<const Corner>(corners_).subspan(ring.first, ring.count);
  bool is_odd = false;
  const Corner* a = &corners.back();
  for (const Corner& b : corners) {
    const auto south = static_cast<double>(a->latitude_deg);
    const auto north = static_cast<double>(b.latitude_deg);
    if ((south > latitude_deg) != (north > latitude_deg)) {
      const auto west = static_cast<double>(a->longitude_deg);
      const auto east = static_cast<double>(b.longitude_deg);
      const double here = west + (east - west) * (latitude_deg - south) / (north - south);
      is_odd ^= longitude_deg < here;
    }
    a = &b;
  }
  return is_odd;
}

bool CountryOutlines::is_inside(const Outline& outline, double longitude_deg, double latitude_deg) const {
  return std::ranges::any_of(outline.polygons, [&](const Polygon& polygon) {
    if (longitude_deg < static_cast<double>(polygon.west_deg) ||
        longitude_deg > static_cast<double>(polygon.east_deg) ||
        latitude_deg < static_cast<double>(polygon.south_deg) ||
        latitude_deg > static_cast<double>(polygon.north_deg)) {
      return false;
    }
    bool is_odd = false;
    for (const Ring& ring : polygon.rings) is_odd ^= crosses(ring, longitude_deg, latitude_deg);
    return is_odd;
  });
}

bool CountryOutlines::has(const Outline& outline, const GeoPoint& place) const {
  constexpr double kDateLine_deg = 180.0;
  const double longitude_deg = longitude_of(place);
  if (is_inside(outline, longitude_deg, place.latitude_deg)) return true;
  return std::abs(longitude_deg) == kDateLine_deg && is_inside(outline, -longitude_deg, place.latitude_deg);
}

void CountryOutlines::find_nearest(const Outline& outline, const Vector& from, Found& best) const {
  for (const Stretch& stretch : outline.stretches) {
    const double at_least_m =
        distance_m(vector_of(stretch.centre), from) - static_cast<double>(stretch.radius_m);
    if (at_least_m >= best.distance_m) continue;
    const auto points = std::span<const Point>(points_).subspan(stretch.first, stretch.count);
    Vector a = vector_of(points.front());
    for (const Point& point : points.subspan(1)) {
      const Vector b = vector_of(point);
      const Vector nearest = nearest_on_line(a, b, from);
      const double here_m = distance_m(nearest, from);
      if (here_m < best.distance_m) best = {here_m, nearest};
      a = b;
    }
  }
}

bool CountryOutlines::is_within(const Outline& outline, const GeoPoint& place, double within_m) const {
  if (has(outline, place)) return true;
  if (!(within_m > 0.0)) return false;
  const double limit_m = chord_m(within_m);
  Found found{std::nextafter(limit_m, std::numeric_limits<double>::infinity()), {}};
  find_nearest(outline, on_earth(place.longitude_deg, place.latitude_deg), found);
  return found.distance_m <= limit_m;
}

std::vector<CountryCode> CountryOutlines::countries_at(const GeoPoint& place, double within_m) const {
  std::vector<CountryCode> found;
  if (!is_place(place)) return found;
  for (const Outline& outline : outlines_) {
    if (outline.territory.is_everyones || !is_within(outline, place, within_m)) continue;
    for (const CountryCode& code : outline.territory.claimants) {
      if (std::ranges::find(found, code) == found.end()) found.push_back(code);
    }
  }
  return found;
}

std::optional<Nearest> CountryOutlines::nearest_of(std::span<const CountryCode> countries,
                                                   const GeoPoint& place) const {
  if (!is_place(place) || countries.empty()) return std::nullopt;
  Found best{std::numeric_limits<double>::infinity(), {}};
  const Vector from = on_earth(place.longitude_deg, place.latitude_deg);
  std::vector<CountryCode> known;
  bool is_in = false;
  for (const Outline& outline : outlines_) {
    const Territory& territory = outline.territory;
    std::size_t claims = 0;
    for (const CountryCode& code : countries) {
      if (std::ranges::find(territory.claimants, code) == territory.claimants.end()) continue;
      ++claims;
      if (std::ranges::find(known, code) == known.end()) known.push_back(code);
    }
    if (claims == 0 && !territory.is_everyones) continue;
    if (territory.is_disputed && is_within(outline, place, accuracy_m_)) return std::nullopt;
    if (claims == 0) continue;
    is_in = is_in || (!territory.is_disputed && has(outline, place));
    if (!is_in) find_nearest(outline, from, best);
  }
  if (known.size() < countries.size()) return std::nullopt;
  if (is_in) return Nearest{0.0, place};
  return Nearest{arc_m(best.distance_m), place_of(best.at)};
}

std::vector<TerritoryNear> CountryOutlines::territories_near(const GeoPoint& place, std::size_t most) const {
  std::vector<TerritoryNear> found;
  if (!is_place(place)) return found;
  const Vector from = on_earth(place.longitude_deg, place.latitude_deg);
  std::size_t around = 0;
  for (const Outline& outline : outlines_) {
    if (has(outline, place)) {
      found.push_back({outline.territory, {0.0, place}});
      ++around;
      continue;
    }
    Found best{std::numeric_limits<double>::infinity(), {}};
    find_nearest(outline, from, best);
    found.push_back({outline.territory, {arc_m(best.distance_m), place_of(best.at)}});
  }
  std::ranges::stable_sort(found, {}, [](const TerritoryNear& one) { return one.nearest.distance_m; });
  if (found.size() > around + most)
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(around + most), found.end());
  return found;
}

bool CountryOutlines::is_sea_between(const GeoPoint& here, const GeoPoint& there) const {
  constexpr int kSteps = 24;
  constexpr double kTurn_deg = 360.0;
  if (!is_place(here) || !is_place(there)) return false;
  const double east_deg = std::remainder(there.longitude_deg - here.longitude_deg, kTurn_deg);
  for (int step = 1; step < kSteps; ++step) {
    const double part = static_cast<double>(step) / kSteps;
    const GeoPoint between{
        .latitude_deg = here.latitude_deg + part * (there.latitude_deg - here.latitude_deg),
        .longitude_deg = here.longitude_deg + part * east_deg,
        .accuracy_m = {}};
    if (std::ranges::none_of(outlines_, [&](const Outline& outline) { return has(outline, between); })) {
      return true;
    }
  }
  return false;
}

}  // namespace cellwarden::geography
