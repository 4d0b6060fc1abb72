// Soft bits of any size and value: what is decoded must stand for itself, and nothing may break.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>
#include <vector>

#include "dsp/lte/mib_search.hpp"

using namespace cellwarden::lte;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// Octet by octet to soft bits; two octets stand for what no channel should give.
float soft_bit(std::uint8_t octet) {
  if (octet == 0x80) return std::nanf("");
  if (octet == 0x7F) return 1e38F;
  return static_cast<float>(static_cast<std::int8_t>(octet)) / 16.0F;
}

void decode_block(std::span<const std::uint8_t> octets) {
  FoldedSoftBits folded{};
  for (std::size_t i = 0; i < folded.size(); ++i)
    folded[i] = octets.empty() ? 0.0F : soft_bit(octets[i % octets.size()]);
  static MibDecoder decoder;
  const auto decoded = decoder.decode(folded);
  if (!decoded) return;
  const auto mib = parse_mib(decoded->bits, decoded->ports);
  if (!mib) return;
  require(bits_of(*mib) == decoded->bits);
  require(parse_mib(bits_of(*mib), decoded->ports) == mib);
  const auto again = decoder.decode(expected_soft_bits(decoded->bits, decoded->ports));
  require(again && again->bits == decoded->bits && again->ports == decoded->ports);
}

void search_frames(std::span<const std::uint8_t> octets) {
  const CellShape shape{(octets[0] + 256U * octets[1]) % kPciCount, Duplex::kFdd,
                        octets[2] % 2 == 0 ? CyclicPrefix::kNormal : CyclicPrefix::kExtended};
  const unsigned ports = 1U << (octets[2] / 2U % 3U);
  constexpr std::size_t kMostFrames = 6;
  const std::size_t count = octets[3] % (kMostFrames + 1);
  const std::size_t stride = 1 + octets[3] / 16U;
  const auto values = octets.subspan(4);
  std::vector<FrameSoftBits> frames;
  for (std::size_t f = 0; f < count; ++f) {
    FrameSoftBits frame{f * stride, std::vector<float>(pbch_bits_per_frame(shape.prefix))};
    for (std::size_t i = 0; i < frame.soft.size(); ++i) {
      frame.soft[i] = values.empty() ? 0.0F : soft_bit(values[(f * 97 + i) % values.size()]);
    }
    frames.push_back(std::move(frame));
  }
  static MibSearch search;
  const auto fix = search.find(frames, shape, ports);
  if (!fix) return;
  require(fix->mib.ports == ports && fix->mib.sfn < kSfnPeriod_frames);
  require(fix->good_periods + fix->bad_periods > 0);
}

// A search decodes a thousand times as often as a block: one input in 512 is taken for it, by its FNV-1a
// hash, which no fuzzer steers.
bool is_for_search(std::span<const std::uint8_t> octets) {
  std::uint32_t hash = 2166136261U;
  for (const std::uint8_t octet : octets) hash = (hash ^ octet) * 16777619U;
  return octets.size() >= 4 && hash % 512 == 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> octets(data, size);
  decode_block(octets);
  if (is_for_search(octets)) search_frames(octets);
  return 0;
}
