#include "dsp/gsm/block_reader.hpp"

#include <algorithm>

#include "dsp/gsm/phase_error.hpp"

namespace cellwarden::gsm {

BlockReader::BlockReader() {
  for (const auto& sequence : kNormalTraining) {
    for (std::size_t taps = 0; taps <= kMaxEqualiserTaps; ++taps)
      fits_.emplace_back(sequence, std::max<std::size_t>(taps, 2));
  }
}

std::optional<SoftBlock> BlockReader::read(const ChannelStream& stream,
                                           const std::array<double, kBurstsPerBlock>& burst_starts,
                                           double offset_hz, TapWindow window,
                                           std::uint8_t training_sequence) const {
  SoftBlock block;
  std::array<Sample, kBurst_symbols> y;
  std::array<float, kBurst_symbols> llr;
  auto out = block.bits.begin();
  for (const double start : burst_starts) {
    if (!stream.sample(start, window.first, offset_hz, y)) return std::nullopt;
    const std::span<const Sample> all(y);
    const ChannelTaps taps = fit(training_sequence, window.count)
                                 .estimate(all.subspan(kNormalTraining_start, kNormalTraining_symbols));
    equalise(all, taps, llr);
    out = std::copy_n(llr.begin() + kTail_symbols, kNormalHalf_symbols, out);
    out =
        std::copy_n(llr.begin() + kNormalTraining_start + kNormalTraining_symbols, kNormalHalf_symbols, out);
    block.signal_power += taps.power() / kBurstsPerBlock;
    block.noise_power += taps.noise_variance / kBurstsPerBlock;
  }
  return block;
}

std::array<float, kTrainingSequences> BlockReader::compare_training(const ChannelStream& stream,
                                                                    double burst_start, double offset_hz,
                                                                    TapWindow window) const {
  std::array<float, kTrainingSequences> shares{};
  std::array<Sample, kNormalTraining_symbols> y;
  if (!stream.sample(burst_start, window.first + static_cast<int>(kNormalTraining_start), offset_hz, y))
    return shares;
  for (std::uint8_t sequence = 0; sequence < kTrainingSequences; ++sequence)
    shares[sequence] = fit(sequence, window.count).explained(y);
  return shares;
}

std::optional<double> BlockReader::phase_error_rad(const ChannelStream& stream, double burst_start,
                                                   double offset_hz, TapWindow window,
                                                   std::uint8_t training_sequence) const {
  std::array<Sample, kBurst_symbols> y;
  if (!stream.sample(burst_start, window.first, offset_hz, y)) return std::nullopt;
  const std::span<const Sample> all(y);
  const ChannelTaps taps = fit(training_sequence, window.count)
                               .estimate(all.subspan(kNormalTraining_start, kNormalTraining_symbols));
  std::array<float, kBurst_symbols> llr;
  equalise(all, taps, llr);
  return gmsk_phase_error_rad(all, llr);
}

}  // namespace cellwarden::gsm
