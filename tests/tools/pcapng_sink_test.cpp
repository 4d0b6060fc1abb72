// What becomes a packet, and what never does, whoever hands it over.

#include <array>
#include <tuple>

#include "tests/catch.hpp"
#include "tests/detector/lte_scene.hpp"
#include "tests/tools/process.hpp"
#include "tests/tools/written_packets.hpp"
#include "tools/cellwarden/output/sink.hpp"

using namespace cellwarden;
using namespace cellwarden::test;

namespace {

using Packets = std::vector<WrittenPacket>;

Observation gsm_cell(std::vector<gsm::BroadcastMessage> messages) {
  Observation seen;
  seen.t_s = 10;
  seen.duration_s = 1;
  seen.frame_start_s = {10.001, 0};
  seen.carrier.rat = Rat::kGsm;
  seen.carrier.measured_hz = {947.4e6, 10};
  seen.physical_id = 34;
  gsm::CellReport report;
  report.frame_number = 1000;
  report.messages = std::move(messages);
  seen.report = report;
  return seen;
}

gsm::BroadcastMessage gsm_message(std::uint8_t type, std::uint32_t frame) {
  gsm::BroadcastMessage message{{}, frame, 1};
  message.octets.fill(0x2B);
  message.octets[0] = 0x59;
  message.octets[1] = 0x06;
  message.octets[2] = type;
  return message;
}

Observation lte_cell(std::vector<lte::HeardMessage> messages) {
  Observation seen;
  seen.t_s = 10;
  seen.duration_s = 1;
  seen.frame_start_s = {10.004, 0};
  seen.carrier.rat = Rat::kLte;
  seen.carrier.measured_hz = {806e6, 10};
  seen.physical_id = 271;
  lte::CellReport report;
  report.mib = lte::Mib{};
  report.mib->sfn = 1020;
  report.downlink.emplace();
  report.downlink->messages = std::move(messages);
  seen.report = report;
  return seen;
}

const lte::HeardMessage kSib1{octets_of(ordinary_sib1()), 2, 5, 1};

/// Of one dwell after the other.
std::optional<Packets> packets_of(const std::vector<Observation>& seen) {
  const Scratch scratch;
  const std::string file = scratch.path("packets.pcapng");
  {
    auto writer = tools::Writer::to_file(file);
    REQUIRE(writer);
    const auto sink = tools::make_pcapng_sink(std::move(*writer));
    CHECK(sink->takes_messages());
    tools::InputDescription input;
    input.name = "invented";
    input.kind = "cu8";
    sink->begin(input);
    for (const Observation& one : seen) {
      Dwell dwell;
      dwell.listen.t_s = one.t_s;
      sink->dwell(dwell);
      sink->messages(one);
    }
    sink->end({});
    CHECK_FALSE(sink->writer().failure());
  }
  return written_packets(file);
}

// Message types of TS 44.018, table 10.4.1.
constexpr std::array<std::uint8_t, 6> kNamed{0x21, 0x22, 0x24, 0x39, 0x3A, 0x3F};
constexpr std::uint8_t kSi3 = 0x1B;
constexpr std::uint8_t kSi4 = 0x1C;

}  // namespace

TEST_CASE("paging, assignments and rejects are no packets, whoever hands them over") {
  std::vector<gsm::BroadcastMessage> named;
  named.reserve(kNamed.size() + 1);
  for (const std::uint8_t type : kNamed) named.push_back(gsm_message(type, 1001));
  named.push_back(gsm_message(kSi3, 1002));
  const auto gsm = packets_of({gsm_cell(named)});
  if (!gsm) return;
  REQUIRE(gsm->size() == 1);
  CHECK(gsm->front().show("gsmtap.frame_nr") == "1002");

  synth::PagingPlan plan;
  plan.records.push_back({.kind = synth::PagedRecord::Kind::kSTmsi, .filler = 0x123456789A});
  const auto page = synth::write_pcch(plan).octets();
  std::vector<lte::HeardMessage> messages{kSib1};
  for (std::uint8_t subframe = 0; subframe < 10; ++subframe) messages.push_back({page, 4, subframe, 1});
  const auto lte = packets_of({lte_cell(messages)});
  REQUIRE(lte);
  CHECK(lte->size() == 1);
}

