// System information made by hand, and what it must mean.
#include <algorithm>
#include <random>

#include "cell/gsm/system_information.hpp"
#include "tests/catch.hpp"
#include "tests/cell/gsm/bit_writer.hpp"
#include "tests/cell/gsm/message_maker.hpp"

namespace cellwarden::gsm {
namespace {

using test::BitWriter;

// A message of the given octets after its header, filled up with padding.
L2Block block_with(unsigned pseudo_length, std::uint8_t type, std::vector<std::uint8_t> octets) {
  L2Block block{};
  block.fill(0x2B);
  block[0] = static_cast<std::uint8_t>((pseudo_length << 2U) | 1U);
  block[1] = 0x06;
  block[2] = type;
  std::copy(octets.begin(), octets.end(), block.begin() + 3);
  return block;
}

L2Block si3_block(const std::vector<std::uint8_t>& rest = {}) {
  std::vector<std::uint8_t> octets{0x12, 0x34, 0x62, 0xF2, 0x20, 0x03, 0x19, 0x49,
                                   0x03, 0x1E, 0x46, 0x65, 0x45, 0xB9, 0x04, 0x02};
  for (const std::uint8_t octet : rest) octets.push_back(octet);
  return block_with(18, 0x1B, octets);
}

template <class One>
One message_of(const L2Block& block) {
  const auto message = parse(block);
  REQUIRE(message);
  REQUIRE(std::holds_alternative<One>(*message));
  return std::get<One>(*message);
}

L2Block neighbours_block(std::uint8_t type, std::uint8_t first_octet, std::uint8_t last_octet) {
  std::vector<std::uint8_t> octets(19);
  octets[0] = first_octet;
  octets[15] = last_octet;
  return block_with(type == 0x1A ? 22 : 21, type, octets);
}

L2Block si2quater_block(std::uint32_t mark, std::uint32_t index, std::uint32_t count, std::uint32_t earfcn) {
  BitWriter out;
  out.put(0, 2);
  out.put(mark, 1);
  out.put(index, 4);
  out.put(count, 4);
  out.put(0, 10);
  for (int release = 5; release <= 8; ++release) {
    out.high(true);
    if (release == 5 || release == 7) out.put(0, 2);
    if (release == 6) out.put(0, 1);
  }
  out.put(0b1001, 4);   // priorities: neither serving cell's nor UTRA's, but E-UTRA's
  out.put(0b00000, 5);  // no measurement parameters
  out.put(0b11, 2);     // neighbours, a carrier
  out.put(earfcn, 16);
  out.put(0b10110, 5);  // bandwidth 3, no further carrier
  out.put(0b1110, 4);   // priority 6
  out.put(7, 5);
  out.put(0, 5);  // neither low threshold nor minimum level, no more neighbours, cells, areas
  out.put(0, 2);  // no closed groups
  return block_with(1, 0x07, out.octets(20));
}

}  // namespace

TEST_CASE("SI3 made by hand", "[cell][gsm][messages]") {
  const auto si3 = message_of<Si3>(si3_block());
  CHECK(si3.cell_id.value == 0x1234);
  CHECK(si3.area.plmn == Plmn{262, 2, 2});
  CHECK(si3.area.lac.value == 793);
  CHECK_FALSE(si3.control_channel.is_release_99_core);
  CHECK(si3.control_channel.is_attach_required);
  CHECK(si3.control_channel.access_grant_blocks == 1);
  CHECK(si3.control_channel.is_combined());
  CHECK(si3.control_channel.ccch_timeslots() == 1);
  CHECK(si3.control_channel.paging_period_multiframes == 5);
  CHECK(si3.control_channel.periodic_update_decihours == 30);
  CHECK(si3.options.is_power_control_indicated);
  CHECK(si3.options.dtx == Dtx::kAllowed);
  CHECK(si3.options.radio_link_timeout_sacch_blocks == 28);
  CHECK(si3.selection.reselect_hysteresis_db == 6);
  CHECK(si3.selection.ms_txpwr_max_cch == 5);
  CHECK(si3.selection.is_neci);
  CHECK(si3.selection.rxlev_access_min == 5);
  CHECK(si3.rach.max_retransmissions == 4);
  CHECK(si3.rach.tx_integer_slots == 32);
  CHECK_FALSE(si3.rach.is_barred);
  CHECK_FALSE(si3.rach.is_reestablishment_allowed);
  CHECK(si3.rach.is_emergency_for_special_only);
  CHECK(si3.rach.barred_classes == 2);
  Si3Rest empty;
  empty.si13alt_on_extended_bcch = false;  // a bit of padding, which says nothing without Iu mode
  CHECK(si3.rest == empty);
}

TEST_CASE("A penalty time of 31 makes the reselection offset negative", "[cell][gsm][messages]") {
  const auto read = [](std::uint32_t offset, std::uint32_t temporary, std::uint32_t penalty) {
    BitWriter out;
    out.high(true);
    out.put(0, 1);
    out.put(offset, 6);
    out.put(temporary, 3);
    out.put(penalty, 5);
    const auto si3 = message_of<Si3>(si3_block(out.octets(4)));
    CHECK(si3.rest.leftover == Leftover{});
    REQUIRE(si3.rest.reselection);
    return *si3.rest.reselection;
  };
  const auto bait = read(63, 0, 0);
  CHECK(bait.offset_db() == 126);
  CHECK(bait.temporary_offset_db() == 0);
  CHECK(bait.penalty_time_s() == 20);
  const auto repelled = read(20, 3, 31);
  CHECK(repelled.offset_db() == -40);
  CHECK(repelled.temporary_offset_db() == 0);
  CHECK_FALSE(repelled.penalty_time_s());
  const auto slow = read(5, 7, 30);
  CHECK(slow.offset_db() == 10);
  CHECK_FALSE(slow.temporary_offset_db());
  CHECK(slow.penalty_time_s() == 620);
}

TEST_CASE("SI3 rest octets tell of other messages", "[cell][gsm][messages]") {
  BitWriter out;
  out.high(false);
  out.high(true);
  out.put(2, 2);   // power offset 4 dB
  out.high(true);  // SI2ter
  out.high(true);
  out.high(false);
  out.high(true);
  out.put(5, 3);
  out.put(1, 1);
  out.high(true);
  out.high(true);
  out.put(1, 1);
  const auto rest = message_of<Si3>(si3_block(out.octets(4))).rest;
  CHECK_FALSE(rest.reselection);
  CHECK(rest.power_offset_db == 4);
  CHECK(rest.has_si2ter);
  CHECK(rest.is_early_classmark_allowed);
  CHECK(rest.gprs == GprsIndicator{5, true});
  CHECK(rest.is_3g_early_classmark_allowed);
  CHECK(rest.si2quater_on_extended_bcch == true);
  CHECK_FALSE(rest.si21_on_extended_bcch);
  CHECK(rest.leftover == Leftover{});
}

TEST_CASE("Only system information of the radio resources protocol is parsed", "[cell][gsm][messages]") {
  auto block = si3_block();
  REQUIRE(parse(block));
  block[1] = 0x05;
  CHECK_FALSE(parse(block));
  block = si3_block();
  block[2] = 0x3F;
  CHECK_FALSE(parse(block));
  block = si3_block();
  block[0] = 0x4B;
  CHECK_FALSE(parse(block));
  block[0] = (23U << 2U) | 1U;
  CHECK_FALSE(parse(block));
  block[0] = 0x01;  // a length of 0 is what some real cells send
  CHECK(parse(block));
}

TEST_CASE("SI4's pseudo length tells its optional elements from its rest octets", "[cell][gsm][messages]") {
  const std::vector<std::uint8_t> common{0x62, 0xF2, 0x20, 0x03, 0x19, 0x65, 0x45, 0xB9, 0x00, 0x00};
  auto with = [&](std::uint8_t length, std::vector<std::uint8_t> more) {
    auto octets = common;
    octets.insert(octets.end(), more.begin(), more.end());
    return message_of<Si4>(block_with(length, 0x1C, octets));
  };
  const auto plain = with(12, {});
  CHECK_FALSE(plain.cell_broadcast);
  CHECK(plain.rest == Si4Rest{});
  const auto fixed = with(16, {0x64, 0x51, 0x22, 0x9D});
  REQUIRE(fixed.cell_broadcast);
  CHECK(fixed.cell_broadcast->timeslot == 1);
  CHECK(fixed.cell_broadcast->training_sequence == 1);
  CHECK(fixed.cell_broadcast->arfcn == 0x29D);
  CHECK(fixed.rest == Si4Rest{});
  const auto hopping = with(20, {0x64, 0x51, 0x35, 0x42, 0x72, 0x02, 0x80, 0x01});
  REQUIRE(hopping.cell_broadcast);
  CHECK(hopping.cell_broadcast->maio == 0x15);
  CHECK(hopping.cell_broadcast->hsn == 2);
  CHECK(hopping.cell_broadcast_allocation == std::vector<std::uint8_t>{0x80, 0x01});
  CHECK(hopping.rest == Si4Rest{});
  // The same octets as rest octets: L, H and a power offset of code 2, H and GPRS, H.
  const auto rest = with(12, {0x64, 0x51});
  CHECK_FALSE(rest.cell_broadcast);
  CHECK(rest.rest.power_offset_db == 4);
  CHECK(rest.rest.gprs == GprsIndicator{4, false});
  CHECK(rest.rest.has_second_part);
  // A list that claims to be longer than the message ends with it.
  CHECK(with(20, {0x64, 0x51, 0x35, 0x42, 0x72, 0xFF, 0x80, 0x01}).cell_broadcast_allocation.size() == 2);
}

TEST_CASE("Neighbour lists count together while their BA-IND agrees", "[cell][gsm][messages]") {
  SystemInformation cell;
  CHECK(cell.neighbours().empty());
  REQUIRE(cell.take(si3_block()));
  CHECK_FALSE(cell.are_neighbours_complete());
  REQUIRE(cell.take(neighbours_block(0x1A, 0x20, 0x01)));  // EXT-IND, number 1
  CHECK_FALSE(cell.are_neighbours_complete());
  REQUIRE(cell.take(neighbours_block(0x02, 0x20, 0x02)));
  CHECK(cell.neighbours() == std::vector<std::uint16_t>{1, 2});
  CHECK(cell.are_neighbours_complete());
  REQUIRE(cell.take(neighbours_block(0x1A, 0x30, 0x04)));  // BA-IND turned
  CHECK(cell.neighbours() == std::vector<std::uint16_t>{3});
  CHECK_FALSE(cell.are_neighbours_complete());
  REQUIRE(cell.take(neighbours_block(0x02, 0x30, 0x02)));
  CHECK(cell.neighbours() == std::vector<std::uint16_t>{2, 3});
  CHECK(cell.are_neighbours_complete());
}

TEST_CASE("SI2quater's instances join, and a new set replaces the old", "[cell][gsm][messages]") {
  SystemInformation cell;
  REQUIRE(cell.take(si2quater_block(0, 0, 1, 1300)));
  CHECK_FALSE(cell.is_si2quater_complete());
  REQUIRE(cell.take(si2quater_block(0, 1, 1, 6300)));
  CHECK(cell.is_si2quater_complete());
  const std::uint8_t bandwidth = 3, priority = 6;
  CHECK(cell.eutra_neighbours() ==
        std::vector<EutraNeighbour>{{1300, bandwidth, priority}, {6300, bandwidth, priority}});
  REQUIRE(cell.take(si2quater_block(1, 0, 1, 3350)));
  CHECK(cell.eutra_neighbours() == std::vector<EutraNeighbour>{{3350, bandwidth, priority}});
  CHECK_FALSE(cell.is_si2quater_complete());
}

TEST_CASE("UTRA scrambling codes of a tree of several levels", "[cell][gsm][messages]") {
  // The same tree as range 1024: W = 600, 100 (left), 50 (right), 30 (left's left).
  BitWriter out;
  out.put(0, 11);
  out.put(0, 7);  // no description before UTRA neighbours
  out.put(1, 1);
  out.put(0b001, 3);  // no start indices, FDD
  out.put(0b01, 2);
  out.put(0, 1);
  out.put(10700, 14);
  out.put(0, 1);
  out.put(4, 5);
  out.put(600, 10);
  out.put(100, 9);
  out.put(50, 9);
  out.put(30, 8);
  out.put(0, 4);
  const auto rest = message_of<Si2quater>(block_with(1, 0x07, out.octets(20))).rest;
  CHECK(rest.leftover == Leftover{});
  REQUIRE(rest.utra_neighbours);
  REQUIRE(rest.utra_neighbours->fdd);
  REQUIRE(rest.utra_neighbours->fdd->carriers.size() == 1);
  const auto& carrier = rest.utra_neighbours->fdd->carriers[0];
  CHECK(carrier.uarfcn == 10700);
  const auto parameter = [](int value) {  // scrambling code, and diversity as the tenth bit
    return UtraCell{static_cast<std::uint16_t>(value % 512), false, value >= 512};
  };
  // 600 - 512 + 100 = 188; 600 + 50 = 650; 600 - 512 + (100 - 256 + 30 + 511) = 473.
  CHECK(carrier.cells ==
        std::vector<UtraCell>{parameter(600), parameter(188), parameter(650), parameter(473)});
}

TEST_CASE("SI13 of a cell with GPRS", "[cell][gsm][messages]") {
  BitWriter out;
  out.high(true);
  out.put(3, 3);
  out.put(9, 4);
  out.put(0, 2);  // no hopping, no PBCCH
  out.put(42, 8);
  out.put(1, 1);
  out.put(6, 3);
  out.put(1, 2);
  out.put(1, 2);  // NMO
  out.put(3, 3);
  out.put(2, 3);
  out.put(4, 3);
  out.put(0, 2);
  out.put(15, 4);
  out.put(0, 1);
  out.put(1, 1);  // an extension of 6 bits: EGPRS absent, and Release 99's three
  out.put(5, 6);
  out.put(0b010100, 6);
  out.put(0, 4);
  out.put(17, 5);
  out.put(18, 5);
  out.put(1, 1);
  out.put(7, 4);
  out.high(true);
  out.put(1, 1);
  out.high(false);
  const auto si13 = message_of<Si13>(block_with(0, 0x00, out.octets(20)));
  REQUIRE(si13.rest.content);
  CHECK(leftover_of(Message{si13}) == Leftover{});
  const auto& content = *si13.rest.content;
  CHECK(content.bcch_change_mark == 3);
  CHECK(content.si_change_field == 9);
  CHECK(content.is_sgsn_release_99 == true);
  CHECK_FALSE(content.si_status_ind);
  const auto& cell = std::get<GprsCell>(content.packet_channels);
  CHECK(cell.rac == 42);
  CHECK(cell.is_spgc_ccch_supported);
  CHECK(cell.priority_access_thr == 6);
  CHECK(cell.network_control_order == 1);
  CHECK(cell.options.nmo == 1);
  CHECK(cell.options.bs_cv_max == 15);
  REQUIRE(cell.options.extension);
  CHECK_FALSE(cell.options.extension->egprs);
  CHECK(cell.options.extension->pfc_feature_mode == true);
  CHECK(cell.options.extension->dtm_support == false);
  CHECK(cell.options.extension->bss_paging_coordination == true);
  CHECK(cell.options.extension->ccn_active == false);
  CHECK(cell.options.extension->nw_ext_utbf == false);
  CHECK_FALSE(cell.options.extension->multiple_tbf_capability);
  CHECK(cell.power == GprsPowerControl{0, 17, 18, true, 7});
}

TEST_CASE("What is not understood is counted", "[cell][gsm][messages]") {
  auto block = si3_block();
  block[22] ^= 0x01U;  // beyond all that SI3's rest octets hold: 31 bits from their begin
  const auto si3 = message_of<Si3>(block);
  CHECK(si3.rest.leftover.unread_bits == 22);
  CHECK_FALSE(si3.rest.leftover.is_cut_short);

  BitWriter out;
  out.put(0, 11);
  out.put(0b001, 3);  // GPRS BSIC description
  out.put(0, 1);
  out.put(5, 6);
  out.put(127, 7);
  const auto si2quater = message_of<Si2quater>(block_with(1, 0x07, out.octets(20)));
  CHECK(si2quater.rest.leftover.is_cut_short);
}

TEST_CASE("Well-formed messages of every kind are read to the last bit", "[cell][gsm][messages]") {
  for (std::size_t kind = 0; kind < kMessageKinds; ++kind) {
    test::MessageMaker maker(static_cast<std::uint32_t>(17 + kind));
    for (int i = 0; i < 3000; ++i) {
      const L2Block block = maker.make(static_cast<MessageKind>(kind));
      CAPTURE(kind, i);
      const auto message = parse(block);
      REQUIRE(message);
      REQUIRE(kind_of(*message) == static_cast<MessageKind>(kind));
      REQUIRE(leftover_of(*message) == Leftover{});
    }
  }
}

}  // namespace cellwarden::gsm
