#include "tools/cellwarden/new_messages.hpp"
#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;

namespace {

// Message types of TS 44.018, table 10.4.1.
constexpr std::uint8_t kSi3 = 0x1B;
constexpr std::uint8_t kSi2quater = 0x07;
constexpr std::uint8_t kPagingRequest = 0x21;

gsm::BroadcastMessage message(std::uint8_t type, std::uint8_t content, std::uint32_t frame) {
  gsm::BroadcastMessage out{{}, frame, 1};
  out.octets.fill(0x2B);
  out.octets[0] = 0x49;
  out.octets[1] = 0x06;
  out.octets[2] = type;
  out.octets[3] = content;
  return out;
}

gsm::CellBroadcastPage page(std::uint8_t content) {
  gsm::CellBroadcastPage out;
  out.page = out.pages = 1;
  out.content.fill(content);
  return out;
}

Observation seen(std::vector<gsm::BroadcastMessage> messages,
                 std::vector<gsm::CellBroadcastPage> pages = {}) {
  Observation out;
  out.carrier.rat = Rat::kGsm;
  out.carrier.measured_hz = {947.4e6, 10};
  out.physical_id = 34;
  gsm::CellReport report;
  report.frame_number = 1000;
  report.messages = std::move(messages);
  report.pages = std::move(pages);
  out.report = report;
  return out;
}

/// The fourth octet of each message that is told.
std::vector<int> told(NewMessages& news, const Observation& observation) {
  std::vector<int> out;
  const Observation only_new = news.only_new(observation);
  for (const auto& one : only_new.gsm()->messages) out.push_back(one.octets[3]);
  return out;
}

}  // namespace

TEST_CASE("a message is told when it is first heard, when it changed, and when it changed back") {
  NewMessages news;
  CHECK(told(news, seen({message(kSi3, 1, 1010)})) == std::vector{1});
  CHECK(told(news, seen({message(kSi3, 1, 1060)})).empty());
  CHECK(told(news, seen({message(kSi3, 2, 1110)})) == std::vector{2});
  CHECK(told(news, seen({message(kSi3, 1, 1160)})) == std::vector{1});
}

TEST_CASE("a change within a dwell is told in the order of its frames") {
  NewMessages news;
  CHECK(told(news, seen({message(kSi3, 1, 1100), message(kSi3, 9, 1050)})) == std::vector{9, 1});
  CHECK(told(news, seen({message(kSi3, 1, 1150)})).empty());

  NewMessages over_the_end;
  Observation last = seen({message(kSi3, 1, 40), message(kSi3, 9, gsm::kHyperframe_frames - 10)});
  last.gsm()->frame_number = gsm::kHyperframe_frames - 50;
  CHECK(told(over_the_end, last) == std::vector{9, 1});
}

TEST_CASE("parts of one message take turns and are told once") {
  NewMessages news;
  CHECK(told(news, seen({message(kSi2quater, 1, 1010)})) == std::vector{1});
  CHECK(told(news, seen({message(kSi2quater, 2, 1020)})) == std::vector{2});
  CHECK(told(news, seen({message(kSi2quater, 1, 1030), message(kSi2quater, 2, 1040)})).empty());
}

TEST_CASE("each page of cell broadcast is told once") {
  NewMessages news;
  CHECK(news.only_new(seen({}, {page(1), page(2)})).gsm()->pages.size() == 2);
  CHECK_FALSE(has_messages(news.only_new(seen({}, {page(2), page(1)}))));
  CHECK(news.only_new(seen({}, {page(3), page(1)})).gsm()->pages == std::vector{page(3)});
}

TEST_CASE("cells are told apart by BSIC and carrier, and a drifting clock makes no new cell") {
  NewMessages news;
  Observation one = seen({message(kSi3, 1, 1010)});
  CHECK(told(news, one).size() == 1);
  Observation drifted = one;
  drifted.carrier.measured_hz.value += 30e3;
  CHECK(told(news, drifted).empty());
  drifted.carrier.measured_hz.value += 30e3;
  CHECK(told(news, drifted).empty());
  Observation other = one;
  other.physical_id = 35;
  CHECK(told(news, other).size() == 1);
  other = one;
  other.carrier.measured_hz.value += 200e3;
  CHECK(told(news, other).size() == 1);
}

TEST_CASE("what could name a subscriber is never told, whoever hands it over") {
  NewMessages news;
  CHECK(told(news, seen({message(kPagingRequest, 1, 1010)})).empty());
}

TEST_CASE("an LTE cell has no messages to tell") {
  Observation lte;
  lte.report = lte::CellReport{};
  CHECK_FALSE(has_messages(NewMessages{}.only_new(lte)));
}
