// WiGLE's files, of phones that nobody has: what becomes of cells, and that nothing is left of devices.
#include "detector/towers/lists/wigle.hpp"

#include <sstream>

#include "detector/towers/lists/carrier_of_channel.hpp"
#include "detector/towers/tower_csv.hpp"
#include "tests/catch.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::towers;

class Kept final : public RecordSink {
 public:
  void take(const TowerRecord& record) override { records.push_back(record); }
  std::vector<TowerRecord> records;
};

struct Read {
  std::vector<TowerRecord> records;
  ReadReport report;
  std::optional<Error> error;
};

Read read_in_pieces(std::string_view text, std::size_t piece, std::size_t most_cells = kMaxSightedCells) {
  Kept kept;
  const auto reader = read_wigle("walk.csv", kept, most_cells);
  Read read;
  for (; !text.empty() && !read.error; text.remove_prefix(std::min(piece, text.size()))) {
    if (const auto done = reader->read(text.substr(0, piece)); !done) read.error = done.error();
  }
  if (!read.error) {
    if (const auto done = reader->finish(); !done) read.error = done.error();
  }
  read.report = reader->report();
  read.records = kept.records;
  return read;
}

Read read_all(std::string_view text) {
  return read_in_pieces(text, 1U << 16U);
}

const std::string kHead16 =
    "WigleWifi-1.6,appRelease=2.80,model=phone,release=13,device=phone,display=d,board=b,brand=b,star=Sol,"
    "body=3,"
    "subBody=0\n"
    "MAC,SSID,AuthMode,FirstSeen,Channel,Frequency,RSSI,CurrentLatitude,CurrentLongitude,AltitudeMeters,"
    "AccuracyMeters,RCOIs,MfgrId,Type\n";

// A row of 1.6.
std::string row(const std::string& key, const std::string& type, const std::string& latitude,
                const std::string& longitude, const std::string& level = "-90",
                const std::string& number = "", const std::string& time = "2026-03-01 10:00:00") {
  return key + ",name," + type + ";x," + time + ",," + number + ',' + level + ',' + latitude + ',' +
         longitude + ",34,5,,," + type + '\n';
}

std::string everything(const Read& read) {
  std::ostringstream text;
  for (const auto& record : read.records) text << record.label << ' ' << *record.cell << ' ';
  for (const auto& [reason, count] : read.report.refused) text << reason << ' ';
  for (const auto& [what, count] : read.report.blanked) text << what << ' ';
  for (const auto& example : read.report.examples) text << example << ' ';
  for (const auto& column : read.report.ignored_columns) text << column << ' ';
  return text.str();
}

}  // namespace

TEST_CASE("a cell sighted once is a record") {
  const auto read =
      read_all(kHead16 +
               "310410_56967_4118917,AT&T Mobility,WCDMA;310410,2018-08-03 18:14:15,,4385,-81,37.72090053,"
               "-122.44579219,104,34.30400085449219,,,WCDMA\n");
  REQUIRE_FALSE(read.error);
  REQUIRE(read.records.size() == 1);
  const auto& record = read.records.front();
  CHECK(record.rat == Rat::kUmts);
  CHECK(record.plmn == Plmn{310, 410, 3});
  CHECK(record.area == 56967U);
  CHECK(record.cell == 4118917U);
  CHECK(record.carrier_hz == 877e6);
  CHECK(record.samples == 1);
  REQUIRE(record.position);
  CHECK(record.position->latitude_deg == Approx(37.720901).epsilon(0));
  CHECK(record.position->longitude_deg == Approx(-122.445792).epsilon(0));
  CHECK(record.position->accuracy_m == 34.0);
  CHECK(record.range_m == 0.0);
  CHECK(record.first_listed == std::chrono::sys_days(std::chrono::year(2018) / 8 / 3) +
                                   std::chrono::seconds(18 * 3600 + 14 * 60 + 15));
  CHECK(record.first_listed == record.last_listed);
  CHECK(read.report.lines == 1);
  CHECK(read.report.combined == 1);
  CHECK(read.report.records == 1);
  CHECK(read.report.without_physical_id == 1);
}

