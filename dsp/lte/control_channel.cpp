#include "dsp/lte/control_channel.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/lte/dci_decoder.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kCfi_bits = 32;

void append_groups(std::span<const ElementGroup> groups, const DownlinkSubframe& subframe,
                   std::vector<float>& soft) {
  std::vector<ReceivedElement> elements;
  elements.reserve(4 * groups.size());
  for (const ElementGroup& group : groups) {
    for (const std::uint16_t k : group.subcarriers) elements.push_back(subframe.element(group.symbol, k));
  }
  append_soft_bits(elements, subframe, soft);
}

// TS 36.212, table 5.3.4-1: the pattern 0, 1, 1 over and over, begun at its first, last and middle bit.
bool cfi_bit(unsigned cfi, std::size_t i) noexcept {
  return (i + 3 - (cfi - 1)) % 3 != 0;
}

}  // namespace

ControlFormat read_control_format(const DownlinkSubframe& subframe) {
  const CellLayout& cell = subframe.layout;
  std::vector<float> soft;
  soft.reserve(kCfi_bits);
  append_groups(pcfich_groups(cell.shape, cell.bandwidth_rb), subframe, soft);
  descramble(soft, (subframe.number + 1) * (2 * cell.shape.pci + 1) * 512U + cell.shape.pci);
  std::array<double, 4> metric{};
  double power = 0.0;
  for (std::size_t i = 0; i < soft.size(); ++i) {
    const auto value = static_cast<double>(soft[i]);
    power += value * value;
    for (unsigned cfi = 1; cfi <= 3; ++cfi) metric[cfi] += cfi_bit(cfi, i) ? -value : value;
  }
  const auto* best = std::max_element(metric.begin() + 1, metric.end());
  double next = -1e300;
  for (const auto* m = metric.begin() + 1; m != metric.end(); ++m) {
    if (m != best) next = std::max(next, *m);
  }
  return {static_cast<unsigned>(best - metric.begin()),
          power > 0.0 ? (*best - next) / std::sqrt(2.0 * power) : 0.0};
}

const ControlRegion& CommonSearchSpace::region(const ControlRegionShape& shape) {
  const auto known =
      std::find_if(known_.begin(), known_.end(), [&](const Known& k) { return k.shape == shape; });
  if (known != known_.end()) return known->region;
  return known_.emplace_back(Known{shape, ControlRegion(shape)}).region;
}

std::vector<float> CommonSearchSpace::read(const DownlinkSubframe& subframe,
                                           const ControlRegionShape& shape) {
  const ControlRegion& all = region(shape);
  const std::size_t cces = std::min(kCommonCces, all.cce_count());
  std::vector<float> soft;
  soft.reserve(kControlElement_bits * cces);
  append_groups(all.cces(0, cces), subframe, soft);
  descramble(soft, subframe.number * 512U + subframe.layout.shape.pci);
  return soft;
}

}  // namespace cellwarden::lte
