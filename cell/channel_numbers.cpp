#include "cell/channel_numbers.hpp"

#include <array>

namespace cellwarden {
namespace {

struct UmtsBand {
  std::uint32_t first;
  std::uint32_t last;
  std::int32_t offset_mhz;
};
constexpr double kUmtsStep_hz = 200e3;
constexpr double kMegahertz_hz = 1e6;
constexpr std::array kUmtsBands = std::to_array<UmtsBand>({
    {712, 763, 735},     // XIX
    {862, 912, 1326},    // XXI
    {1162, 1513, 1575},  // III
    {1537, 1738, 1805},  // IV
    {2237, 2563, 2175},  // VII
    {2937, 3088, 340},   // VIII
    {3112, 3388, 1490},  // X
    {3712, 3787, 736},   // XI
    {3842, 3903, -37},   // XII
    {4017, 4043, -55},   // XIII
    {4117, 4143, -63},   // XIV
    {4357, 4458, 0},     // V, with VI in it
    {4512, 4638, -109},  // XX
    {4662, 5038, 2580},  // XXII
    {5112, 5413, 910},   // XXV
    {5762, 5913, -291},  // XXVI
    {9237, 9387, 0},     // IX
    {9662, 9938, 0},     // II
    {10562, 10838, 0},   // I
});

struct NrRange {
  std::uint32_t first;
  std::uint32_t last;
  double step_hz;
  double offset_hz;
};
constexpr std::array<NrRange, 3> kNrRanges{
    {{0, 599'999, 5e3, 0.0}, {600'000, 2'016'666, 15e3, 3000e6}, {2'016'667, 3'279'165, 60e3, 24'250.08e6}}};

}  // namespace

std::optional<double> umts_downlink_hz(std::uint32_t uarfcn) noexcept {
  for (const UmtsBand& band : kUmtsBands) {
    if (uarfcn >= band.first && uarfcn <= band.last)
      return band.offset_mhz * kMegahertz_hz + kUmtsStep_hz * uarfcn;
  }
  return std::nullopt;
}

std::optional<double> nr_frequency_hz(std::uint32_t nr_arfcn) noexcept {
  for (const NrRange& range : kNrRanges) {
    if (nr_arfcn >= range.first && nr_arfcn <= range.last)
      return range.offset_hz + range.step_hz * (nr_arfcn - range.first);
  }
  return std::nullopt;
}

}  // namespace cellwarden
