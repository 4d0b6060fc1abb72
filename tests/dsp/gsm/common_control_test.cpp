#include "dsp/gsm/common_control.hpp"

#include <algorithm>
#include <initializer_list>
#include <random>

#include "tests/catch.hpp"

namespace cellwarden::gsm {
namespace {

L2Block block_of(std::initializer_list<unsigned> octets) {
  L2Block block{};
  block.fill(0x2B);
  std::transform(octets.begin(), octets.end(), block.begin(),
                 [](unsigned o) { return static_cast<std::uint8_t>(o); });
  return block;
}

struct Counted {
  bool is_counted{};
  PagingCounts paging;
  AssignmentCounts assignments;
};

Counted counted(std::initializer_list<unsigned> octets, std::size_t ccch_block = 2) {
  Counted result;
  result.is_counted = count(block_of(octets), ccch_block, result.paging, result.assignments);
  return result;
}

std::uint32_t of_cause(const AssignmentCounts& counts, EstablishmentCause cause) {
  return counts.by_cause[static_cast<std::size_t>(cause)];
}

}  // namespace

TEST_CASE("An empty paging request names nobody", "[dsp][gsm][common_control]") {
  const auto one = counted({0x15, 0x06, 0x21, 0x00, 0x01, 0xF0});
  CHECK(one.is_counted);
  PagingCounts expected;
  expected.type_1_count = 1;
  expected.empty_count = 1;
  CHECK(one.paging == expected);
  CHECK(one.assignments == AssignmentCounts{});
}

TEST_CASE("Paging request type 1 with a temporary and a permanent identity", "[dsp][gsm][common_control]") {
  const auto two = counted({0x55, 0x06, 0x21, 0x20, 0x05, 0xF4, 0x01, 0x02, 0x03, 0x04,
                            0x17, 0x08, 0x29, 0x26, 0x10, 0x10, 0x32, 0x54, 0x76, 0x98},
                           8);
  CHECK(two.is_counted);
  CHECK(two.paging.type_1_count == 1);
  CHECK(two.paging.tmsi_count == 1);
  CHECK(two.paging.imsi_count == 1);
  CHECK(two.paging.named() == 2);
  CHECK(two.paging.empty_count == 0);
  CHECK(two.paging.by_block[8] == 1);
}

TEST_CASE("Paging requests of types 2 and 3 name up to three and four", "[dsp][gsm][common_control]") {
  const auto two = counted({0x2D, 0x06, 0x22, 0x00, 1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(two.paging.type_2_count == 1);
  CHECK(two.paging.tmsi_count == 2);
  const auto three = counted({0x4D, 0x06, 0x22, 0x00, 1, 2, 3, 4, 5, 6, 7, 8, 0x17, 0x05, 0xF4, 9, 9, 9, 9});
  CHECK(three.paging.tmsi_count == 3);
  const auto four = counted({0x4D, 0x06, 0x24, 0x00, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
  CHECK(four.paging.type_3_count == 1);
  CHECK(four.paging.tmsi_count == 4);
  // A temporary identity of all ones is none.
  const auto some =
      counted({0x4D, 0x06, 0x24, 0x00, 1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0xFF, 9, 10, 11, 12, 13, 14, 15, 16});
  CHECK(some.paging.tmsi_count == 3);
}

TEST_CASE("Identities that cannot be read are counted as such", "[dsp][gsm][common_control]") {
  CHECK(counted({0x15, 0x06, 0x21, 0x00, 0x01, 0x03}).paging.other_named_count == 1);
  CHECK(counted({0x15, 0x06, 0x21, 0x00, 0x09, 0x01}).paging.other_named_count ==
        1);  // longer than the message
  CHECK(counted({0x15, 0x06, 0x21, 0x00, 0x00, 0x01}).paging.other_named_count == 1);  // no octet at all
  const auto outside = counted({0x15, 0x06, 0x21, 0x00, 0x01, 0x01}, 9);
  CHECK(outside.paging.imsi_count == 1);
  CHECK(std::all_of(outside.paging.by_block.begin(), outside.paging.by_block.end(),
                    [](auto n) { return n == 0; }));
}

TEST_CASE("An immediate assignment of a dedicated channel", "[dsp][gsm][common_control]") {
  const auto fixed = counted({0x2D, 0x06, 0x3F, 0x00, 0x20, 0xA0, 0x28, 0xE5, 0x12, 0x34, 0x03, 0x00});
  CHECK(fixed.is_counted);
  CHECK(fixed.assignments.immediate == 1);
  CHECK(fixed.assignments.packet == 0);
  CHECK(fixed.assignments.single_frequency == 1);
  CHECK(fixed.assignments.hopping == 0);
  CHECK(of_cause(fixed.assignments, EstablishmentCause::kOriginatingCall) == 1);
  CHECK(fixed.assignments.by_timing_advance[3] == 1);
  CHECK(fixed.paging == PagingCounts{});

  const auto hopping =
      counted({0x35, 0x06, 0x3F, 0x00, 0x20, 0xB0, 0x28, 0x95, 0x12, 0x34, 0x3F, 0x02, 0x0F, 0x01});
  CHECK(hopping.assignments.hopping == 1);
  CHECK(of_cause(hopping.assignments, EstablishmentCause::kAnswerToPaging) == 1);
  CHECK(hopping.assignments.by_timing_advance[63] == 1);
}

TEST_CASE("Immediate assignments of packet channels", "[dsp][gsm][common_control]") {
  const auto uplink = counted({0x2D, 0x06, 0x3F, 0x10, 0x0F, 0x20, 0x28, 0x78, 0x12, 0x34, 0x05, 0x00});
  CHECK(uplink.assignments.immediate == 1);
  CHECK(uplink.assignments.packet == 1);
  CHECK(uplink.assignments.single_frequency == 0);
  CHECK(of_cause(uplink.assignments, EstablishmentCause::kPacketAccess) == 1);
  CHECK(uplink.assignments.by_timing_advance[5] == 1);

  const auto downlink = counted({0x2D, 0x06, 0x3F, 0x30, 0x0F, 0x20, 0x28, 0x7F, 0x12, 0x34, 0x05, 0x00});
  CHECK(downlink.assignments.packet == 1);
  CHECK(downlink.assignments.by_cause == AssignmentCounts{}.by_cause);
  CHECK(downlink.assignments.by_timing_advance == AssignmentCounts{}.by_timing_advance);

  const auto first_of_two = counted({0x2D, 0x06, 0x3F, 0x40, 0x0F, 0x20, 0x28, 0x7F, 0x12, 0x34, 0x05, 0x00});
  CHECK(first_of_two.is_counted);
  CHECK(first_of_two.assignments == AssignmentCounts{});
}

TEST_CASE("An extended assignment serves two mobiles", "[dsp][gsm][common_control]") {
  const auto both = counted({0x49, 0x06, 0x39, 0x00, 0x20, 0xA0, 0x28, 0x05, 0x12, 0x34, 0x01, 0x28, 0xB0,
                             0x28, 0xA7, 0x12, 0x35, 0x02, 0x00});
  CHECK(both.is_counted);
  CHECK(both.assignments.immediate == 2);
  CHECK(both.assignments.single_frequency == 1);
  CHECK(both.assignments.hopping == 1);
  CHECK(of_cause(both.assignments, EstablishmentCause::kLocationUpdate) == 1);
  CHECK(of_cause(both.assignments, EstablishmentCause::kEmergency) == 1);
  CHECK(both.assignments.by_timing_advance[1] == 1);
  CHECK(both.assignments.by_timing_advance[2] == 1);
}

TEST_CASE("A reject is repeated within its message", "[dsp][gsm][common_control]") {
  const auto one = counted({0x4D, 0x06, 0x3A, 0x00, 5, 1, 2, 9, 5, 1, 2, 9, 5, 1, 2, 9, 5, 1, 2, 9});
  CHECK(one.is_counted);
  CHECK(one.assignments.rejected == 1);
  const auto three = counted({0x4D, 0x06, 0x3A, 0x00, 5, 1, 2, 9, 6, 1, 2, 9, 7, 1, 2, 9, 6, 1, 2, 9});
  CHECK(three.assignments.rejected == 3);
  CHECK(three.assignments.immediate == 0);
}

TEST_CASE("Causes of TS 44.018, table 9.1.8.1", "[dsp][gsm][common_control]") {
  struct Row {
    unsigned access;
    EstablishmentCause cause;
  };
  const auto row = GENERATE(values<Row>({
      {0b10111111, EstablishmentCause::kEmergency},
      {0b11000000, EstablishmentCause::kCallReestablishment},
      {0b01101000, EstablishmentCause::kCallReestablishment},
      {0b01101111, EstablishmentCause::kCallReestablishment},
      {0b10010101, EstablishmentCause::kAnswerToPaging},
      {0b00100000, EstablishmentCause::kAnswerToPaging},
      {0b00111111, EstablishmentCause::kAnswerToPaging},
      {0b11100001, EstablishmentCause::kOriginatingCall},
      {0b01000000, EstablishmentCause::kOriginatingCall},
      {0b01011111, EstablishmentCause::kOriginatingCall},
      {0b00001010, EstablishmentCause::kLocationUpdate},
      {0b00011010, EstablishmentCause::kOtherProcedure},
      {0b01110000, EstablishmentCause::kPacketAccess},
      {0b01111000, EstablishmentCause::kPacketAccess},
      {0b01111110, EstablishmentCause::kPacketAccess},
      {0b01111111, EstablishmentCause::kOther},
      {0b01100111, EstablishmentCause::kOther},
      {0b01100000, EstablishmentCause::kOther},
  }));
  CAPTURE(row.access);
  const auto one = counted({0x2D, 0x06, 0x3F, 0x00, 0x20, 0xA0, 0x28, row.access, 0x12, 0x34, 0x00, 0x00});
  CHECK(of_cause(one.assignments, row.cause) == 1);
}

TEST_CASE("Other blocks are not counted", "[dsp][gsm][common_control]") {
  CHECK_FALSE(counted({0x03, 0x03, 0x01}).is_counted);              // fill frame of a dedicated channel
  CHECK_FALSE(counted({0x55, 0x06, 0x19}).is_counted);              // system information
  CHECK_FALSE(counted({0x11, 0x06, 0x21, 0x00, 0x01}).is_counted);  // too short for an identity
  CHECK_FALSE(counted({0x29, 0x06, 0x3F}).is_counted);
  CHECK_FALSE(counted({0x2D, 0x05, 0x3F}).is_counted);
  CHECK_FALSE(counted({0x5D, 0x06, 0x24}).is_counted);  // longer than a block
  CHECK_FALSE(counted({0x2F, 0x06, 0x3F}).is_counted);
}

TEST_CASE("Counts of any octets agree with each other", "[dsp][gsm][common_control]") {
  std::mt19937 random(3);
  PagingCounts paging;
  AssignmentCounts assignments;
  std::size_t counted_blocks = 0;
  constexpr std::array<std::uint8_t, 6> kTypes{0x21, 0x22, 0x24, 0x39, 0x3A, 0x3F};
  for (int i = 0; i < 20000; ++i) {
    L2Block block{};
    for (auto& octet : block) octet = static_cast<std::uint8_t>(random());
    block[0] = static_cast<std::uint8_t>(block[0] & 0xFDU) | 1U;
    block[1] = 0x06;
    block[2] = kTypes[random() % kTypes.size()];
    if (count(block, random() % 9, paging, assignments)) ++counted_blocks;
  }
  CHECK(counted_blocks > 1000);
  std::uint32_t with_names = 0, with_cause = 0;
  for (const auto n : paging.by_block) with_names += n;
  for (const auto n : assignments.by_cause) with_cause += n;
  CHECK(with_names + paging.empty_count == paging.requests());
  CHECK(assignments.hopping + assignments.single_frequency + assignments.packet == assignments.immediate);
  CHECK(with_cause <= assignments.immediate);
  CHECK(with_cause >= assignments.immediate - assignments.packet);
}

}  // namespace cellwarden::gsm