TEST_CASE("the older versions keep the channel number in Channel") {
  for (const std::string version : {"1.4", "1.5"}) {
    INFO(version);
    const auto read =
        read_all("WigleWifi-" + version +
                 ",appRelease=2.26\n"
                 "MAC,SSID,AuthMode,FirstSeen,Channel,RSSI,CurrentLatitude,CurrentLongitude,"
                 "AltitudeMeters,AccuracyMeters,Type\n"
                 "26201_4711_6678021,net,LTE;de,2019-01-02 03:04:05,6300,-101,52.5,13.4,40,8,LTE\n"
                 "26202_33_1234,net,GSM;de,2019-01-02 03:04:05,600,-71,52.5,13.4,40,8,GSM\n");
    REQUIRE_FALSE(read.error);
    REQUIRE(read.records.size() == 2);
    CHECK(read.records[0].rat == Rat::kGsm);
    CHECK(read.records[0].carrier_hz == 1822.8e6);
    CHECK(read.records[0].plmn == Plmn{262, 2, 2});
    CHECK(read.records[1].rat == Rat::kLte);
    CHECK(read.records[1].carrier_hz == 806e6);
  }
}

TEST_CASE("sightings of one cell become its centroid, weighted by level") {
  // A tenth of the amplitude, 100 m east of the first; 20 dB are ten times.
  const double east_deg = 100.0 / 111'195.08 / std::cos(52.0 * 3.141592653589793 / 180.0);
  const auto read = read_all(
      kHead16 + row("26201_7_256", "LTE", "52", "13", "-80", "6300", "2026-03-01 10:00:00") +
      row("26201_7_256", "LTE", "52", std::to_string(13 + east_deg), "-100", "6300", "2026-03-02 10:00:00") +
      row("26201_7_257", "LTE", "52", "13"));
  REQUIRE_FALSE(read.error);
  REQUIRE(read.records.size() == 2);
  const auto& record = read.records.front();
  CHECK(record.cell == 256U);
  CHECK(record.samples == 2);
  CHECK(distance_m({52, 13, {}}, *record.position) == Approx(100.0 / 11.0).margin(0.3));
  // Spread: sqrt(w1 w2) / (w1 + w2) of the distance.
  CHECK(*record.position->accuracy_m == Approx(std::sqrt(10.0) / 11.0 * 100.0).margin(0.6));
  CHECK(*record.range_m == Approx(1000.0 / 11.0).margin(0.6));
  CHECK(*record.last_listed - *record.first_listed == std::chrono::days(1));
  CHECK(record.carrier_hz == 806e6);
  CHECK(read.report.combined == 3);
  CHECK(read.report.lines == 3);
}

TEST_CASE("a cell at the date line and one on two carriers") {
  const auto read = read_all(kHead16 + row("54201_7_256", "LTE", "-17", "179.999", "-80", "6300") +
                             row("54201_7_256", "LTE", "-17", "-179.999", "-80", "1300"));
  REQUIRE(read.records.size() == 1);
  CHECK(std::abs(read.records[0].position->longitude_deg) == Approx(180.0).margin(1e-6));
  CHECK(*read.records[0].range_m < 150.0);
  CHECK_FALSE(read.records[0].carrier_hz);
  CHECK(read.report.without_carrier == 1);
}

