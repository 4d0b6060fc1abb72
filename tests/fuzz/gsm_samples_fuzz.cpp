// Any floats as samples, in blocks of any size, over gaps and retunes: nothing may break or go on for ever,
// and what is said of the stream is finite or absent.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <span>
#include <vector>

#include "dsp/gsm/receiver.hpp"

using namespace cellwarden;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr double kDwell_s = 0.05;
constexpr std::size_t kMostSamples = 60'000;

// Octet by octet to samples; some octets stand for what no converter gives.
float value_of(std::uint8_t octet) {
  switch (octet) {
    case 0x80:
      return std::numeric_limits<float>::quiet_NaN();
    case 0x81:
      return std::numeric_limits<float>::infinity();
    case 0x82:
      return -std::numeric_limits<float>::infinity();
    case 0x83:
      return std::numeric_limits<float>::max();
    case 0x84:
      return std::numeric_limits<float>::denorm_min();
    default:
      return static_cast<float>(static_cast<std::int8_t>(octet)) / 128.0F;
  }
}

// The octets over and over, turned by a tone: what repeats is what a search for tones looks for.
std::vector<Sample> samples_of(std::span<const std::uint8_t> octets, std::size_t count,
                               std::uint8_t turn_per_sample) {
  std::vector<Sample> samples(count);
  const float step = static_cast<float>(turn_per_sample) / 256.0F * 6.2831853F;
  float angle = 0.0F;
  for (std::size_t i = 0; i < count && !octets.empty(); ++i) {
    const Sample x(value_of(octets[2 * i % octets.size()]), value_of(octets[(2 * i + 1) % octets.size()]));
    samples[i] = turn_per_sample == 0 ? x : x * std::polar(1.0F, angle);
    angle = std::fmod(angle + step, 6.2831853F);
  }
  return samples;
}

void check(const Measured& value) {
  require(std::isfinite(value.value) && std::isfinite(value.sigma) && value.sigma >= 0);
}

void check(const Dwell& dwell) {
  const Listen& listen = dwell.listen;
  require(std::isfinite(listen.t_s) && std::isfinite(listen.duration_s));
  require(std::isfinite(listen.noise_floor_dbfs) && std::isfinite(listen.total_power_dbfs));
  for (const Observation& o : dwell.observations) {
    require(o.physical_id < gsm::kBsicCount && o.gsm() != nullptr);
    check(o.carrier.measured_hz);
    check(o.frame_start_s);
    if (o.clock_offset_ppm) check(*o.clock_offset_ppm);
    require(std::isfinite(o.signal.power_dbfs) && std::isfinite(o.signal.snr_db));
    require(std::isfinite(o.signal.snr_sigma_db));
    require(o.gsm()->frame_number < gsm::kHyperframe_frames);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHeader_octets = 5;
  if (size < kHeader_octets) return 0;
  const std::span<const std::uint8_t> octets(data, size);
  constexpr std::array<double, 4> kRates_hz{250e3, 270'833.3, 500e3, 612'345.0};
  const double rate_hz = kRates_hz[octets[0] % kRates_hz.size()];
  const std::size_t count = std::min<std::size_t>(kMostSamples, std::size_t{256} * (octets[1] + 1U));
  const std::size_t block_samples = 64 + std::size_t{octets[2]} * 97;
  const std::vector<Sample> samples = samples_of(octets.subspan(kHeader_octets), count, octets[3]);

  gsm::ReceiverConfig config;
  config.dwell_s = kDwell_s;
  gsm::Receiver receiver(config, run_serially);
  std::vector<Dwell> dwells;
  std::uint64_t first = 0;
  for (std::size_t at = 0, n = 0; at < samples.size(); at += block_samples, ++n) {
    IqBlock block;
    block.samples = std::span(samples).subspan(at, std::min(block_samples, samples.size() - at));
    block.sample_rate_hz = rate_hz;
    block.center_hz = 945e6;
    const std::size_t event = octets[4] == 0 ? 0 : (n * octets[4] + 1) % 61;
    if (event == 7) block.gap_before = true;
    if (event == 9) {
      block.gap_before = true;
      block.lost_before = octets[4] * 1000U;
      first += block.lost_before;
    }
    if (event == 11) block.center_hz = 1842.6e6;
    block.first_sample = first;
    first += block.samples.size();
    receiver.push(block, dwells);
  }
  receiver.finish(dwells);
  for (const Dwell& dwell : dwells) check(dwell);
  return 0;
}
