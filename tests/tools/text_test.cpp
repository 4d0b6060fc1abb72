#include "tests/catch.hpp"
#include "tests/detector/lte_scene.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/text_report.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;

namespace {

void check_width(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    INFO(line);
    CHECK(display_width(line) <= kTextWidth);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
}

/// The widest values that a cell can have.
detector::CellRecord widest_cell() {
  detector::CellRecord cell;
  Observation& seen = cell.latest;
  seen.carrier.rat = Rat::kLte;
  seen.carrier.measured_hz = {5924.9e6 + 99999, 100};
  seen.carrier.nominal_hz = 5924.9e6;
  seen.carrier.band = 46;
  seen.carrier.channel = 54539;
  seen.physical_id = 503;
  seen.state = CellState::kConfirmed;
  seen.signal = {-103.5, -10.5, 1};
  seen.lte()->mib = lte::Mib{100, 4, {}, {}, 1023, 0};
  cell.level = detector::Level::kSuspect;
  return cell;
}

/// The same of a GSM cell.
detector::CellRecord widest_gsm_cell() {
  detector::CellRecord cell = widest_cell();
  Observation& seen = cell.latest;
  seen.carrier.rat = Rat::kGsm;
  seen.carrier.measured_hz = {1879.8e6 - 49999, 100};
  seen.carrier.nominal_hz = 1879.8e6;
  seen.carrier.band = 1800;
  seen.carrier.channel = 885;
  seen.physical_id = 63;
  seen.state = CellState::kDecoded;
  seen.report = gsm::CellReport{};
  cell.gsm.emplace();
  const gsm::L2Block si3{0x49, 0x06, 0x1b, 0xff, 0xfd, 0x13, 0x00, 0x62, 0xff, 0xfe, 0xc8, 0x04,
                         0x0a, 0x15, 0x65, 0x04, 0xb9, 0x00, 0x00, 0x80, 0x1f, 0x01, 0x1b};
  REQUIRE(cell.gsm->information.take(si3));
  cell.gsm->paged_per_min = 12345.67;
  cell.gsm->assigned_per_min = 12.3;
  return cell;
}

/// An LTE cell that six networks share.
detector::CellRecord widest_shared_cell() {
  detector::CellRecord cell = widest_cell();
  cell.lte.emplace();
  auto& sib1 = cell.lte->sib1.emplace();
  sib1.plmns.assign(6, {.plmn = Plmn{.mcc = 310, .mnc = 260, .mnc_digits = 3}, .is_mcc_sent = true});
  sib1.plmns[3].plmn.reset();
  sib1.tracking_area_code = {65534};
  sib1.cell_identity = {0xFFFFFFF};
  cell.lte->paged_per_min = 123456.7;
  cell.lte->answered_per_min = 12345.6;
  return cell;
}

detector::Incident an_incident() {
  detector::Incident incident;
  incident.id = std::string(64, 'a');
  incident.level = detector::Level::kSuspect;
  incident.score = 54;
  incident.subject = widest_cell();
  incident.count = 9;
  detector::Finding finding;
  finding.rule = "RF01";
  finding.name = "cfo_cohort";
  finding.family = detector::Family::kRf;
  finding.weight_db = 20;
  finding.quality = 1;
  finding.observed = "carrier +1.21 ppm from the other cells";
  finding.expected = "within 0.15 ppm";
  finding.source = "median of 3 cells heard in the same tuning";
  finding.text = std::string(40, 'x') + " " + std::string(50, 'y') + " " + std::string(200, 'z');
  finding.benign = {"a repeater", "a home base station"};
  incident.findings = {finding, finding};
  return incident;
}

}  // namespace

TEST_CASE("paragraphs keep whole words within the width and break what is longer") {
  CHECK(paragraph("- ", "one two three", 9) == "- one two\n  three\n");
  CHECK(paragraph("", std::string(20, 'x'), 10) == std::string(10, 'x') + "\n" + std::string(10, 'x') + "\n");
  CHECK(paragraph("  ", "") == "\n");
  CHECK(shortened("abcdef", 5) == "ab...");
  CHECK(display_width("\xc3\xa4\xe2\x80\xa6") == 2);
  CHECK(printable("a\x1b[31mb\n") == "a [31mb ");
}

TEST_CASE("tables line up") {
  Table table({{"a"}, {"b", Table::Align::kRight}, {"c"}});
  table.add({"1", "22", "x"});
  table.add({"333", "4", "y"});
  CHECK(table.text() == "a    b c\n1   22 x\n333  4 y\n");
}

TEST_CASE("what people read is at most 80 columns wide, whatever the values") {
  const Style plain(false);
  const std::vector cells{widest_cell(), widest_cell()};
  check_width(cells_text(cells, plain));
  check_width(incident_text(an_incident(), plain));
  check_width(cell_line(widest_cell()));
  check_width(incident_line(an_incident(), plain));
  const std::vector both{widest_gsm_cell(), widest_cell()};
  check_width(cells_text(both, plain));
  check_width(cell_line(widest_gsm_cell()));
  auto of_gsm = an_incident();
  of_gsm.subject = widest_gsm_cell();
  check_width(incident_text(of_gsm, plain));
  check_width(incident_line(of_gsm, plain));
  records::StatusRecord status;
  status.reasons = {"no cell heard yet: look at antenna, gain and frequency", "no tower list (--towers)"};
  check_width(status_line(status, plain));
}

