// Subframes kept for multicast: which they are, and that a cell which has them is heard all the same.
#include "cell/lte/system_information.hpp"
#include "dsp/lte/mbsfn_subframes.hpp"
#include "tests/cell/lte/ordinary_sib2.hpp"
#include "tests/dsp/lte/synthetic.hpp"
#include "tests/synth/lte_broadcast.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"

namespace cellwarden::lte {
namespace {

std::string subframes_of(const MbsfnSubframePlan& plan, std::uint16_t sfn) {
  std::string text;
  for (unsigned subframe = 0; subframe < 10; ++subframe) {
    if (plan.in_frame(sfn)[subframe]) text += static_cast<char>('0' + subframe);
  }
  return text;
}

SystemInformationBlock2 with(MbsfnSubframes one) {
  SystemInformationBlock2 sib2 = test::ordinary_sib2();
  sib2.mbsfn = {one};
  return sib2;
}

SystemInformationBlock1 ordinary_sib1() {
  SystemInformationBlock1 sib1;
  sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  sib1.freq_band_indicator = 20;
  sib1.q_rx_lev_min_dbm = -124;
  sib1.scheduling = {{8, {}}};
  sib1.si_window_length_ms = 10;
  return sib1;
}

synth::LteBroadcast multicast_broadcast() {
  SystemInformation si;
  si.blocks = {
      with({.period_frames = 1, .offset_frames = 0, .has_four_frames = false, .allocation = 0b110011})};
  synth::LteBroadcast broadcast;
  broadcast.sib1 = synth::write_bcch_dl_sch({ordinary_sib1(), {}}).octets();
  broadcast.messages = {{synth::write_bcch_dl_sch({si, {}}).octets(), 8}};
  broadcast.window_subframes = 10;
  return broadcast;
}

synth::LteCellSpec multicasting_cell() {
  synth::LteCellSpec cell = cell_of(211);
  cell.grid.bandwidth_rb = 15;
  cell.grid.control_symbols = 2;
  cell.grid.multicast_subframes = std::bitset<10>().set(1).set(2).set(7).set(8);
  cell.grid.content = synth::broadcast_content(multicast_broadcast(), cell.grid);
  return cell;
}

}  // namespace

TEST_CASE("multicast subframes of one frame") {
  const auto sib2 =
      with({.period_frames = 4, .offset_frames = 2, .has_four_frames = false, .allocation = 0b101001});
  const MbsfnSubframePlan fdd(sib2, Duplex::kFdd);
  CHECK(subframes_of(fdd, 2) == "138");
  CHECK(subframes_of(fdd, 1022) == "138");
  for (const unsigned sfn : {0U, 1U, 3U, 4U, 1023U})
    CHECK(subframes_of(fdd, static_cast<std::uint16_t>(sfn)).empty());
  CHECK(subframes_of(MbsfnSubframePlan(sib2, Duplex::kTdd), 6) == "37");
  CHECK(subframes_of(MbsfnSubframePlan(), 2).empty());
}

TEST_CASE("multicast subframes of four frames, and those that Release 14 adds") {
  auto sib2 = with({.period_frames = 8,
                    .offset_frames = 6,
                    .has_four_frames = true,
                    .allocation = 0b100000'010000'000001'111111});
  sib2.mbsfn_v1430 = {{.has_four_frames = true, .allocation = 0b10'01'00'11}};
  const MbsfnSubframePlan fdd(sib2, Duplex::kFdd);
  CHECK(subframes_of(fdd, 6) == "14");
  CHECK(subframes_of(fdd, 7) == "29");
  CHECK(subframes_of(fdd, 8) == "8");  // into the next period
  CHECK(subframes_of(fdd, 9) == "12346789");
  CHECK(subframes_of(fdd, 10).empty());
  CHECK(subframes_of(fdd, 14) == "14");
}

TEST_CASE("a cell with multicast subframes is heard, and those subframes are left out", "[lte]") {
  auto cell = multicasting_cell();
  // Silent in the third of five dwells: what was learnt stays known.
  cell.level = {{0.32, 0}, {0.3201, -80}, {0.48, -80}, {0.4801, 0}};
  auto config = config_of(SearchDepth::kNormal, 0.16);
  config.max_offset_hz = 50e3;
  const auto dwells = receive(scene_of({cell}, 20, 0.8, 3.84e6), config);
  REQUIRE(dwells.size() == 5);
  for (const std::size_t i : {0UL, 1UL, 3UL, 4UL}) {
    CAPTURE(i);
    const auto heard = find_pci(dwells[i].observations, 211);
    REQUIRE(heard);
    REQUIRE(heard->lte()->downlink);
    const DownlinkReport& report = *heard->lte()->downlink;
    CHECK(report.sib1.good >= 6);
    CHECK(report.sib1.bad == 0);
    CHECK(report.si.bad == 0);
    CHECK(report.messages.size() == 2);
    // Searched in 80 ms, followed all the while.
    CHECK(heard->duration_s == Approx(dwells[i].listen.duration_s));
    if (i > 0) {
      CHECK(report.subframes >= 90);
      CHECK(report.subframes <= 96);
    }
  }
  CHECK_FALSE(find_pci(dwells[2].observations, 211));
}

TEST_CASE("multicast subframes are forgotten when SIB1 tells of other system information", "[lte]") {
  auto before = multicasting_cell();
  before.stop_s = 0.16;
  auto after = before;
  after.start_s = *before.stop_s;
  after.stop_s.reset();
  after.grid.multicast_subframes.reset();
  SystemInformationBlock1 sib1 = ordinary_sib1();
  sib1.system_info_value_tag = 5;
  synth::LteBroadcast broadcast = multicast_broadcast();
  broadcast.sib1 = synth::write_bcch_dl_sch({sib1, {}}).octets();
  broadcast.messages.clear();
  after.grid.content = synth::broadcast_content(broadcast, after.grid);
  auto config = config_of(SearchDepth::kNormal, 0.16);
  config.max_offset_hz = 50e3;
  const auto dwells = receive(scene_of({before, after}, 20, 0.48, 3.84e6), config);
  REQUIRE(dwells.size() == 3);
  const auto last = find_pci(dwells[2].observations, 211);
  REQUIRE(last);
  REQUIRE(last->lte()->downlink);
  CHECK(last->lte()->downlink->sib1.good >= 6);
  CHECK(last->lte()->downlink->subframes >= 150);
}

}  // namespace cellwarden::lte
