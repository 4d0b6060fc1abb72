// lte::Receiver where less than everything is asked of it: what must stay, and what goes.
#include <algorithm>
#include <vector>

#include "cell/lte/system_information.hpp"
#include "tests/dsp/lte/synthetic.hpp"
#include "tests/synth/lte_broadcast.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"

namespace cellwarden::lte {
namespace {

constexpr unsigned kKnown = 17;
constexpr unsigned kAttended = 101;
constexpr unsigned kNew = 250;
constexpr double kRate_hz = 3.84e6;
constexpr double kApart_hz = 1.15e6;
constexpr double kNewAt_s = 10.0;
constexpr double kKnownAfter_s = 9.0;
constexpr double kSeconds = 19.0;

synth::LteCellSpec whole_cell(unsigned pci, double offset_hz) {
  SystemInformationBlock1 sib1;
  sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  sib1.tracking_area_code = Tac{0x1234};
  sib1.cell_identity = Eci{0x0AB0000 + pci};
  sib1.q_rx_lev_min_dbm = -124;
  sib1.freq_band_indicator = 20;
  sib1.scheduling = {{16, {}}};
  sib1.si_window_length_ms = 20;
  synth::LteBroadcast broadcast;
  broadcast.sib1 = synth::write_bcch_dl_sch({sib1, {}}).octets();
  synth::LteCellSpec cell = cell_of(pci, offset_hz);
  cell.grid.bandwidth_rb = 6;
  cell.grid.ports = 1;
  cell.grid.control_symbols = 4;  // of six resource blocks
  cell.grid.content = synth::broadcast_content(broadcast, cell.grid);
  return cell;
}

std::vector<Dwell> dwells_at(unsigned level) {
  auto late = whole_cell(kNew, kApart_hz);
  late.start_s = kNewAt_s + 0.1;
  const auto scene =
      scene_of({whole_cell(kKnown, -kApart_hz), whole_cell(kAttended, 0), late}, 20, kSeconds, kRate_hz);
  Receiver receiver(config_of(SearchDepth::kNormal), run_serially);
  receiver.set_effort(frontend::effort_at(level));
  const frontend::AttendedCell attended{Rat::kLte, kTestCenter_hz, kAttended};
  receiver.set_attended({&attended, 1});
  synth::SceneSource source(scene);
  std::vector<Dwell> dwells;
  for (auto block = source.read(); block && *block; block = source.read()) receiver.push(**block, dwells);
  receiver.finish(dwells);
  return dwells;
}

}  // namespace

TEST_CASE("with less effort LTE cells are found and say who they are; known ones are followed in turns") {
  const unsigned level = GENERATE(0U, 3U);
  const frontend::Effort effort = frontend::effort_at(level);
  CAPTURE(level);
  std::size_t known_dwells = 0;
  std::size_t followed = 0;
  std::size_t searched = 0;
  std::size_t dwells = 0;
  bool has_new_said = false;
  for (const Dwell& dwell : dwells_at(level)) {
    const double t_s = dwell.listen.t_s;
    CAPTURE(t_s);
    ++dwells;
    const bool is_searched = dwell.listen.searched_s > 0;
    searched += is_searched ? 1U : 0U;
    CHECK(dwell.listen.sensitivity_snr_db.has_value() == is_searched);
    CHECK(dwell.listen.levels);
    const auto attended = find_pci(dwell.observations, kAttended);
    REQUIRE(attended);
    REQUIRE(attended->lte()->downlink);
    CHECK(attended->lte()->downlink->sib1.good >= 45);
    CHECK(attended->lte()->downlink->measured.sib1.subframes > 0);
    const auto known = find_pci(dwell.observations, kKnown);
    REQUIRE(known);
    CHECK(known->state == CellState::kConfirmed);
    CHECK(known->lte()->mib);
    if (t_s >= kKnownAfter_s) {
      ++known_dwells;
      const auto& downlink = known->lte()->downlink;
      followed += downlink ? 1U : 0U;
      if (downlink) {
        CHECK(downlink->sib1.good >= 45);
        CHECK((downlink->measured.sib1.subframes > 0) == effort.measures_known_cells);
        CHECK(downlink->measured.pss_db.has_value() == effort.measures_known_cells);
      }
    } else if (t_s < kKnownAfter_s - 1.0) {
      CHECK(known->lte()->downlink);
    }
    const auto fresh = find_pci(dwell.observations, kNew);
    if (t_s >= kNewAt_s + effort.search_every_dwells) CHECK(fresh);
    if (fresh) {
      REQUIRE(fresh->lte()->downlink);
      has_new_said = has_new_said || fresh->lte()->downlink->sib1.good > 0;
    }
  }
  CHECK(has_new_said);
  CHECK(searched >= dwells / effort.search_every_dwells);
  CHECK(searched <= dwells / effort.search_every_dwells + 1);
  CHECK(followed >= known_dwells / effort.read_every_dwells);
  CHECK(followed <= known_dwells / effort.read_every_dwells + 1);
}

}  // namespace cellwarden::lte
