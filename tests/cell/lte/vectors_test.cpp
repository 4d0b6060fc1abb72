// Hand-made messages whose names say what is in them, and SIB1 of real cells as another receiver read it.
#include <functional>
#include <map>
#include <string>

#include "cell/lte/paging.hpp"
#include "cell/lte/system_information.hpp"
#include "tests/catch.hpp"
#include "tests/cell/lte/captures.hpp"

namespace cellwarden::lte::test {
namespace {

template <class Block>
Block only_block(const Octets& octets) {
  const auto message = parse_bcch_dl_sch(octets);
  REQUIRE(message);
  const auto& blocks = std::get<SystemInformation>(message->content).blocks;
  REQUIRE(blocks.size() == 1);
  return std::get<Block>(blocks.front());
}

SystemInformationBlock1 sib1_in(const Octets& octets) {
  const auto message = parse_bcch_dl_sch(octets);
  REQUIRE(message);
  return std::get<SystemInformationBlock1>(message->content);
}

std::vector<std::vector<SibType>> scheduled(const SystemInformationBlock1& sib1) {
  std::vector<std::vector<SibType>> sibs;
  for (const SiSchedule& schedule : sib1.scheduling) sibs.push_back(schedule.sibs);
  return sibs;
}

const PlmnEntry kTestNetwork{Plmn{1, 1, 2}, true, false};

void check_normal(const Octets& octets) {
  const auto sib1 = sib1_in(octets);
  CHECK(sib1.plmns == std::vector{kTestNetwork});
  CHECK(sib1.tracking_area_code == Tac{0x1234});
  CHECK(sib1.cell_identity == Eci{0x0ABCD01});
  CHECK_FALSE(sib1.is_cell_barred);
  CHECK(sib1.is_intra_freq_reselection_allowed);
  CHECK_FALSE(sib1.is_csg);
  CHECK(sib1.q_rx_lev_min_dbm == -124);
  CHECK(sib1.freq_band_indicator == 3);
  CHECK(scheduled(sib1) ==
        std::vector<std::vector<SibType>>{{SibType{3}}, {SibType{5}}, {SibType{6}, SibType{7}}});
  CHECK(sib1.si_window_length_ms == 20);
  CHECK(sib1.system_info_value_tag == 5);
}

void check_two_plmn(const Octets& octets) {
  const auto sib1 = sib1_in(octets);
  CHECK(sib1.plmns == std::vector{kTestNetwork, PlmnEntry{Plmn{1, 2, 2}, false, false}});
}

void check_tac_1_without_sib3(const Octets& octets) {
  const auto sib1 = sib1_in(octets);
  CHECK(sib1.tracking_area_code == Tac{1});
  CHECK(scheduled(sib1) == std::vector<std::vector<SibType>>{{}});
}

void check_barred(const Octets& octets) {
  const auto sib1 = sib1_in(octets);
  CHECK(sib1.is_cell_barred);
  CHECK_FALSE(sib1.is_intra_freq_reselection_allowed);
}

void check_csg(const Octets& octets) {
  const auto sib1 = sib1_in(octets);
  CHECK(sib1.is_csg);
  CHECK(sib1.csg_identity == 0x1234567U);
}

void check_reserved(const Octets& octets) {
  const auto sib1 = sib1_in(octets);
  REQUIRE(sib1.plmns.size() == 1);
  CHECK(sib1.plmns.front().is_reserved_for_operator_use);
  CHECK(sib1.tracking_area_code == Tac{0xFFFE});
  CHECK(sib1.cell_identity == Eci{0xFFFFFFF});
}

void check_priority_6(const Octets& octets) {
  CHECK(only_block<SystemInformationBlock3>(octets).cell_reselection_priority == 6);
}

void check_sticky(const Octets& octets) {
  const auto sib3 = only_block<SystemInformationBlock3>(octets);
  CHECK(sib3.cell_reselection_priority == 7);
  CHECK(sib3.q_hyst_db == 24);
  CHECK(sib3.thresh_serving_low_db == 0);
}

void check_push_away(const Octets& octets) {
  const auto sib3 = only_block<SystemInformationBlock3>(octets);
  CHECK(sib3.cell_reselection_priority == 0);
  CHECK(sib3.q_hyst_db == 0);
  CHECK(sib3.s_non_intra_search_db == 62);
  CHECK(sib3.thresh_serving_low_db == 62);
}

GeranCarriers only_geran(const Octets& octets) {
  const auto sib7 = only_block<SystemInformationBlock7>(octets);
  REQUIRE(sib7.carriers.size() == 1);
  return sib7.carriers.front();
}

void check_geran_1(const Octets& octets) {
  const auto carriers = only_geran(octets);
  CHECK(carriers.cell_reselection_priority == 1);
  CHECK(carriers.ncc_permitted == 0xFF);
  CHECK(carriers.arfcns().size() > 1);
}

void check_geran_7(const Octets& octets) {
  const auto carriers = only_geran(octets);
  CHECK(carriers.cell_reselection_priority == 7);
  CHECK(carriers.thresh_x_high_db == 0);
  CHECK(carriers.q_rx_lev_min_dbm == -115);
}

void check_primary_warning(const Octets& octets) {
  const auto sib10 = only_block<SystemInformationBlock10>(octets);
  CHECK(sib10.message_identifier == 4352);  // an earthquake
  CHECK(sib10.serial_number == 0x3000);
  CHECK(sib10.warning_type == 0x0580);  // and a tsunami, with alarm and popup
  CHECK_FALSE(sib10.security_info);
}

void check_alert(const Octets& octets) {
  const auto sib12 = only_block<SystemInformationBlock12>(octets);
  CHECK(sib12.segment.message_identifier == 0x1112);
  CHECK(sib12.segment.serial_number == 0x4000);
  CHECK(sib12.segment.number == 0);
  CHECK(sib12.segment.is_last);
  CHECK(sib12.segment.octets.size() == 20);
  CHECK(sib12.segment.data_coding_scheme.has_value());
}

PagingCounts counts_in(const Octets& octets) {
  const auto paging = parse_pcch(octets);
  REQUIRE(paging);
  CHECK(paging->leftover == Leftover{});
  return paging->counts;
}

void check_permanent_identity(const Octets& octets) {
  PagingCounts expected;
  expected.messages = expected.records = expected.imsi_count = expected.ps_records = 1;
  CHECK(counts_in(octets) == expected);
}

void check_temporary_identity(const Octets& octets) {
  PagingCounts expected;
  expected.messages = expected.records = expected.s_tmsi_count = expected.cs_records = 1;
  CHECK(counts_in(octets) == expected);
}

void check_indications(const Octets& octets) {
  Paging expected;
  expected.counts.messages = 1;
  expected.has_system_info_modification = expected.has_etws_indication = expected.has_cmas_indication = true;
  CHECK(parse_pcch(octets) == expected);
}

TEST_CASE("hand-made messages say what their names say") {
  const std::map<std::string, std::function<void(const Octets&)>> checks{
      {"sib1_normal_00101", check_normal},
      {"sib1_two_plmn", check_two_plmn},
      {"sib1_tac0001_nosib3", check_tac_1_without_sib3},
      {"sib1_barred_nointra", check_barred},
      {"sib1_csg", check_csg},
      {"sib1_reserved", check_reserved},
      {"si_sib3_prio6", check_priority_6},
      {"si_sib3_prio7_qhyst24_sticky", check_sticky},
      {"si_sib3_prio0_pushaway", check_push_away},
      {"si_sib7_geran_prio1", check_geran_1},
      {"si_sib7_geran_prio7_downgrade", check_geran_7},
      {"si_sib10_etws_primary_test", check_primary_warning},
      {"si_sib12_cmas", check_alert},
      {"pcch_imsi_001010123456789", check_permanent_identity},
      {"pcch_stmsi_cs_test", check_temporary_identity},
      {"pcch_sysinfomod_etws_cmas", check_indications}};
  const auto messages = named_messages();
  if (messages.empty()) return;
  CHECK(messages.size() == checks.size());
  for (const NamedMessage& named : messages) {
    CAPTURE(named.name);
    checks.at(named.name)(named.octets);
  }
}

TEST_CASE("SIB1 of real cells as another receiver read it") {
  const auto heard = heard_sib1();
  if (heard.empty()) return;
  for (const HeardSib1& one : heard) {
    CAPTURE(one.recording);
    const auto sib1 = sib1_in(one.octets);
    REQUIRE(sib1.plmns.size() == 1);
    CHECK(to_string(sib1.plmns.front().plmn.value()) == one.plmn);
    CHECK(sib1.tracking_area_code.value == std::stoul(one.tac));
    CHECK(sib1.cell_identity.value == std::stoul(one.cell));
  }
}

TEST_CASE("a channel list of GSM carriers is told whole") {
  GeranCarriers carriers;
  carriers.starting_arfcn = 1020;
  carriers.following = std::vector<std::uint16_t>{3, 9};
  CHECK(carriers.arfcns() == std::vector<std::uint16_t>{1020, 3, 9});
  carriers.following = EquallySpacedArfcns{2, 3};
  CHECK(carriers.arfcns() == std::vector<std::uint16_t>{1020, 1022, 0, 2});
  carriers.following = ArfcnBitmap{{0x81, 0x10}};
  CHECK(carriers.arfcns() == std::vector<std::uint16_t>{1020, 1021, 4, 8});
}

TEST_CASE("numbers too large for Release 8 stand in late extensions") {
  SystemInformationBlock1 sib1;
  sib1.freq_band_indicator = 64;
  CHECK(sib1.band() == 64);
  sib1.freq_band_indicator_v9e0 = 66;
  CHECK(sib1.band() == 66);
  SystemInformationBlock5 sib5;
  sib5.carriers.resize(3);
  sib5.carriers[0].earfcn = 1300;
  sib5.carriers[1].earfcn = 65535;
  sib5.carriers[2].earfcn = 6200;
  sib5.v9e0.resize(2);
  sib5.v9e0[1].earfcn = 66500;
  sib5.more_carriers.resize(1);
  sib5.more_carriers[0].earfcn = 70000;
  CHECK(sib5.earfcns() == std::vector<std::uint32_t>{1300, 66500, 6200, 70000});
}

TEST_CASE("the time of day in milliseconds since 1970") {
  TimeInfo time;
  time.utc_10ms = 398'623'680'000;  // 2026-04-27 00:00:00
  CHECK(time.unix_ms() == 1'777'248'000'000);
}

TEST_CASE("messages of later releases are told apart, not misread") {
  CHECK_FALSE(parse_bcch_dl_sch({}));
  CHECK_FALSE(parse_pcch({}));
  CHECK_FALSE(parse_pcch(Octets{0x80}));
  for (const std::uint8_t first : {std::uint8_t{0x80}, std::uint8_t{0x20}}) {
    const auto message = parse_bcch_dl_sch(Octets{first, 0x12});
    REQUIRE(message);
    CHECK(std::holds_alternative<UnknownBroadcast>(message->content));
    CHECK(message->leftover.unread_bits > 0);
  }
}

}  // namespace
}  // namespace cellwarden::lte::test
