// Assignments: every one that can be written is read as it was meant, and found in noise.
#include "dsp/lte/dci.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <vector>

#include "dsp/lte/dci_decoder.hpp"
#include "dsp/lte/virtual_blocks.hpp"
#include "tests/catch.hpp"
#include "tests/synth/dci_encoder.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::lte {
namespace {

using synth::DciFields;
using synth::Random;

constexpr std::array<unsigned, 6> kBandwidths_rb{6, 15, 25, 50, 75, 100};

// As other receivers list them.
TEST_CASE("sizes of both formats") {
  constexpr std::array<std::size_t, 6> kFdd1A{21, 22, 25, 27, 27, 28};
  constexpr std::array<std::size_t, 6> kTdd1A{23, 25, 27, 29, 30, 31};
  constexpr std::array<std::size_t, 6> k1C{8, 10, 12, 13, 14, 15};
  for (std::size_t i = 0; i < kBandwidths_rb.size(); ++i) {
    for (const Duplex duplex : {Duplex::kFdd, Duplex::kTdd}) {
      const DciShape shape{kBandwidths_rb[i], duplex};
      CHECK(dci_bits(DciFormat::k1A, shape) == (duplex == Duplex::kFdd ? kFdd1A : kTdd1A)[i]);
      CHECK(dci_bits(DciFormat::k1C, shape) == k1C[i]);
      CHECK(synth::pack_dci({}, kBandwidths_rb[i], duplex).size() == dci_bits(DciFormat::k1A, shape));
    }
  }
  // A wider uplink makes format 0 the longer one: 14 + 13 bits.
  CHECK(dci_bits(DciFormat::k1A, {50, Duplex::kFdd, 100U}) == 27);
  CHECK(dci_bits(DciFormat::k1A, {25, Duplex::kFdd, 100U}) == 27);
  CHECK(dci_bits(DciFormat::k1A, {100, Duplex::kFdd, 25U}) == 28);
}

TEST_CASE("distributed blocks: each lies in one place, its slots half the spread apart") {
  for (const unsigned bandwidth_rb : kBandwidths_rb) {
    for (const Gap gap : {Gap::kFirst, Gap::kSecond}) {
      if (gap == Gap::kSecond && !has_second_gap(bandwidth_rb)) continue;
      CAPTURE(bandwidth_rb, gap == Gap::kSecond);
      const unsigned count = distributed_blocks(bandwidth_rb, gap);
      CHECK(count == synth::distributed_block_count(bandwidth_rb, gap == Gap::kSecond));
      std::array<std::set<unsigned>, 2> used;
      for (unsigned block = 0; block < count; ++block) {
        for (unsigned slot = 0; slot < 2; ++slot) {
          const unsigned place = physical_block(block, slot, bandwidth_rb, gap);
          CHECK(place < bandwidth_rb);
          used[slot].insert(place);
        }
        const unsigned a = physical_block(block, 0, bandwidth_rb, gap);
        const unsigned b = physical_block(block, 1, bandwidth_rb, gap);
        CHECK((a > b ? a - b : b - a) == gap_rb(bandwidth_rb, gap));
      }
      CHECK(used[0].size() == count);
      CHECK(used[0] == used[1]);
    }
  }
}

TEST_CASE("every indication value is one run or none") {
  for (const unsigned modulus : {3U, 6U, 7U, 12U, 15U, 25U, 50U, 75U, 100U}) {
    CAPTURE(modulus);
    std::set<std::pair<unsigned, unsigned>> runs;
    const unsigned values = 1U << indication_bits(modulus);
    for (unsigned value = 0; value < values; ++value) {
      const auto run = read_indication(value, modulus, modulus);
      CHECK(run.has_value() == (value < modulus * (modulus + 1) / 2));
      if (!run) continue;
      CHECK(run->count >= 1);
      CHECK(run->first + run->count <= modulus);
      runs.insert({run->first, run->count});
      CHECK(read_indication(value, modulus, run->first + run->count));
      CHECK_FALSE(read_indication(value, modulus, run->first + run->count - 1));
    }
    CHECK(runs.size() == modulus * (modulus + 1) / 2);
  }
}

void check_read(const DciFields& fields, const DciShape& shape, std::uint16_t rnti) {
  CAPTURE(shape.bandwidth_rb, fields.is_compact, fields.is_distributed, fields.second_gap, fields.first_block,
          fields.block_count);
  const auto bits = synth::pack_dci(fields, shape.bandwidth_rb, shape.duplex);
  const auto read = parse_dci(bits, rnti, shape);
  REQUIRE(read);
  CHECK(read->format == (fields.is_compact ? DciFormat::k1C : DciFormat::k1A));
  CHECK(read->rnti == rnti);
  CHECK(read->is_distributed == (fields.is_compact || fields.is_distributed));
  const auto expected = synth::assigned_blocks(fields, shape.bandwidth_rb);
  for (std::size_t slot = 0; slot < 2; ++slot) {
    const auto& blocks = read->resource_blocks[slot];
    CHECK(blocks.size() == fields.block_count);
    CHECK(std::equal(blocks.begin(), blocks.end(), expected[slot].begin(), expected[slot].end()));
  }
  if (!fields.is_compact) {
    CHECK(read->redundancy_version == fields.redundancy_version);
  } else if (rnti == kSystemInformationRnti) {
    CHECK_FALSE(read->redundancy_version);
  } else {
    CHECK(read->redundancy_version == std::uint8_t{0});
  }
}

TEST_CASE("every run of blocks of every bandwidth is read as it was meant") {
  Random random{1};
  constexpr std::array<std::uint16_t, 4> kRntis{0xFFFF, 0xFFFE, 1, 60};
  for (const unsigned bandwidth_rb : kBandwidths_rb) {
    for (unsigned kind = 0; kind < 5; ++kind) {  // 1A: localised, distributed with either gap; 1C with either
      DciFields fields;
      fields.is_compact = kind >= 3;
      fields.is_distributed = kind == 1 || kind == 2;
      fields.second_gap = kind == 2 || kind == 4;
      if (fields.second_gap && !has_second_gap(bandwidth_rb)) continue;
      const unsigned blocks =
          kind == 0 ? bandwidth_rb : synth::distributed_block_count(bandwidth_rb, fields.second_gap);
      const unsigned step = fields.is_compact ? step_rb(bandwidth_rb) : 1;
      const unsigned last = blocks / step * step;
      for (unsigned count = step; count <= last; count += step) {
        for (unsigned first = 0; first + count <= last; first += step) {
          fields.first_block = first;
          fields.block_count = count;
          fields.size_row = static_cast<unsigned>(random.bits() % 27);
          fields.redundancy_version = static_cast<unsigned>(random.bits() % 4);
          const Duplex duplex = random.bits() % 2 == 0 ? Duplex::kFdd : Duplex::kTdd;
          check_read(fields, {bandwidth_rb, duplex}, kRntis[random.bits() % 4]);
        }
      }
    }
  }
}

TEST_CASE("sizes of transport blocks") {
  const DciShape shape{50, Duplex::kFdd};
  const auto size = [&](const DciFields& fields) -> int {
    const auto read = parse_dci(synth::pack_dci(fields, 50, Duplex::kFdd), kSystemInformationRnti, shape);
    return read ? read->transport_block_bits : -1;
  };
  DciFields fields;
  const std::array<std::array<int, 4>, 6> rows{{{0, 32, 56, 40},
                                                {6, 176, 256, 176},
                                                {10, 328, 504, 280},
                                                {25, 1256, 1864, 1128},
                                                {26, 1480, 2216, 1224},
                                                {31, -1, -1, 1736}}};
  for (const auto& [row, two, three, compact] : rows) {
    CAPTURE(row);
    fields = {};
    fields.size_row = static_cast<unsigned>(row);
    CHECK(size(fields) == two);
    fields.three_blocks = true;
    CHECK(size(fields) == three);
    fields.is_compact = true;
    fields.block_count = 4;
    CHECK(size(fields) == compact);
  }
}

TEST_CASE("what assigns nothing") {
  const DciShape shape{50, Duplex::kFdd};
  auto bits = synth::pack_dci({}, 50, Duplex::kFdd);
  CHECK(parse_dci(bits, kSystemInformationRnti, shape));
  CHECK_FALSE(parse_dci(bits, 0, shape));
  CHECK_FALSE(parse_dci(bits, 61, shape));
  CHECK_FALSE(parse_dci(bits, kMulticastRnti, shape));
  CHECK_FALSE(parse_dci(std::vector<std::uint8_t>{}, kSystemInformationRnti, shape));
  CHECK_FALSE(parse_dci(bits, kSystemInformationRnti, {100, Duplex::kFdd}));
  bits[0] = 0;  // format 0
  CHECK_FALSE(parse_dci(bits, kSystemInformationRnti, shape));
  bits.assign(bits.size(), 1);
  CHECK_FALSE(parse_dci(bits, kSystemInformationRnti, shape));
}

TEST_CASE("redundancy versions of system information") {
  constexpr std::array<unsigned, 8> kVersions{0, 2, 3, 1, 0, 2, 3, 1};
  for (unsigned k = 0; k < kVersions.size(); ++k) CHECK(si_redundancy_version(k) == kVersions[k]);
}

std::vector<float> heard(std::span<const std::uint8_t> bits, std::uint16_t rnti, unsigned elements,
                         float noise, Random& random) {
  std::vector<float> soft;
  for (const std::uint8_t b : synth::encode_dci(bits, rnti, kControlElement_bits * elements)) {
    soft.push_back((b != 0 ? -1.0F : 1.0F) + noise * random.complex_normal().real());
  }
  return soft;
}

TEST_CASE("messages of every size out of the noise") {
  Random random{2};
  for (const unsigned bandwidth_rb : kBandwidths_rb) {
    for (const Duplex duplex : {Duplex::kFdd, Duplex::kTdd}) {
      for (const DciFormat format : {DciFormat::k1A, DciFormat::k1C}) {
        const std::size_t count = dci_bits(format, {bandwidth_rb, duplex});
        DciDecoder decoder(count);
        for (const unsigned elements : {1U, 2U, 4U, 8U}) {
          CAPTURE(count, elements);
          std::vector<std::uint8_t> bits(count);
          for (auto& b : bits) b = static_cast<std::uint8_t>(random.bits() & 1U);
          const auto rnti = static_cast<std::uint16_t>(random.bits() % 2 == 0 ? 0xFFFD + random.bits() % 3
                                                                              : 1 + random.bits() % 60);
          const float noise = 0.35F * std::sqrt(static_cast<float>(elements));
          const auto fix = decoder.decode(heard(bits, rnti, elements, noise, random));
          REQUIRE(fix);
          CHECK(fix->bits == bits);
          CHECK(fix->rnti == rnti);
          CHECK(fix->z > 7.5);
        }
      }
    }
  }
}

TEST_CASE("other RNTIs, nothing and zeros are no message") {
  Random random{3};
  DciDecoder decoder(27);
  const auto bits = synth::pack_dci({}, 50, Duplex::kFdd);
  for (const std::uint16_t rnti :
       {std::uint16_t{0}, std::uint16_t{61}, std::uint16_t{0x1234}, std::uint16_t{0xFFFC}})
    CHECK_FALSE(decoder.decode(heard(bits, rnti, 4, 0.1F, random)));
  CHECK_FALSE(decoder.decode(std::vector<float>(288, 0.0F)));
  CHECK_FALSE(decoder.decode(std::vector<float>(288, 1.0F)));
  CHECK_FALSE(decoder.decode({}));
}

// How often the noise of one candidate gives a message of `bits` bits and at least this z (a bound: all
// messages to all common RNTIs counted).
double false_alarm_bound(std::size_t bits, double z) {
  constexpr double kRntis = kLastRandomAccessRnti + 3.0;
  return std::ldexp(kRntis, static_cast<int>(bits)) * 0.5 * std::erfc(z / std::numbers::sqrt2);
}

TEST_CASE("noise is rarely a message, and then z tells") {
  Random random{4};
  for (const std::size_t count : {8U, 28U}) {
    CAPTURE(count);
    DciDecoder decoder(count);
    constexpr unsigned kCandidates = 5000;
    unsigned found = 0;
    for (unsigned i = 0; i < kCandidates; ++i) {
      std::vector<float> soft(288);
      for (float& s : soft) s = random.complex_normal().real();
      const auto fix = decoder.decode(soft);
      if (!fix) continue;
      ++found;
      CHECK(false_alarm_bound(count, fix->z) > 1e-5);
    }
    CHECK(found < 20);
  }
}

TEST_CASE("messages that differ in known bits differ by a known pattern") {
  Random random{5};
  const DciShape shape{25, Duplex::kTdd};
  DciFields fields;
  fields.size_row = 9;
  fields.block_count = 7;
  const auto signs_of = [&](unsigned rv) {
    fields.redundancy_version = rv;
    std::vector<float> signs(576);
    expected_dci_bits(synth::pack_dci(fields, 25, Duplex::kTdd), kSystemInformationRnti, signs);
    return signs;
  };
  for (unsigned from = 0; from < 4; ++from) {
    const auto soft = heard(synth::pack_dci(fields, 25, Duplex::kTdd), 0xFFFF, 8, 0.0F, random);
    CHECK(signs_of(fields.redundancy_version) == soft);
    for (unsigned to = 0; to < 4; ++to) {
      std::vector<float> pattern(576);
      redundancy_version_pattern(shape, from, to, pattern);
      const auto a = signs_of(from), b = signs_of(to);
      for (std::size_t i = 0; i < pattern.size(); ++i) REQUIRE(a[i] * pattern[i] == b[i]);
    }
  }
}

TEST_CASE("repeats too weak alone are heard together, whatever their redundancy versions") {
  Random random{6};
  const DciShape shape{100, Duplex::kFdd};
  DciFields fields;
  fields.size_row = 8;
  fields.block_count = 9;
  DciDecoder decoder(dci_bits(DciFormat::k1A, shape));
  constexpr unsigned kRepeats = 12;
  constexpr float kNoise = 4.0F;
  unsigned heard_alone = 0;
  std::vector<float> sum(4 * kControlElement_bits);
  std::vector<float> pattern(sum.size());
  for (unsigned i = 0; i < kRepeats; ++i) {
    fields.redundancy_version = si_redundancy_version(i);
    const auto bits = synth::pack_dci(fields, 100, Duplex::kFdd);
    const auto soft = heard(bits, kSystemInformationRnti, 4, kNoise, random);
    const auto alone = decoder.decode(soft);
    if (alone && alone->bits == bits) ++heard_alone;
    redundancy_version_pattern(shape, fields.redundancy_version, 0, pattern);
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += soft[k] * pattern[k];
  }
  CHECK(heard_alone <= 2);
  const auto fix = decoder.decode(sum);
  REQUIRE(fix);
  fields.redundancy_version = 0;
  CHECK(fix->bits == synth::pack_dci(fields, 100, Duplex::kFdd));
  CHECK(fix->z > 9);
}

}  // namespace
}  // namespace cellwarden::lte
