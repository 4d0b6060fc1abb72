#include "detector/rules/bands_in_use.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace cellwarden::detector {
namespace {

constexpr std::size_t kMostBands = 24;

// A band plan: the bands that cannot be, 0 at the end.
struct Plan {
  std::array<std::uint16_t, kMostBands> lte{};
  std::array<std::uint16_t, 4> gsm{};
};

// CEPT: the Americas' downlinks of 1930 to 1995 MHz are its uplink of 1920 to 1980 MHz, those of 852 to
// 894 MHz its uplink of 880 to 915 MHz and short-range devices, those of 717 to 768 MHz lie across its
// 700 MHz plan; Japan's 1.5 GHz and the 600 MHz band are used otherwise. 2110 to 2155 MHz is on air, but
// paired as band 1.
constexpr Plan kEurope{{2, 4, 5, 10, 11, 12, 13, 14, 17, 18, 19, 21, 25, 26, 27, 29, 30, 66, 70, 71, 85},
                       {850, 1900}};
// USA and Canada: federal and military systems at 1755 to 1850 MHz (band 3), public safety and the Americas'
// own plan at 703 to 806 MHz (bands 20, 28), PCS across the uplinks of band 1.
constexpr Plan kUnitedStates{{1, 3, 7, 9, 11, 18, 19, 20, 21, 28, 32, 67, 68}, {900, 1800}};
constexpr Plan kCanada{{1, 3, 9, 11, 18, 19, 20, 21, 28, 32, 67, 68}, {900, 1800}};
// Japan: 860 to 890 MHz as bands 18, 19 and 26, 2.5 GHz as band 41, 1.5 GHz as bands 11 and 21.
constexpr Plan kJapan{{2, 4, 7, 10, 12, 13, 14, 17, 20, 25, 29, 30, 66, 70, 71}, {}};
// China: 2.6 GHz is duplexed in time; the Americas' and CEPT's 700 and 800 MHz plans cross its own.
constexpr Plan kChina{{2, 4, 7, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 25, 29, 30, 66, 70, 71}, {850, 1900}};
constexpr Plan kKorea{{2, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 25, 29, 30, 66, 70, 71}, {}};
constexpr Plan kAustralia{{2, 4, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 25, 29, 30, 66, 70, 71},
                          {850, 1900}};

// Countries that follow CEPT's plans and have no other region's territory under their code. Russia and its
// neighbours are left out.
constexpr std::array<std::uint16_t, 43> kEuropean{202, 204, 206, 208, 212, 213, 214, 216, 218, 219, 220,
                                                  221, 222, 226, 228, 230, 231, 232, 234, 235, 238, 240,
                                                  242, 244, 246, 247, 248, 260, 262, 266, 268, 270, 272,
                                                  274, 276, 278, 280, 284, 288, 293, 294, 295, 297};

const Plan* plan_of(std::uint16_t mcc) noexcept {
  if (std::ranges::find(kEuropean, mcc) != kEuropean.end()) return &kEurope;
  constexpr std::uint16_t kFirstOfUnitedStates = 310;
  constexpr std::uint16_t kLastOfUnitedStates = 316;
  if (mcc >= kFirstOfUnitedStates && mcc <= kLastOfUnitedStates) return &kUnitedStates;
  switch (mcc) {
    case 302:
      return &kCanada;
    case 440:
    case 441:
      return &kJapan;
    case 450:
      return &kKorea;
    case 460:
    case 461:
      return &kChina;
    case 505:
      return &kAustralia;
    default:
      return nullptr;
  }
}

std::span<const std::uint16_t> bands_of(const Plan& plan, Rat rat) noexcept {
  if (rat == Rat::kLte) return plan.lte;
  if (rat == Rat::kGsm) return plan.gsm;
  return {};
}

}  // namespace

bool is_band_impossible(Rat rat, std::uint16_t mcc, std::uint16_t band) noexcept {
  const Plan* plan = plan_of(mcc);
  if (plan == nullptr || band == 0) return false;
  const auto impossible = bands_of(*plan, rat);
  return std::ranges::find(impossible, band) != impossible.end();
}

bool is_band_plan_known(Rat rat, std::uint16_t mcc) noexcept {
  const Plan* plan = plan_of(mcc);
  return plan != nullptr && !bands_of(*plan, rat).empty() && bands_of(*plan, rat).front() != 0;
}

}  // namespace cellwarden::detector
