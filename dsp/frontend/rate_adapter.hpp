#pragma once

#include <memory>
#include <span>
#include <vector>

#include "dsp/iq_block.hpp"

namespace cellwarden::frontend {

/// Brings a stream of any rate to one that plan_blocks() accepts: down to the next multiple of 40 kHz, of
/// 1.92 MS/s or more (up, where only that is left). Streams of suitable rates pass untouched.
///
///   limits  60 dB stop band; the outermost 2 % of the band are lost to the filter
class RateAdapter {
 public:
  /// \param sample_rate_hz  1.92e6 or more
  explicit RateAdapter(double sample_rate_hz);
  ~RateAdapter();
  RateAdapter(RateAdapter&&) noexcept;
  RateAdapter& operator=(RateAdapter&&) noexcept;

  [[nodiscard]] double output_rate_hz() const noexcept { return output_rate_hz_; }
  [[nodiscard]] bool is_transparent() const noexcept { return resampler_ == nullptr; }

  /// Appends to `out`. Output sample 0 coincides with input sample 0.
  void process(std::span<const Sample> in, std::vector<Sample>& out);
  /// What follows is another stretch of signal.
  void reset();

 private:
  struct Resampler;
  double output_rate_hz_;
  std::unique_ptr<Resampler> resampler_;
};

}  // namespace cellwarden::frontend
