// BP10, DY16, DY18 and BP12's siblings: rules that look at an LTE cell over time.
#include "detector/history/si_changes.hpp"
#include "tests/detector/lte_town.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::Verdict;
using history::SiChanges;

namespace {

void check_lacks(const Outcome& outcome, const std::string& what) {
  CAPTURE(outcome.why, outcome.text);
  CHECK(outcome.verdict == Verdict::kNotEvaluated);
  CHECK(outcome.why.find(what) != std::string::npos);
}

void check_fires(const Outcome& outcome, double quality) {
  CAPTURE(outcome.why);
  REQUIRE(outcome.verdict == Verdict::kFire);
  CHECK(outcome.quality == quality);
  CHECK_FALSE(outcome.observed.empty());
  CHECK_FALSE(outcome.expected.empty());
  CHECK_FALSE(outcome.source.empty());
  CHECK(outcome.text.ends_with('.'));
}

constexpr lte::SiWindowCounts kKept{6, 6, 6};
constexpr lte::SiWindowCounts kEmpty{6, 0, 0};

// It schedules SIB4 as well, and sends none. In a second six windows of each message go by.
Town with_missing_message(lte::SiWindowCounts windows) {
  Town town;
  town.subject.si_windows = {kKept, kKept, kKept, windows};
  lte::SystemInformationBlock1 sib1 = town.subject.sib1;
  sib1.scheduling.clear();
  for (const auto& message : town.subject.messages) sib1.scheduling.push_back({16, {type_of(message[0])}});
  sib1.scheduling.push_back({16, {sib_type(4)}});
  town.subject.sib1_octets = octets_of(sib1);
  return town;
}

// The value tag changes between two frames, of different seconds. Frames of the scene's cells count from 0 at
// second 0, and their modification period is 512: boundaries at seconds 5.12 and 10.24.
struct TagChange {
  unsigned last_of_old, first_of_new;
  bool is_announced = false;
  std::uint32_t paging_messages = 20;
  bool is_heard_through = true;  ///< the period before the change, else two of its five seconds
};

Outcome ask_of(const TagChange& change) {
  Town town;
  town.over_time = [&](TownCell& cell, int t) {
    cell.paging.counts.messages = change.paging_messages;
    if (change.is_announced && t < 6) cell.paging.system_info_modifications = 3;
    if (!change.is_heard_through && t >= 1 && t <= 3) cell.is_followed = false;
    const auto second = static_cast<unsigned>(t);
    const auto frame = [&](unsigned of) { return of - 100 * second; };
    if (second > change.first_of_new / 100) cell.sib1.system_info_value_tag = 8;
    if (second == change.last_of_old / 100) cell.last_frame = frame(change.last_of_old);
    if (second == change.first_of_new / 100) {
      cell.sib1.system_info_value_tag = 8;
      cell.first_frame = frame(change.first_of_new);
    }
  };
  return town.ask("DY16", 12);
}

}  // namespace

TEST_CASE("A change of content is known to the frame, and taking turns is none", "[lte]") {
  SiChanges changes;
  changes.hear("sib3", {"a", {0.0, 10}, {0.9, 100}, 5});
  changes.hear("sib3", {"b", {1.5, 160}, {1.5, 160}, 1});
  CHECK(changes.all().empty());  // once is not enough
  changes.hear("sib3", {"b", {2.0, 210}, {2.5, 260}, 3});
  REQUIRE(changes.all().size() == 1);
  CHECK(changes.all()[0].what == "sib3");
  CHECK(changes.all()[0].last_of_old.sfn == 100);
  CHECK(changes.all()[0].first_of_new.sfn == 160);

  SiChanges turns;
  for (int i = 0; i < 10; ++i) {
    turns.hear("sib3", {"a", {1.0 * i, 0}, {1.0 * i + 0.8, 80}, 2});
    turns.hear("sib3", {"b", {1.0 * i + 0.1, 10}, {1.0 * i + 0.9, 90}, 2});
  }
  CHECK(turns.all().empty());

  SiChanges by_turns;  // of dwells
  for (int i = 0; i < 4; ++i)
    by_turns.hear("sib3", {i % 2 == 0 ? "a" : "b", {1.0 * i, 0}, {1.0 * i + 0.9, 90}, 5});
  CHECK(by_turns.all().empty());
}

