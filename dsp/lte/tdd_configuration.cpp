#include "dsp/lte/tdd_configuration.hpp"

#include <array>
#include <cassert>
#include <string_view>

namespace cellwarden::lte {
namespace {

// D: downlink, S: special, U: uplink, by subframe.
constexpr std::array<std::string_view, 7> kSubframes{"DSUUUDSUUU", "DSUUDDSUUD", "DSUDDDSUDD", "DSUUUDDDDD",
                                                     "DSUUDDDDDD", "DSUDDDDDDD", "DSUUUDSUUD"};
constexpr std::array<std::string_view, 7> kFactors{"2100021000", "0100101001", "0001000010", "1000000011",
                                                   "0000000011", "0000000010", "1100011001"};

}  // namespace

std::optional<unsigned> tdd_configuration(const DownlinkMask& mask) noexcept {
  for (unsigned configuration = 0; configuration < kSubframes.size(); ++configuration) {
    bool is_alike = true;
    for (unsigned subframe = 0; subframe < 10; ++subframe) {
      // The beginning of special subframes is sent, whatever the rest is taken for.
      if (kSubframes[configuration][subframe] == 'S') continue;
      const bool is_downlink = kSubframes[configuration][subframe] == 'D';
      is_alike = is_alike && mask.carries[2UL * subframe + 1][1] == is_downlink;
    }
    if (is_alike) return configuration;
  }
  return std::nullopt;
}

bool is_special_subframe(unsigned configuration, unsigned subframe) noexcept {
  assert(configuration < kSubframes.size() && subframe < 10);
  return kSubframes[configuration][subframe] == 'S';
}

unsigned tdd_phich_factor(unsigned configuration, unsigned subframe) noexcept {
  assert(configuration < kFactors.size() && subframe < 10);
  return static_cast<unsigned>(kFactors[configuration][subframe] - '0');
}

unsigned special_subframe_symbols(unsigned configuration, CyclicPrefix prefix) noexcept {
  constexpr std::array<std::uint8_t, 10> kNormal{3, 9, 10, 11, 12, 3, 9, 10, 11, 6};
  constexpr std::array<std::uint8_t, 8> kExtended{3, 8, 9, 10, 3, 8, 9, 5};
  constexpr unsigned kLeast = 3;
  if (prefix == CyclicPrefix::kNormal)
    return configuration < kNormal.size() ? kNormal[configuration] : kLeast;
  return configuration < kExtended.size() ? kExtended[configuration] : kLeast;
}

}  // namespace cellwarden::lte
