#include "cell/gsm/arfcn.hpp"

#include <array>
#include <cmath>

namespace cellwarden::gsm {
namespace {

// One run of numbers whose frequencies rise with them, in units of 100 kHz.
struct Run {
  std::uint16_t band;
  std::uint16_t first_arfcn;
  std::uint16_t last_arfcn;
  std::int32_t first_downlink;
};

// TS 45.005, section 2, by rising frequency. Numbers 940…1023 lie below number 0 (modulo 1024).
constexpr std::array kRuns = std::to_array<Run>({
    {450, 259, 293, 4606},
    {480, 306, 340, 4890},
    {750, 438, 511, 7472},
    {850, 128, 251, 8692},
    {kBand900, 940, 1023, 9182},
    {kBand900, 0, 124, 9350},
    {kBand1800, 512, 885, 18052},
    {kBand1900, 512, 810, 19302},
});

constexpr double kUnit_hz = 100e3;
constexpr std::int64_t kUnits = 2;  // a channel is that wide

constexpr std::array<DownlinkBand, 7> kBands = [] {
  std::array<DownlinkBand, 7> bands{};
  std::size_t count = 0;
  for (const Run& run : kRuns) {
    const double low_hz = (run.first_downlink - 1) * kUnit_hz;
    const double high_hz = (run.first_downlink + 2 * (run.last_arfcn - run.first_arfcn) + 1) * kUnit_hz;
    if (count > 0 && bands[count - 1].band == run.band) {
      bands[count - 1].high_hz = high_hz;
    } else {
      bands[count++] = {run.band, low_hz, high_hz};
    }
  }
  return bands;
}();

const Run* run_holding(std::uint32_t arfcn, bool pcs_instead_of_dcs) noexcept {
  for (const Run& run : kRuns) {
    if (arfcn < run.first_arfcn || arfcn > run.last_arfcn) continue;
    if (run.band == kBand1800 && pcs_instead_of_dcs) continue;
    if (run.band == kBand1900 && !pcs_instead_of_dcs) continue;
    return &run;
  }
  return nullptr;
}

}  // namespace

std::vector<Channel> gsm_channels_at(double frequency_hz) {
  std::vector<Channel> channels;
  if (!(std::abs(frequency_hz) < 1e12)) return channels;
  const auto unit = std::llround(frequency_hz / kUnit_hz);
  if (std::abs(frequency_hz - static_cast<double>(unit) * kUnit_hz) > 1.0) return channels;
  for (const Run& run : kRuns) {
    const std::int64_t above = unit - run.first_downlink;
    if (above < 0 || above % kUnits != 0 || above / kUnits > run.last_arfcn - run.first_arfcn) continue;
    channels.push_back({run.band, static_cast<std::uint16_t>(run.first_arfcn + above / kUnits)});
  }
  return channels;
}

std::optional<double> gsm_downlink_hz(std::uint32_t arfcn, bool pcs_instead_of_dcs) noexcept {
  const Run* run = run_holding(arfcn, pcs_instead_of_dcs);
  if (run == nullptr) return std::nullopt;
  return (run->first_downlink + static_cast<double>(kUnits) * (arfcn - run->first_arfcn)) * kUnit_hz;
}

std::optional<std::uint16_t> gsm_band_of(std::uint32_t arfcn, bool pcs_instead_of_dcs) noexcept {
  const Run* run = run_holding(arfcn, pcs_instead_of_dcs);
  if (run == nullptr) return std::nullopt;
  return run->band;
}

bool is_railway_channel(std::uint32_t arfcn) noexcept {
  return arfcn >= 940 && arfcn <= 974;
}

std::span<const DownlinkBand> gsm_downlink_bands() noexcept {
  return kBands;
}

}  // namespace cellwarden::gsm
