// The packets that the program writes, as tshark reads them, against its own records of the same run.

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "tests/catch.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"
#include "tests/tools/process.hpp"
#include "tests/tools/recorded_scene.hpp"
#include "tests/tools/written_packets.hpp"

using namespace cellwarden;
using namespace cellwarden::test;

namespace {

using Words = std::vector<std::string>;
using Packets = std::vector<WrittenPacket>;

const std::string kGsmStreet = CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta";

const std::string kLteStreet = CELLWARDEN_SOURCE_DIR "/data/captures/lte_street.sigmf-meta";

std::vector<nlohmann::json> records_of(const std::string& text, const std::string& type) {
  std::vector<nlohmann::json> records;
  for (const auto& line : lines_of(text)) {
    auto record = nlohmann::json::parse(line);
    if (record["type"] == type) records.push_back(std::move(record));
  }
  return records;
}

/// "si3 1234567 4906…": what a message record and a packet both say.
std::multiset<std::string> told_in(const std::vector<nlohmann::json>& messages) {
  std::multiset<std::string> told;
  for (const auto& record : messages) {
    const bool is_gsm = record["rat"] == "gsm";
    const auto frame = record.contains("frame") ? record["frame"].dump() : std::string();
    const auto channel = record.value("channel", 0);
    std::string one = record["name"];
    one.append(is_gsm ? " BSIC " : " PCI ");
    one.append(is_gsm ? record["bsic"].get<std::string>() : record["physical_id"].dump());
    one.append(" ").append(frame).append(" ");
    one.append(frame.empty() || channel > 16383 ? "0" : std::to_string(channel));
    told.insert(one.append(" ").append(record["hex"].get<std::string>()));
  }
  return told;
}

std::multiset<std::string> told_in(const Packets& packets) {
  std::multiset<std::string> told;
  for (const auto& packet : packets) {
    const std::string comment = packet.comment();
    const std::string name = comment.substr(0, comment.find(' '));
    if (name == "mib") continue;  // no message record, but in the cell's
    const auto id = std::max(comment.find(" BSIC ") + 1, comment.find(" PCI ") + 1);
    const std::string channel = packet.show("gsmtap.arfcn");
    told.insert(name + " " + comment.substr(id, comment.find_first_of(",;", id) - id) + " " +
                packet.show("gsmtap.frame_nr") + " " + (channel.empty() ? "0" : channel) + " " + packet.hex);
  }
  return told;
}

std::string three_digits(const std::string& mcc) {
  return std::string(3 - std::min<std::size_t>(mcc.size(), 3), '0') + mcc;
}

/// "262-97 2101 31011" of each SI3 and SIB1.
std::set<std::string> identities_in(const Packets& packets) {
  const auto decimal = [](const std::string& hex) { return std::to_string(std::stoul(hex, nullptr, 16)); };
  const auto in_sentence = [](const std::string& sentence) {
    const std::string before = "decimal value ";
    return std::to_string(std::stoul(sentence.substr(sentence.find(before) + before.size())));
  };
  std::set<std::string> found;
  for (const auto& packet : packets) {
    if (packet.show("gsm_a.dtap.msg_rr_type") == "0x1b") {
      const std::string mnc = packet.sentence("e212.lai.mnc");
      const auto open = mnc.rfind('(') + 1;
      found.insert(three_digits(packet.show("e212.lai.mcc")) + "-" +
                   mnc.substr(open, mnc.find(')', open) - open) + " " + decimal(packet.show("gsm_a.lac")) +
                   " " + decimal(packet.show("gsm_a.bssmap.cell_ci")));
    } else if (!packet.show("lte-rrc.trackingAreaCode").empty()) {
      std::string network;
      for (const auto& field : packet.fields)
        if (field.name == "lte-rrc.MCC_MNC_Digit") network += (network.size() == 3 ? "-" : "") + field.show;
      found.insert(network + " " + in_sentence(packet.sentence("lte-rrc.trackingAreaCode")) + " " +
                   in_sentence(packet.sentence("lte-rrc.cellIdentity")));
    }
  }
  return found;
}

std::set<std::string> identities_in(const std::vector<nlohmann::json>& cells) {
  std::set<std::string> found;
  for (const auto& cell : cells) {
    if (cell.contains("cell"))
      found.insert(cell["plmns"][0].get<std::string>() + " " + cell["area"].dump() + " " +
                   cell["cell"].dump());
  }
  return found;
}

/// "PCI 271 100 RB PHICH 1 normal" of each master information block.
std::set<std::string> master_blocks_in(const Packets& packets) {
  const std::vector<std::string> bandwidths{"6", "15", "25", "50", "75", "100"};
  const std::vector<std::string> resources{"1/6", "1/2", "1", "2"};
  const std::vector<std::string> durations{"normal", "extended"};
  std::set<std::string> found;
  for (const auto& packet : packets) {
    const std::string comment = packet.comment();
    const std::string bandwidth = packet.show("lte-rrc.dl_Bandwidth");
    if (!comment.starts_with("mib ") || bandwidth.empty()) continue;
    const auto id = comment.find("PCI ");
    found.insert(comment.substr(id, comment.find(',', id) - id) + " " + bandwidths.at(std::stoul(bandwidth)) +
                 " RB PHICH " + resources.at(std::stoul(packet.show("lte-rrc.phich_Resource"))) + " " +
                 durations.at(std::stoul(packet.show("lte-rrc.phich_Duration"))));
  }
  return found;
}

std::set<std::string> master_blocks_in(const std::vector<nlohmann::json>& cells) {
  std::set<std::string> found;
  for (const auto& cell : cells) {
    if (cell["rat"] != "lte") continue;
    const auto& mib = cell["broadcast"]["mib"];
    found.insert("PCI " + cell["physical_id"].dump() + " " + mib["bandwidth_rb"].dump() + " RB PHICH " +
                 mib["phich_resource"].get<std::string>() + " " + mib["phich_duration"].get<std::string>());
  }
  return found;
}

/// Replays with both outputs and holds them against each other. \return the packets, where there is a tshark
std::optional<Packets> check_replay(const Scratch& scratch, const std::string& recording, Words flags = {}) {
  const std::string file = scratch.path("day.pcapng");
  Words words{"replay", "-F", "json", "--messages", "-F", "pcap:" + file, recording};
  words.insert(words.end(), flags.begin(), flags.end());
  const Ended ended = run(words);
  INFO(ended.err);
  REQUIRE(ended.exit_code == 0);
  auto packets = written_packets(file);
  if (!packets) return packets;
  CHECK(told_in(*packets) == told_in(records_of(ended.out, "message")));
  CHECK(identities_in(*packets) == identities_in(records_of(ended.out, "cell")));
  CHECK(master_blocks_in(*packets) == master_blocks_in(records_of(ended.out, "cell")));
  const auto clean =
      std::system(("capinfos -o " + file + " 2>/dev/null | grep -q 'Strict time order: *True'").c_str());
  CHECK(clean == 0);
  return packets;
}

std::string captures() {
  const char* const stated = std::getenv("CELLWARDEN_CAPTURES");
  return stated != nullptr ? stated : CELLWARDEN_SOURCE_DIR "/../shared/captures";
}

/// An LTE cell that broadcasts and pages.
std::string record_lte_street(const Scratch& scratch) {
  synth::PagingPlan plan;
  plan.records.push_back({.kind = synth::PagedRecord::Kind::kSTmsi, .filler = 0x123456789A});
  std::string recording = scratch.path("street.sigmf-meta");
  save_recording(lte_street(synth::write_pcch(plan).octets()), recording);
  return recording;
}

}  // namespace

