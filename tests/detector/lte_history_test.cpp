#include "detector/history/lte_history.hpp"

#include "detector/history/cell_track.hpp"
#include "tests/catch.hpp"
#include "tests/detector/lte_scene.hpp"

using namespace cellwarden;
using history::FrameClock;
using history::LteHistory;
using test::LteBroadcasts;

namespace {

LteHistory heard(const std::vector<LteBroadcasts>& seconds) {
  const test::Scene scene;
  LteHistory history;
  double t_s = 0.0;
  for (const LteBroadcasts& broadcasts : seconds) {
    history.add(test::observe(scene, {}, broadcasts, t_s), FrameClock::Comparison::kHeld);
    t_s += 1.0;
  }
  return history;
}

}  // namespace

TEST_CASE("The newest of each block is known, with the message it came in", "[lte]") {
  const LteBroadcasts first;
  LteBroadcasts then = first;
  then.sib1.q_rx_lev_min_dbm = -110;
  const LteHistory history = heard({first, then});
  REQUIRE(history.sib1());
  CHECK(history.sib1()->block == then.sib1);
  CHECK(history.sib1()->source.octets == test::octets_of(then.sib1));
  CHECK(history.sib1()->source.t_s == 1.0);
  CHECK(history.sibs().size() == 3);
  REQUIRE(history.find<lte::SystemInformationBlock4>() != nullptr);
  CHECK(*history.find<lte::SystemInformationBlock4>() == test::ordinary_sib4());
  CHECK(history.find<lte::SystemInformationBlock5>() == nullptr);
  CHECK(history.broadcast_blocks() == 30);
}

TEST_CASE("The SIB1 that was heard last in a dwell counts, whatever its place in the report", "[lte]") {
  const test::Scene scene;
  const LteBroadcasts broadcasts;
  Observation seen = test::observe(scene, {}, broadcasts, 0.0);
  auto& messages = seen.lte()->downlink->messages;
  LteBroadcasts before = broadcasts;
  before.sib1.tracking_area_code = {1};
  messages.push_back(messages.front());
  messages.back().octets = test::octets_of(before.sib1);
  messages.back().sfn = static_cast<std::uint16_t>(messages.front().sfn - 20);
  LteHistory history;
  history.add(seen, FrameClock::Comparison::kNone);
  CHECK(history.sib1()->block.tracking_area_code == broadcasts.sib1.tracking_area_code);
  CHECK(history.epochs().size() == 2);
}

TEST_CASE("A SIB1 of the frame that a dwell begins in comes before the others", "[lte]") {
  const test::Scene scene;
  const LteBroadcasts broadcasts;
  Observation seen = test::observe(scene, {}, broadcasts, 0.0);
  seen.lte()->mib->sfn = 1;
  auto& messages = seen.lte()->downlink->messages;
  messages.front().sfn = 98;
  LteBroadcasts before = broadcasts;
  before.sib1.tracking_area_code = {1};
  messages.push_back(messages.front());
  messages.back().octets = test::octets_of(before.sib1);
  messages.back().sfn = 0;
  LteHistory history;
  history.add(seen, FrameClock::Comparison::kNone);
  CHECK(history.sib1()->block.tracking_area_code == broadcasts.sib1.tracking_area_code);
  CHECK(history.sib1()->source.heard_s == Approx(seen.frame_start_s.value + 0.97));

  messages.erase(messages.begin());
  LteHistory only;
  only.add(seen, FrameClock::Comparison::kNone);
  REQUIRE(only.sib1()->source.heard_s);
  CHECK(*only.sib1()->source.heard_s == Approx(seen.frame_start_s.value - 0.01));
}

TEST_CASE("An LTE identity counts once two receptions of SIB1 hold it", "[lte]") {
  LteBroadcasts once;
  once.times = 1;
  CHECK(heard({once}).identity() == nullptr);
  const LteHistory twice = heard({once, once});
  REQUIRE(twice.identity() != nullptr);
  CHECK(twice.identity()->area == Tac{4711});
  CHECK(twice.identity()->plmns.size() == 1);
  CHECK(twice.epochs().back().times == 2);

  LteBroadcasts other = once;
  other.sib1.tracking_area_code = {4712};
  CHECK(heard({once, once, other, once}).epochs().size() == 1);
  const LteHistory changed = heard({once, once, other, other});
  REQUIRE(changed.epochs().size() == 2);
  CHECK(changed.epochs().front().until_s == 1.0);
  CHECK(changed.epochs().back().since_s == 2.0);
  CHECK(changed.identity()->area == Tac{4712});
}

