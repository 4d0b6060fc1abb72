#include "detector/towers/known_towers.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <vector>

#include "detector/towers/tower_writer.hpp"
#include "tests/catch.hpp"
#include "tests/detector/known_list.hpp"

using namespace cellwarden;
using namespace cellwarden::towers;
using namespace cellwarden::test;

namespace {

GeoPoint at(double latitude_deg, double longitude_deg) {
  return {.latitude_deg = latitude_deg, .longitude_deg = longitude_deg, .accuracy_m = {}};
}

TowerRecord lte_cell(std::uint64_t cell, const GeoPoint& place, Plmn plmn = {262, 1, 2}) {
  TowerRecord row;
  row.rat = Rat::kLte;
  row.plmn = plmn;
  row.area = 4711;
  row.cell = cell;
  row.position = place;
  return row;
}

// A folder that is gone at the end.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() / ("cellwarden_towers_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("An identity in an area: rows of other areas are passed over, rows of none are not", "[towers]") {
  const auto list = known_list(
      "radio,mcc,net,area,cell,pci,earfcn,lat,lon,range\n"
      "GSM,262,2,801,77,,,52.5,13.3,1000\n"
      "GSM,262,2,802,77,,,48.1,11.5,1000\n"
      "GSM,262,2,,77,,,50.1,8.6,1000\n"
      ",262,2,802,77,,,53.5,10.0,1000\n"
      ",262,2,,77,,,51.3,12.3,1000\n");
  const auto areas = [&](std::optional<std::uint32_t> area) {
    std::vector<std::optional<std::uint32_t>> found;
    for (const TowerRecord& row : list->find(Rat::kGsm, Plmn{262, 2, 2}, area, 77)) found.push_back(row.area);
    std::ranges::sort(found);
    return found;
  };
  using Areas = std::vector<std::optional<std::uint32_t>>;
  CHECK(areas(801) == Areas{{}, {}, 801});
  CHECK(areas(802) == Areas{{}, {}, 802, 802});
  CHECK(areas(803) == Areas{{}, {}});
  CHECK(areas({}) == Areas{{}, {}, 801, 802, 802});
}

TEST_CASE("Look-ups by identity and by carrier", "[towers]") {
  const auto list = known_list(
      "radio,mcc,net,area,cell,pci,earfcn,lat,lon,range\n"
      "LTE,262,2,801,77,300,6300,52.5,13.3,1000\n"
      "LTE,262,2,802,77,301,6300,48.1,11.5,1000\n"
      "LTE,262,2,801,78,302,6200,52.5,13.3,1000\n"
      "GSM,262,2,801,77,,,52.5,13.3,1000\n");
  CHECK(list->find(Rat::kLte, Plmn{262, 2, 2}, 801, 77).size() == 1);
  CHECK(list->find(Rat::kLte, Plmn{262, 2, 3}, {}, 77).size() == 2);  // digits are not compared
  CHECK(list->find(Rat::kNr, Plmn{262, 2, 2}, {}, 77).empty());
  CHECK(list->find_range(Rat::kLte, Plmn{262, 2, 2}, 0, 255, 10).size() == 3);
  CHECK(list->find_range(Rat::kLte, Plmn{262, 2, 2}, 78, 255, 10).size() == 1);
  CHECK(list->on_carrier(Rat::kLte, 806e6, 806e6).size() == 2);
  CHECK(list->on_carrier(Rat::kLte, 790e6, 810e6).size() == 3);
  CHECK(list->on_carrier(Rat::kGsm, 790e6, 810e6).empty());
  const Near berlin{at(52.52, 13.4), 35e3};
  const auto near = list->on_carrier(Rat::kLte, 806e6, 806e6, berlin);
  REQUIRE(near.size() == 1);
  CHECK(near.front().physical_id == 300);
  CHECK(near.front().position->latitude_deg == 52.5);
  // One degree of latitude on the mean sphere: 6371008.8 m * pi / 180 = 111195 m.
  CHECK(distance_m({0, 0, {}}, {1, 0, {}}) == Approx(111195.08).epsilon(1e-6));
}

