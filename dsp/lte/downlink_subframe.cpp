#include "dsp/lte/downlink_subframe.hpp"

#include <algorithm>

#include "dsp/kernel/gold.hpp"

namespace cellwarden::lte {

void append_soft_bits(std::span<const ReceivedElement> elements, const DownlinkSubframe& subframe,
                      std::vector<float>& soft) {
  std::vector<Sample> values(elements.size());
  undo_diversity(elements, subframe.layout.ports, values);
  const auto scale = static_cast<float>(1.0 / std::max(subframe.noise_power, 1e-30));
  for (const Sample v : values) {
    soft.push_back(v.real() * scale);
    soft.push_back(v.imag() * scale);
  }
}

void descramble(std::span<float> soft, std::uint32_t c_init, std::size_t first) {
  std::vector<std::uint8_t> bits(soft.size());
  gold_sequence(c_init, first, bits);
  for (std::size_t i = 0; i < soft.size(); ++i) {
    if (bits[i] != 0) soft[i] = -soft[i];
  }
}

}  // namespace cellwarden::lte