TEST_CASE("A message's contents are told apart, each with SIB1's value tag", "[lte]") {
  const LteBroadcasts first;
  LteBroadcasts changed = first;
  auto sib3 = test::ordinary_sib3();
  sib3.cell_reselection_priority = 7;
  changed.messages[1][0] = sib3;
  LteBroadcasts announced = changed;
  announced.sib1.system_info_value_tag = 8;
  const LteHistory history = heard({first, first, changed, announced});
  const auto& versions = history.versions().at({test::sib_type(3), test::sib_type(4)});
  REQUIRE(versions.size() == 3);
  CHECK(versions[0].value_tag == 7);
  CHECK(versions[0].times == 10);
  CHECK(versions[1].value_tag == 7);
  CHECK(versions[1].hash != versions[0].hash);
  CHECK(versions[2].value_tag == 8);
  CHECK(versions[2].hash == versions[1].hash);
  CHECK(history.versions().at({test::sib_type(2)}).size() == 2);  // the tag alone
}

TEST_CASE("Zeros that fill a block up are no part of its content", "[lte]") {
  const test::Scene scene;
  LteHistory history;
  Observation seen = test::observe(scene, {}, LteBroadcasts{}, 0.0);
  history.add(seen, FrameClock::Comparison::kHeld);
  for (auto& message : seen.lte()->downlink->messages) message.octets.resize(message.octets.size() + 7);
  history.add(seen, FrameClock::Comparison::kHeld);
  for (const auto& [types, versions] : history.versions()) CHECK(versions.size() == 1);
}

TEST_CASE("A fingerprint keeps to what lasts", "[lte]") {
  const LteBroadcasts first;
  const auto name = heard({first}).fingerprint();
  REQUIRE(name);

  LteBroadcasts hour_later = first;
  hour_later.sib1.system_info_value_tag = 9;
  hour_later.sib1.hyper_sfn = 500;
  hour_later.sib1.scheduling.push_back({.periodicity_frames = 64, .sibs = {test::sib_type(12)}});
  auto sib2 = test::ordinary_sib2();
  sib2.barring = lte::AccessBarringInfo{.is_emergency_barred = true, .mo_signalling = {}, .mo_data = {}};
  hour_later.messages[0][0] = sib2;
  hour_later.messages.push_back({lte::SystemInformationBlock16{}});
  CHECK(heard({hour_later}).fingerprint() == name);

  LteBroadcasts other = first;
  sib2 = test::ordinary_sib2();
  sib2.radio.prach.root_sequence_index = 23;
  other.messages[0][0] = sib2;
  CHECK(heard({other}).fingerprint() != name);

  LteBroadcasts partly = first;
  partly.messages.pop_back();
  CHECK_FALSE(heard({partly}).fingerprint());
}

TEST_CASE("Paging and answers add up over the time that was listened to", "[lte]") {
  const LteHistory history = heard(std::vector<LteBroadcasts>(10));
  const history::LteTraffic traffic = history.traffic(0.0, 4.5);
  CHECK(traffic.listened_s == Approx(5.0));
  CHECK(traffic.paging.counts.records == 150);
  CHECK(traffic.paged_per_s() == Approx(37.5));  // a fifth of the blocks was not read
  CHECK(traffic.answered_per_s() == Approx(3.0));
  CHECK(traffic.permanent_share() == Approx(1.0 / 30.0));
  CHECK(heard(std::vector<LteBroadcasts>{}).traffic(0.0, 1.0) == history::LteTraffic{});
}

TEST_CASE("Subframes kept for multicast do not shorten the time that was listened to", "[lte]") {
  const test::Scene scene;
  Observation seen = test::observe(scene, {}, LteBroadcasts{}, 0.0);
  seen.lte()->downlink->subframes = 400;
  CHECK(history::lte_traffic_of(seen).listened_s == Approx(1.0));
  seen.lte()->duplex = lte::Duplex::kTdd;
  CHECK(history::lte_traffic_of(seen).listened_s == Approx(1.0));
  seen.lte()->downlink->subframes = 0;
  CHECK(history::lte_traffic_of(seen).listened_s == 0.0);
}

TEST_CASE("A track keeps the history of an LTE cell", "[lte]") {
  const test::Scene scene;
  const Observation seen = test::observe(scene, {}, LteBroadcasts{}, 0.0);
  history::CellTrack track(seen);
  CHECK(track.lte() == nullptr);
  track.add(seen, std::nullopt);
  REQUIRE(track.lte() != nullptr);
  CHECK(track.lte()->identity() != nullptr);
  CHECK(track.gsm() == nullptr);
}

TEST_CASE("What networks change by the hour is no other content", "[lte]") {
  const LteBroadcasts first;
  LteBroadcasts barred = first;
  auto sib2 = test::ordinary_sib2();
  sib2.barring = lte::AccessBarringInfo{.is_emergency_barred = true, .mo_signalling = {}, .mo_data = {}};
  barred.messages[0] = {sib2};
  CHECK(heard({first, barred}).versions().at({test::sib_type(2)}).size() == 1);
  sib2.radio.prach.root_sequence_index = 23;
  barred.messages[0] = {sib2};
  CHECK(heard({first, barred}).versions().at({test::sib_type(2)}).size() == 2);
}

