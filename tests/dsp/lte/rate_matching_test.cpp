// Rate matching undone, transmissions added, and transport blocks decoded out of them.
#include "dsp/lte/rate_matching.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "dsp/kernel/crc.hpp"
#include "dsp/lte/transport_block.hpp"
#include "tests/catch.hpp"
#include "tests/synth/random.hpp"
#include "tests/synth/turbo_encoder.hpp"

namespace cellwarden::lte {
namespace {

using synth::Random;

// Table 5.1.4-2, as printed.
constexpr std::array<std::size_t, 32> kConvolutionalColumns{1,  17, 9,  25, 5,  21, 13, 29, 3,  19, 11,
                                                            27, 7,  23, 15, 31, 0,  16, 8,  24, 4,  20,
                                                            12, 28, 2,  18, 10, 26, 6,  22, 14, 30};

TEST_CASE("the circle of the convolutional code, as its section writes it") {
  for (const std::size_t bits : {24U, 31U, 32U, 33U, 37U, 40U, 44U, 64U, 70U}) {
    CAPTURE(bits);
    constexpr std::size_t kNull = 1000;
    const std::size_t rows = (bits + 31) / 32;
    std::vector<std::uint16_t> expected;
    for (std::size_t stream = 0; stream < 3; ++stream) {
      std::vector<std::size_t> matrix(rows * 32 - bits, kNull);
      for (std::size_t i = 0; i < bits; ++i) matrix.push_back(3 * i + stream);
      for (const std::size_t column : kConvolutionalColumns) {
        for (std::size_t row = 0; row < rows; ++row) {
          const std::size_t value = matrix[row * 32 + column];
          if (value != kNull) expected.push_back(static_cast<std::uint16_t>(value));
        }
      }
    }
    CHECK(convolutional_order(bits) == expected);
  }
}

std::vector<std::uint8_t> random_bits(std::size_t count, Random& random) {
  std::vector<std::uint8_t> bits(count);
  for (auto& b : bits) b = static_cast<std::uint8_t>(random.bits() & 1U);
  return bits;
}

std::vector<std::uint8_t> with_crc24a(std::vector<std::uint8_t> bits) {
  const std::uint32_t remainder = crc24a(bits);
  for (unsigned i = 0; i < 24; ++i) bits.push_back(static_cast<std::uint8_t>((remainder >> (23 - i)) & 1U));
  return bits;
}

synth::TurboStreams encode(const std::vector<std::uint8_t>& transport_block) {
  const auto bits = with_crc24a(transport_block);
  std::vector<std::uint8_t> block(*turbo_block_bits(bits.size()) - bits.size(), synth::kNullBit);
  block.insert(block.end(), bits.begin(), bits.end());
  return synth::encode_turbo(block);
}

std::vector<float> heard(const synth::TurboStreams& streams, unsigned rv, std::size_t count, float noise,
                         Random& random) {
  std::vector<float> soft;
  for (const std::uint8_t b : synth::match_turbo_rate(streams, rv, count)) {
    soft.push_back((b != 0 ? -1.0F : 1.0F) + noise * random.complex_normal().real());
  }
  return soft;
}

TEST_CASE("each redundancy version begins where it should, and fills the buffer") {
  Random random{1};
  for (const std::size_t bits : {16U, 17U, 100U, 504U, 505U, 1000U, 1001U, 2024U, 2025U, 2216U}) {
    CAPTURE(bits);
    const auto streams = encode(random_bits(bits, random));
    const std::size_t block = streams[0].size() - 4;
    const TurboRateMatching matching(block, block - bits - 24);
    for (unsigned rv = 0; rv < 4; ++rv) {
      for (const std::size_t count : {1UL, 97UL, 3 * block, 7 * block}) {
        std::vector<float> buffer(matching.buffer_size());
        matching.add(heard(streams, rv, count, 0.0F, random), rv, buffer);
        float total = 0;
        for (std::size_t i = 0; i < buffer.size(); ++i) {
          const std::uint8_t sent = streams[i / (block + 4)][i % (block + 4)];
          if (sent == synth::kNullBit) REQUIRE(buffer[i] == 0.0F);
          if (buffer[i] != 0) REQUIRE((buffer[i] < 0) == (sent == 1));
          total += std::abs(buffer[i]);
        }
        CHECK(total == static_cast<float>(count));
        matching.set_filler(buffer);
        for (std::size_t i = 0; i < block - bits - 24; ++i) REQUIRE(buffer[i] > 0.0F);
      }
    }
  }
}

TEST_CASE("transport blocks of every size, with and without filler bits") {
  Random random{2};
  TurboDecoder decoder(2240);
  for (std::size_t bits = 16; bits <= kMaxTransportBlock_bits; bits += 1 + bits / 50) {
    CAPTURE(bits);
    const auto block = random_bits(bits, random);
    TransportBlockBuffer buffer(bits);
    buffer.add(heard(encode(block), 0, 3 * bits + 100, 1.0F, random), 0);
    const auto decoded = buffer.decode(decoder);
    REQUIRE(decoded);
    CHECK(*decoded == block);
  }
}

TEST_CASE("versions that say too little alone say enough together") {
  Random random{3};
  TurboDecoder decoder(2240);
  constexpr std::size_t kBits = 1000;
  constexpr std::size_t kSent = 900;  // fewer than the block has
  for (const auto& [a, b] : {std::pair{0U, 2U}, {0U, 1U}, {0U, 3U}, {1U, 2U}, {1U, 3U}, {2U, 3U}}) {
    CAPTURE(a, b);
    const auto block = random_bits(kBits, random);
    const auto streams = encode(block);
    TransportBlockBuffer buffer(kBits);
    buffer.add(heard(streams, a, kSent, 0.2F, random), a);
    CHECK_FALSE(buffer.decode(decoder));
    buffer.add(heard(streams, b, kSent, 0.2F, random), b);
    CHECK(buffer.decode(decoder) == block);
    CHECK(buffer.transmissions() == 2);
    buffer.clear();
    CHECK_FALSE(buffer.decode(decoder));
  }
}

TEST_CASE("repeats add up out of the noise") {
  Random random{4};
  TurboDecoder decoder(2240);
  const auto block = random_bits(208, random);
  const auto streams = encode(block);
  TransportBlockBuffer buffer(208);
  constexpr std::array<unsigned, 4> kVersions{0, 2, 3, 1};
  unsigned heard_after = 0;
  for (unsigned i = 0; i < 40 && heard_after == 0; ++i) {
    buffer.add(heard(streams, kVersions[i % 4], 720, 7.0F, random), kVersions[i % 4]);
    const auto decoded = buffer.decode(decoder);
    if (!decoded) continue;
    CHECK(*decoded == block);
    heard_after = i + 1;
  }
  CAPTURE(heard_after);
  CHECK(heard_after >= 4);
  CHECK(heard_after <= 30);
}

TEST_CASE("neither nothing, nor zeros, nor noise is a transport block") {
  Random random{5};
  TurboDecoder decoder(2240);
  TransportBlockBuffer buffer(176);
  CHECK_FALSE(buffer.decode(decoder));
  buffer.add(std::vector<float>(900, 1.0F), 0);
  CHECK_FALSE(buffer.decode(decoder));
  for (unsigned i = 0; i < 200; ++i) {
    buffer.clear();
    std::vector<float> soft(900);
    for (float& s : soft) s = random.complex_normal().real();
    buffer.add(soft, i % 4);
    CHECK_FALSE(buffer.decode(decoder));
  }
}

}  // namespace
}  // namespace cellwarden::lte
