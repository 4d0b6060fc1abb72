// Frequency lists, against lists made from sets of numbers and against a second decoder written from the
// standard's own definition.
#include "cell/gsm/frequency_list.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

#include "tests/catch.hpp"
#include "tests/cell/gsm/bit_writer.hpp"

namespace cellwarden::gsm {
namespace {

using Octets = std::array<std::uint8_t, kFrequencyList_octets>;
using Numbers = std::set<std::uint16_t>;

struct RangeFormat {
  FrequencyFormat format;
  std::uint32_t format_bits;  // seven of them, with EXT-IND and BA-IND 0
  std::size_t first_width;
};
constexpr std::array<RangeFormat, 4> kRanges{{{FrequencyFormat::kRange1024, 0b10000, 10},
                                              {FrequencyFormat::kRange512, 0b1000100, 9},
                                              {FrequencyFormat::kRange256, 0b1000101, 8},
                                              {FrequencyFormat::kRange128, 0b1000110, 7}}};

Octets to_octets(const test::BitWriter& out) {
  // Spare bits at the end are 0, not padding.
  test::BitWriter padded = out;
  padded.zeros(8 * kFrequencyList_octets - out.bits());
  const auto octets = padded.octets(kFrequencyList_octets);
  Octets list{};
  std::copy(octets.begin(), octets.end(), list.begin());
  return list;
}

// Section 10.5.2.13.3: the numbers lie on a circle of 2^width - 1 places; W of a node splits the others into
// the half to its right and the half to its left, each a circle of its own, counted from the node. A set can
// be written when the tree can be balanced, that is, when each node has a choice that puts the right number
// on each side.
struct Tree {
  std::map<std::size_t, std::uint32_t> w;

  // Elements are 1...2^width-1 on this node's circle.
  bool split(std::size_t k, std::size_t level_size, std::size_t width, const std::vector<std::uint32_t>& set,
             std::size_t count) {
    if (set.empty()) return true;
    const std::size_t left_count = children(k + level_size, 2 * level_size, count);
    const std::size_t right_count = children(k + 2 * level_size, 2 * level_size, count);
    if (left_count + right_count + 1 != set.size()) return false;
    const std::uint32_t half = 1U << (width - 1);
    const std::uint32_t places = 2 * half - 1;
    for (const std::uint32_t root : set) {
      std::vector<std::uint32_t> right, left;
      for (const std::uint32_t other : set) {
        if (other == root) continue;
        const std::uint32_t ahead = (other + places - root) % places;
        (ahead < half ? right : left).push_back(ahead < half ? ahead : ahead - (half - 1));
      }
      if (left.size() != left_count || right.size() != right_count) continue;
      w[k] = root;
      return split(k + level_size, 2 * level_size, width - 1, left, count) &&
             split(k + 2 * level_size, 2 * level_size, width - 1, right, count);
    }
    return false;
  }

