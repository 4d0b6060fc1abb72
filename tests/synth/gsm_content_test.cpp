// What a synthetic GSM cell says: read back by libosmocore and by hand.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/catch.hpp"
#include "tests/synth/gsm_bursts.hpp"
#include "tests/synth/gsm_common_channel.hpp"

extern "C" {
#include <osmocom/gsm/gsm48.h>
#include <osmocom/gsm/gsm48_ie.h>
#include <osmocom/gsm/gsm48_rest_octets.h>
}

using namespace cellwarden;
using namespace cellwarden::synth;
using enum SystemInformation;

namespace {

std::set<unsigned> channels_in(gsm::L2Block octets) {
  std::array<gsm_sysinfo_freq, 1024> list{};
  REQUIRE(gsm48_decode_freq_list(list.data(), octets.data() + 3, 16, 0xCE, 1) == 0);
  std::set<unsigned> channels;
  for (unsigned i = 0; i < list.size(); ++i) {
    if (list[i].mask != 0) channels.insert(i);
  }
  return channels;
}

GsmBroadcast full_broadcast() {
  GsmBroadcast cell;
  cell.plmn = {262, 1, 2};
  cell.lac = 0x1234;
  cell.ci = 0xABCD;
  cell.arfcn = 77;
  cell.cell_allocation = {1, 5, 77};
  cell.neighbours = {3, 9, 124};
  cell.neighbours_bis = {1000, 1023, 0, 5};
  cell.neighbours_ter = {600, 610, 711};
  cell.lte_neighbours = {1300, 3350};
  cell.gprs = true;
  cell.reselection = GsmReselection{false, 20, 3, 31};
  cell.barred_classes = 0x8001;
  return cell;
}

std::map<unsigned, unsigned> types_after(GsmCommonChannel& channel, const GsmBroadcast& cell, unsigned blocks,
                                         unsigned index) {
  std::map<unsigned, unsigned> types;
  for (unsigned i = 0; i < blocks; ++i) ++types[channel.next(cell, 100000 + i, index)[2]];
  return types;
}

}  // namespace

TEST_CASE("System information is laid out as TS 44.018 has it", "[synth][gsm]") {
  const GsmBroadcast cell = full_broadcast();
  // Pseudo lengths: TS 44.018, 9.1.31 to 9.1.43a.
  const std::map<SystemInformation, std::pair<unsigned, unsigned>> heads = {
      {k1, {21, 0x19}},      {k2, {22, 0x1A}}, {k2bis, {21, 0x02}}, {k2ter, {18, 0x03}},
      {k2quater, {1, 0x07}}, {k3, {18, 0x1B}}, {k4, {12, 0x1C}},    {k13, {0, 0x00}}};
  for (const auto& [message, head] : heads) {
    const auto octets = system_information(cell, message, 3);
    CHECK(octets[0] == (head.first << 2U | 1U));
    CHECK(octets[1] == 6);
    CHECK(octets[2] == head.second);
  }
  CHECK(channels_in(system_information(cell, k1, 3)) == std::set<unsigned>{1, 5, 77});
  CHECK(channels_in(system_information(cell, k2, 3)) == std::set<unsigned>{3, 9, 124});
  CHECK(channels_in(system_information(cell, k2bis, 3)) == std::set<unsigned>{0, 5, 1000, 1023});
  CHECK(channels_in(system_information(cell, k2ter, 3)) == std::set<unsigned>{600, 610, 711});
  CHECK_FALSE(fits_one_list({1, 200}));
  CHECK(fits_one_list({}));

  const auto third = system_information(cell, k3, 3);
  const gsm::L2Block expected = {0x49, 0x06, 0x1B, 0xAB, 0xCD, 0x62, 0xF2, 0x10, 0x12, 0x34,
                                 0x48, 0x03, 0x0A, 0x0F, 0x45, 0x48, 0x64, 0x80, 0x01};
  CHECK(std::equal(expected.begin(), expected.begin() + 19, third.begin()));
  osmo_gsm48_si_ro_info rest{};
  osmo_gsm48_rest_octets_si3_decode(&rest, third.data() + 19);
  CHECK(rest.selection_params.present == 1);
  CHECK(rest.selection_params.cell_resel_off == 10);
  CHECK(rest.selection_params.temp_offs == 3);
  CHECK(rest.selection_params.penalty_time == 31);
  CHECK(rest.si2ter_indicator);
  CHECK(rest.gprs_ind.present == 1);

  GsmBroadcast with_cbch = cell;
  with_cbch.cbch = GsmCbchPlace{2};
  const auto fourth = system_information(with_cbch, k4, 3);
  CHECK(fourth[0] == (16U << 2U | 1U));
  CHECK(fourth[13] == 0x64);
  CHECK(fourth[14] == 0x52);  // SDCCH/8, sub-channel 2, timeslot 2
  CHECK(fourth[15] == 0x60);
  CHECK(fourth[16] == 77);
}

