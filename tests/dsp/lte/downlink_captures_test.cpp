// What real cells say, against what another receiver read of them.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "cell/lte/system_information.hpp"
#include "tests/dsp/lte/captures.hpp"

namespace cellwarden::lte {
namespace {

constexpr double kLaboratory_hz = 2630.05e6;  // the files do not tell theirs

struct TrueSib1 {
  std::string recording;
  unsigned pci;
  std::string hex;
};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// The table of SIB1s: the recording first, then the PCI; octets last.
std::vector<TrueSib1> true_sib1s(const std::string& folder) {
  std::ifstream file(folder + "/truth.md");
  std::vector<TrueSib1> all;
  bool is_in_table = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) is_in_table = line == "## SIB1";
    if (!is_in_table || !line.starts_with("| ")) continue;
    std::vector<std::string> cells;
    std::istringstream row(line.substr(1));
    for (std::string cell; std::getline(row, cell, '|');) cells.push_back(trimmed(cell));
    if (cells.size() < 3 || cells[0] == "capture") continue;
    all.push_back({cells[0], static_cast<unsigned>(std::stoul(cells[1])), cells.back()});
  }
  return all;
}

RecordingOptions options_of(const std::string& name) {
  if (name.starts_with("srsran_signal")) return stated(1.92e6, kLaboratory_hz);
  if (name.starts_with("srsenb_5M")) return stated(7.68e6, kLaboratory_hz, SampleFormat::kCs16);
  return {};
}

std::string hex_of(std::span<const std::uint8_t> octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t octet : octets) {
    hex += kDigits[octet >> 4U];
    hex += kDigits[octet & 15U];
  }
  return hex;
}

std::vector<DownlinkReport> reports_of(const std::string& folder, const std::string& name, unsigned pci) {
  ReceiverConfig config;
  config.max_offset_hz = 140e3;
  std::vector<DownlinkReport> reports;
  for (const Observation& o : listen_to(folder + "/" + name, options_of(name), config).observations) {
    if (o.physical_id == pci && o.lte()->downlink) reports.push_back(*o.lte()->downlink);
  }
  return reports;
}

// The sets of blocks in the messages of a cell, each as in "2 3".
std::set<std::string> messages_of(const std::vector<DownlinkReport>& reports) {
  std::set<std::string> all;
  for (const DownlinkReport& report : reports) {
    for (const HeardMessage& message : report.messages) {
      const auto parsed = parse_bcch_dl_sch(message.octets);
      REQUIRE(parsed);
      const auto* si = std::get_if<SystemInformation>(&parsed->content);
      if (si == nullptr) continue;
      std::string blocks;
      for (const auto& block : si->blocks) {
        blocks += (blocks.empty() ? "" : " ") + std::to_string(static_cast<unsigned>(type_of(block)));
      }
      all.insert(blocks);
    }
  }
  return all;
}

std::uint32_t paged(const std::vector<DownlinkReport>& reports) {
  std::uint32_t records = 0;
  for (const DownlinkReport& report : reports) records += report.paging.counts.records;
  return records;
}

}  // namespace

TEST_CASE("recordings of whole cells: SIB1, octet by octet") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const auto truth = true_sib1s(folder);
  REQUIRE(truth.size() >= 6);
  for (const TrueSib1& one : truth) {
    CAPTURE(one.recording, one.pci, one.hex);
    std::set<std::string> heard;
    std::uint32_t good = 0;
    for (const DownlinkReport& report : reports_of(folder, one.recording, one.pci)) {
      good += report.sib1.good;
      for (const HeardMessage& message : report.messages) {
        const auto parsed = parse_bcch_dl_sch(message.octets);
        REQUIRE(parsed);
        if (std::holds_alternative<SystemInformationBlock1>(parsed->content))
          heard.insert(hex_of(message.octets));
      }
    }
    CHECK(heard == std::set<std::string>{one.hex});
    CHECK(good >= 1);
  }
}