TEST_CASE("messages are listed cell by cell, and a page says what it says without steering a terminal") {
  Observation seen;
  seen.carrier.rat = Rat::kGsm;
  seen.carrier.nominal_hz = 1842.4e6;
  seen.physical_id = 34;
  gsm::BroadcastMessage si3{{0x49, 0x06, 0x1B}, gsm::kHyperframe_frames - 1, 1};
  gsm::CellBroadcastPage page;
  page.serial_number = 7;
  page.message_identifier = 65535;
  page.page = page.pages = 15;
  page.content.fill(0x14);  // septets of all values, control characters among them
  gsm::CellReport report;
  report.messages = {si3};
  report.pages = {page};
  seen.report = report;
  const std::vector both{seen, seen};
  const std::string text = messages_text(both, Style(false));
  check_width(text);
  check_width(message_lines(seen));
  CHECK(text.find("1842.400 MHz BSIC 42") == text.rfind("1842.400 MHz BSIC 42"));
  for (const auto* const part : {"si3", "2715647", "49061b0000", "cbch_page", "15/15 of 65535.7"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
    CHECK(message_lines(seen).find(part) != std::string::npos);
  }
  for (const char c : text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  CHECK(messages_text({}, Style(false)).empty());
}

TEST_CASE("messages of an LTE cell name the blocks they hold") {
  Observation seen = test::observe(test::Scene{}, {}, test::LteBroadcasts{}, 0.0);
  const std::string text = messages_text(std::vector{seen, seen}, Style(false));
  check_width(text);
  check_width(message_lines(seen));
  for (const auto* const part : {"sib1", "sib2:", "sib3 sib4:"}) {
    INFO(part << text);
    CHECK(text.find(part) != std::string::npos);
    CHECK(message_lines(seen).find(part) != std::string::npos);
  }
}

TEST_CASE("an incident says what was seen, what was expected, and what else could explain it, once") {
  const std::string text = incident_text(an_incident(), Style(false));
  for (const auto* const part :
       {"SUSPECT", "consistent with a rogue base station", "observed  carrier +1.21 ppm",
        "expected  within 0.15 ppm", "source    median of 3", "RF 30 (of at most", "a repeater"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(text.find("a repeater") == text.rfind("a repeater"));
}

TEST_CASE("a GSM cell is called by what it says of itself") {
  const std::string table = cells_text(std::vector{widest_gsm_cell()}, Style(false));
  for (const auto* const part : {"ARFCN", "885", "77", "310-260", "65534", "65533", "12346"}) {
    INFO(part);
    CHECK(table.find(part) != std::string::npos);
  }
  CHECK(table.find("PCI") == std::string::npos);
  CHECK(name_of(widest_gsm_cell().latest) == "ARFCN 885 (1879.800 MHz) BSIC 77");
  auto incident = an_incident();
  incident.subject = widest_gsm_cell();
  const std::string text = incident_text(incident, Style(false));
  CHECK(text.find("Network 310-260, LAC 65534, CI 65533") != std::string::npos);
  CHECK(text.find("12346 mobiles paged a minute") != std::string::npos);
}

TEST_CASE("an LTE cell is called by what it says of itself, once that was read") {
  const std::vector cells{widest_gsm_cell(), widest_cell(), widest_shared_cell()};
  const std::string table = cells_text(cells, Style(false));
  INFO(table);
  check_width(table);
  for (const auto* const part : {"TAC", "65534", "268435455", "1048575/255", "123457", "12346"}) {
    INFO(part);
    CHECK(table.find(part) != std::string::npos);
  }
  CHECK(cells_text(std::vector{widest_cell()}, Style(false)).find("TAC") == std::string::npos);
  auto incident = an_incident();
  incident.subject = widest_shared_cell();
  const std::string text = incident_text(incident, Style(false));
  check_width(text);
  CHECK(text.find("Network 310-260, TAC 65534, ECI 268435455 (eNB/cell 1048575/255)") != std::string::npos);
  CHECK(text.find("123457 mobiles") != std::string::npos);
  check_width(cell_line(widest_shared_cell()));
  CHECK(cell_line(widest_shared_cell()).find("TAC 65534") != std::string::npos);
}

TEST_CASE("cells that are not confirmed are not judged, and none is no all-clear") {
  auto cell = widest_cell();
  cell.latest.state = CellState::kDecoded;
  CHECK(cells_text(std::vector{cell}, Style(false)).find("not judged") != std::string::npos);
  CHECK(cells_text({}, Style(false)).find("no all-clear") != std::string::npos);
}
