// Whole cells that say something: what the receiver must hear of it, and of the control region alone where
// the generator, which was written on its own, puts the same things.
#include <algorithm>
#include <set>
#include <vector>

#include "cell/lte/system_information.hpp"
#include "dsp/lte/control_region.hpp"
#include "dsp/lte/si_receiver.hpp"
#include "tests/dsp/lte/synthetic.hpp"
#include "tests/synth/lte_broadcast.hpp"
#include "tests/synth/lte_control_region.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"

namespace cellwarden::lte {
namespace {

struct Kind {
  unsigned bandwidth_rb;
  unsigned ports;
  Duplex duplex;
  CyclicPrefix prefix;
  double rate_hz;
  bool is_compact;
};

constexpr auto kFdd = Duplex::kFdd;
constexpr auto kTdd = Duplex::kTdd;
constexpr auto kNormal = CyclicPrefix::kNormal;
constexpr auto kExtended = CyclicPrefix::kExtended;

// Every bandwidth, number of ports, duplex mode and prefix, at rates that radios have.
const std::vector<Kind> kKinds{
    {6, 1, kFdd, kNormal, 1.92e6, false},    {6, 2, kTdd, kNormal, 2.4e6, true},
    {6, 4, kFdd, kExtended, 1.92e6, false},  {15, 2, kFdd, kNormal, 3.84e6, true},
    {15, 1, kTdd, kExtended, 3.84e6, false}, {25, 1, kFdd, kNormal, 7.68e6, false},
    {25, 4, kTdd, kNormal, 7.68e6, true},    {50, 2, kFdd, kNormal, 15.36e6, true},
    {50, 4, kTdd, kNormal, 15.36e6, false},  {75, 2, kFdd, kNormal, 19.2e6, false},
    {100, 2, kFdd, kNormal, 19.2e6, false},  {100, 4, kFdd, kNormal, 30.72e6, true},
    {100, 2, kTdd, kNormal, 20e6, false},    {50, 1, kFdd, kNormal, 10e6, true},
    {15, 2, kFdd, kNormal, 3.2e6, false},
};

BroadcastMessage sib1_of(const Kind& kind, unsigned pci) {
  SystemInformationBlock1 sib1;
  sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  sib1.tracking_area_code = Tac{0x1234};
  sib1.cell_identity = Eci{0x0AB0000 + pci};
  sib1.q_rx_lev_min_dbm = -124;
  sib1.freq_band_indicator = kind.duplex == kTdd ? 40 : 20;
  sib1.scheduling = {{8, {}}, {16, {}}};
  if (kind.duplex == kTdd) sib1.tdd = TddConfig{static_cast<std::uint8_t>(pci % 7), 7};
  sib1.si_window_length_ms = 10;
  return {sib1, {}};
}

struct Scene {
  synth::LteBroadcast broadcast;
  synth::LteCellSpec cell;
};

Scene scene_of_kind(const Kind& kind, unsigned pci) {
  Scene scene;
  scene.broadcast.sib1 = synth::write_bcch_dl_sch(sib1_of(kind, pci)).octets();
  scene.broadcast.window_subframes = 10;
  scene.broadcast.repeat_subframes = 3;
  scene.broadcast.is_compact = kind.is_compact;
  scene.broadcast.messages = {{{0x00, 0x80, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0x40}, 8},
                              {{0x00, 0x0C, 0x43, 0x21, 0x65, 0x87, 0xA9, 0xCB, 0xED, 0x40}, 16}};
  synth::PagingPlan plan;
  plan.records = {{.kind = synth::PagedRecord::Kind::kSTmsi}, {.kind = synth::PagedRecord::Kind::kDigits}};
  // In TDD in a special subframe, where there is room.
  const unsigned tdd_page = kind.prefix == kNormal && kind.bandwidth_rb > 6 ? 1U : 0U;
  scene.broadcast.pages = {{synth::write_pcch(plan).octets(), 4, 1, kind.duplex == kTdd ? tdd_page : 9U}};
  scene.cell = cell_of(pci, 20e3);
  auto& grid = scene.cell.grid;
  grid.bandwidth_rb = kind.bandwidth_rb;
  grid.ports = kind.ports;
  grid.duplex = kind.duplex;
  grid.prefix = kind.prefix;
  grid.tdd_configuration = pci % 7;
  grid.control_symbols = kind.bandwidth_rb == 6 ? 4 : kind.bandwidth_rb == 15 ? 3 : 2;
  grid.content = synth::broadcast_content(scene.broadcast, grid);
  return scene;
}

bool has(const std::vector<HeardMessage>& messages, std::vector<std::uint8_t> octets) {
  return std::ranges::any_of(messages, [&](const HeardMessage& m) {
    return m.octets.size() >= octets.size() &&
           std::ranges::equal(octets, std::span(m.octets).first(octets.size()));
  });
}

using Places = std::set<std::pair<unsigned, std::size_t>>;

template <class Groups>
Places places_of(const Groups& groups) {
  Places places;
  for (const auto& group : groups) {
    for (const auto k : group.subcarriers) places.insert({group.symbol, k});
  }
  return places;
}

}  // namespace

TEST_CASE("Whole cells of every kind are heard saying what they say", "[lte]") {
  unsigned pci = 3;
  for (const Kind& kind : kKinds) {
    pci = (pci + 41) % kPciCount;
    CAPTURE(kind.bandwidth_rb, kind.ports, kind.duplex, kind.prefix, kind.rate_hz, pci);
    const Scene scene = scene_of_kind(kind, pci);
    auto config = config_of();
    config.max_offset_hz = 50e3;
    const auto heard = all_observations(receive(scene_of({scene.cell}, 20, 0.09, kind.rate_hz), config));
    const auto cell = find_pci(heard, pci);
    REQUIRE(cell);
    REQUIRE(cell->lte()->downlink);
    const DownlinkReport& report = *cell->lte()->downlink;
    CHECK(report.sib1.good >= 3);
    CHECK(report.sib1.bad == 0);
    CHECK(has(report.messages, scene.broadcast.sib1));
    CHECK(has(report.messages, scene.broadcast.messages[0].octets));
    // Six resource blocks less the broadcast channel are too few for one transmission to be read alone.
    if (kind.bandwidth_rb > 6) CHECK(report.si.bad == 0);
    CHECK(report.messages.size() <= 3);
    CHECK(report.paging_blocks.bad == 0);
    CHECK(report.paging.counts.records == 2 * report.paging_blocks.good);
    CHECK(report.paging.counts.imsi_count == report.paging_blocks.good);
    CHECK(report.paging_blocks.good >= 1);
  }
}

TEST_CASE("a TDD cell that takes over another's place with another configuration is read", "[lte]") {
  const Kind kind{15, 1, kTdd, kNormal, 3.84e6, false};
  constexpr unsigned kPci =
      8;  // configuration 1: no PHICH groups in subframe 5; configuration 6: one for each
  Scene first = scene_of_kind(kind, kPci);
  Scene second = scene_of_kind(kind, 13);
  second.cell.grid.pci = kPci;
  second.cell.grid.content = synth::broadcast_content(second.broadcast, second.cell.grid);
  second.cell.delay_s = first.cell.delay_s;
  second.cell.grid.sfn_start = first.cell.grid.sfn_start;
  first.cell.stop_s = 0.16;
  // The time between is longer than SIB1s are added over.
  second.cell.start_s = 0.32;
  auto config = config_of(SearchDepth::kNormal, 0.16);
  config.max_offset_hz = 50e3;
  const auto dwells = receive(scene_of({first.cell, second.cell}, 20, 0.64, kind.rate_hz), config);
  REQUIRE(dwells.size() == 4);
  const auto messages_in = [&](std::size_t i) {
    const auto cell = find_pci(dwells[i].observations, kPci);
    REQUIRE(cell);
    REQUIRE(cell->lte()->downlink);
    return cell->lte()->downlink->messages;
  };
  CHECK(has(messages_in(0), first.broadcast.sib1));
  CHECK(has(messages_in(3), second.broadcast.sib1));
}

TEST_CASE("a weak TDD cell is read whose reference signals do not tell its configuration", "[lte]") {
  const Kind kind{25, 2, kTdd, kNormal, 7.68e6, false};
  constexpr unsigned kPci = 13;  // configuration 6: like 0 but for subframe 9
  Scene scene = scene_of_kind(kind, kPci);
  scene.broadcast.messages.clear();
  scene.broadcast.pages.clear();
  scene.broadcast.aggregation = 8;
  scene.broadcast.bits_per_block = 45;
  scene.cell.grid.content = synth::broadcast_content(scene.broadcast, scene.cell.grid);
  auto config = config_of(SearchDepth::kNormal, 0.4);
  config.max_offset_hz = 50e3;
  const auto heard = all_observations(receive(scene_of({scene.cell}, -11.5, 0.4, kind.rate_hz), config));
  const auto cell = find_pci(heard, kPci);
  REQUIRE(cell);
  REQUIRE(cell->lte()->downlink);
  // Those that every configuration has: nothing was taken for more.
  CHECK(cell->lte()->downlink->subframes <= 160);
  CHECK(has(cell->lte()->downlink->messages, scene.broadcast.sib1));
}

TEST_CASE("Control channels lie where the generator puts them", "[lte]") {
  unsigned pci = 0;
  for (const unsigned bandwidth_rb : {6U, 15U, 25U, 50U, 75U, 100U}) {
    for (const unsigned ports : {1U, 2U, 4U}) {
      for (const auto prefix : {kNormal, kExtended}) {
        for (unsigned symbols = 1; symbols <= 3; ++symbols) {
          pci = (pci + 61) % kPciCount;
          synth::LteGridSpec spec;
          spec.pci = pci;
          spec.bandwidth_rb = bandwidth_rb;
          spec.ports = ports;
          spec.prefix = prefix;
          spec.control_symbols = symbols + (bandwidth_rb <= 10 ? 1 : 0);
          spec.phich_resource = static_cast<PhichResource>(pci % 4);
          spec.phich_duration = static_cast<PhichDuration>(pci / 4 % 2);
          const auto sent = synth::control_region(spec, 4);
          CAPTURE(bandwidth_rb, ports, prefix, symbols, pci);
          const CellShape shape{pci, kFdd, prefix};
          CHECK(places_of(pcfich_groups(shape, bandwidth_rb)) == places_of(sent.indicator));
          const ControlRegion region({.cell = shape,
                                      .bandwidth_rb = static_cast<std::uint8_t>(bandwidth_rb),
                                      .ports = static_cast<std::uint8_t>(ports),
                                      .phich_duration = spec.phich_duration,
                                      .phich_resource = spec.phich_resource,
                                      .phich_factor = 1,
                                      .is_short = false,
                                      .symbols = static_cast<std::uint8_t>(sent.symbols)});
          CHECK(region.cce_count() == sent.elements());
          const Places all = places_of(sent.control);
          CHECK(std::ranges::includes(all, places_of(region.cces(0, region.cce_count()))));
        }
      }
    }
  }
}

TEST_CASE("Windows of system information are where the schedule puts them", "[lte]") {
  const SiWindows windows{20, {8, 16, 64}};
  // Message n's window begins n times its length into each of its periods (TS 36.331, section 5.2.3).
  CHECK(place_in_window(windows, 0, 0)->message == 0);
  CHECK(place_in_window(windows, 1, 9)->subframe == 19);
  CHECK(place_in_window(windows, 2, 0)->message == 1);
  CHECK(place_in_window(windows, 4, 3)->message == 2);
  CHECK(place_in_window(windows, 4, 3)->subframe == 3);
  CHECK_FALSE(place_in_window(windows, 6, 0));
  CHECK(place_in_window(windows, 8, 0)->message == 0);
  CHECK_FALSE(place_in_window(windows, 10, 0));
  CHECK(place_in_window(windows, 1023, 0) == std::nullopt);
  CHECK_FALSE(place_in_window({}, 0, 0));
}

}  // namespace cellwarden::lte
