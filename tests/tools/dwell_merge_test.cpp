// What several radios heard: their dwells in one row, each cell with one of them.
#include "tools/cellwarden/dwell_merge.hpp"
#include "tests/catch.hpp"
#include "tools/cellwarden/cell_owners.hpp"

using namespace cellwarden;
using tools::CellOwners;
using tools::DwellMerge;

namespace {

Dwell dwell_at(double t_s) {
  Dwell dwell;
  dwell.listen.t_s = t_s;
  dwell.listen.duration_s = 1.0;
  return dwell;
}

std::vector<double> times_of(const std::vector<DwellMerge::From>& taken) {
  std::vector<double> times;
  times.reserve(taken.size());
  for (const auto& from : taken) times.push_back(from.dwell.listen.t_s);
  return times;
}

Dwell heard(double t_s, double frequency_hz, std::uint16_t physical_id) {
  Dwell dwell = dwell_at(t_s);
  Observation seen;
  seen.t_s = t_s;
  seen.carrier.rat = Rat::kGsm;
  seen.carrier.nominal_hz = frequency_hz;
  seen.carrier.measured_hz.value = frequency_hz + 30;
  seen.physical_id = physical_id;
  dwell.observations.push_back(seen);
  return dwell;
}

bool keeps(CellOwners& owners, std::size_t radio, double t_s, double frequency_hz = 947.2e6,
           std::uint16_t physical_id = 40, CellState state = CellState::kConfirmed) {
  Dwell dwell = heard(t_s, frequency_hz, physical_id);
  dwell.observations.front().state = state;
  static_cast<void>(owners.keep_own(radio, dwell));
  return !dwell.observations.empty();
}

bool keeps_detected(CellOwners& owners, std::size_t radio, double t_s) {
  return keeps(owners, radio, t_s, 947.2e6, 40, CellState::kDetected);
}

}  // namespace

TEST_CASE("the dwells of two radios come in the order of their beginning") {
  DwellMerge merge(2);
  merge.add(0, dwell_at(1.0));
  merge.add(0, dwell_at(2.0));
  merge.advance(0, 3.0);
  CHECK(merge.take().empty());  // the other may bring an earlier one
  merge.add(1, dwell_at(1.5));
  merge.advance(1, 2.5);
  CHECK(times_of(merge.take()) == std::vector<double>{1.0});
  merge.advance(1, 3.3);
  CHECK(times_of(merge.take()) == std::vector<double>{1.5});
  merge.advance(0, 3.3);
  CHECK(times_of(merge.take()) == std::vector<double>{2.0});
  CHECK(merge.take().empty());
}

TEST_CASE("a radio that brings nothing is waited for a while only") {
  DwellMerge merge(2);
  merge.add(0, dwell_at(1.0));
  merge.advance(0, 2.0);
  CHECK(merge.take().empty());
  merge.advance(0, 1.0 + DwellMerge::kPatience_s + DwellMerge::kLongestDwell_s + 0.01);
  CHECK(times_of(merge.take()) == std::vector<double>{1.0});
  merge.add(1, dwell_at(0.5));  // late
  CHECK(times_of(merge.take()) == std::vector<double>{0.5});
}

TEST_CASE("a radio that is known to be absent is not waited for until it is back") {
  DwellMerge merge(2);
  merge.advance(1, 0.5);
  merge.add(0, dwell_at(1.0));
  merge.advance(0, 1.0 + DwellMerge::kLongestDwell_s + 0.01);
  CHECK(merge.take().empty());
  merge.leave(1);
  CHECK(times_of(merge.take()) == std::vector<double>{1.0});
  merge.advance(1, 2.0);
  merge.add(0, dwell_at(3.0));
  merge.advance(0, 3.0 + DwellMerge::kLongestDwell_s + 0.01);
  CHECK(merge.take().empty());
  merge.leave(0);
  merge.leave(1);
  CHECK(times_of(merge.take()) == std::vector<double>{3.0});
}

TEST_CASE("of one radio nothing is held back") {
  DwellMerge merge(1);
  merge.add(0, dwell_at(5.0));
  CHECK(times_of(merge.take()) == std::vector<double>{5.0});
}

TEST_CASE("at the end everything is given out, in order") {
  DwellMerge merge(2);
  merge.add(1, dwell_at(2.0));
  merge.add(0, dwell_at(1.0));
  const auto all = merge.take_all();
  CHECK(times_of(all) == std::vector<double>{1.0, 2.0});
  CHECK(all.front().radio == 0);
}

