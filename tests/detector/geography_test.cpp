// Where countries are, at places that one can look up.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "detector/geography/outline_reader.hpp"
#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::geography;

namespace {

const CountryOutlines& shipped() {
  static const CountryOutlines kOutlines = [] {
    const std::string file = std::string(CELLWARDEN_SOURCE_DIR) + "/firmware-config/countries/outlines.txt";
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    auto read = read_outlines(text, file);
    REQUIRE(read);
    return std::move(*read);
  }();
  return kOutlines;
}

GeoPoint at(double latitude_deg, double longitude_deg) {
  return {.latitude_deg = latitude_deg, .longitude_deg = longitude_deg, .accuracy_m = {}};
}

std::vector<std::string> names(const GeoPoint& place, double within_m = 0.0) {
  std::vector<std::string> found;
  for (const CountryCode code : shipped().countries_at(place, within_m)) found.emplace_back(code.text());
  std::ranges::sort(found);
  return found;
}

using Names = std::vector<std::string>;

std::optional<double> distance_km(std::string_view country, const GeoPoint& place) {
  constexpr double kKilometre_m = 1000.0;
  const std::array codes{*parse_country_code(country)};
  const auto nearest = shipped().nearest_of(codes, place);
  if (!nearest) return std::nullopt;
  return nearest->distance_m / kKilometre_m;
}

const GeoPoint kBerlin = at(52.52, 13.405);

Result<CountryOutlines> read(const std::string& body) {
  return read_outlines(
      "cellwarden outlines 1\nsource s\ndate d\nlicence l\nresolution r\naccuracy_m 100\nunit_deg 0.5\n" +
          body,
      "x.txt");
}

std::string wrong_with(const std::string& body) {
  const auto outlines = read(body);
  return outlines ? "nothing" : outlines.error().what;
}

// In the plane and far from it: a square of ten degrees about a place.
CountryOutlines square(double latitude_deg, double longitude_deg, double half_deg) {
  CountryOutlines outlines;
  outlines.begin({.claimants = {{'A', 'A'}}, .is_disputed = false, .is_everyones = false});
  const auto corner = [](double x, double y) { return Corner{static_cast<float>(x), static_cast<float>(y)}; };
  outlines.add_polygon({{corner(longitude_deg - half_deg, latitude_deg - half_deg),
                         corner(longitude_deg + half_deg, latitude_deg - half_deg),
                         corner(longitude_deg + half_deg, latitude_deg + half_deg),
                         corner(longitude_deg - half_deg, latitude_deg + half_deg)}});
  return outlines;
}

}  // namespace

