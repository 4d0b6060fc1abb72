#include "cell/plmn.hpp"

#include "tests/catch.hpp"

using cellwarden::Plmn;

TEST_CASE("PLMN octets of TS 24.008 section 10.5.1.3", "[cell][plmn]") {
  struct Row {
    std::array<std::uint8_t, 3> octets;
    Plmn plmn;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({
      {{0x62, 0xF2, 0x10}, {262, 1, 2}, "262-01"},
      {{0x13, 0x00, 0x62}, {310, 260, 3}, "310-260"},
      {{0x00, 0xF1, 0x10}, {1, 1, 2}, "001-01"},
      {{0x00, 0x11, 0x00}, {1, 1, 3}, "001-001"},
  }));
  CAPTURE(row.text);
  REQUIRE(cellwarden::decode_plmn(row.octets) == row.plmn);
  CHECK(cellwarden::encode_plmn(row.plmn) == row.octets);
  CHECK(cellwarden::to_string(row.plmn) == row.text);
}

TEST_CASE("A PLMN with a nibble that is no digit is refused", "[cell][plmn]") {
  CHECK_FALSE(cellwarden::decode_plmn(std::array<std::uint8_t, 3>{0xA2, 0xF2, 0x10}));
  CHECK_FALSE(cellwarden::decode_plmn(std::array<std::uint8_t, 3>{0x62, 0xB2, 0x10}));
}
