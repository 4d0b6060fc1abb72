#include <array>
#include <cmath>

#include "cell/carrier.hpp"

namespace cellwarden {
namespace {

struct LteBand {
  std::uint16_t number;
  double downlink_low_mhz;
  std::uint32_t first_earfcn;
  std::uint32_t last_earfcn;
  lte::Duplex duplex;
};

constexpr auto kF = lte::Duplex::kFdd;
constexpr auto kT = lte::Duplex::kTdd;

// TS 36.101, table 5.7.3-1 (downlink columns).
constexpr std::array kLteBands = std::to_array<LteBand>({
    {1, 2110, 0, 599, kF},        {2, 1930, 600, 1199, kF},     {3, 1805, 1200, 1949, kF},
    {4, 2110, 1950, 2399, kF},    {5, 869, 2400, 2649, kF},     {6, 875, 2650, 2749, kF},
    {7, 2620, 2750, 3449, kF},    {8, 925, 3450, 3799, kF},     {9, 1844.9, 3800, 4149, kF},
    {10, 2110, 4150, 4749, kF},   {11, 1475.9, 4750, 4949, kF}, {12, 729, 5010, 5179, kF},
    {13, 746, 5180, 5279, kF},    {14, 758, 5280, 5379, kF},    {17, 734, 5730, 5849, kF},
    {18, 860, 5850, 5999, kF},    {19, 875, 6000, 6149, kF},    {20, 791, 6150, 6449, kF},
    {21, 1495.9, 6450, 6599, kF}, {22, 3510, 6600, 7399, kF},   {23, 2180, 7500, 7699, kF},
    {24, 1525, 7700, 8039, kF},   {25, 1930, 8040, 8689, kF},   {26, 859, 8690, 9039, kF},
    {27, 852, 9040, 9209, kF},    {28, 758, 9210, 9659, kF},    {29, 717, 9660, 9769, kF},
    {30, 2350, 9770, 9869, kF},   {31, 462.5, 9870, 9919, kF},  {32, 1452, 9920, 10359, kF},
    {33, 1900, 36000, 36199, kT}, {34, 2010, 36200, 36349, kT}, {35, 1850, 36350, 36949, kT},
    {36, 1930, 36950, 37549, kT}, {37, 1910, 37550, 37749, kT}, {38, 2570, 37750, 38249, kT},
    {39, 1880, 38250, 38649, kT}, {40, 2300, 38650, 39649, kT}, {41, 2496, 39650, 41589, kT},
    {42, 3400, 41590, 43589, kT}, {43, 3600, 43590, 45589, kT}, {44, 703, 45590, 46589, kT},
    {45, 1447, 46590, 46789, kT}, {46, 5150, 46790, 54539, kT}, {47, 5855, 54540, 55239, kT},
    {48, 3550, 55240, 56739, kT}, {49, 3550, 56740, 58239, kT}, {50, 1432, 58240, 59089, kT},
    {51, 1427, 59090, 59139, kT}, {52, 3300, 59140, 60139, kT}, {53, 2483.5, 60140, 60254, kT},
    {65, 2110, 65536, 66435, kF}, {66, 2110, 66436, 67335, kF}, {67, 738, 67336, 67535, kF},
    {68, 753, 67536, 67835, kF},  {69, 2570, 67836, 68335, kF}, {70, 1995, 68336, 68585, kF},
    {71, 617, 68586, 68935, kF},  {72, 461, 68936, 68985, kF},  {73, 460, 68986, 69035, kF},
    {74, 1475, 69036, 69465, kF}, {75, 1432, 69466, 70315, kF}, {76, 1427, 70316, 70365, kF},
    {85, 728, 70366, 70545, kF},  {87, 420, 70546, 70595, kF},  {88, 422, 70596, 70645, kF},
});

const LteBand* band_holding(std::uint32_t earfcn) noexcept {
  for (const LteBand& band : kLteBands) {
    if (earfcn >= band.first_earfcn && earfcn <= band.last_earfcn) return &band;
  }
  return nullptr;
}

}  // namespace

std::vector<LteChannel> lte_channels_at(double frequency_hz, std::optional<lte::Duplex> duplex) {
  std::vector<LteChannel> channels;
  if (!(std::abs(frequency_hz) < 1e12)) return channels;
  const auto raster = std::llround(frequency_hz / kLteRaster_hz);
  if (std::abs(frequency_hz - static_cast<double>(raster) * kLteRaster_hz) > 1.0) return channels;
  for (const LteBand& band : kLteBands) {
    if (duplex && *duplex != band.duplex) continue;
    const std::int64_t step = raster - std::llround(band.downlink_low_mhz * 10.0);
    const std::int64_t steps = band.last_earfcn - band.first_earfcn;
    if (step < 0 || step > steps) continue;
    channels.push_back({band.number, static_cast<std::uint32_t>(band.first_earfcn + step)});
  }
  return channels;
}

std::optional<double> lte_downlink_hz(std::uint32_t earfcn) noexcept {
  const LteBand* band = band_holding(earfcn);
  if (band == nullptr) return std::nullopt;
  const auto low = static_cast<double>(std::llround(band->downlink_low_mhz * 10.0));
  return (low + static_cast<double>(earfcn - band->first_earfcn)) * kLteRaster_hz;
}

std::optional<std::uint16_t> lte_band_of(std::uint32_t earfcn) noexcept {
  const LteBand* band = band_holding(earfcn);
  if (band == nullptr) return std::nullopt;
  return band->number;
}

}  // namespace cellwarden