TEST_CASE("outlines: what the file is", "[geography]") {
  CHECK(shipped().countries() > 230);
  CHECK(shipped().points() > 80'000);
  CHECK(shipped().accuracy_m() == 5000.0);
  CHECK(shipped().source().find("Natural Earth") != std::string::npos);
  CHECK(shipped().date() == "2018-05-21");
}

TEST_CASE("outlines: the country of a place", "[geography]") {
  CHECK(names(kBerlin) == Names{"DE"});
  CHECK(names(at(50.776, 6.084)) == Names{"DE"});                   // Aachen
  CHECK(names(at(50.776, 6.084), 8e3) == Names{"BE", "DE", "NL"});  // where three meet
  CHECK(names(at(48.573, 7.752)) == Names{"FR"});                   // Strasbourg
  CHECK(names(at(47.546, 7.589), 5e3) == Names{"CH", "DE", "FR"});  // Basel
  CHECK(names(at(46.204, 6.143), 8e3) == Names{"CH", "FR"});        // Geneva
  CHECK(names(at(1.352, 103.82)) == Names{"SG"});
  CHECK(names(at(31.79, -106.42), 6e3) == Names{"MX", "US"});  // El Paso
  CHECK(names(at(54.71, 20.51)) == Names{"RU"});               // Kaliningrad
  CHECK(names(at(22.32, 114.17)) == Names{"HK"});
  CHECK(names(at(22.19, 113.545), 5e3) == Names{"CN", "MO"});
  CHECK(names(at(24.44, 118.35), 3e3) == Names{"TW"});       // Kinmen, off the coast of China
  CHECK(names(at(35.29, -2.94), 3e3) == Names{"ES", "MA"});  // Melilla
  CHECK(names(at(-29.6, 28.2)) == Names{"LS"});              // a hole in South Africa
  CHECK(names(at(43.9367, 12.4464)) == Names{"SM"});
  CHECK(names(at(64.147, -21.94)) == Names{"IS"});
  CHECK(names(at(78.22, 15.63)) == Names{"NO"});        // Longyearbyen
  CHECK(names(at(-8.52, 179.2), 3e3) == Names{"TV"});   // Tuvalu
  CHECK(names(at(-20.9, 55.45)) == Names{"RE"});        // of France, with a code of its own
  CHECK(names(at(12.58, -81.70), 3e3) == Names{"CO"});  // San Andres, off Nicaragua
  CHECK(names(at(35.0, -40.0), 300e3).empty());         // the Atlantic
  // Nothing that lies on the date line reaches around the earth.
  CHECK(names(at(-15.8, -47.9), 100e3) == Names{"BR"});
  CHECK(names(at(-16.9, 100.0), 300e3).empty());
  CHECK(names(at(71.2, -100.0), 100e3) == Names{"CA"});
  CHECK(names(at(65.06, 0.0), 100e3).empty());
  CHECK(names(at(-89.9, 10.0)).empty());  // everybody's
}

TEST_CASE("outlines: the distance to a country", "[geography]") {
  CHECK(distance_km("DE", kBerlin) == 0.0);
  CHECK(*distance_km("PL", kBerlin) == Approx(65).margin(5));
  CHECK(*distance_km("NL", at(50.776, 6.084)) == Approx(4).margin(3));
  CHECK(*distance_km("DE", at(48.573, 7.752)) == Approx(3.5).margin(2));
  CHECK(*distance_km("FR", at(51.13, 1.31)) == Approx(36).margin(4));  // Dover, to Cap Gris-Nez
  CHECK(*distance_km("GB", at(50.96, 1.85)) == Approx(40).margin(4));  // Calais
  CHECK(*distance_km("MX", at(31.76, -106.45)) < 8.0);
  CHECK(*distance_km("CN", at(22.32, 114.17)) == Approx(24).margin(6));  // Hong Kong
  CHECK(*distance_km("CN", kBerlin) > 4000.0);
  CHECK(*distance_km("LT", at(54.71, 20.51)) == Approx(75).margin(25));
  CHECK(*distance_km("MY", at(1.352, 103.82)) == Approx(10).margin(6));
  CHECK(*distance_km("CA", at(51.0, -66.0)) == 0.0);
  // The 49th parallel is a straight line on a map, and no great circle.
  CHECK(*distance_km("CA", at(48.5, -101.5)) == Approx(55.6).margin(3));
}

TEST_CASE("outlines: the sea between two places", "[geography]") {
  CHECK(shipped().is_sea_between(at(51.13, 1.31), at(50.96, 1.85)));      // Dover, Calais
  CHECK_FALSE(shipped().is_sea_between(kBerlin, at(52.4, 14.55)));        // the Oder
  CHECK_FALSE(shipped().is_sea_between(at(47.66, 9.48), at(47.5, 9.5)));  // across Lake Constance
  CHECK(shipped().is_sea_between(at(-16.8, 179.0), at(-16.8, -177.0)));
}

TEST_CASE("outlines: whose land is next to a place", "[geography]") {
  const auto near = [](const GeoPoint& place, std::size_t most) {
    std::vector<std::string> found;
    for (const TerritoryNear& one : shipped().territories_near(place, most)) {
      std::string name = one.territory.is_disputed ? "disputed" : "";
      for (const CountryCode& code : one.territory.claimants) name += code.text();
      found.push_back(name + (one.nearest.distance_m == 0.0 ? " here" : ""));
    }
    return found;
  };
  CHECK(near(kBerlin, 2) == Names{"DE here", "PL", "CZ"});
  CHECK(near(at(-29.6, 28.2), 1) == Names{"LS here", "ZA"});
  CHECK(near(at(35.0, -40.0), 1) == Names{"PT"});  // the Azores, far off
  CHECK(near(at(44.95, 34.1), 0).front() == "RU here");
  CHECK(near(at(44.95, 34.1), 0).back() == "disputedRUUA here");
  CHECK(near(at(-75.0, 10.0), 0).back() == "disputed here");
  const auto from_berlin = shipped().territories_near(kBerlin, 1).back();
  CHECK(from_berlin.nearest.distance_m == Approx(*distance_km("PL", kBerlin) * 1000.0));
  CHECK(from_berlin.nearest.at.longitude_deg == Approx(14.4).margin(0.3));
  CHECK(shipped().territories_near(at(std::numeric_limits<double>::quiet_NaN(), 0.0), 3).empty());
}

TEST_CASE("outlines: across the date line and at the poles", "[geography]") {
  CHECK(*distance_km("FJ", at(-16.8, 179.99)) < 2.0);  // Taveuni and Vanua Levu lie on both sides
  CHECK(*distance_km("FJ", at(-16.8, -179.5)) < 60.0);
  CHECK(*distance_km("FJ", at(-16.8, 180.5)) == Approx(*distance_km("FJ", at(-16.8, -179.5))));
  CHECK(distance_km("RU", at(67.0, 180.0)) == 0.0);  // Chukotka
  CHECK(distance_km("RU", at(67.0, -180.0)) == 0.0);
  CHECK(names(at(67.0, -178.5)) == Names{"RU"});
  CHECK(*distance_km("GL", at(90.0, 0.0)) == Approx(710).margin(15));
  CHECK(*distance_km("GL", at(90.0, 0.0)) == Approx(*distance_km("GL", at(90.0, 123.0))));
  CHECK_FALSE(distance_km("NZ", at(-90.0, 0.0)));  // Antarctica is everybody's
}

TEST_CASE("outlines: where nothing is certain nothing is said", "[geography]") {
  CHECK_FALSE(distance_km("ZZ", kBerlin));
  CHECK_FALSE(distance_km("RU", at(44.95, 34.1)));  // Crimea
  CHECK_FALSE(distance_km("UA", at(44.95, 34.1)));
  CHECK(*distance_km("DE", at(44.95, 34.1)) > 1000.0);
  CHECK_FALSE(distance_km("TR", at(35.3, 33.3)));  // northern Cyprus
  CHECK_FALSE(distance_km("RS", at(42.66, 21.16)));
  CHECK(distance_km("UA", at(50.45, 30.52)) == 0.0);
  CHECK(*distance_km("XK", kBerlin) > 1000.0);  // wherever its borders are, they are not here
  const std::array one_unknown{CountryCode('D', 'E'), CountryCode('Z', 'Z')};
  CHECK_FALSE(shipped().nearest_of(one_unknown, at(20.0, 0.0)));
  CHECK_FALSE(shipped().nearest_of({}, kBerlin));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(distance_km("DE", at(nan, 0.0)));
  CHECK_FALSE(distance_km("DE", at(0.0, nan)));
  CHECK_FALSE(distance_km("DE", at(91.0, 0.0)));
  CHECK(names(at(nan, nan), 1e3).empty());
}

TEST_CASE("outlines: distances over the ellipsoid", "[geography]") {
  const std::array country{CountryCode('A', 'A')};
  // One degree of latitude is 110.574 km long at the equator, and 111.694 km at the poles; one of longitude
  // at 60 degrees north 55.800 km.
  const auto equator = square(0.0, 20.0, 5.0).nearest_of(country, at(-6.0, 20.0));
  REQUIRE(equator);
  CHECK(equator->distance_m == Approx(110'574).margin(60));
  CHECK(equator->at.latitude_deg == Approx(-5.0).margin(1e-3));
  CHECK(equator->at.longitude_deg == Approx(20.0).margin(1e-3));
  const auto north = square(80.0, 20.0, 5.0).nearest_of(country, at(86.0, 20.0));
  REQUIRE(north);
  CHECK(north->distance_m == Approx(111'670).margin(60));
  const auto east = square(60.0, 20.0, 5.0).nearest_of(country, at(60.0, 26.0));
  REQUIRE(east);
  CHECK(east->distance_m == Approx(55'800).margin(60));
  // From the very other side of the earth.
  const auto far = square(0.0, 0.0, 1.0).nearest_of(country, at(0.0, 180.0));
  REQUIRE(far);
  CHECK(far->distance_m == Approx(19'926e3).margin(100e3));
}

TEST_CASE("outlines: what is wrong with a file is told with its line", "[geography]") {
  const std::string header = "x.txt:";
  CHECK(read("country AA\nouter 0 0 2 0 0 2\n"));
  CHECK(read_outlines("", "x.txt").error().what == "x.txt: is empty: no outlines of countries");
  CHECK(read_outlines("hello\n", "x.txt").error().what ==
        "x.txt:1: \"cellwarden outlines 1\" is needed here: no outlines of countries");
  CHECK(wrong_with("") == header + "7: ends before the first country");
  CHECK(wrong_with("country aa\n") == header + "8: \"aa\" is no country code such as DE");
  CHECK(wrong_with("country AA BB\n") == header + "8: one country code is needed");
  CHECK(wrong_with("disputed\n") == header + "8: the claimants' country codes are needed");
  CHECK(wrong_with("country AA\ncountry BB\ncountry AA\n") == header + "10: AA is given twice");
  CHECK(wrong_with("outer 0 0 1 1 2 0\n") == header + "8: an outline before any country");
  CHECK(wrong_with("country AA\nhole 0 0 1 1 2 0\n") == header + "9: a hole without an outline around it");
  CHECK(wrong_with("country AA\nouter 0 0 1 1\n") == header + "9: three corners are needed");
  CHECK(wrong_with("country AA\nouter 0 0 1 1 2\n") ==
        header + "9: \"\" is no whole number; corners are pairs of them");
  CHECK(wrong_with("country AA\nouter 0 0 1 1.5 2 2\n") ==
        header + "9: \"1.5\" is no whole number; corners are pairs of them");
  CHECK(wrong_with("country AA\nouter 0 0 361 1 2 2\n") ==
        header + "9: a corner lies outside 180 degrees east or west, or 90 north or south");
  CHECK(wrong_with("country AA\nouters 0 0\n") ==
        header + "9: \"outers\" is unknown; known here: country, disputed, outer, hole");
  CHECK(read_outlines("cellwarden outlines 1\ndate d\ncountry AA\n", "x.txt").error().what ==
        "x.txt:3: \"source\" must be said before the first country");
  CHECK(read_outlines("cellwarden outlines 1\nunit_deg 5\n", "x.txt").error().what ==
        "x.txt:2: unit_deg: 0.00001 to 1 is needed");
  CHECK(
      read_outlines("cellwarden outlines 1\ncolour red\n", "x.txt").error().what ==
      "x.txt:2: \"colour\" is unknown; known here: source, date, licence, resolution, accuracy_m, unit_deg");
  CHECK(read_outlines(std::string(kMaxOutlines_bytes + 1, ' '), "x.txt").error().what ==
        "x.txt: is larger than 8388608 bytes: no outlines of countries");
  // Long lines are many points: a file cannot ask for more than there is memory.
  std::string wide = "country AA\nouter -360 -180";
  for (int i = 0; i < 2000; ++i) wide += i % 2 == 0 ? " 720 1" : " -720 -1";
  CHECK(wrong_with(wide).find("more than 1000000 points") != std::string::npos);
}
