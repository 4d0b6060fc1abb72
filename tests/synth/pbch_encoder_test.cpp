#include "tests/synth/pbch_encoder.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/synth/mib_oracle.hpp"

using namespace cellwarden;
using lte::CyclicPrefix;
using lte::Mib;

namespace {

std::vector<double> as_soft(std::span<const std::uint8_t> bits) {
  std::vector<double> soft;
  for (const std::uint8_t bit : bits) soft.push_back(bit != 0 ? -1.0 : 1.0);
  return soft;
}

std::optional<Mib> decode(std::span<const std::uint8_t> bits, unsigned pci, std::size_t first) {
  return synth::oracle::read_mib(
      synth::oracle::decode_tail_biting(synth::oracle::undo_rate_matching(as_soft(bits), pci, first)));
}

}  // namespace

TEST_CASE("The fields of a MIB stand where TS 36.331 puts them", "[synth][pbch]") {
  const Mib mib{.bandwidth_rb = 50,
                .ports = 2,
                .phich_duration = lte::PhichDuration::kExtended,
                .phich_resource = lte::PhichResource::kTwo,
                .sfn = 0x2A7,
                .spare = 0x201};
  std::string text;
  for (const std::uint8_t bit : synth::pack_mib(mib)) text += bit != 0 ? '1' : '0';
  CHECK(text ==
        "011"
        "1"
        "11"
        "10101001"
        "1000000001");
}

TEST_CASE("A checksum differs by the mask of the port count alone", "[synth][pbch]") {
  synth::MibBits bits{};
  bits[0] = 1;
  bits[23] = 1;
  const auto one = synth::attach_crc(bits, 1);
  const auto two = synth::attach_crc(bits, 2);
  const auto four = synth::attach_crc(bits, 4);
  for (std::size_t i = 24; i < 40; ++i) {
    CHECK((one[i] ^ two[i]) == 1);
    CHECK((one[i] ^ four[i]) == (i % 2 == 1 ? 1 : 0));
  }
  // CRC-16/XMODEM of the bytes 80 00 01, by hand.
  unsigned crc = 0;
  for (std::size_t i = 24; i < 40; ++i) crc = 2 * crc + one[i];
  const auto crc_of_bytes = [](std::initializer_list<unsigned> bytes) {
    unsigned c = 0;
    for (const unsigned byte : bytes) {
      c ^= byte << 8U;
      for (int i = 0; i < 8; ++i) c = ((c & 0x8000U) != 0 ? (c << 1U) ^ 0x1021U : c << 1U) & 0xFFFFU;
    }
    return c;
  };
  CHECK(crc_of_bytes({'1', '2', '3', '4', '5', '6', '7', '8', '9'}) == 0x31C3);
  CHECK(crc == crc_of_bytes({0x80, 0x00, 0x01}));
}

TEST_CASE("An independent decoder reads back every encoded MIB", "[synth][pbch]") {
  for (const CyclicPrefix prefix : {CyclicPrefix::kNormal, CyclicPrefix::kExtended}) {
    for (const std::uint8_t ports : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}}) {
      const Mib mib{.bandwidth_rb = ports == 4 ? std::uint8_t{100} : std::uint8_t{6},
                    .ports = ports,
                    .phich_duration = lte::PhichDuration::kNormal,
                    .phich_resource = lte::PhichResource::kHalf,
                    .sfn = 516,
                    .spare = 0x155};
      const auto bits = synth::pbch_bits(mib, 301, prefix);
      REQUIRE(bits.size() == (prefix == CyclicPrefix::kNormal ? 1920 : 1728));
      CHECK(decode(bits, 301, 0) == mib);
      const std::size_t quarter = bits.size() / 4;
      CHECK(decode(std::span(bits).subspan(2 * quarter, quarter), 301, 2 * quarter) == mib);
      CHECK(decode(bits, 302, 0) != mib);
    }
  }
}

TEST_CASE("Transmit diversity keeps the power of an element and its code is orthogonal", "[synth][pbch]") {
  const auto symbols = synth::modulate_qpsk(std::vector<std::uint8_t>{0, 0, 0, 1, 1, 0, 1, 1});
  for (const unsigned ports : {2U, 4U}) {
    const auto y = synth::precode(symbols, ports);
    REQUIRE(y.size() == ports);
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      float power = 0;
      for (const auto& port : y) power += std::norm(port[i]);
      CHECK(power == Approx(1.0F));
    }
    for (std::size_t a = 0; a < ports; ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        for (std::size_t i = 0; i < symbols.size(); i += 2) {
          CHECK(std::abs(y[a][i] * std::conj(y[b][i]) + y[a][i + 1] * std::conj(y[b][i + 1])) < 1e-6F);
        }
      }
    }
  }
}