  // How many of the nodes 1...count are k or stand below it.
  static std::size_t children(std::size_t k, std::size_t level_size, std::size_t count) {
    if (k > count) return 0;
    return 1 + children(k + level_size, 2 * level_size, count) +
           children(k + 2 * level_size, 2 * level_size, count);
  }
};

// The same, from values to numbers.
std::uint32_t value_at(const std::vector<std::uint32_t>& w, std::size_t k, std::size_t first_width) {
  const auto smod = [](std::int64_t n, std::int64_t m) { return ((n - 1) % m + m) % m + 1; };
  std::size_t level = 1, width = first_width;
  while (2 * level <= k) level *= 2, --width;
  auto n = static_cast<std::int64_t>(w[k]);
  while (k > 1) {
    const std::int64_t places = (std::int64_t{1} << (width + 1)) - 1;
    if (2 * k < 3 * level) {
      k -= level / 2;
      n = smod(n + w[k] - (std::int64_t{1} << width), places);
    } else {
      k -= level;
      n = smod(n + w[k], places);
    }
    level /= 2;
    ++width;
  }
  return static_cast<std::uint32_t>(n);
}

struct Bits {
  const Octets& octets;
  std::size_t at = 0;
  std::uint32_t take(std::size_t bits) {
    std::uint32_t value = 0;
    for (; bits > 0; --bits, ++at) value = 2 * value + ((octets[at / 8] >> (7 - at % 8)) & 1U);
    return value;
  }
};

Numbers decode_range(const Octets& octets, const RangeFormat& range) {
  Numbers numbers;
  Bits in{octets};
  std::uint32_t origin = 0;
  if (range.format == FrequencyFormat::kRange1024) {
    in.at = 5;
    if (in.take(1) == 1) numbers.insert(0);
  } else {
    in.at = 7;
    origin = in.take(10);
    numbers.insert(static_cast<std::uint16_t>(origin));
  }
  std::vector<std::uint32_t> w(1);
  for (std::size_t k = 1, width = range.first_width;; ++k) {
    if (k > 1 && (k & (k - 1)) == 0) --width;
    if (in.at + width > 128) break;
    w.push_back(in.take(width));
    if (w.back() == 0) break;
    numbers.insert(static_cast<std::uint16_t>((origin + value_at(w, k, range.first_width)) % 1024));
  }
  return numbers;
}

Numbers set_of(const FrequencyList& list) {
  CHECK(std::is_sorted(list.arfcns.begin(), list.arfcns.end()));
  return {list.arfcns.begin(), list.arfcns.end()};
}

}  // namespace

TEST_CASE("Bit map 0 holds numbers 1 to 124", "[cell][gsm][frequency_list]") {
  Octets octets{};
  octets[0] = 0x08;
  octets[15] = 0x81;
  const auto list = read_frequency_list(octets, FrequencyListKind::kCellChannels);
  CHECK(list.format == FrequencyFormat::kBitMap0);
  CHECK_FALSE(list.is_malformed);
  CHECK(list.arfcns == std::vector<std::uint16_t>{1, 8, 124});
  octets[0] = 0x30;  // EXT-IND and BA-IND are no numbers
  CHECK(read_frequency_list(octets, FrequencyListKind::kNeighbours).arfcns ==
        std::vector<std::uint16_t>{1, 8});
}

TEST_CASE("A variable bit map counts from its origin, across 1023", "[cell][gsm][frequency_list]") {
  test::BitWriter out;
  out.put(0b1000111, 7);
  out.put(1020, 10);
  out.put(0b10001, 5);  // 1021, and 1025 = 1
  const auto list = read_frequency_list(to_octets(out), FrequencyListKind::kNeighbours);
  CHECK(list.format == FrequencyFormat::kVariableBitMap);
  CHECK(list.arfcns == std::vector<std::uint16_t>{1, 1020, 1021});
}

TEST_CASE("Sets of numbers come back from the range formats", "[cell][gsm][frequency_list]") {
  std::mt19937 random(20);
  for (const RangeFormat& range : kRanges) {
    CAPTURE(static_cast<int>(range.format));
    const std::size_t most = range.first_width == 10  ? 16
                             : range.first_width == 9 ? 17
                             : range.first_width == 8 ? 21
                                                      : 28;
    std::size_t written = 0;
    for (int attempt = 0; attempt < 3000; ++attempt) {
      const bool has_zero = random() % 2 == 0;
      const auto origin = static_cast<std::uint16_t>(random() % 1024);
      const std::size_t count = random() % (most + 1);
      const std::uint32_t places = (1U << range.first_width) - 1;
      std::set<std::uint32_t> set;
      while (set.size() < count) set.insert(1 + static_cast<std::uint32_t>(random() % places));
      Tree tree;
      if (!tree.split(1, 1, range.first_width, {set.begin(), set.end()}, count)) continue;
      ++written;
      test::BitWriter out;
      Numbers expected;
      if (range.format == FrequencyFormat::kRange1024) {
        out.put(range.format_bits, 5);
        out.flag(has_zero);
        if (has_zero) expected.insert(0);
        for (const std::uint32_t n : set) expected.insert(static_cast<std::uint16_t>(n));
      } else {
        out.put(range.format_bits, 7);
        out.put(origin, 10);
        expected.insert(origin);
        for (const std::uint32_t n : set) expected.insert(static_cast<std::uint16_t>((origin + n) % 1024));
      }
      for (std::size_t k = 1, width = range.first_width; k <= count; ++k) {
        if (k > 1 && (k & (k - 1)) == 0) --width;
        out.put(tree.w[k], width);
      }
      const auto list = read_frequency_list(to_octets(out), FrequencyListKind::kNeighbours);
      REQUIRE(list.format == range.format);
      REQUIRE_FALSE(list.is_malformed);
      REQUIRE(set_of(list) == expected);
    }
    CHECK(written > 1000);
  }
}

TEST_CASE("Any octets give what the standard's formula gives", "[cell][gsm][frequency_list]") {
  std::mt19937 random(21);
  std::map<FrequencyFormat, int> seen;
  std::size_t malformed = 0;
  for (int i = 0; i < 30000; ++i) {
    Octets octets{};
    for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
    if (i % 2 == 0) octets[0] = static_cast<std::uint8_t>(0x80 | (octets[0] & 0x3F));
    if (i % 3 == 0)
      std::fill(octets.begin() + 2 + static_cast<int>(random() % 14), octets.end(), std::uint8_t{0});
    const auto list = read_frequency_list(octets, FrequencyListKind::kNeighbours);
    ++seen[list.format];
    malformed += list.is_malformed ? 1 : 0;
    for (const RangeFormat& range : kRanges) {
      if (list.format == range.format) REQUIRE(set_of(list) == decode_range(octets, range));
    }
    if (list.format == FrequencyFormat::kReserved) REQUIRE(list.arfcns.empty());
    for (const std::uint16_t arfcn : list.arfcns) REQUIRE(arfcn < 1024);
  }
  CHECK(seen.size() == 7);
  CHECK(malformed > 0);
}

TEST_CASE("SI2ter's lists hold multiband reporting where others hold their format",
          "[cell][gsm][frequency_list]") {
  Octets octets{};
  octets[0] = 0xEE;  // 1, multiband 3, BA-IND 0, 111
  octets[1] = 0x80;
  CHECK(read_frequency_list(octets, FrequencyListKind::kExtendedNeighbours).format ==
        FrequencyFormat::kVariableBitMap);
  CHECK(read_frequency_list(octets, FrequencyListKind::kNeighbours).format == FrequencyFormat::kReserved);
}

TEST_CASE("Values after a W of 0 are no part of a list", "[cell][gsm][frequency_list]") {
  test::BitWriter out;
  out.put(0b1000100, 7);  // range 512
  out.put(600, 10);
  out.put(5, 9);
  out.put(0, 8);
  out.put(3, 8);
  const auto list = read_frequency_list(to_octets(out), FrequencyListKind::kCellChannels);
  CHECK(list.is_malformed);
  CHECK(list.arfcns == std::vector<std::uint16_t>{600, 605});
}

}  // namespace cellwarden::gsm
