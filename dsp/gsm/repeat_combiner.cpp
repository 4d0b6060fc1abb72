#include "dsp/gsm/repeat_combiner.hpp"

namespace cellwarden::gsm {
namespace {

// SI3 is sent at TC 2 and 6, SI4 at 3 and 7; the others have places of their own.
constexpr std::array<std::size_t, 8> kGroupOfPhase{0, 1, 2, 3, 4, 5, 2, 3};

void add(BlockBits& sum, const BlockBits& bits) noexcept {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += bits[i];
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
    std::size_t blocks = 1;
    for (std::size_t i = step; i < history.size(); i += step) {
      add(sum, history[i]);
      ++blocks;
      const auto octets = decode_block(sum);
      if (!octets) continue;
      return CombinedBlock{*octets, blocks};
    }
  }
  return std::nullopt;
}

void RepeatCombiner::clear() noexcept {
  for (History& history : groups_) history.clear();
}

}  // namespace cellwarden::gsm
