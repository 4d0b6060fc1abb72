#include "tools/cellwarden/new_messages.hpp"
#include "tests/catch.hpp"
#include "tests/detector/lte_scene.hpp"

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

TEST_CASE("an LTE cell that was not followed has no messages to tell") {
  Observation lte;
  lte.report = lte::CellReport{};
  CHECK_FALSE(has_messages(NewMessages{}.only_new(lte)));
}

namespace {

using Blocks = std::vector<lte::SystemInformationBlock>;

Observation lte_seen(std::vector<lte::HeardMessage> messages) {
  Observation out;
  out.carrier.rat = Rat::kLte;
  out.carrier.measured_hz = {806e6, 10};
  out.physical_id = 34;
  lte::CellReport report;
  report.mib = lte::Mib{};
  report.mib->sfn = 1000;
  report.downlink.emplace();
  report.downlink->messages = std::move(messages);
  out.report = report;
  return out;
}

lte::HeardMessage sib1_message(std::uint32_t area, std::uint16_t sfn,
                               std::optional<std::uint16_t> hyper_sfn = {}) {
  auto sib1 = test::ordinary_sib1();
  sib1.tracking_area_code = {area};
  sib1.hyper_sfn = hyper_sfn;
  return {test::octets_of(sib1), sfn, 5, 1};
}

lte::HeardMessage si_message(Blocks blocks, std::uint16_t sfn = 1) {
  return {test::octets_of(std::move(blocks)), sfn, 1, 1};
}

std::vector<unsigned> sfns_told(NewMessages& news, std::vector<lte::HeardMessage> messages) {
  const Observation only_new = news.only_new(lte_seen(std::move(messages)));
  std::vector<unsigned> sfns;
  for (const auto& message : only_new.lte()->downlink->messages) sfns.push_back(message.sfn);
  return sfns;
}

lte::SystemInformationBlock12 alert_segment(std::uint8_t number) {
  lte::SystemInformationBlock12 sib12;
  sib12.segment.message_identifier = 4370;
  sib12.segment.number = number;
  sib12.segment.octets = {1, number};
  return sib12;
}

}  // namespace

TEST_CASE("LTE: a message is told when it is first heard and when it changed, in the order of its frames") {
  NewMessages news;
  using Told = std::vector<unsigned>;
  CHECK(sfns_told(news, {sib1_message(1, 4), sib1_message(2, 1020)}) == Told{1020, 4});
  CHECK(sfns_told(news, {sib1_message(1, 6)}).empty());
  CHECK(sfns_told(news, {sib1_message(2, 8)}) == Told{8});
}

TEST_CASE("LTE: what was heard in the frame that a dwell began in comes first") {
  NewMessages news;
  using Told = std::vector<unsigned>;
  CHECK(sfns_told(news, {sib1_message(1, 1002), sib1_message(2, 998)}) == Told{998, 1002});
  CHECK(sfns_told(news, {sib1_message(1, 1004)}).empty());
}

TEST_CASE("LTE: SI messages are known by the blocks they hold") {
  NewMessages news;
  using Told = std::vector<unsigned>;
  auto sib3 = test::ordinary_sib3();
  const Blocks both{sib3, test::ordinary_sib4()};
  CHECK(sfns_told(news, {si_message({sib3}, 1), si_message(both, 2)}) == Told{1, 2});
  CHECK(sfns_told(news, {si_message({sib3}, 3), si_message(both, 4)}).empty());
  sib3.cell_reselection_priority = 7;
  CHECK(sfns_told(news, {si_message({sib3}, 5), si_message(both, 6)}) == Told{5});
}

TEST_CASE("LTE: segments of a warning take turns, and a time that passes is no news") {
  NewMessages news;
  CHECK(sfns_told(news, {si_message({alert_segment(0)}), si_message({alert_segment(1)})}).size() == 2);
  CHECK(sfns_told(news, {si_message({alert_segment(1)}), si_message({alert_segment(0)})}).empty());

  lte::SystemInformationBlock16 sib16;
  sib16.time = lte::TimeInfo{.utc_10ms = 400'000'000'000,
                             .daylight_saving_h = {},
                             .leap_seconds_s = {},
                             .local_time_offset_15min = {}};
  CHECK(sfns_told(news, {si_message({sib16})}).size() == 1);
  sib16.time->utc_10ms += 512;
  CHECK(sfns_told(news, {si_message({sib16})}).empty());
  CHECK(sfns_told(news, {sib1_message(1, 2, 5)}).size() == 1);
  CHECK(sfns_told(news, {sib1_message(1, 2, 6)}).empty());
  CHECK(sfns_told(news, {sib1_message(2, 2, 6)}).size() == 1);
}

TEST_CASE("LTE: a master information block is new when more than its frame number changed") {
  NewMessages news;
  Observation seen = lte_seen({});
  CHECK_FALSE(news.has_new_mib(seen));  // detected is not decoded
  seen.state = CellState::kConfirmed;
  CHECK(news.has_new_mib(seen));
  seen.lte()->mib->sfn = 4;
  CHECK_FALSE(news.has_new_mib(seen));
  seen.lte()->mib->bandwidth_rb = 50;
  CHECK(news.has_new_mib(seen));
  CHECK_FALSE(news.has_new_mib(seen));
  seen.lte()->mib.reset();
  CHECK_FALSE(news.has_new_mib(seen));
  CHECK_FALSE(NewMessages{}.has_new_mib(::seen({})));
}

TEST_CASE("LTE: what could name a subscriber is never told, whoever hands it over") {
  NewMessages news;
  synth::PagingPlan plan;
  plan.records.push_back({.kind = synth::PagedRecord::Kind::kSTmsi, .filler = 0x123456789A});
  const auto octets = synth::write_pcch(plan).octets();
  CHECK(sfns_told(news, {{octets, 4, 9, 1}, {octets, 4, 5, 1}}).empty());
}

TEST_CASE("what was not heard for an hour is forgotten, and so are the oldest of too many cells", "[long]") {
  NewMessages news;
  const auto cell = [](unsigned number, double t_s) {
    Observation out = seen({message(kSi3, 1, 1010)});
    out.carrier.measured_hz.value = 925e6 + 200e3 * number;
    out.t_s = t_s;
    return out;
  };
  CHECK(told(news, cell(0, 0.0)).size() == 1);
  CHECK(told(news, cell(1, NewMessages::kForget_s - 1)).size() == 1);
  CHECK(told(news, cell(2, NewMessages::kForget_s + 1)).size() == 1);
  CHECK(news.cells() == 2);
  CHECK(told(news, cell(1, NewMessages::kForget_s + 2)).empty());
  for (unsigned i = 0; i < 2 * NewMessages::kMaxCells; ++i) {
    static_cast<void>(told(news, cell(10 + i, NewMessages::kForget_s + 3 + 0.01 * i)));
  }
  CHECK(news.cells() == NewMessages::kMaxCells);
}
