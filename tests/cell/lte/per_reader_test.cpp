#include "cell/lte/per_reader.hpp"

#include "tests/catch.hpp"
#include "tests/synth/per_writer.hpp"

namespace cellwarden::lte {
namespace {

using synth::PerWriter;
using Octets = std::vector<std::uint8_t>;

TEST_CASE("numbers take as many bits as their range needs") {
  const Octets octets{0b1011'0110, 0b0110'0000};
  PerReader in(octets);
  CHECK(in.integer<int>(-5, 2) == 0);  // 101
  CHECK(in.integer<int>(7, 7) == 7);   // no bits
  CHECK(in.flag());                    // 1
  CHECK(in.integer<int>(0, 2) == 1);   // 01
  CHECK(in.bits(4) == 0b1001);
  CHECK(in.left() == 6);
  CHECK(in.leftover() == Leftover{1, 0, false, false});
}

TEST_CASE("a value beyond its range reads as the lowest and is bad") {
  const Octets octets{0b1100'0000};
  PerReader in(octets);
  CHECK(in.integer<int>(10, 12) == 10);
  CHECK(in.leftover().has_bad_value);
  PerReader spare(octets);
  constexpr std::array kTable{5, 6, 7};
  CHECK(spare.value_of(kTable, 4) == 5);
  CHECK(spare.leftover().has_bad_value);
}

TEST_CASE("past the end everything is 0 and the message is cut short") {
  const Octets octets{0xFF};
  PerReader in(octets);
  CHECK(in.bits(6) == 63);
  CHECK_FALSE(in.is_cut_short());
  CHECK(in.bits(3) == 0);
  CHECK(in.is_cut_short());
  CHECK(in.integer<int>(3, 9) == 3);
  CHECK(in.octet_string().empty());
  CHECK(in.small_number() == 0);
  CHECK(in.leftover() == Leftover{0, 0, true, false});
}

TEST_CASE("lengths of one and of two octets, and of fragments") {
  for (const std::size_t length : {std::size_t{0}, std::size_t{127}, std::size_t{128}, std::size_t{300}}) {
    const Octets content(length, 0x5A);
    PerWriter w;
    w.bits(1, 3);
    w.octet_string("content", content);
    const Octets octets = w.octets();
    PerReader in(octets);
    CHECK(in.bits(3) == 1);
    CHECK(in.octet_string() == content);
    CHECK(in.leftover() == Leftover{});
  }
  const Octets fragment{0xC1, 0, 0};
  PerReader in(fragment);
  CHECK(in.octet_string().empty());
  CHECK(in.is_cut_short());
}

TEST_CASE("normally small numbers") {
  for (const std::size_t number :
       {std::size_t{0}, std::size_t{63}, std::size_t{64}, std::size_t{255}, std::size_t{700}}) {
    PerWriter w;
    w.small_number(number);
    const Octets octets = w.octets();
    PerReader in(octets);
    CHECK(in.small_number() == number);
    CHECK(in.leftover() == Leftover{});
  }
}

PerWriter number_of_7_bits(unsigned value) {
  PerWriter w;
  w.bits(value, 7);
  return w;
}

TEST_CASE("open types are left behind whole, whatever was read of them") {
  PerWriter w;
  w.open_type(number_of_7_bits(0x55));
  w.bits(3, 2);
  const Octets octets = w.octets();
  SECTION("all of it") {
    PerReader in(octets);
    in.open_type([](PerReader& part) { CHECK(part.bits(7) == 0x55); });
    CHECK(in.bits(2) == 3);
    CHECK(in.leftover() == Leftover{});
  }
  SECTION("a part: the rest counts as skipped") {
    PerReader in(octets);
    in.open_type([](PerReader& part) { CHECK(part.flag()); });
    CHECK(in.bits(2) == 3);
    CHECK(in.leftover() == Leftover{0, 7, false, false});
  }
  SECTION("more than there is") {
    PerReader in(octets);
    in.open_type([](PerReader& part) { CHECK(part.bits(9) == 0); });
    CHECK(in.bits(2) == 3);
    CHECK(in.leftover() == Leftover{0, 0, true, false});
  }
  SECTION("none") {
    PerReader in(octets);
    in.skip_open_type();
    CHECK(in.bits(2) == 3);
    CHECK(in.leftover() == Leftover{0, 8, false, false});
  }
}

TEST_CASE("extension additions: known, left out and unknown ones") {
  PerWriter w;
  w.flag(true);
  w.additions({number_of_7_bits(1), std::nullopt, number_of_7_bits(3), std::nullopt, number_of_7_bits(5)});
  w.bits(2, 2);
  const Octets octets = w.octets();
  PerReader in(octets);
  std::vector<std::uint64_t> heard;
  const auto hear = [&heard](PerReader& part) { heard.push_back(part.bits(7)); };
  const bool are_any = in.flag();
  {
    Additions additions(in, are_any);
    additions.read(hear);
    additions.read(hear);
    additions.read(hear);
  }
  CHECK(heard == std::vector<std::uint64_t>{1, 3});
  CHECK(in.bits(2) == 2);
  CHECK(in.leftover() == Leftover{0, 8, false, false});
}

TEST_CASE("more than 64 extension additions") {
  std::vector<std::optional<PerWriter>> sent(70);
  sent[0] = number_of_7_bits(9);
  sent[69] = number_of_7_bits(8);
  PerWriter w;
  w.additions(sent);
  w.bits(5, 3);
  const Octets octets = w.octets();
  PerReader in(octets);
  {
    Additions additions(in, true);
    additions.read([](PerReader& part) { CHECK(part.bits(7) == 9); });
  }
  CHECK(in.bits(3) == 5);
  CHECK(in.leftover() == Leftover{0, 8, false, false});
}

TEST_CASE("lists end where the message does") {
  const Octets octets{0xFF, 0x12, 0x34};
  PerReader in(octets);
  const auto items = read_list(in, 1, 256, [](PerReader& item) { return item.bits(8); });
  CHECK(items == std::vector<std::uint64_t>{0x12, 0x34});
  CHECK(in.is_cut_short());
}

}  // namespace
}  // namespace cellwarden::lte