TEST_CASE("packets of a street of GSM cells say what the records say") {
  const Scratch scratch;
  const auto packets = check_replay(scratch, kGsmStreet);
  if (!packets) return;
  CHECK(packets->size() > 15);
  // 2026-01-15T20:00:00Z, and 14 s of it.
  for (const auto& packet : *packets) {
    const double time = std::stod(packet.show("frame.time_epoch"));
    CHECK(time >= 1768507200.0);
    CHECK(time < 1768507214.0);
    CHECK(packet.show("gsmtap.signal_dbm") == "0");
    CHECK(packet.comment().find("no clock") == std::string::npos);
  }
}

TEST_CASE("of LTE cells too wide for the recording, packets hold the master information block", "[long]") {
  const Scratch scratch;
  const auto packets = check_replay(scratch, kLteStreet);
  if (!packets) return;
  CHECK(packets->size() >= 4);
  for (const auto& packet : *packets) {
    // Its frame number's two lowest bits are not sent.
    const auto frame = std::stoul(packet.show("gsmtap.frame_nr"));
    CHECK(packet.sentence("lte-rrc.systemFrameNumber").find("decimal value " + std::to_string(frame / 4)) !=
          std::string::npos);
    // One cell's clock leaves its place on the raster open.
    const bool is_certain = packet.comment().find("EARFCN 6300") != std::string::npos;
    CHECK(is_certain == (packet.comment().find("PCI 77,") == std::string::npos));
    CHECK(packet.show("gsmtap.arfcn") == (is_certain ? "6300" : "0"));
  }
}

