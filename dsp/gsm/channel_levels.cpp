#include "dsp/gsm/channel_levels.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "cell/gsm/arfcn.hpp"
#include "dsp/kernel/complex_math.hpp"

namespace cellwarden::gsm {

double quiet_channel_power(const frontend::ChannelBank& bank, double low_hz, double high_hz) {
  constexpr std::uint64_t kBlocks = 64;  // are looked at, evenly over what is held
  const std::uint64_t held = bank.end_block() - bank.first_block();
  if (held == 0) return 0.0;
  const double bin_hz = bank.plan().bin_hz();
  const auto size = static_cast<std::int64_t>(bank.plan().size());
  const auto low = std::max(static_cast<std::int64_t>(std::ceil(low_hz / bin_hz)), -size / 2);
  const auto high = std::min(static_cast<std::int64_t>(std::floor(high_hz / bin_hz)), (size - 1) / 2);
  const auto width = static_cast<std::int64_t>(std::llround(kRaster_hz / bin_hz));
  if (high - low < width) return 0.0;
  std::vector<double> channels(static_cast<std::size_t>((high - low) / width));
  const std::uint64_t stride = std::max<std::uint64_t>(1, held / kBlocks);
  std::size_t used = 0;
  for (std::uint64_t b = bank.first_block(); b < bank.end_block(); b += stride, ++used) {
    const auto bins = bank.block(b);
    for (std::size_t c = 0; c < channels.size(); ++c) {
      const std::int64_t from = low + static_cast<std::int64_t>(c) * width;
      float power = 0.0F;
      for (std::int64_t k = from; k < from + width; ++k)
        power += squared_magnitude(bins[static_cast<std::size_t>(k < 0 ? k + size : k)]);
      channels[c] += static_cast<double>(power);
    }
  }
  const auto quiet = channels.begin() + static_cast<std::ptrdiff_t>(channels.size() / 10);
  std::nth_element(channels.begin(), quiet, channels.end());
  const auto n = static_cast<double>(size);
  return *quiet / (static_cast<double>(used) * n * n);
}

}  // namespace cellwarden::gsm