TEST_CASE("Each message has its turn of eight", "[synth][gsm]") {
  const auto turns = [](const GsmBroadcast& cell) {
    std::vector<std::set<SystemInformation>> sent(8);
    for (std::uint32_t i = 0; i < 8 * 6; ++i) sent[i % 8].insert(scheduled_message(cell, i * 51 + 2));
    return sent;
  };
  const auto full = turns(full_broadcast());
  CHECK(full[0] == std::set{k1});
  CHECK(full[1] == std::set{k2});
  CHECK(full[2] == std::set{k3});
  CHECK(full[3] == std::set{k4});
  CHECK(full[4] == std::set{k2ter, k2quater, k13});
  CHECK(full[5] == std::set{k2bis});
  CHECK(full[6] == std::set{k3});
  CHECK(full[7] == std::set{k4});
  GsmBroadcast plain;
  const auto few = turns(plain);
  CHECK(few[0] == std::set{k3});
  CHECK(few[4] == std::set{k2});
  plain.raw[k13] = {1};
  CHECK(turns(plain)[4] == std::set{k13});
  CHECK(system_information(plain, k13, 0)[0] == 1);
}

TEST_CASE("A cell says something else from a given time on", "[synth][gsm]") {
  GsmBurstsSpec spec;
  spec.changes = {{1.0, spec.broadcast}, {2.0, spec.broadcast}};
  spec.changes[0].broadcast.lac = 2;
  spec.changes[1].broadcast.lac = 3;
  GsmBursts bursts(spec, 1);
  const auto lac_at = [&](std::uint32_t frame, double time_s) {
    const auto burst = bursts.next(frame, 0, time_s);
    REQUIRE(burst.begun);
    return burst.begun->octets[9];
  };
  CHECK(lac_at(2 * 51 + 2, 0.99) == 1);
  CHECK(lac_at(6 * 51 + 2, 1.0) == 2);
  CHECK(lac_at(10 * 51 + 2, 5) == 3);
}

TEST_CASE("Paging comes at its rate, by kind, and names the cell's subscribers", "[synth][gsm]") {
  const GsmBroadcast cell;  // nine blocks, the first reserved
  GsmPaging paging{
      .requests_per_s = 10, .type_weights = {2, 1, 1}, .permanent_share = 0.25, .subscribers = 50};
  GsmCommonChannel channel(paging, {}, cell, 0, 7);
  const auto subscribers = gsm_subscribers(paging, cell, 7);
  REQUIRE(subscribers.size() == 50);
  std::set<std::string> permanent;
  std::set<std::uint32_t> temporary;
  for (const auto& one : subscribers) {
    CHECK(one.permanent.size() == 15);
    CHECK(one.permanent.substr(0, 5) == "00101");
    permanent.insert(one.permanent);
    temporary.insert(one.temporary);
  }
  std::map<unsigned, unsigned> types;
  unsigned named_permanent = 0;
  unsigned named = 0;
  const auto read_identity = [&](const std::uint8_t* octets) {
    ++named;
    osmo_mobile_identity identity{};
    REQUIRE(osmo_mobile_identity_decode(&identity, octets + 1, octets[0], false) == 0);
    if (identity.type == GSM_MI_TYPE_IMSI) {
      ++named_permanent;
      CHECK(permanent.contains(static_cast<const char*>(identity.imsi)));
    } else {
      CHECK(identity.type == GSM_MI_TYPE_TMSI);
      CHECK(temporary.contains(identity.tmsi));
    }
  };
  constexpr unsigned kBlocks = 9000;
  for (unsigned i = 0; i < kBlocks; ++i) {
    const auto octets = channel.next(cell, i, 1 + i % 8);
    if (octets[2] == 0x21 && octets[4] == 1) continue;  // nobody
    ++types[octets[2]];
    if (octets[2] != 0x21) continue;
    read_identity(octets.data() + 4);
    const std::size_t end = 5U + octets[4];
    if (octets[0] >> 2U == end - 1) continue;
    CHECK(octets[end] == 0x17);
    read_identity(octets.data() + end + 1);
    CHECK(octets[0] >> 2U == end + 1 + octets[end + 1]);
  }
  const double time_s = kBlocks / 9.0 * 51 * gsm::kFrame_s;
  const double requests = types[0x21] + types[0x22] + types[0x24];
  CHECK(types.size() == 3);
  CHECK(requests / time_s == Approx(10).margin(0.8));
  CHECK(types[0x21] / requests == Approx(0.5).margin(0.05));
  CHECK(types[0x24] / requests == Approx(0.25).margin(0.05));
  CHECK(static_cast<double>(named_permanent) / named == Approx(0.25).margin(0.05));
  // Reserved blocks do not page.
  CHECK(types_after(channel, cell, 100, 0) == std::map<unsigned, unsigned>{{0x21, 100}});
  for (unsigned i = 0; i < 100; ++i) CHECK(channel.next(cell, i, 0)[4] == 1);
}