TEST_CASE("devices are counted by type and nothing is left of them") {
  const std::string address = "1a:9f:ee:5c:71:c6";
  const std::string text =
      kHead16 + address +
      ",SecretName,[WPA2][ESS],2026-03-01 10:00:00,161,5805,-43,37.7,-123.4,67,3.2,,,WIFI\n" + address +
      ",SecretName,Misc [LE],2026-03-01 10:00:00,0,,-67,37.7,-122.4,104,49.3,,72,BLE\n" + address +
      ",SecretName,Misc,2026-03-01 10:00:00,0,,-67,37.7,-122.4,104,49.3,,72,BT\n" + address +
      ",SecretName,Misc,2026-03-01 10:00:00,0,,-67,37.7,-122.4,104,49.3,,72,SecretType\n" + address +
      ",SecretName,Misc\n" + address +
      ",\"SecretName,Misc,2026-03-01 10:00:00,0,,-67,37.7,-122.4,4,4,,72,BLE\n" +
      // One that says it is a cell.
      address + ",SecretName,LTE,2026-03-01 10:00:00,0,,-67,37.7,-122.4,104,49.3,,,LTE\n" +
      "310_SecretName_5,n,3,SecretName,0,,SecretName,SecretName,-122.4,104,49.3,,,LTE\n" +
      "310410_1_5,n,3,SecretName,0,,SecretName,SecretName,-122.4,104,49.3,,,LTE\n" +
      "310410_1_5,n,3,SecretName,0,,SecretName,3,-122.4,104,49.3,,,LTE\n" + std::string(5000, 'S') + "\n" +
      "1_2_3,n,3,2026-03-01 10:00:00,0,,-67,37.7,-122.4,104,49.3,,,CDMA\n" +
      row("310410_7_256", "LTE", "52", "13");
  const auto read = read_all(text);
  REQUIRE_FALSE(read.error);
  REQUIRE(read.records.size() == 1);
  CHECK(read.report.refused ==
        std::map<std::string, std::uint64_t>{{"no cell (Wi-Fi)", 1},
                                             {"no cell (Bluetooth)", 2},
                                             {"no cell (other)", 1},
                                             {"missing value", 1},
                                             {"open quote", 1},
                                             {"bad key", 2},
                                             {"bad number", 1},
                                             {"bad date", 1},
                                             {"line too long", 1},
                                             {"radio that is not followed (CDMA)", 1}});
  const std::string said = everything(read);
  CHECK(said.find("1a:9f") == std::string::npos);
  CHECK(said.find("Secret") == std::string::npos);
  CHECK(said.find("SSSS") == std::string::npos);
  REQUIRE(read.report.examples.size() == 7);
  CHECK(read.report.examples[0] == "line 7: has no type: cut off?");
  CHECK(read.report.examples[2] == "line 9: the key of a cell is not MCCMNC_LAC_CID with numbers that fit");
  CHECK(read.report.examples[6] == "line 13: has more than 4096 octets");
  CHECK(read.report.lines == 13);
}

TEST_CASE("fillers are read as unknown, or refused where nothing is left") {
  const auto read = read_all(
      kHead16 + row("26201_65535_256", "LTE", "52", "13") + row("26201_0_257", "LTE", "0", "0") +
      row("26201_65535_1", "GSM", "52", "13") + row("26201_7_2147483647", "LTE", "52", "13") +
      row("26201_7_268435455", "LTE", "52", "13") + row("26201_7_70000", "GSM", "52", "13") +
      row("26201_7_68719476735", "NR", "52", "13") + row("26201_65535_258", "NR", "52", "13", "0", "640000") +
      row("26201_7_259", "LTE", "95", "13") + row("26201_7_260", "LTE", "52", "13", "-90", "999999") +
      row("26201_7_261", "LTE", "52", "13", "-90", "0", "1970-01-01 00:00:00"));
  REQUIRE_FALSE(read.error);
  REQUIRE(read.records.size() == 5);
  CHECK_FALSE(read.records[0].area);
  CHECK_FALSE(read.records[1].position);
  CHECK(read.records[2].cell == 260U);
  CHECK_FALSE(read.records[3].first_listed);
  CHECK(read.records[4].rat == Rat::kNr);
  CHECK(read.records[4].area == 65535U);  // of 24 bits
  CHECK(read.records[4].carrier_hz == 3600e6);
  CHECK(read.report.blanked == std::map<std::string, std::uint64_t>{{"area that is none", 2},
                                                                    {"position 0, 0", 1},
                                                                    {"channel number without a carrier", 1}});
  CHECK(read.report.refused == std::map<std::string, std::uint64_t>{{"no area", 1},
                                                                    {"cell out of range", 4},
                                                                    {"coordinates out of range", 1}});
  CHECK(read.report.without_position == 1);
}

