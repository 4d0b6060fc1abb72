#include "dsp/capture/talk_limit.hpp"

#include "tests/catch.hpp"

namespace {

using namespace cellwarden::capture;
using namespace std::chrono_literals;
using Level = DriverMessageLevel;

}  // namespace

TEST_CASE("twenty lines in a second are told, and then how many were not and how grave they were") {
  TalkLimit talk;
  const TalkLimit::Time begin{5s};
  for (std::size_t i = 0; i < TalkLimit::kMostTold; ++i) CHECK(talk.admits(Level::kInfo, begin + 1ms));
  CHECK_FALSE(talk.admits(Level::kInfo, begin + 2ms));
  CHECK_FALSE(talk.admits(Level::kWarning, begin + 900ms));
  CHECK_FALSE(talk.admits(Level::kDebug, begin + 900ms));
  CHECK_FALSE(talk.take_left_out(begin + 1s));
  const auto left_out = talk.take_left_out(begin + 1001ms);
  REQUIRE(left_out);
  CHECK(left_out->lines == 3);
  CHECK(left_out->gravest == Level::kWarning);
  CHECK_FALSE(talk.take_left_out(begin + 2s));
  CHECK(talk.admits(Level::kInfo, begin + 2s));
}

TEST_CASE("who says little now and then is always told") {
  TalkLimit talk;
  for (int i = 0; i < 200; ++i) CHECK(talk.admits(Level::kInfo, TalkLimit::Time(i * 60ms)));
  CHECK_FALSE(talk.take_left_out(TalkLimit::Time(1h)));
}
