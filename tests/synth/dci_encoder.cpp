#include "tests/synth/dci_encoder.hpp"

#include <algorithm>
#include <cassert>

#include "tests/synth/tail_biting_encoder.hpp"

namespace cellwarden::synth {
namespace {

// TS 36.211, table 6.2.3.2-1.
unsigned gap(unsigned bandwidth_rb, bool second) {
  switch (bandwidth_rb) {
    case 6:
      return 3;
    case 15:
      return 8;
    case 25:
      return 12;
    case 50:
      return second ? 9 : 27;
    case 75:
      return second ? 16 : 32;
    default:
      assert(bandwidth_rb == 100);
      return second ? 16 : 48;
  }
}

// TS 36.213, table 7.1.6.1-1.
unsigned group_size(unsigned bandwidth_rb) {
  return bandwidth_rb == 6 ? 1 : bandwidth_rb <= 25 ? 2 : bandwidth_rb == 50 ? 3 : 4;
}

void put(std::vector<std::uint8_t>& bits, unsigned width, unsigned value) {
  for (unsigned i = width; i-- > 0;) bits.push_back(static_cast<std::uint8_t>((value >> i) & 1U));
}

// Resource indication value, TS 36.213, section 7.1.6.3.
unsigned indicate(unsigned first, unsigned count, unsigned blocks) {
  assert(count >= 1 && first + count <= blocks);
  if (count - 1 <= blocks / 2) return blocks * (count - 1) + first;
  return blocks * (blocks - count + 1) + (blocks - 1 - first);
}

unsigned indication_width(unsigned blocks) {
  unsigned width = 0;
  while ((1U << width) < blocks * (blocks + 1) / 2) ++width;
  return width;
}

// Numbers of one unit in the order they leave the interleaver: rows of four written, columns read; nulls end
// the second and the fourth column (TS 36.211, section 6.2.3.2, as its first releases draw it).
std::vector<unsigned> interleaved(unsigned count, unsigned group) {
  constexpr unsigned kNull = ~0U;
  const unsigned rows = (count + 4 * group - 1) / (4 * group) * group;
  const unsigned nulls = 4 * rows - count;
  std::vector<unsigned> matrix;
  unsigned next = 0;
  for (unsigned row = 0; row < rows; ++row) {
    for (unsigned column = 0; column < 4; ++column) {
      const bool is_null = column % 2 == 1 && row >= rows - nulls / 2;
      matrix.push_back(is_null ? kNull : next++);
    }
  }
  std::vector<unsigned> read;
  for (unsigned column = 0; column < 4; ++column) {
    for (unsigned row = 0; row < rows; ++row) {
      if (matrix[4 * row + column] != kNull) read.push_back(matrix[4 * row + column]);
    }
  }
  return read;
}

// Which distributed block lies where: [slot][physical block], and none in some.
std::array<std::vector<int>, 2> distributed_map(unsigned bandwidth_rb, bool second_gap) {
  const unsigned total = distributed_block_count(bandwidth_rb, second_gap);
  const unsigned distance = gap(bandwidth_rb, second_gap);
  const unsigned unit = second_gap ? 2 * distance : total;
  const auto order = interleaved(unit, group_size(bandwidth_rb));
  std::array<std::vector<int>, 2> map;
  map.fill(std::vector<int>(bandwidth_rb, -1));
  for (unsigned i = 0; i < total; ++i) {
    for (unsigned slot = 0; slot < 2; ++slot) {
      const unsigned place = (i % unit + slot * (unit / 2)) % unit;
      const unsigned above = place < unit / 2 ? place : place + distance - unit / 2;
      map[slot][i / unit * unit + above] = static_cast<int>(i / unit * unit + order[i % unit]);
    }
  }
  return map;
}

std::vector<std::uint8_t> pack_1a(const DciFields& f, unsigned bandwidth_rb, bool is_tdd) {
  std::vector<std::uint8_t> bits;
  put(bits, 1, 1);
  put(bits, 1, f.is_distributed ? 1 : 0);
  put(bits, indication_width(bandwidth_rb), indicate(f.first_block, f.block_count, bandwidth_rb));
  put(bits, 5, f.size_row);
  put(bits, is_tdd ? 4 : 3, 0);
  put(bits, 1, f.second_gap ? 1 : 0);
  put(bits, 2, f.redundancy_version);
  put(bits, 2, f.three_blocks ? 1 : 0);
  if (is_tdd) put(bits, 2, 0);
  constexpr std::array<std::size_t, 10> kAvoided{12, 14, 16, 20, 24, 26, 32, 40, 44, 56};
  if (std::find(kAvoided.begin(), kAvoided.end(), bits.size()) != kAvoided.end()) put(bits, 1, 0);
  return bits;
}

std::vector<std::uint8_t> pack_1c(const DciFields& f, unsigned bandwidth_rb) {
  const unsigned step = bandwidth_rb < 50 ? 2 : 4;
  assert(f.first_block % step == 0 && f.block_count % step == 0);
  const unsigned widest = distributed_block_count(bandwidth_rb, false) / step;
  const unsigned steps = distributed_block_count(bandwidth_rb, f.second_gap) / step;
  std::vector<std::uint8_t> bits;
  if (bandwidth_rb >= 50) put(bits, 1, f.second_gap ? 1 : 0);
  put(bits, indication_width(widest), indicate(f.first_block / step, f.block_count / step, steps));
  put(bits, 5, f.size_row);
  return bits;
}

}  // namespace

unsigned distributed_block_count(unsigned bandwidth_rb, bool second_gap) {
  const unsigned distance = gap(bandwidth_rb, second_gap);
  if (second_gap) return bandwidth_rb / (2 * distance) * 2 * distance;
  return 2 * std::min(distance, bandwidth_rb - distance);
}

std::vector<std::uint8_t> pack_dci(const DciFields& fields, unsigned bandwidth_rb, lte::Duplex duplex) {
  if (fields.is_compact) return pack_1c(fields, bandwidth_rb);
  return pack_1a(fields, bandwidth_rb, duplex == lte::Duplex::kTdd);
}

std::vector<std::uint8_t> encode_dci(std::span<const std::uint8_t> bits, std::uint16_t rnti,
                                     std::size_t count) {
  std::vector<std::uint8_t> block(bits.begin(), bits.end());
  put(block, 16, crc16_remainder(bits) ^ unsigned{rnti});
  return match_rate(convolve(block), count);
}

std::array<std::vector<unsigned>, 2> assigned_blocks(const DciFields& fields, unsigned bandwidth_rb) {
  std::array<std::vector<unsigned>, 2> blocks;
  const bool is_distributed = fields.is_compact || fields.is_distributed;
  const auto first = static_cast<int>(fields.first_block);
  const auto end = first + static_cast<int>(fields.block_count);
  std::array<std::vector<int>, 2> map;
  if (is_distributed) map = distributed_map(bandwidth_rb, fields.second_gap);
  for (unsigned slot = 0; slot < 2; ++slot) {
    for (unsigned block = 0; block < bandwidth_rb; ++block) {
      const int number = is_distributed ? map[slot][block] : static_cast<int>(block);
      if (number >= first && number < end) blocks[slot].push_back(block);
    }
  }
  return blocks;
}

}  // namespace cellwarden::synth
