// The time axis that several radios share, and when one of them counts as absent.
#include "tools/cellwarden/shared_axis.hpp"

#include <algorithm>
#include <cmath>

#include "tests/catch.hpp"
#include "tools/cellwarden/radio_presence.hpp"

using cellwarden::tools::PlaceOnAxis;
using cellwarden::tools::RadioPresence;
using cellwarden::tools::SharedAxis;

namespace {

/// A radio that is read as it comes: its clock, and how late its samples are.
struct Reader {
  double ppm = 0.0;
  double began_s = 0.0;  ///< by the machine's clock
  PlaceOnAxis place{};
  double skipped_s = 0.0;

  [[nodiscard]] double own_s(double clock_s) const { return (clock_s - began_s) * (1.0 + ppm * 1e-6); }
  void read(double clock_s, SharedAxis& axis, double late_s = 0.0) {
    skipped_s += place.note(own_s(clock_s - late_s), clock_s, axis);
  }
  [[nodiscard]] double axis_s(double clock_s) const { return own_s(clock_s) + place.shift_s(); }
};

}  // namespace

TEST_CASE("radios lie on one axis, whenever each was opened") {
  SharedAxis axis;
  Reader early{.began_s = -7.0};  // the other took that long to open
  Reader late{.began_s = 0.0};
  early.read(0.1, axis);
  late.read(0.1, axis);
  CHECK(early.axis_s(5.0) == Approx(late.axis_s(5.0)).margin(1e-9));
  CHECK(early.axis_s(5.0) == Approx(5.0).margin(1e-9));
  CHECK(early.place.shift_s() == Approx(-7.0));  // what it brought before lies before the axis
}

TEST_CASE("radios whose clocks differ stay together for months") {
  SharedAxis axis;
  Reader fast{.ppm = 25.0};
  Reader slow{.ppm = -25.0};
  constexpr double kMonth_s = 30 * 86400.0;
  double before_s = 0.0;
  double most_apart_s = 0.0;
  for (double clock_s = 0.0; clock_s < kMonth_s; clock_s += 7.0) {
    fast.read(clock_s, axis);
    slow.read(clock_s, axis);
    most_apart_s = std::max(most_apart_s, std::abs(fast.axis_s(clock_s) - slow.axis_s(clock_s)));
    CHECK_FALSE(slow.axis_s(clock_s) < before_s);  // never back
    before_s = slow.axis_s(clock_s);
  }
  CHECK(most_apart_s < 0.6);
  CHECK(fast.skipped_s == 0.0);
  CHECK(slow.skipped_s == Approx(kMonth_s * 50e-6).margin(0.6));
}

TEST_CASE("what a driver lost without a word is skipped; a block that was under way for long is not") {
  SharedAxis axis;
  Reader whole;
  Reader losing;
  for (double clock_s = 0.0; clock_s < 100.0; clock_s += 0.1) {
    const bool is_held_up = clock_s > 30.0 && clock_s < 33.0;
    whole.read(clock_s, axis);
    losing.read(clock_s, axis, is_held_up ? clock_s - 30.0 : 0.0);
  }
  CHECK(losing.skipped_s == 0.0);
  losing.began_s += 2.0;  // so much was lost
  for (double clock_s = 100.0; clock_s < 130.0; clock_s += 0.1) {
    whole.read(clock_s, axis);
    losing.read(clock_s, axis);
  }
  CHECK(losing.skipped_s == Approx(2.0).margin(0.01));
  CHECK(whole.skipped_s == 0.0);
}

TEST_CASE("a radio is absent at once where it is known, lost when it does not come back") {
  RadioPresence presence;
  CHECK_FALSE(presence.update(0.0, true).is_absent);
  CHECK_FALSE(presence.update(4.0, true).is_absent);  // its driver may be slow
  CHECK(presence.update(5.0, true).is_absent);
  CHECK_FALSE(presence.update(0.0, true).is_back);  // it was never lost
  CHECK(presence.update(3.1, false).is_absent);     // its process has no radio
  CHECK_FALSE(presence.update(14.0, false).is_newly_lost);
  CHECK(presence.update(15.0, false).is_newly_lost);
  CHECK_FALSE(presence.update(16.0, false).is_newly_lost);
  CHECK(presence.update(16.0, false).is_absent);
  CHECK(presence.update(0.0, true).is_back);
  CHECK_FALSE(presence.update(0.0, true).is_back);
  // What is slow is the program, not the radio.
  CHECK_FALSE(RadioPresence::is_absent(0.0, true));
}