TEST_CASE("Every field comes back as it was given", "[towers]") {
  TowerRecord row = lte_cell(0xFFFFFFF, at(-33.868123, 151.209321));
  row.plmn = Plmn{505, 1, 3};
  row.position->accuracy_m = 12.0;
  row.physical_id = 503;
  row.carrier_hz = 2'655'000'000.0;
  row.bandwidth_rb = 100;
  row.ports = 4;
  row.range_m = 1234.0;
  row.samples = 77;
  row.first_listed = std::chrono::sys_seconds(std::chrono::seconds(1'282'569'574));
  row.last_listed = std::chrono::sys_seconds(std::chrono::seconds(1'300'155'341));
  row.valid_from = std::chrono::sys_days(std::chrono::days(20'000));
  row.valid_to = std::chrono::sys_days(std::chrono::days(20'100));
  row.azimuth_deg = 359;
  row.eirp_dbm = 57.3;
  row.label = "Hügel";
  const auto list = known_rows({{Source{.name = "own",
                                        .trust = Trust::kSurvey,
                                        .date = std::chrono::sys_days(std::chrono::days(20'500)),
                                        .licence = "CC0",
                                        .attribution = "us"},
                                 {row}}});
  const auto found = list->find(Rat::kLte, *row.plmn, row.area, *row.cell);
  REQUIRE(found.size() == 1);
  const TowerRecord& back = found.front();
  CHECK(back.plmn == row.plmn);
  CHECK(back.position->latitude_deg == row.position->latitude_deg);
  CHECK(back.position->longitude_deg == row.position->longitude_deg);
  CHECK(back.position->accuracy_m == row.position->accuracy_m);
  CHECK(back.physical_id == row.physical_id);
  CHECK(back.carrier_hz == row.carrier_hz);
  CHECK(back.bandwidth_rb == row.bandwidth_rb);
  CHECK(back.ports == row.ports);
  CHECK(back.range_m == row.range_m);
  CHECK(back.samples == row.samples);
  CHECK(back.first_listed == row.first_listed);
  CHECK(back.last_listed == row.last_listed);
  CHECK(back.valid_from == row.valid_from);
  CHECK(back.valid_to == row.valid_to);
  CHECK(back.azimuth_deg == row.azimuth_deg);
  CHECK(*back.eirp_dbm == Approx(*row.eirp_dbm));
  CHECK(back.label == row.label);
  const Source& source = list->source_of(back);
  CHECK(source.name == "own");
  CHECK(source.trust == Trust::kSurvey);
  CHECK(source.date == std::chrono::sys_days(std::chrono::days(20'500)));
  CHECK(source.licence == "CC0");
  CHECK(source.attribution == "us");

  const auto bare = known_rows({{Source{.name = "bare"}, {lte_cell(1, at(0.0, 0.5))}}});
  const TowerRecord nothing = bare->find(Rat::kLte, Plmn{262, 1, 2}, {}, 1).at(0);
  CHECK_FALSE(nothing.physical_id);
  CHECK_FALSE(nothing.carrier_hz);
  CHECK_FALSE(nothing.range_m);
  CHECK(nothing.samples == 0);
  CHECK_FALSE(nothing.valid_to);
  CHECK(nothing.label.empty());
}

TEST_CASE("Each source is asked for a network by itself", "[towers]") {
  const Plmn plmn{262, 1, 2};
  const Near here{at(48.1, 11.5), 35e3};
  std::vector<TowerRecord> crowd{lte_cell(1, at(52.5, 11.5)),                 // too far north
                                 lte_cell(2, at(48.1, 12.5)),                 // too far east
                                 lte_cell(3, at(48.1 + 34.9 / 111.2, 11.5)),  //
                                 lte_cell(4, at(48.1, 11.6))};
  TowerRecord no_area = lte_cell(5, at(48.1, 11.5));
  no_area.area.reset();
  crowd.push_back(no_area);
  TowerRecord site = no_area;
  site.cell.reset();
  const auto list = known_rows({{Source{.name = "crowd"}, crowd},
                                {Source{.name = "operator", .trust = Trust::kOperator}, {}},
                                {Source{.name = "register", .trust = Trust::kRegulator}, {site}}});
  const auto near = list->shares(Rat::kLte, plmn, here);
  REQUIRE(near.size() == 2);
  CHECK(near[0].source == 0);
  CHECK(near[0].rows == 3);
  CHECK(near[0].cells == 3);
  CHECK(near[0].rows_with_area == 2);
  CHECK(near[1].source == 2);
  CHECK(near[1].rows == 1);
  CHECK(near[1].cells == 0);
  CHECK(list->shares(Rat::kLte, plmn, {}).at(0).rows == 5);
  CHECK(list->shares(Rat::kGsm, plmn, here).empty());
  CHECK(list->has_area(Rat::kLte, plmn, 4711, here));
  CHECK_FALSE(list->has_area(Rat::kLte, plmn, 4712, here));
  CHECK_FALSE(list->has_area(Rat::kGsm, plmn, 4711, here));
  CHECK_FALSE(list->has_area(Rat::kLte, plmn, 4711, Near{at(0, 0), 35e3}));
  CHECK(list->rows() == 6);
  CHECK(list->rows_of(0) == 5);
}

TEST_CASE("A circle, anywhere on Earth", "[towers]") {
  // Against the distance to every record.
  const auto centre = GENERATE(at(52.52, 13.4), at(0.0, 0.0), at(-16.8, 179.995), at(64.1, -180.0),
                               at(89.95, 10.0), at(-90.0, 0.0), at(51.4779, 0.0));
  const double radius_m = GENERATE(0.0, 900.0, 5e3, 60e3);
  std::vector<TowerRecord> rows;
  for (int i = 0; i < 400; ++i) {
    const double away_deg = 0.6 * (i / 400.0) * (i / 400.0);
    const double angle = 2.399963 * i;
    const double latitude = std::clamp(centre.latitude_deg + away_deg * std::sin(angle), -90.0, 90.0);
    const double shrink = std::max(std::cos(latitude * 0.0174532925), 1e-3);
    double longitude = centre.longitude_deg + away_deg * std::cos(angle) / shrink;
    longitude = std::remainder(longitude, 360.0);
    rows.push_back(lte_cell(static_cast<std::uint64_t>(i) + 1, at(latitude, longitude)));
  }
  const auto list = known_rows({{Source{.name = "list"}, rows}});
  std::set<std::uint64_t> expected;
  list->for_each([&](const TowerRecord& row) {
    if (distance_m(centre, *row.position) <= radius_m) expected.insert(*row.cell);
    return true;
  });
  std::set<std::uint64_t> found;
  double before_m = 0.0;
  for (const Neighbour& one : list->within({centre, radius_m}, 1000)) {
    found.insert(*one.record.cell);
    CHECK(*one.distance_m >= before_m);
    before_m = *one.distance_m;
  }
  CHECK(found == expected);
  if (expected.size() > 3) {
    const auto few = list->within({centre, radius_m}, 3);
    REQUIRE(few.size() == 3);
    CHECK(*few[2].distance_m <= before_m);
    CHECK(*few[0].distance_m == *list->within({centre, radius_m}, 1000)[0].distance_m);
  }
}

TEST_CASE("The nearest of a network", "[towers]") {
  const auto list = known_rows({{Source{.name = "list"},
                                 {lte_cell(1, at(52.5, 13.4), {262, 2, 2}), lte_cell(2, at(52.6, 13.4)),
                                  lte_cell(3, at(53.9, 13.4)), lte_cell(4, at(10.0, 13.4))}}});
  const auto nearest = list->nearest_of(Plmn{262, 1, 2}, Rat::kLte, at(52.5, 13.4), 2);
  REQUIRE(nearest.size() == 2);
  CHECK(nearest[0].record.cell == 2);
  CHECK(nearest[1].record.cell == 3);
  CHECK(list->nearest_of(Plmn{262, 1, 2}, Rat::kGsm, at(52.5, 13.4), 2).empty());
}

TEST_CASE("An identity stands once in a source", "[towers]") {
  const auto listed = [](std::uint32_t first_s, std::uint32_t last_s, std::uint32_t samples) {
    TowerRecord row = lte_cell(77, at(52.5, 13.4));
    row.first_listed = std::chrono::sys_seconds(std::chrono::seconds(first_s));
    row.last_listed = std::chrono::sys_seconds(std::chrono::seconds(last_s));
    row.samples = samples;
    return row;
  };
  TowerRecord later = listed(300, 900, 1);
  later.position = at(53.5, 13.4);
  TowerRecord other_area = listed(1, 2, 3);
  other_area.area = 4712;
  TowerRecord next_year = listed(1, 2, 3);
  next_year.valid_from = std::chrono::sys_days(std::chrono::days(20'000));
  const auto list = known_rows(
      {{Source{.name = "a"}, {listed(200, 800, 9), later, listed(250, 900, 1), other_area, next_year}},
       {Source{.name = "b"}, {listed(1, 2, 3)}}});
  const auto rows = list->find(Rat::kLte, Plmn{262, 1, 2}, 4711, 77);
  REQUIRE(rows.size() == 3);  // a's, a's of next year, b's
  const auto kept = std::ranges::find_if(rows, [](const TowerRecord& row) { return row.samples == 1; });
  REQUIRE(kept != rows.end());
  CHECK(kept->last_listed->time_since_epoch().count() == 900);
  CHECK(kept->first_listed->time_since_epoch().count() == 200);
  CHECK(list->rows_of(0) == 3);
  CHECK(list->rows_of(1) == 1);
  CHECK(list->shares(Rat::kLte, Plmn{262, 1, 2}, {}).at(0).rows == 3);
}

TEST_CASE("A database on disk, and what is none", "[towers]") {
  const Folder folder;
  const std::string path = folder.file("towers #1.sqlite");
  {
    auto writer = TowerWriter::create(path);
    REQUIRE(writer);
    const auto source = writer->put_source({.name = "list"}, R"({"lines":1})");
    REQUIRE(source);
    REQUIRE(writer->add(lte_cell(77, at(52.5, 13.4))));
    REQUIRE(writer->finish("digest", {}));
  }
  {
    const auto towers = KnownTowers::open(path);
    REQUIRE(towers);
    CHECK((*towers)->find(Rat::kLte, Plmn{262, 1, 2}, {}, 77).size() == 1);
    CHECK((*towers)->digest() == "digest");
    CHECK((*towers)->details_of(0) == R"({"lines":1})");
    CHECK((*towers)->verify().empty());
    REQUIRE((*towers)->counts().size() == 1);
    CHECK((*towers)->counts()[0].mcc == 262);
  }
  {
    auto writer = TowerWriter::amend(path);
    REQUIRE(writer);
    CHECK(writer->put_source({.name = "other"}, "{}") == 1U);
    CHECK(writer->put_source({.name = "list"}, "{}") == 0U);
    REQUIRE(writer->drop_records(0));
    TowerRecord row = lte_cell(78, at(52.5, 13.4));
    row.source = 1;
    REQUIRE(writer->add(row));
    REQUIRE(writer->finish("digest 2", {}));
    const auto towers = KnownTowers::open(path);
    REQUIRE(towers);
    CHECK((*towers)->find(Rat::kLte, Plmn{262, 1, 2}, {}, 77).empty());
    CHECK((*towers)->find(Rat::kLte, Plmn{262, 1, 2}, {}, 78).size() == 1);
    CHECK((*towers)->verify().empty());
  }
  const auto says = [](const std::string& file) {
    const auto towers = KnownTowers::open(file);
    REQUIRE_FALSE(towers);
    CHECK(towers.error().what.starts_with(file + ": "));
    return towers.error().what;
  };
  CHECK(says(folder.file("none")).find("cannot be opened") != std::string::npos);
  std::ofstream(folder.file("text")) << "radio,mcc,net\n" << std::string(5000, 'x');
  CHECK(says(folder.file("text")).find("is no SQLite database") != std::string::npos);
  {
    SECTION("another program's database") {
      std::filesystem::copy_file(path, folder.file("foreign"));
      std::fstream file(folder.file("foreign"), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(68);  // the application's number in SQLite's header
      file.write("\0\0\0\1", 4);
      file.close();
      CHECK(says(folder.file("foreign")).find("not of known towers") != std::string::npos);
    }
    SECTION("another version") {
      std::filesystem::copy_file(path, folder.file("newer"));
      std::fstream file(folder.file("newer"), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(60);
      file.write("\0\0\0\7", 4);
      file.close();
      CHECK(says(folder.file("newer")).find("is of version 7") != std::string::npos);
    }
    SECTION("a view in the place of a table") {
      const std::string forged = folder.file("forged");
      std::filesystem::copy_file(path, forged);
      {
        SQLite::Database database(forged, SQLite::OPEN_READWRITE);
        database.exec(
            "DROP VIEW cell; DROP TABLE tower; CREATE VIEW tower AS WITH RECURSIVE endless(id) AS "
            "(SELECT 1 UNION ALL SELECT id FROM endless) SELECT id FROM endless");
      }
      CHECK(says(forged).find("is missing") != std::string::npos);
    }
    SECTION("a table of other columns") {
      const std::string forged = folder.file("forged");
      std::filesystem::copy_file(path, forged);
      SQLite::Database(forged, SQLite::OPEN_READWRITE).exec("ALTER TABLE area ADD COLUMN more INTEGER");
      CHECK(says(forged).find("its table \"area\" is not ours") != std::string::npos);
    }
    SECTION("written over while in use") {
      const std::string used = folder.file("used");
      std::filesystem::copy_file(path, used);
      const auto towers = KnownTowers::open(used);
      REQUIRE(towers);
      CHECK((*towers)->find(Rat::kLte, Plmn{262, 1, 2}, {}, 78).size() == 1);
      std::ofstream(used, std::ios::trunc) << "shorter";
      CHECK((*towers)->find(Rat::kLte, Plmn{262, 1, 2}, {}, 78).empty());
      REQUIRE((*towers)->failure());
      CHECK((*towers)->failure()->what.find("was written over while it was in use") != std::string::npos);
    }
    SECTION("replaced while in use") {
      const std::string used = folder.file("used");
      std::filesystem::copy_file(path, used);
      const auto towers = KnownTowers::open(used);
      REQUIRE(towers);
      std::ofstream(folder.file("next")) << "another";
      std::filesystem::rename(folder.file("next"), used);
      CHECK((*towers)->find(Rat::kLte, Plmn{262, 1, 2}, {}, 78).size() == 1);
    }
    SECTION("cut short") {
      std::filesystem::copy_file(path, folder.file("cut"));
      std::filesystem::resize_file(folder.file("cut"), 5000);
      CHECK(says(folder.file("cut")).find("damaged") != std::string::npos);
    }
  }
}