TEST_CASE("packets of an LTE cell say what the records say, and nothing of whom it pages") {
  const Scratch scratch;
  const std::string recording = record_lte_street(scratch);
  const auto packets = check_replay(scratch, recording, {"--rat", "lte", "--max-offset", "30000"});
  if (!packets) return;
  CHECK(identities_in(*packets) == std::set<std::string>{"272-77 4711 315909"});
  for (const auto& packet : *packets) {
    CHECK(std::stod(packet.show("frame.time_epoch")) < 3);
    CHECK(packet.comment().find("no clock") != std::string::npos);
  }
}

TEST_CASE("packets of an LTE cell have their frames' times, however little of a dwell is searched") {
  const Scratch scratch;
  const auto packets = check_replay(scratch, record_lte_street(scratch),
                                    {"--rat", "lte", "--search", "normal", "--max-offset", "30000"});
  if (!packets) return;
  REQUIRE(packets->size() >= 4);
  double newest_s = 0.0;
  for (const auto& packet : *packets) {
    // Frame 0 of the street begins 3.1 ms after the recording.
    const double begin_s = 0.0031 + 0.01 * std::stod(packet.show("gsmtap.frame_nr")) +
                           0.001 * std::stod(packet.show("gsmtap.sub_slot"));
    const double time_s = std::stod(packet.show("frame.time_epoch"));
    CAPTURE(packet.comment());
    CHECK(std::abs(time_s - begin_s) < 20e-6);
    newest_s = std::max(newest_s, time_s);
  }
  CHECK(newest_s > 0.5);
}

TEST_CASE("the same input gives the same packets, whatever the threads, and from its observation log") {
  const Scratch scratch;
  const std::string recording = record_lte_street(scratch);
  const auto replay = [&](const std::string& input, const std::string& name, Words flags) {
    Words words{"replay", "--max-offset", "30000", "-F", "pcap:" + scratch.path(name), input};
    words.insert(words.end(), flags.begin(), flags.end());
    const Ended ended = run(words);
    INFO(ended.err);
    REQUIRE(ended.exit_code == 0);
    CHECK(ended.out.empty());
    return read_file(scratch.path(name));
  };
  const std::string one =
      replay(recording, "one.pcapng", {"--threads", "1", "--log", scratch.path("day.jsonl")});
  CHECK(one.size() > 500);
  CHECK(replay(recording, "three.pcapng", {"--threads", "3"}) == one);
  const Ended piped = run({"replay", "--max-offset", "30000", "-F", "pcap:-", recording});
  CHECK(piped.out == one);

  const auto packets = written_packets(scratch.path("one.pcapng"));
  static_cast<void>(replay(scratch.path("day.jsonl"), "log.pcapng", {}));
  const auto again = written_packets(scratch.path("log.pcapng"));
  if (!packets || !again) return;
  REQUIRE(again->size() == packets->size());
  for (std::size_t i = 0; i < packets->size(); ++i) {
    CHECK((*again)[i].hex == (*packets)[i].hex);
    CHECK((*again)[i].comment() == (*packets)[i].comment());
    CHECK((*again)[i].show("frame.time_epoch") == (*packets)[i].show("frame.time_epoch"));
  }
}