TEST_CASE("BP10: a message that is scheduled and never sent", "[lte]") {
  CHECK(Town{}.ask("BP10", 3).verdict == Verdict::kPass);
  check_lacks(with_missing_message(kEmpty).ask("BP10", 3), "fewer than 20 windows");
  const Outcome outcome = with_missing_message(kEmpty).ask("BP10", 4);
  check_fires(outcome, 1.0);
  CHECK(outcome.observed == "sib4 never sent in 24 windows");
  check_lacks(with_missing_message({6, 1, 0}).ask("BP10", 4), "could not be read");
  check_lacks(with_missing_message({1, 0, 0}).ask("BP10", 10), "fewer than 20 windows");

  Town weak = with_missing_message(kEmpty);  // SIB1 itself needs its repeats
  weak.subject.sib1_combined = 4;
  check_lacks(weak.ask("BP10", 4), "read alone in 60 %");
  Town heard = with_missing_message(kEmpty);  // in another window than it should be
  heard.subject.more = {octets_of(std::vector<Block>{ordinary_sib4()})};
  CHECK(heard.ask("BP10", 4).verdict == Verdict::kPass);
  Town warned = with_missing_message(kKept);  // a place for warnings, with nothing to warn of
  lte::SystemInformationBlock1 sib1 = warned.subject.sib1;
  sib1.scheduling = {{16, {sib_type(3)}}, {16, {sib_type(5)}}, {16, {sib_type(7)}}, {64, {sib_type(12)}}};
  warned.subject.sib1_octets = octets_of(sib1);
  warned.subject.si_windows[3] = kEmpty;
  CHECK(warned.ask("BP10", 10).verdict == Verdict::kPass);
}

TEST_CASE("DY16: away from where changes may be, or without notice", "[lte]") {
  CHECK(Town{}.ask("DY16", 12).verdict == Verdict::kPass);
  CHECK(ask_of({.last_of_old = 490, .first_of_new = 520, .is_announced = true}).verdict == Verdict::kPass);
  check_fires(ask_of({.last_of_old = 590, .first_of_new = 630, .is_announced = true}), 1.0);
  check_fires(ask_of({.last_of_old = 490, .first_of_new = 520}), 0.7);
  check_lacks(ask_of({.last_of_old = 490, .first_of_new = 520, .paging_messages = 1}), "too little");
  // A receiver that sheds work reads a cell now and then only.
  check_lacks(ask_of({.last_of_old = 490, .first_of_new = 520, .is_heard_through = false}), "too little");
  // Transmissions of 320 ms may have been added to read the old content once more.
  CHECK(ask_of({.last_of_old = 530, .first_of_new = 610, .is_announced = true}).verdict == Verdict::kPass);
}

TEST_CASE("DY18: answers to random access by the dozen", "[lte]") {
  Town town;
  check_lacks(town.ask("DY18", 10), "30 s are needed");
  CHECK(town.ask("DY18", 100).verdict == Verdict::kPass);
  town.over_time = [](TownCell& cell, int t) {
    if (t >= 100) cell.answered = 30;
  };
  check_fires(town.ask("DY18", 131), 1.0);
  Town crowd = town;  // who is called as often
  crowd.over_time = [](TownCell& cell, int t) {
    if (t >= 100) cell.answered = 30;
    if (t >= 100) cell.paging.counts.records = 300;
  };
  CHECK(crowd.ask("DY18", 131).verdict == Verdict::kPass);
  Town at_once = town;  // with nothing before: the others tell
  at_once.over_time = [](TownCell& cell, int) { cell.answered = 30; };
  check_fires(at_once.ask("DY18", 35), 1.0);
  for (TownCell& other : at_once.others) other.answered = 25;
  CHECK(at_once.ask("DY18", 35).verdict == Verdict::kPass);
  at_once.others.clear();
  check_lacks(at_once.ask("DY18", 35), "neither");
}

TEST_CASE("BP12: priorities unlike those of the network's other cells on the carrier", "[lte]") {
  Town town;
  auto& sib3 = std::get<lte::SystemInformationBlock3>(town.subject.messages[0][0]);
  sib3.cell_reselection_priority = 7;
  sib3.s_non_intra_search_db = 0;
  sib3.thresh_serving_low_db = 0;
  check_fires(town.ask("BP12", 3), 1.0);  // its SIB5 gives others 6
  Town two = town;
  two.others.pop_back();
  CHECK(two.ask("BP12", 3).verdict == Verdict::kPass);
  sib3.cell_reselection_priority = 0;
  sib3.thresh_serving_low_db = 62;
  check_fires(town.ask("BP12", 3), 0.5);
  for (TownCell& other : town.others) other.messages = town.subject.messages;  // a layer that is emptied
  CHECK(town.ask("BP12", 3).verdict == Verdict::kPass);
}