TEST_CASE("Assignments come by kind, with cause and timing advance", "[synth][gsm]") {
  GsmBroadcast cell;
  cell.cell_allocation = {1, 3, 5, 7, 9, 11, 13, 15, 17};
  cell.arfcn = 600;
  GsmAssignments assignments{.messages_per_s = 1000,
                             .reject_share = 0.2,
                             .extended_share = 0.25,
                             .packet_share = 0.5,
                             .hopping_share = 0.5,
                             .cause_weights = {1, 0, 0, 0, 0, 0, 0, 0},
                             .timing_advances = {3, 63}};
  GsmCommonChannel channel({}, assignments, cell, 5, 3);
  std::map<unsigned, unsigned> types;
  unsigned packet = 0;
  unsigned hopping = 0;
  unsigned dedicated = 0;
  static_cast<void>(channel.next(cell, 0, 0));
  for (unsigned i = 1; i <= 4000; ++i) {
    const std::uint32_t frame = i * 1000;
    const auto octets = channel.next(cell, frame, 0);
    ++types[octets[2]];
    if (octets[2] != 0x3F) continue;
    CHECK((octets[10] == 3 || octets[10] == 63));
    CHECK(octets[5] >> 5U == 5);  // training code
    const unsigned heard = ((octets[8] >> 3U) * 1326U);
    const unsigned t3 = (octets[8] & 7U) << 3U | octets[9] >> 5U;
    const unsigned t2 = octets[9] & 0x1FU;
    const unsigned since = (frame + 42432 - (heard + 51 * ((t3 + 26 - t2) % 26) + t3)) % 42432;
    CHECK(since >= 20);  // RFN of TS 44.018, 10.5.2.30
    CHECK(since < 80);
    if ((octets[3] >> 4U) == 1) {
      ++packet;
      CHECK(octets[7] >> 3U == 0x0F);
      continue;
    }
    ++dedicated;
    CHECK(octets[7] >> 5U == 5);  // an emergency call
    if ((octets[5] & 0x10U) == 0) {
      CHECK(((octets[5] & 3U) << 8U | octets[6]) == 600);
      CHECK(octets[11] == 0);
      continue;
    }
    ++hopping;
    CHECK(octets[11] == 2);
    CHECK(octets[12] == 1);
    CHECK(octets[13] == 0xFF);
    CHECK(octets[0] >> 2U == 13);
  }
  CHECK(types[0x3A] / 4000.0 == Approx(0.2).margin(0.03));
  CHECK(types[0x39] / 4000.0 == Approx(0.2).margin(0.03));
  CHECK(packet / 4000.0 == Approx(0.3).margin(0.03));
  CHECK(static_cast<double>(hopping) / dedicated == Approx(0.5).margin(0.05));
}

TEST_CASE("Cell broadcast pages stand on the channel that SI 4 names", "[synth][gsm]") {
  GsmBurstsSpec spec;
  spec.broadcast.ccch_conf = 1;
  spec.broadcast.cbch = GsmCbchPlace{0};
  gsm::CellBroadcastPage page;
  page.serial_number = 0x1234;
  page.message_identifier = 919;
  page.data_coding_scheme = 1;
  page.page = 1;
  page.pages = 1;
  for (std::size_t i = 0; i < page.content.size(); ++i) page.content[i] = static_cast<std::uint8_t>(i + 1);
  spec.cell_broadcast = {page};
  GsmBursts bursts(spec, 1);
  std::vector<std::uint8_t> message;
  for (std::uint32_t frame = 0; frame < 8 * 51; ++frame) {
    const auto burst = bursts.next(frame, 0, 0);
    if (!burst.begun || burst.begun->channel != GsmChannel::kCbch) continue;
    CHECK(frame % 51 == 32);
    const auto& octets = burst.begun->octets;
    const unsigned turn = frame / 51;
    constexpr std::array<unsigned, 8> kTypes = {0x20, 0x21, 0x22, 0x33, 0x2F, 0x2F, 0x2F, 0x2F};
    CHECK(octets[0] == kTypes[turn]);
    if (turn < 4) message.insert(message.end(), octets.begin() + 1, octets.end());
  }
  REQUIRE(message.size() == 88);
  CHECK(message[0] == 0x12);
  CHECK(message[3] == (919 & 0xFF));
  CHECK(message[5] == 0x11);
  CHECK(std::equal(page.content.begin(), page.content.end(), message.begin() + 6));
}
