// Random paging requests and assignments, counted here and read by tshark.
#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "dsp/gsm/common_control.hpp"
#include "tests/catch.hpp"
#include "tests/cell/gsm/tshark.hpp"

namespace cellwarden::gsm {
namespace {

class Maker {
 public:
  L2Block make() {
    octets_ = {0x00, 0x06, 0x00, 0x00};
    switch (random_() % 6) {
      case 0:
        begin(0x21);
        identity();
        if (random_() % 2 == 0) second_identity();
        break;
      case 1:
        begin(0x22);
        random(8);
        if (random_() % 2 == 0) second_identity();
        break;
      case 2:
        begin(0x24);
        random(16);
        break;
      case 3:
        begin(0x3F);
        octets_[3] = random_() % 2 == 0 ? 0x00 : 0x10;
        channel_and_asker();
        octets_.push_back(0);  // no mobile allocation
        break;
      case 4:
        begin(0x39);
        channel_and_asker();
        channel_and_asker();
        octets_.push_back(0);
        break;
      default:
        begin(0x3A);
        for (int i = 0; i < 4; ++i) {
          if (i > 0 && random_() % 2 == 0) {
            octets_.insert(octets_.end(), octets_.end() - 4, octets_.end());
          } else {
            random(4);
          }
        }
    }
    octets_[0] = static_cast<std::uint8_t>(((octets_.size() - 1) << 2U) | 1U);
    L2Block block{};
    block.fill(0x2B);
    std::copy(octets_.begin(), octets_.end(), block.begin());
    return block;
  }

 private:
  void begin(std::uint8_t type) { octets_[2] = type; }
  void random(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) octets_.push_back(static_cast<std::uint8_t>(random_() % 255));
  }
  // A length and an identity: none, a temporary one, or one of fifteen digits.
  void identity() {
    switch (random_() % 3) {
      case 0:
        octets_.insert(octets_.end(), {0x01, 0xF0});
        break;
      case 1:
        octets_.insert(octets_.end(), {0x05, 0xF4});
        random(4);
        break;
      default:
        octets_.insert(octets_.end(), {0x08, 0x09, 0x10, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10});
    }
  }
  void second_identity() {
    octets_.push_back(0x17);
    identity();
  }
  void channel_and_asker() {
    octets_.push_back(static_cast<std::uint8_t>(0x20 | random_() % 32));
    random(2);
    random(3);
    octets_.push_back(static_cast<std::uint8_t>(random_() % 64));
  }

  std::mt19937 random_{77};
  std::vector<std::uint8_t> octets_;
};

std::vector<long> numbers(const test::TsharkFields& fields, const std::string& name) {
  std::vector<long> values;
  const auto found = fields.find(name);
  if (found == fields.end()) return values;
  for (const std::string& text : found->second) values.push_back(std::stol(text, nullptr, 0));
  return values;
}

std::uint32_t how_many(const std::vector<long>& values, long value) {
  return static_cast<std::uint32_t>(std::count(values.begin(), values.end(), value));
}

void compare(const PagingCounts& paging, const AssignmentCounts& assignments,
             const test::TsharkFields& theirs) {
  const auto kinds = numbers(theirs, "gsm_a.ie.mobileid.type");
  const auto temporaries = static_cast<std::uint32_t>(numbers(theirs, "gsm_a.tmsi").size());
  REQUIRE(paging.tmsi_count == how_many(kinds, 4) + temporaries);
  REQUIRE(paging.imsi_count == how_many(kinds, 1));
  REQUIRE(paging.other_named_count == 0);
  const auto types = numbers(theirs, "gsm_a.dtap.msg_rr_type");
  REQUIRE(paging.type_1_count == how_many(types, 0x21));
  REQUIRE(paging.type_2_count == how_many(types, 0x22));
  REQUIRE(paging.type_3_count == how_many(types, 0x24));
  const bool is_reject = how_many(types, 0x3A) == 1;
  const auto modes = numbers(theirs, "gsm_a.rr.dedicated_mode_or_tbf");
  REQUIRE(assignments.packet == how_many(modes, 1));
  if (assignments.packet == 0) {
    const auto hopping = numbers(theirs, "gsm_a.rr.hopping_channel");
    REQUIRE(assignments.hopping == how_many(hopping, 1));
    REQUIRE(assignments.single_frequency == how_many(hopping, 0));
  }
  AssignmentCounts expected;
  for (const long advance : numbers(theirs, "gsm_a.rr.timing_adv"))
    ++expected.by_timing_advance[static_cast<std::size_t>(advance)];
  REQUIRE(assignments.by_timing_advance == expected.by_timing_advance);
  const auto askers = numbers(theirs, "gsm_a.rr.ra");
  std::uint32_t causes = 0;
  for (const auto n : assignments.by_cause) causes += n;
  if (!is_reject) REQUIRE(causes == askers.size());
  // The frame numbers follow the access bursts: a mobile is a pair of both.
  const auto frames = numbers(theirs, "gsm_a.rr.rfn");
  std::set<std::pair<long, long>> mobiles;
  for (std::size_t i = 0; is_reject && i < askers.size(); ++i) mobiles.emplace(askers[i], frames.at(i));
  REQUIRE(assignments.rejected == mobiles.size());
}

}  // namespace

TEST_CASE("tshark reads paging and assignments alike", "[dsp][gsm][common_control][tshark]") {
  Maker maker;
  std::vector<L2Block> blocks(3000);
  std::generate(blocks.begin(), blocks.end(), [&maker] { return maker.make(); });
  const auto theirs = test::show_tshark(blocks, test::GsmtapChannel::kCcch);
  if (!theirs) return;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    CAPTURE(i, static_cast<int>(blocks[i][2]));
    PagingCounts paging;
    AssignmentCounts assignments;
    REQUIRE(count(blocks[i], 0, paging, assignments));
    compare(paging, assignments, (*theirs)[i]);
  }
}

}  // namespace cellwarden::gsm
