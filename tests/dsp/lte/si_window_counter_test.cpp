#include "dsp/lte/si_window_counter.hpp"

#include "tests/catch.hpp"

namespace cellwarden::lte {
namespace {

struct Listener {
  SiWindowCounter counter;
  unsigned frame = 0;

  template <class Note>
  void listen(unsigned frames, Note note) {
    for (const unsigned until = frame + frames; frame < until; ++frame) {
      for (unsigned subframe = 0; subframe < 10; ++subframe) {
        const bool is_heard = note(counter, frame, subframe, false);
        counter.pass(static_cast<std::uint16_t>(frame % 1024), subframe, is_heard);
        note(counter, frame, subframe, true);
      }
    }
  }
};

}  // namespace

TEST_CASE("Windows are counted that were listened to from end to end", "[lte]") {
  Listener listener;
  listener.counter.set_windows({20, {8, 16}});
  // The first message is read in every other window, the second announced once and never read; frame 40 is
  // lost, in which a window of the first message is.
  listener.listen(81, [](SiWindowCounter& counter, unsigned frame, unsigned subframe, bool is_after) {
    if (is_after && frame % 16 == 0 && subframe == 7) counter.note(true);
    if (is_after && frame == 18 && subframe == 3) counter.note(false);
    return frame != 40;
  });
  const auto& counts = listener.counter.counts();
  REQUIRE(counts.size() == 2);
  CHECK(counts[0] == SiWindowCounts{9, 5, 5});  // frames 0 to 72 in steps of 8, without 40
  CHECK(counts[1] == SiWindowCounts{5, 1, 0});
}

TEST_CASE("A window that a dwell holds in part is not counted, nor before SIB1 is known", "[lte]") {
  Listener listener;
  const auto hear = [](SiWindowCounter&, unsigned, unsigned, bool) { return true; };
  listener.listen(20, hear);
  CHECK(listener.counter.counts().empty());
  listener.counter.set_windows({20, {8}});
  listener.frame = 1;  // within a window
  listener.listen(8, hear);
  CHECK(listener.counter.counts().at(0).passed == 0);
  listener.counter.begin_dwell();  // within the next
  listener.listen(16, hear);
  CHECK(listener.counter.counts().at(0).passed == 1);
  listener.counter.set_windows({20, {8}});  // the same
  CHECK(listener.counter.counts().at(0).passed == 1);
  listener.counter.set_windows({20, {16}});
  CHECK(listener.counter.counts().at(0).passed == 0);
}

}  // namespace cellwarden::lte