TEST_CASE("pieces of any size, line ends and several files in one make no difference") {
  std::string text = kHead16 + row("26201_7_256", "LTE", "52", "13") + kHead16 +
                     row("26201_7_257", "LTE", "52", "13") + std::string(9000, 'x') + '\n' +
                     "\"26201_7_258\",\"a \"\"b\"\", c\",LTE,2026-03-01 10:00:00,,,-90,52,13,3,4,,,LTE";
  const auto whole = read_all(text);
  REQUIRE(whole.records.size() == 3);
  for (const std::size_t piece : {1U, 2U, 7U, 4096U, 4097U}) {
    const auto read = read_in_pieces(text, piece);
    CHECK(everything(read) == everything(whole));
    CHECK(read.report.lines == 4);
  }
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
    text.insert(at, "\r");
  }
  CHECK(everything(read_all("\xEF\xBB\xBF" + text)) == everything(whole));
}

TEST_CASE("what is no WiGLE file is told, with the way out") {
  const auto error_of = [](const std::string& text) { return read_all(text).error.value_or(Error{}).what; };
  CHECK(error_of("") == "walk.csv: is empty: no WiGLE CSV");
  CHECK(error_of("radio,mcc\nLTE,262\n") ==
        "walk.csv: line 1: does not begin with \"WigleWifi-\": no WiGLE CSV");
  CHECK(error_of("WigleWifi-1.7,x\n") ==
        "walk.csv: line 1: a version of WiGLE CSV that is not known; known: 1.4, 1.5, 1.6");
  CHECK(error_of("WigleWifi-1.6,x\nMAC,FirstSeen,Type\n") ==
        "walk.csv: line 2: has no column \"currentlatitude\"; a WiGLE CSV names its columns there: MAC, "
        "FirstSeen, CurrentLatitude, ...");
  CHECK(error_of(kHead16 + "1a:9f:ee:5c:71:c6,n,W,2026-03-01 10:00:00,1,2,-4,37,-123,6,3,,,WIFI\n") ==
        "walk.csv: none of its 1 rows is the sighting of a cell");
  const auto many =
      read_in_pieces(kHead16 + row("26201_7_1", "LTE", "52", "13") + row("26201_7_2", "LTE", "52", "13") +
                         row("26201_7_1", "LTE", "52", "13") + row("26201_7_3", "LTE", "52", "13"),
                     100, 2);
  REQUIRE(many.error);
  CHECK(many.error->what ==
        "walk.csv: line 6: has more than 2 cells; divide it and import the parts as sources of their own");
  CHECK(many.records.empty());
}

TEST_CASE("channel numbers have carriers") {
  CHECK(downlink_hz(Rat::kGsm, 40, 262) == 943e6);
  CHECK(downlink_hz(Rat::kGsm, 512, 262) == 1805.2e6);
  CHECK(downlink_hz(Rat::kGsm, 512, 310) == 1930.2e6);
  CHECK_FALSE(downlink_hz(Rat::kGsm, 512, 724));
  CHECK_FALSE(downlink_hz(Rat::kGsm, 65536 + 40, 262));
  CHECK(downlink_hz(Rat::kUmts, 10562, 262) == 2112.4e6);
  CHECK(downlink_hz(Rat::kUmts, 3088, 262) == Approx(957.6e6).epsilon(1e-12));
  CHECK_FALSE(downlink_hz(Rat::kUmts, 0, 262));
  CHECK(downlink_hz(Rat::kLte, 6300, 262) == 806e6);
  CHECK_FALSE(downlink_hz(Rat::kLte, 1ULL << 40U, 262));
  CHECK(downlink_hz(Rat::kNr, 156490, 262) == Approx(782.45e6));
  CHECK(downlink_hz(Rat::kNr, 620000, 262) == 3300e6);
  CHECK(downlink_hz(Rat::kNr, 2070833, 262) == Approx(27500.04e6));
  CHECK_FALSE(downlink_hz(Rat::kNr, 0, 262));
  CHECK_FALSE(downlink_hz(Rat::kNr, 3279166, 262));
}
