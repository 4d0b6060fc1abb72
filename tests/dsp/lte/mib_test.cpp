// The broadcast channel's coding, and one MIB out of frames whose numbers run on.
#include <algorithm>
#include <cmath>
#include <vector>

#include "dsp/lte/mib_search.hpp"
#include "dsp/lte/raster.hpp"
#include "tests/catch.hpp"
#include "tests/synth/pbch_encoder.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::lte {
namespace {

using synth::Random;

Mib random_mib(Random& random, unsigned ports = 0) {
  constexpr std::array<std::uint8_t, 6> kBandwidths_rb{6, 15, 25, 50, 75, 100};
  constexpr std::array<std::uint8_t, 3> kPorts{1, 2, 4};
  return {.bandwidth_rb = kBandwidths_rb[random.bits() % 6],
          .ports = ports != 0 ? static_cast<std::uint8_t>(ports) : kPorts[random.bits() % 3],
          .phich_duration = static_cast<PhichDuration>(random.bits() % 2),
          .phich_resource = static_cast<PhichResource>(random.bits() % 4),
          .sfn = static_cast<std::uint16_t>(4 * (random.bits() % 256)),
          .spare = static_cast<std::uint16_t>(random.bits() % 1024)};
}

TEST_CASE("fields and bits of a MIB") {
  Random random{1};
  for (int i = 0; i < 500; ++i) {
    const Mib mib = random_mib(random);
    CHECK(bits_of(mib) == synth::pack_mib(mib));
    CHECK(parse_mib(bits_of(mib), mib.ports) == mib);
  }
  MibBits reserved{};
  reserved[0] = reserved[1] = 1;
  CHECK_FALSE(parse_mib(reserved, 1));
  reserved[2] = 1;
  CHECK_FALSE(parse_mib(reserved, 1));
}

// Soft bits of one frame, without noise.
std::vector<float> soft_bits(const Mib& period, unsigned pci, CyclicPrefix prefix, unsigned quarter) {
  const auto bits = synth::pbch_bits(period, pci, prefix);
  const std::size_t count = pbch_bits_per_frame(prefix);
  std::vector<float> soft;
  for (std::size_t i = quarter * count; i < (quarter + 1) * count; ++i)
    soft.push_back(bits[i] != 0 ? -1.0F : 1.0F);
  return soft;
}

TEST_CASE("what was sent folds into what is expected, and decodes") {
  Random random{2};
  MibDecoder decoder;
  for (const CyclicPrefix prefix : {CyclicPrefix::kNormal, CyclicPrefix::kExtended}) {
    for (unsigned i = 0; i < 24; ++i) {
      const Mib mib = random_mib(random);
      const unsigned pci = (i * 97) % kPciCount;
      FoldedSoftBits folded{};
      fold_soft_bits(soft_bits(mib, pci, prefix, i % 4), pbch_scrambling(pci, prefix), i % 4, folded);
      const FoldedSoftBits expected = expected_soft_bits(bits_of(mib), mib.ports);
      for (std::size_t b = 0; b < folded.size(); ++b) CHECK((folded[b] > 0) == (expected[b] > 0));
      const auto decoded = decoder.decode(folded);
      REQUIRE(decoded);
      CHECK(decoded->ports == mib.ports);
      CHECK(decoded->bits == bits_of(mib));
    }
  }
}

TEST_CASE("the code is linear") {
  Random random{3};
  for (int i = 0; i < 50; ++i) {
    const Mib a = random_mib(random);
    const Mib b = random_mib(random, a.ports);
    MibBits difference{};
    for (std::size_t k = 0; k < difference.size(); ++k)
      difference[k] = static_cast<std::uint8_t>(bits_of(a)[k] ^ bits_of(b)[k]);
    const auto pattern = difference_pattern(difference);
    const auto of_a = expected_soft_bits(bits_of(a), a.ports), of_b = expected_soft_bits(bits_of(b), a.ports);
    for (std::size_t k = 0; k < pattern.size(); ++k) CHECK(of_a[k] * of_b[k] == pattern[k]);
  }
}

TEST_CASE("neither nothing nor all zeros is a MIB") {
  MibDecoder decoder;
  CHECK_FALSE(decoder.decode(FoldedSoftBits{}));
  FoldedSoftBits zeros{};
  zeros.fill(1.0F);
  CHECK_FALSE(decoder.decode(zeros));
}

// `count` frames from frame number `first` on, with noise.
std::vector<FrameSoftBits> frames_of(Mib mib, unsigned first, std::size_t count, unsigned pci,
                                     CyclicPrefix prefix, float noise, Random& random) {
  std::vector<FrameSoftBits> frames;
  for (std::size_t i = 0; i < count; ++i) {
    const auto sfn = static_cast<unsigned>((first + i) % kSfnPeriod_frames);
    mib.sfn = static_cast<std::uint16_t>(sfn / 4 * 4);
    FrameSoftBits frame{i, soft_bits(mib, pci, prefix, sfn % 4)};
    for (float& s : frame.soft) s += noise * random.complex_normal().real();
    frames.push_back(std::move(frame));
  }
  return frames;
}

TEST_CASE("every frame number, across every carry, under noise", "[long]") {
  MibSearch search;
  Random random{4};
  for (unsigned first = 0; first < kSfnPeriod_frames; ++first) {
    Mib mib = random_mib(random);
    const CellShape shape{(first * 7) % kPciCount, Duplex::kFdd,
                          first % 5 == 0 ? CyclicPrefix::kExtended : CyclicPrefix::kNormal};
    const auto frames = frames_of(mib, first, 8, shape.pci, shape.prefix, 3.0F, random);
    const auto fix = search.find(frames, shape, mib.ports);
    CAPTURE(first);
    REQUIRE(fix);
    mib.sfn = static_cast<std::uint16_t>(first);
    CHECK(fix->mib == mib);
    CHECK(fix->z > 7.2);
  }
}

TEST_CASE("long segments with frames missing") {
  MibSearch search;
  Random random{5};
  const CellShape shape{321, Duplex::kTdd, CyclicPrefix::kNormal};
  Mib mib = random_mib(random);
  auto frames = frames_of(mib, 1000, 99, shape.pci, shape.prefix, 5.0F, random);
  frames.erase(frames.begin(), frames.begin() + 2);
  frames.erase(frames.begin() + 30, frames.begin() + 47);
  const auto fix = search.find(frames, shape, mib.ports);
  REQUIRE(fix);
  mib.sfn = 1000;
  CHECK(fix->mib == mib);
  CHECK(fix->halves_agree);
}

TEST_CASE("noise is no MIB, nor is another port count's") {
  MibSearch search;
  Random random{6};
  const CellShape shape{55, Duplex::kFdd, CyclicPrefix::kNormal};
  for (unsigned i = 0; i < 200; ++i) {
    std::vector<FrameSoftBits> frames;
    for (std::size_t f = 0; f < 8; ++f) {
      frames.push_back({f, std::vector<float>(480)});
      for (float& s : frames.back().soft) s = random.complex_normal().real();
    }
    const auto fix = search.find(frames, shape, 1 + i % 2);
    CHECK((!fix || fix->z < 7.2));
  }
  const auto frames = frames_of(random_mib(random, 2), 8, 8, shape.pci, shape.prefix, 0.5F, random);
  CHECK(search.find(frames, shape, 2));
  CHECK_FALSE(search.find(frames, shape, 1));
  CHECK_FALSE(search.find(frames, shape, 4));
  CHECK_FALSE(search.find({}, shape, 1));
}

TEST_CASE("the raster is named only where there is no choice") {
  // 12 ppm fast: 806 MHz reads 9672 Hz low.
  const double read_hz = 806e6 / (1 + 12e-6);
  CHECK(resolve_raster({read_hz, 5}, {12, 0.1}) == 806e6);
  CHECK_FALSE(resolve_raster({read_hz, 5}, {12, 1}));       // the clock is too uncertain
  CHECK_FALSE(resolve_raster({read_hz, 1000}, {12, 0.1}));  // the frequency is
  CHECK_FALSE(resolve_raster({read_hz, 5}, {-12, 0.1}));    // off the raster by 19 kHz
  CHECK_FALSE(resolve_raster({read_hz + 30e3, 5}, {12, 0.1}));
  CHECK(resolve_raster({806.1e6 / (1 - 60e-6), 5}, {-60, 0.1}) == 806.1e6);  // past the half of the raster
  CHECK_FALSE(resolve_raster({0, 5}, {12, 0.1}));
  CHECK_FALSE(resolve_raster({std::nan(""), 5}, {12, 0.1}));
}

}  // namespace
}  // namespace cellwarden::lte