TEST_CASE("Another cell of the same physical id begins with nothing", "[lte]") {
  const LteBroadcasts first;
  LteBroadcasts other = first;
  other.sib1.cell_identity = {77};
  other.sib1.scheduling.resize(1);
  other.messages.resize(1);
  const LteHistory history = heard({first, first, other, other});
  CHECK(history.epochs().size() == 2);
  CHECK(history.sibs().size() == 1);  // block 2
  CHECK(history.versions().size() == 1);
  CHECK(history.versions().begin()->second.size() == 1);
  CHECK(history.fingerprint() == heard({other}).fingerprint());
  // Its area alone is no other cell's.
  LteBroadcasts moved = first;
  moved.sib1.tracking_area_code = {4712};
  moved.messages.resize(1);
  CHECK(heard({first, first, moved, moved}).sibs().size() == 3);
}

TEST_CASE("Blocks that a cell takes out of its schedule are its no more", "[lte]") {
  const LteBroadcasts first;
  LteBroadcasts fewer = first;
  fewer.sib1.scheduling[1].sibs = {test::sib_type(3)};
  fewer.messages[1] = {test::ordinary_sib3()};
  const LteHistory history = heard({first, fewer});
  CHECK(history.sibs().size() == 2);
  CHECK(history.find<lte::SystemInformationBlock4>() == nullptr);
  CHECK(history.find<lte::SystemInformationBlock2>() != nullptr);
}

TEST_CASE("A change that comes with a new value tag is no flip, in whatever dwell it is heard", "[lte]") {
  const test::Scene scene;
  LteHistory history;
  const auto hear = [&](double t_s, std::uint8_t priority, std::uint8_t tag,
                        std::optional<std::uint8_t> old_tag) {
    LteBroadcasts broadcasts;
    auto sib3 = test::ordinary_sib3();
    sib3.cell_reselection_priority = priority;
    broadcasts.messages[1] = {sib3};
    broadcasts.sib1.scheduling[1].sibs = {test::sib_type(3)};
    broadcasts.sib1.system_info_value_tag = tag;
    Observation seen = test::observe(scene, {}, broadcasts, t_s);
    if (old_tag) {
      broadcasts.sib1.system_info_value_tag = *old_tag;
      auto& messages = seen.lte()->downlink->messages;
      messages.push_back(messages.front());
      messages.back().octets = test::octets_of(broadcasts.sib1);
      messages.back().sfn = static_cast<std::uint16_t>(messages.front().sfn - 20);
    }
    history.add(seen, FrameClock::Comparison::kHeld);
    CHECK_FALSE(history.flip(40.0, 0.0));
  };
  hear(0.0, 5, 7, {});
  hear(1.0, 5, 7, {});
  hear(2.0, 6, 8, 7);
  hear(3.0, 6, 8, {});
  hear(4.0, 5, 9, 8);
  hear(5.0, 5, 9, {});
}

TEST_CASE("What is made of a cell's broadcast is made anew when that changes", "[lte]") {
  const LteBroadcasts first;
  LteBroadcasts other = first;
  auto sib2 = test::ordinary_sib2();
  sib2.radio.prach.root_sequence_index = 23;
  other.messages[0][0] = sib2;
  LteHistory history;
  const test::Scene scene;
  const auto hear = [&](const LteBroadcasts& broadcasts, double t_s) {
    history.add(test::observe(scene, {}, broadcasts, t_s), FrameClock::Comparison::kHeld);
    return history.revision();
  };
  const auto revision = hear(first, 0.0);
  const auto name = history.fingerprint();
  REQUIRE(name);
  CHECK(history.profile() == history::profile_of(history));
  CHECK(hear(first, 1.0) == revision);
  CHECK(hear(other, 2.0) != revision);
  CHECK(history.fingerprint());
  CHECK(history.fingerprint() != name);
  other.sib1.q_rx_lev_min_dbm = -110;
  hear(other, 3.0);
  CHECK(history.profile()->at("sib1.q_rx_lev_min_dbm") == -110);
}

TEST_CASE("The frame counts of two cells are compared, and are no restarts of one", "[lte]") {
  const test::Scene scene;
  FrameClock clock;
  test::SceneCell cell;
  CHECK(clock.add(scene.observe(cell, 0.0)) == FrameClock::Comparison::kNone);
  CHECK(clock.add(scene.observe(cell, 1.0)) == FrameClock::Comparison::kHeld);
  test::SceneCell other = cell;
  other.ports = 4;
  CHECK(clock.add(scene.observe(other, 2.0)) == FrameClock::Comparison::kHeld);
  other.sfn_shift = 300;
  other.ports = 2;
  CHECK(clock.add(scene.observe(other, 3.0)) == FrameClock::Comparison::kBroke);
  CHECK(clock.breaks_since(0.0) == 0);
  CHECK(clock.comparisons() == 1);
  other.sfn_shift = 0;
  CHECK(clock.add(scene.observe(other, 4.0)) == FrameClock::Comparison::kBroke);
  CHECK(clock.breaks_since(0.0) == 1);
}