TEST_CASE("a cell is listened to with one radio") {
  CellOwners owners({false, false});
  CHECK(keeps(owners, 0, 1.0));
  CHECK_FALSE(keeps(owners, 1, 2.0));
  CHECK(keeps(owners, 1, 2.0, 947.6e6));      // another carrier
  CHECK(keeps(owners, 1, 2.0, 947.2e6, 41));  // another cell
  CHECK(keeps(owners, 0, 3.0));
  // It went out of the first one's reach.
  CHECK_FALSE(keeps(owners, 1, 3.0 + CellOwners::kHandOver_s - 1));
  CHECK(keeps(owners, 1, 3.0 + CellOwners::kHandOver_s + 1));
  CHECK_FALSE(keeps(owners, 0, 3.0 + CellOwners::kHandOver_s + 2));
}

TEST_CASE("the cells of a lost radio are whoever's hears them") {
  CellOwners owners({false, true, false});
  CHECK(keeps(owners, 1, 1.0));
  CHECK_FALSE(keeps(owners, 0, 2.0));
  owners.leave(1);
  CHECK(keeps(owners, 0, 3.0));
  CHECK_FALSE(keeps(owners, 2, 3.0));
}

TEST_CASE("a radio that stays takes its cells from one that goes round") {
  CellOwners owners({false, true});
  CHECK(keeps(owners, 0, 1.0));
  CHECK(keeps(owners, 1, 2.0));
  CHECK_FALSE(keeps(owners, 0, 3.0));
}

TEST_CASE("a radio alone keeps all that it hears") {
  CellOwners owners({false});
  CHECK(keeps(owners, 0, 1.0));
  CHECK(keeps(owners, 0, 2.0));
}

TEST_CASE("a radio that only detects a cell takes it from nobody who reads it") {
  CellOwners owners({true, false});
  CHECK(keeps(owners, 1, 0.0));
  for (int i = 0; i < 30; ++i) {
    CHECK_FALSE(keeps_detected(owners, 0, 10.0 * i + 1.0));
    CHECK(keeps(owners, 1, 10.0 * i + 2.0));
  }
  CHECK(keeps(owners, 0, 310.0));  // it reads it now, and stays
  CHECK_FALSE(keeps(owners, 1, 311.0));
}

TEST_CASE("who heard a cell first and only detects it leaves it to one that reads it") {
  CellOwners owners({true, true});
  CHECK(keeps_detected(owners, 0, 1.0));
  CHECK_FALSE(keeps_detected(owners, 1, 2.0));
  CHECK(keeps(owners, 1, 3.0));
  CHECK_FALSE(keeps_detected(owners, 0, 4.0));
}

TEST_CASE("a radio that read a cell once and cannot any more leaves it to one that can") {
  CellOwners owners({true, true});
  CHECK(keeps(owners, 0, 0.0));
  double t_s = 1.0;
  for (unsigned i = 0; i < CellOwners::kOnlyDetected; ++i) {
    CHECK_FALSE(keeps(owners, 1, t_s));  // the next dwell may read it again
    CHECK(keeps_detected(owners, 0, t_s + 0.5));
    t_s += 1.0;
  }
  CHECK(keeps(owners, 1, t_s));
  CHECK_FALSE(keeps(owners, 0, t_s + 1.0));
}

TEST_CASE("it is told from whom a cell was taken over") {
  CellOwners owners({true, true});
  const auto taken_over = [&](std::size_t radio, double t_s) {
    Dwell dwell = heard(t_s, 947.2e6, 40);
    dwell.observations.insert(dwell.observations.begin(), heard(t_s, 946.8e6, 7).observations.front());
    return owners.keep_own(radio, dwell);
  };
  CHECK(keeps(owners, 0, 1.0));
  CHECK(taken_over(1, 2.0).empty());
  owners.leave(0);
  const auto after = taken_over(1, 3.0);
  REQUIRE(after.size() == 1);
  CHECK(after.front().observation == 1);
  CHECK(after.front().from == 0);
  CHECK(taken_over(1, 4.0).empty());
  // Nor is it forgotten whose it was when nobody heard it for a while.
  CHECK(keeps(owners, 0, 5.0 + CellOwners::kHandOver_s));
}
