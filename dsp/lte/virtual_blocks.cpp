#include "dsp/lte/virtual_blocks.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace cellwarden::lte {
namespace {

// P of TS 36.213, table 7.1.6.1-1.
constexpr unsigned group_rb(unsigned bandwidth_rb) noexcept {
  return bandwidth_rb <= 10 ? 1 : bandwidth_rb <= 26 ? 2 : bandwidth_rb <= 63 ? 3 : 4;
}

constexpr unsigned first_gap_rb(unsigned bandwidth_rb) noexcept {
  if (bandwidth_rb <= 10) return (bandwidth_rb + 1) / 2;
  if (bandwidth_rb == 11) return 4;
  if (bandwidth_rb <= 19) return 8;
  if (bandwidth_rb <= 26) return 12;
  if (bandwidth_rb <= 44) return 18;
  if (bandwidth_rb <= 63) return 27;
  return bandwidth_rb <= 79 ? 32 : 48;
}

// Blocks that are interleaved with each other.
unsigned interleaved_blocks(unsigned bandwidth_rb, Gap gap) noexcept {
  return gap == Gap::kFirst ? distributed_blocks(bandwidth_rb, gap) : 2 * gap_rb(bandwidth_rb, gap);
}

// Numbers are written into four columns row by row and read column by column; what the last rows lack stands
// in the second and fourth. Where number `n` is read in slot 0.
unsigned interleave(unsigned n, unsigned blocks, unsigned bandwidth_rb) noexcept {
  const unsigned group = group_rb(bandwidth_rb);
  const unsigned rows = (blocks + 4 * group - 1) / (4 * group) * group;
  const unsigned nulls = 4 * rows - blocks;
  if (n >= blocks - nulls) {  // the last rows, of two numbers each
    const unsigned place = 2 * rows * (n % 2) + n / 2;
    return n % 2 == 1 ? place - rows : place - rows + nulls / 2;
  }
  const unsigned place = rows * (n % 4) + n / 4;
  return n % 4 >= 2 ? place - nulls / 2 : place;
}

}  // namespace

unsigned gap_rb(unsigned bandwidth_rb, Gap gap) noexcept {
  assert(bandwidth_rb >= 6 && bandwidth_rb <= 110);
  if (gap == Gap::kFirst) return first_gap_rb(bandwidth_rb);
  assert(has_second_gap(bandwidth_rb));
  return bandwidth_rb <= 63 ? 9 : 16;
}

unsigned distributed_blocks(unsigned bandwidth_rb, Gap gap) noexcept {
  const unsigned distance = gap_rb(bandwidth_rb, gap);
  if (gap == Gap::kFirst) return 2 * std::min(distance, bandwidth_rb - distance);
  return bandwidth_rb / (2 * distance) * 2 * distance;
}

unsigned physical_block(unsigned block, unsigned slot, unsigned bandwidth_rb, Gap gap) noexcept {
  assert(block < distributed_blocks(bandwidth_rb, gap) && slot < 2);
  const unsigned blocks = interleaved_blocks(bandwidth_rb, gap);
  unsigned place = interleave(block % blocks, blocks, bandwidth_rb);
  if (slot == 1) place = (place + blocks / 2) % blocks;
  if (place >= blocks / 2) place += gap_rb(bandwidth_rb, gap) - blocks / 2;
  return place + block / blocks * blocks;
}

std::optional<BlockRun> read_indication(unsigned value, unsigned modulus, unsigned blocks) noexcept {
  assert(modulus > 0 && blocks <= modulus);
  if (value >= modulus * (modulus + 1) / 2) return std::nullopt;
  // Long runs fill the places that the short ones of their row leave free, from the end.
  BlockRun run{value % modulus, value / modulus + 1};
  if (run.first + run.count > modulus) run = {modulus - 1 - run.first, modulus - run.count + 2};
  if (run.first + run.count > blocks) return std::nullopt;
  return run;
}

unsigned indication_bits(unsigned modulus) noexcept {
  return static_cast<unsigned>(std::bit_width(modulus * (modulus + 1) / 2 - 1));
}

}  // namespace cellwarden::lte
