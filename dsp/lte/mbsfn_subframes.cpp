#include "dsp/lte/mbsfn_subframes.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

// What the bits of an allocation stand for, the first sent first.
constexpr std::array<unsigned, 6> kFddSubframes{1, 2, 3, 6, 7, 8};
constexpr std::array<unsigned, 5> kTddSubframes{3, 4, 7, 8, 9};  // the sixth bit is not used
constexpr std::array<unsigned, 2> kExtensionSubframes{4, 9};
constexpr unsigned kAllocation_bits = 6;
constexpr unsigned kFramesOfLong = 4;

// Frame `frame` of an allocation of `frames` frames with `bits` bits each.
std::bitset<10> frame_of(std::uint32_t allocation, unsigned frame, unsigned frames, unsigned bits,
                         std::span<const unsigned> subframes) noexcept {
  const unsigned behind = bits * (frames - 1 - frame);
  std::bitset<10> set;
  for (unsigned i = 0; i < subframes.size(); ++i) {
    if ((allocation >> (behind + bits - 1 - i) & 1U) != 0) set.set(subframes[i]);
  }
  return set;
}

}  // namespace

MbsfnSubframePlan::MbsfnSubframePlan(const SystemInformationBlock2& sib2, Duplex duplex) {
  const std::span<const unsigned> subframes = duplex == Duplex::kFdd
                                                  ? std::span<const unsigned>(kFddSubframes)
                                                  : std::span<const unsigned>(kTddSubframes);
  for (std::size_t i = 0; i < sib2.mbsfn.size(); ++i) {
    const MbsfnSubframes& one = sib2.mbsfn[i];
    const unsigned frames = one.has_four_frames ? kFramesOfLong : 1;
    Pattern pattern{one.period_frames, one.offset_frames, {}};
    if (pattern.period_frames == 0) continue;
    for (unsigned frame = 0; frame < frames; ++frame)
      pattern.frames.push_back(frame_of(one.allocation, frame, frames, kAllocation_bits, subframes));
    const bool has_more = duplex == Duplex::kFdd && i < sib2.mbsfn_v1430.size() &&
                          sib2.mbsfn_v1430[i].has_four_frames == one.has_four_frames;
    for (unsigned frame = 0; has_more && frame < frames; ++frame) {
      pattern.frames[frame] |= frame_of(sib2.mbsfn_v1430[i].allocation, frame, frames,
                                        kExtensionSubframes.size(), kExtensionSubframes);
    }
    patterns_.push_back(std::move(pattern));
  }
}

std::bitset<10> MbsfnSubframePlan::in_frame(std::uint16_t sfn) const noexcept {
  std::bitset<10> set;
  for (const Pattern& pattern : patterns_) {
    const unsigned since =
        (sfn + pattern.period_frames - pattern.offset_frames % pattern.period_frames) % pattern.period_frames;
    if (since < pattern.frames.size()) set |= pattern.frames[since];
  }
  return set;
}

}  // namespace cellwarden::lte
