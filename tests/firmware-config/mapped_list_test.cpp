// A foreign list through the example mapping: what an operator would do with it.
#include <filesystem>

#include "detector/towers/tower_csv.hpp"
#include "firmware-config/list_mapping.hpp"
#include "tests/catch.hpp"

using namespace cellwarden;

namespace {

const std::filesystem::path kShipped =
    std::filesystem::path(CELLWARDEN_SOURCE_DIR) / "firmware-config/towers";

class Kept final : public towers::RecordSink {
 public:
  void take(const towers::TowerRecord& record) override { records.push_back(record); }
  std::vector<towers::TowerRecord> records;
};

}  // namespace

TEST_CASE("a list is read as the example says") {
  const std::vector<std::filesystem::path> folders{kShipped};
  const auto mapping = config::load_list_mapping("example-operator", folders, towers::csv_column_names());
  if (!mapping) FAIL(mapping.error().what);
  Kept kept;
  const auto reader = towers::read_csv("list.csv", mapping->format, kept);
  REQUIRE(
      reader->read("Standort;Technik;MNC;LAC_TAC;Zellkennung;Scrambling_PCI;Laenge;Breite;Reichweite_km;"
                   "Frequenz_MHz;Azimut;EIRP_dBm;In_Betrieb_seit;Ausser_Betrieb;Bemerkung\n"
                   "Turm 7;4G;01;4711;6678021;0;13,4;52,5;1,2;806,0;120;61,5;01.02.2026;;x\n"
                   "Turm 8;2g;01;7;8;42;13,5;52,6;;943;;;;31.12.2027;\n"));
  REQUIRE(reader->finish());
  REQUIRE(kept.records.size() == 2);
  const auto& lte = kept.records[0];
  CHECK(lte.rat == Rat::kLte);
  CHECK(lte.plmn == Plmn{1, 1, 2});
  CHECK(lte.area == 4711U);
  CHECK(lte.cell == 6678021U);
  CHECK(lte.physical_id == 0);
  CHECK(lte.position->latitude_deg == 52.5);
  CHECK(lte.range_m == 1200.0);
  CHECK(lte.carrier_hz == 806e6);
  CHECK(lte.azimuth_deg == 120);
  CHECK(lte.eirp_dbm == 61.5);
  CHECK(lte.valid_from == std::chrono::sys_days(std::chrono::year(2026) / 2 / 1));
  CHECK_FALSE(lte.valid_to);
  CHECK(lte.label == "Turm 7");
  const auto& gsm = kept.records[1];
  CHECK(gsm.rat == Rat::kGsm);
  CHECK(gsm.carrier_hz == 943e6);
  CHECK(gsm.valid_to == std::chrono::sys_days(std::chrono::year(2027) / 12 / 31));
  CHECK(reader->report().refused.empty());
  CHECK(reader->report().ignored_columns.empty());
}