TEST_CASE("what is written of a run that was killed can be read") {
  const Scratch scratch;
  const std::string file = scratch.path("cut.pcapng");
  Program program({"replay", "--speed", "1", "-F", "text", "-F", "pcap:" + file, kGsmStreet});
  const auto has_packets = [&file] {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return !error && size > 1000;
  };
  for (int tries = 0; tries < 600 && !has_packets(); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  REQUIRE(has_packets());
  program.send(SIGKILL);
  static_cast<void>(program.wait());
  const auto packets = written_packets(file);
  if (packets) CHECK_FALSE(packets->empty());
}

TEST_CASE("a file of several recordings has an interface of each") {
  const Scratch scratch;
  const std::string noise = scratch.file("g001_806M_1920k.cu8", std::string(200'000, '\x80'));
  const std::string file = scratch.path("both.pcapng");
  const Ended ended = run({"replay", "-F", "pcap:" + file, noise, noise});
  REQUIRE(ended.exit_code == 0);
  const std::string bytes = read_file(file);
  const auto first = bytes.find("g001_806M_1920k.cu8 (cu8)");
  REQUIRE(first != std::string::npos);
  CHECK(bytes.find("g001_806M_1920k.cu8 (cu8)", first + 1) != std::string::npos);
  const auto packets = written_packets(file);
  if (packets) CHECK(packets->empty());
}

TEST_CASE("packets are not written to a terminal") {
  if (std::system("script --version >/dev/null 2>&1") != 0) {
    std::puts("SKIPPED: script, which makes a terminal, is not installed");
    return;
  }
  const Scratch scratch;
  const std::string noise = scratch.file("g001_806M_1920k.cu8", std::string(2000, '\x80'));
  const std::string said = scratch.path("said");
  const std::string command = "script -qec '" CELLWARDEN_PROGRAM " replay -F pcap:- " + noise +
                              "' /dev/null >" + said + " </dev/null; echo $? >" + scratch.path("code");
  REQUIRE(std::system(command.c_str()) == 0);
  CHECK(read_file(scratch.path("code")) == "2\n");
  CHECK(read_file(said).find("-F pcap:FILE") != std::string::npos);
  CHECK(lines_of(read_file(said)).size() == 1);
}

TEST_CASE("real recordings: packets say what the records say") {
  const std::vector<std::pair<std::string, Words>> recordings{
      {"lte/f1815.3_s19.2_bw20_0.08s_hackrf.cs8", {"--rat", "lte", "--max-offset", "140k"}},
      {"gsm/osmobts_legit_943.0M_1000k.cu8", {"--rat", "gsm"}},
      {"gsm/osmobts_rogue_943.8M_1000k.cu8", {"--rat", "gsm"}}};
  for (const auto& [name, flags] : recordings) {
    const std::string path = captures() + "/" + name;
    if (!std::filesystem::exists(path)) {
      std::puts(("SKIPPED: " + path + " is not there").c_str());
      continue;
    }
    INFO(name);
    const Scratch scratch;
    const auto packets = check_replay(scratch, path, flags);
    if (!packets) return;
    CHECK(packets->size() >= 2);
    CHECK(identities_in(*packets).size() == 1);
  }
}
