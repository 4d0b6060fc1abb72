#include "dsp/capture/raw_block.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::capture {
namespace {

/// Scales by a converter's own full scale; its extreme codes are one code short of it.
std::uint32_t rescale(std::span<Sample> samples, float scale, double nominal_full_scale) {
  const float extreme = 1.0F - scale / static_cast<float>(nominal_full_scale) * 1.5F;
  std::uint32_t clipped = 0;
  for (Sample& sample : samples) {
    sample *= scale;
    clipped += std::max(std::abs(sample.real()), std::abs(sample.imag())) > extreme ? 1U : 0U;
  }
  return clipped;
}

}  // namespace

IqBlock RawBlockReader::read(const RawBlock& raw) {
  const std::size_t count = raw.samples();
  if (samples_.size() < count) samples_.resize(count);
  const std::span<Sample> samples = std::span(samples_).first(count);
  IqBlock block = raw.head;
  block.clipped_samples =
      to_float(raw.format, raw.octets.first(count * bytes_per_sample(raw.format)), samples).clipped;
  if (raw.scale != 1.0F) block.clipped_samples = rescale(samples, raw.scale, full_scale_of(raw.format));
  block.samples = samples;
  return block;
}

}  // namespace cellwarden::capture
