#include "dsp/gsm/repeat_combiner.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cellwarden::gsm {
namespace {

// SI3 is sent at TC 2 and 6, SI4 at 3 and 7; the others have places of their own.
constexpr std::array<std::size_t, 8> kGroupOfPhase{0, 1, 2, 3, 4, 5, 2, 3};

void add(BlockBits& sum, const BlockBits& bits) noexcept {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += bits[i];
}

// How far a block's soft bits point where those of the others in a sum do: 1 all, 0 as many as not.
float agreement(const BlockBits& block, const BlockBits& sum) noexcept {
  float agreeing = 0.0F;
  float weight = 0.0F;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    agreeing += std::copysign(1.0F, sum[i] - block[i]) * block[i];
    weight += std::abs(block[i]);
  }
  return weight > 0.0F ? agreeing / weight : 0.0F;
}

// Whether the newest block (the first) says what the sum does, as far as the best of the others does. A sum
// may be that of an older content, which the newest block only failed to spoil.
bool newest_belongs(const std::vector<const BlockBits*>& added, const BlockBits& sum) noexcept {
  constexpr float kAsGood = 0.85F;  // an area code that changes turns one in eight of the coded bits
  float best = 0.0F;
  for (std::size_t i = 1; i < added.size(); ++i) best = std::max(best, agreement(*added[i], sum));
  return agreement(*added.front(), sum) >= kAsGood * best;
}

}  // namespace

std::optional<CombinedBlock> RepeatCombiner::decode(std::uint32_t broadcast_phase, const BlockBits& bits) {
  History& history = groups_[kGroupOfPhase[broadcast_phase % kGroupOfPhase.size()]];
  if (const auto alone = decode_block(bits)) {
    history.clear();
    return CombinedBlock{*alone, 1};
  }
  history.push_front(bits);
  if (history.size() > kMaxBlocks) history.pop_back();
  // Every block back from the newest, then every second one: two messages may take turns.
  for (const std::size_t step : {1U, 2U}) {
    BlockBits sum = bits;
    std::vector<const BlockBits*> added{&bits};
    for (std::size_t i = step; i < history.size(); i += step) {
      add(sum, history[i]);
      added.push_back(&history[i]);
      const auto octets = decode_block(sum);
      if (octets && newest_belongs(added, sum)) return CombinedBlock{*octets, added.size()};
    }
  }
  return std::nullopt;
}

void RepeatCombiner::clear() noexcept {
  for (History& history : groups_) history.clear();
}

}  // namespace cellwarden::gsm
