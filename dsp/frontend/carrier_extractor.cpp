#include "dsp/frontend/carrier_extractor.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/frontend/low_pass.hpp"
#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::frontend {
namespace {

constexpr double kCutoff_hz = 0.78e6;  // middle of the transition from 0.6 to 0.96 MHz
constexpr double kStopBand_db = 60.0;

}  // namespace

CarrierExtractor::CarrierExtractor(const BlockPlan& plan)
    : plan_(plan), inverse_(plan.carrier_size, Fft::Direction::kInverse) {
  const std::size_t taps = std::min<std::size_t>(2 * plan.carrier_lead - 1, 63) | 1U;
  response_ = low_pass_response(plan.carrier_size, taps, kCutoff_hz / kCarrierRate_hz, kStopBand_db);
  // Unscaled transforms there and back: divide by the size of the first.
  for (float& r : response_) r /= static_cast<float>(plan.input_size);
}

void CarrierExtractor::extract(const BandSpectra& spectra, double offset_hz, double seconds,
                               std::vector<Sample>& out) {
  const auto n = static_cast<std::int64_t>(plan_.input_size);
  const auto m = static_cast<std::int64_t>(plan_.carrier_size);
  const auto center_bin = static_cast<std::int64_t>(std::llround(offset_hz / plan_.bin_hz));
  const double residual_hz = offset_hz - static_cast<double>(center_bin) * plan_.bin_hz;
  const double ratio = static_cast<double>(plan_.carrier_size) / static_cast<double>(plan_.input_size);
  const auto available = static_cast<std::size_t>(static_cast<double>(spectra.sample_count()) * ratio);
  const std::size_t wanted =
      std::min(available, static_cast<std::size_t>(std::llround(seconds * kCarrierRate_hz)));
  out.resize(wanted);
  const std::span<Sample> in = inverse_.input();
  // Bin k of the carrier is bin center_bin + k of the band, as long as the band has it.
  const std::int64_t first = std::max(-m / 2, -(n / 2) - center_bin);
  const std::int64_t last = std::min(m / 2 - 1, (n - 1) / 2 - center_bin);
  // What the bins' spacing leaves of the offset turns alike in every block, from a phase of the block's own.
  turn_.resize(plan_.carrier_hop);
  Oscillator nco(-residual_hz / kCarrierRate_hz, 0.0);
  for (Sample& t : turn_) t = nco.next();
  std::fill(in.begin(), in.end(), Sample{});
  for (std::size_t b = 0; b * plan_.carrier_hop < wanted; ++b) {
    const std::span<const Sample> bins = spectra.block(b);
    const std::size_t begin = b * plan_.carrier_hop;
    const std::size_t count = std::min(plan_.carrier_hop, wanted - begin);
    // The block's own shift restarts its phase; put back the phase that a running oscillator would have.
    const double block_start_s =
        (static_cast<double>(b * plan_.input_hop) - static_cast<double>(plan_.input_lead)) /
        (plan_.bin_hz * static_cast<double>(n));
    const double shift_cycles = -static_cast<double>(center_bin) * plan_.bin_hz * block_start_s;
    const double begin_s = static_cast<double>(begin) / kCarrierRate_hz;
    const Sample phase = unit_phasor(shift_cycles - residual_hz * begin_s);
    for (std::int64_t k = first; k <= last; ++k) {
      const std::int64_t from = center_bin + k;
      const auto to = static_cast<std::size_t>(k < 0 ? k + m : k);
      in[to] = times(bins[static_cast<std::size_t>(from < 0 ? from + n : from)], phase) * response_[to];
    }
    multiply(inverse_.run().subspan(plan_.carrier_lead, count), std::span<const Sample>(turn_).first(count),
             std::span<Sample>(out).subspan(begin, count));
  }
}

}  // namespace cellwarden::frontend
