#include "detector/towers/lists/carrier_of_channel.hpp"

#include "cell/carrier.hpp"
#include "cell/channel_numbers.hpp"
#include "cell/gsm/arfcn.hpp"

namespace cellwarden::towers {
namespace {

// Below are no carriers: 0 is what lists write for unknown, and no band lies so low.
constexpr double kLowestNr_hz = 400e6;

std::optional<double> gsm_hz(std::uint32_t arfcn, std::uint16_t mcc) noexcept {
  constexpr std::uint32_t kFirstShared = 512;
  constexpr std::uint32_t kLastShared = 810;
  const bool is_shared = arfcn >= kFirstShared && arfcn <= kLastShared;
  const bool is_north_american = mcc >= 300 && mcc < 400;
  const bool is_south_american = mcc >= 700 && mcc < 800;
  if (arfcn >= gsm::kArfcns || (is_shared && is_south_american)) return std::nullopt;
  return gsm::gsm_downlink_hz(arfcn, is_north_american);
}

std::optional<double> nr_hz(std::uint32_t number) noexcept {
  const auto hz = nr_frequency_hz(number);
  return hz && *hz >= kLowestNr_hz ? hz : std::nullopt;
}

}  // namespace

std::optional<double> downlink_hz(Rat rat, std::uint64_t number, std::uint16_t mcc) noexcept {
  if (number > UINT32_MAX) return std::nullopt;
  const auto channel = static_cast<std::uint32_t>(number);
  switch (rat) {
    case Rat::kGsm:
      return gsm_hz(channel, mcc);
    case Rat::kUmts:
      return umts_downlink_hz(channel);
    case Rat::kLte:
    case Rat::kNbIot:
      return lte_downlink_hz(channel);
    case Rat::kNr:
      return nr_hz(channel);
  }
  return std::nullopt;
}

}  // namespace cellwarden::towers