TEST_CASE("recordings of whole cells: other messages, and paging") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  for (const auto& [name, pci] : {std::pair{"f1815.3_s19.2_bw20_0.08s_hackrf-1.cs8", 301U},
                                  std::pair{"f1815.3_s19.2_bw20_0.08s_hackrf.cs8", 300U}}) {
    CAPTURE(name);
    const auto reports = reports_of(folder, name, pci);
    CHECK(messages_of(reports).contains("2 3"));
    CHECK(paged(reports) > 0);
  }
  const auto at_1852 = messages_of(reports_of(folder, "f1852.5_s19.2_bw20_0.08s_hackrf_home.cs8", 271));
  CHECK(at_1852 == std::set<std::string>{"2 3", "5", "6"});
  const auto at_1890 = messages_of(reports_of(folder, "f1890_s19.2_bw20_0.08s_hackrf_home2.cs8", 253));
  CHECK(at_1890.contains("2"));
  // As its SIB1 announces them: SIB5 goes with 3 and 4.
  CHECK(at_1890 == std::set<std::string>{"2", "3 4 5"});
}

TEST_CASE("recordings of whole cells: every transmission of a software cell") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const auto reports = reports_of(folder, "srsenb_5M_pci200_7.68M.cs16", 200);
  REQUIRE(reports.size() == 1);
  const DownlinkReport& report = reports[0];
  // 320 ms: SIB1 in every other frame; the messages of its two windows.
  CHECK(report.sib1.good == 16);
  CHECK(report.sib1.bad == 0);
  CHECK(report.si.bad == 0);
  CHECK(report.random_access_responses == 0);
  CHECK(report.paging.counts == PagingCounts{});
  std::ifstream file(folder + "/truth.md");
  std::stringstream truth;
  truth << file.rdbuf();
  REQUIRE_FALSE(report.messages.empty());
  const auto is_sib1 = [&](const HeardMessage& m) {
    return truth.str().find(hex_of(m.octets)) != std::string::npos;
  };
  CHECK(std::ranges::count_if(report.messages, is_sib1) == 1);
  CHECK(messages_of(reports) == std::set<std::string>{"2 3", "7"});
}

TEST_CASE("recordings of whole cells: how they send") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  // A software cell by cable: all alike, clean, and nobody there.
  const auto by_cable = reports_of(folder, "srsenb_5M_pci200_7.68M.cs16", 200);
  REQUIRE(by_cable.size() == 1);
  const DownlinkMeasurements& clean = by_cable[0].measured;
  CHECK(clean.sib1.subframes == 16);
  for (const auto& level : {clean.sib1.reference_db, clean.si.reference_db, clean.sib1.data_db,
                            clean.si.data_db, clean.pss_db, clean.sss_db, clean.pbch_db}) {
    REQUIRE(level);
    CHECK(std::abs(*level) < 0.2);
  }
  REQUIRE(clean.symbol_error);
  CHECK(clean.symbol_error->percent < 1.0);
  REQUIRE(clean.user_data);
  CHECK(clean.user_data->share == 0.0);
  // Networks' cells, the strongest of their carrier: reference signals alike in all subframes, data of every
  // kind of message as loud.
  for (const auto& [name, pci] : {std::pair{"f1815.3_s19.2_bw20_0.08s_hackrf-1.cs8", 301U},
                                  std::pair{"f1815.3_s19.2_bw20_0.08s_hackrf.cs8", 300U}}) {
    CAPTURE(name);
    const auto reports = reports_of(folder, name, pci);
    REQUIRE(reports.size() == 1);
    const DownlinkMeasurements& measured = reports[0].measured;
    for (const BroadcastLevel* level : {&measured.sib1, &measured.si, &measured.paging}) {
      REQUIRE(level->reference_db);
      CHECK(std::abs(*level->reference_db) < 1.0);
      REQUIRE(level->data_db);
      CHECK(std::abs(*level->data_db - 3.0) < 1.0);
    }
    REQUIRE(measured.user_data);
    CHECK(measured.user_data->share < 0.2);
  }
}

}  // namespace cellwarden::lte
