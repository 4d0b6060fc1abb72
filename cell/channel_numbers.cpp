#include "cell/channel_numbers.hpp"

#include <array>

namespace cellwarden {
namespace {

struct UmtsBand {
  std::uint32_t first;
  std::uint32_t last;
  double offset_hz;
};
constexpr double kUmtsStep_hz = 200e3;
constexpr std::array<UmtsBand, 5> kUmtsBands{
    {{10562, 10838, 0.0}, {9662, 9938, 0.0}, {1537, 1738, 1805e6}, {4357, 4458, 0.0}, {2937, 3088, 340e6}}};

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
    if (uarfcn >= band.first && uarfcn <= band.last) return band.offset_hz + kUmtsStep_hz * uarfcn;
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