TEST_CASE("packets have the time at which their message began, and are in its order") {
  const auto packets =
      packets_of({lte_cell({kSib1}), gsm_cell({gsm_message(kSi4, 1100), gsm_message(kSi3, 1050)})});
  if (!packets) return;
  REQUIRE(packets->size() == 3);
  // SFN 2 is six frames after 1020; a frame of GSM is 60/13 ms.
  CHECK((*packets)[0].show("frame.time_epoch") == "10.069000000");
  CHECK((*packets)[0].show("gsmtap.frame_nr") == "2");
  CHECK((*packets)[0].show("gsmtap.sub_slot") == "5");
  CHECK((*packets)[1].show("frame.time_epoch") == "10.231769231");
  CHECK((*packets)[2].show("frame.time_epoch") == "10.462538462");

  Observation dated = lte_cell({kSib1});
  dated.time = Time(std::chrono::seconds(1768507200));
  const auto later = packets_of({dated});
  CHECK(later->front().show("frame.time_epoch") == "1768507200.069000000");
  CHECK(later->front().comment().find("no clock") == std::string::npos);
}

TEST_CASE("a packet says what is known of its cell, and no more") {
  Observation plain = lte_cell({kSib1});
  plain.signal.snr_db = -7.4;
  Observation large = plain;
  large.t_s = 11;
  large.carrier.nominal_hz = 2145e6;
  large.carrier.band = 66;
  large.carrier.channel = 66786;
  large.sensor = "roof";
  Observation american = gsm_cell({gsm_message(kSi3, 1001)});
  american.t_s = 12;
  american.carrier.nominal_hz = 1930.2e6;
  american.carrier.band = 1900;
  american.carrier.channel = 512;
  const auto packets = packets_of({plain, large, american});
  if (!packets) return;
  REQUIRE(packets->size() == 3);
  const auto& [first, second, third] = std::tie((*packets)[0], (*packets)[1], (*packets)[2]);
  CHECK(first.show("gsmtap.arfcn") == "0");
  CHECK(first.show("gsmtap.snr_db") == "-7");
  CHECK(first.show("gsmtap.signal_dbm") == "0");
  CHECK(first.comment().starts_with("sib1 of the LTE cell 806.000 MHz by this radio"));
  CHECK(first.comment().find("clock PCI 271, SFN 2 subframe 5; SNR -7.4 dB") != std::string::npos);
  CHECK(second.show("gsmtap.arfcn") == "0");
  CHECK(second.comment().find("2145.000 MHz (band 66, EARFCN 66786)") != std::string::npos);
  CHECK(second.comment().find("sensor roof") != std::string::npos);
  CHECK(third.show("gsmtap.arfcn") == "512");
  CHECK(third.show("gsmtap.pcs_band") == "1");
  CHECK(third.comment().find("ARFCN 512 (1930.200 MHz) BSIC 42") != std::string::npos);
}

TEST_CASE("times that no clock can have shown are no trouble") {
  Observation early = lte_cell({kSib1});
  early.t_s = early.frame_start_s.value = -1e10;
  early.time = Time(std::chrono::seconds(-1'000'000'000));
  Observation late = lte_cell({kSib1});
  late.t_s = 1e10;
  late.duration_s = 1e10;
  late.frame_start_s = {-1e10, 0};
  const auto packets = packets_of({early, late});
  if (!packets) return;
  REQUIRE(packets->size() == 2);
  CHECK((*packets)[0].show("frame.time_epoch") == "0.000000000");
  CHECK((*packets)[1].show("frame.time_epoch") == "9000000000.000000000");
}
