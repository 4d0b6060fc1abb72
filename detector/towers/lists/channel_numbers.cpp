#include "detector/towers/lists/channel_numbers.hpp"

#include <array>

#include "cell/carrier.hpp"
#include "cell/gsm/arfcn.hpp"

namespace cellwarden::towers {
namespace {

// TS 25.101, table 5.1: F = offset + UARFCN / 5 MHz. Bands V and XIX, and others, do not overlap in number.
struct UmtsBand {
  std::uint16_t first;
  std::uint16_t last;
  double offset_mhz;
};
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

// TS 38.104, table 5.4.2.1-1: F = offset + step (N - first).
struct NrRange {
  std::uint64_t first;
  std::uint64_t end;
  double offset_hz;
  double step_hz;
};
constexpr std::array kNrRanges = std::to_array<NrRange>(
    {{0, 600'000, 0.0, 5e3}, {600'000, 2'016'667, 3000e6, 15e3}, {2'016'667, 3'279'166, 24250.08e6, 60e3}});
// Below are no carriers: 0 is what lists write for unknown, and no band lies so low.
constexpr double kLowestNr_hz = 400e6;

std::optional<double> gsm_hz(std::uint64_t arfcn, std::uint16_t mcc) noexcept {
  constexpr std::uint64_t kFirstShared = 512;
  constexpr std::uint64_t kLastShared = 810;
  const bool is_shared = arfcn >= kFirstShared && arfcn <= kLastShared;
  const bool is_north_american = mcc >= 300 && mcc < 400;
  const bool is_south_american = mcc >= 700 && mcc < 800;
  if (arfcn >= gsm::kArfcns || (is_shared && is_south_american)) return std::nullopt;
  return gsm::gsm_downlink_hz(static_cast<std::uint32_t>(arfcn), is_north_american);
}

}  // namespace

std::optional<double> umts_downlink_hz(std::uint64_t uarfcn) noexcept {
  for (const UmtsBand& band : kUmtsBands) {
    if (uarfcn < band.first || uarfcn > band.last) continue;
    return band.offset_mhz * 1e6 + static_cast<double>(uarfcn) * 200e3;
  }
  return std::nullopt;
}

std::optional<double> nr_hz(std::uint64_t nr_arfcn) noexcept {
  for (const NrRange& range : kNrRanges) {
    if (nr_arfcn < range.first || nr_arfcn >= range.end) continue;
    const double hz = range.offset_hz + static_cast<double>(nr_arfcn - range.first) * range.step_hz;
    if (hz >= kLowestNr_hz) return hz;
  }
  return std::nullopt;
}

std::optional<double> downlink_hz(Rat rat, std::uint64_t number, std::uint16_t mcc) noexcept {
  switch (rat) {
    case Rat::kGsm:
      return gsm_hz(number, mcc);
    case Rat::kUmts:
      return umts_downlink_hz(number);
    case Rat::kLte:
    case Rat::kNbIot:
      return number <= UINT32_MAX ? lte_downlink_hz(static_cast<std::uint32_t>(number)) : std::nullopt;
    case Rat::kNr:
      return nr_hz(number);
  }
  return std::nullopt;
}

}  // namespace cellwarden::towers
