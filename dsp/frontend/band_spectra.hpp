#pragma once

/// \file
/// The spectra of a stretch of signal, block by block, made once and shared by everything that looks at
/// some carrier in it: the synchronisation search, every carrier's extraction, the noise floor.
///
///   in      one gapless segment at a rate that plan_blocks() accepts
///   out     block b's spectrum: input_size bins in transform order, bin k at k * bin_hz
///   memory  8 bytes * 1.1 per input sample; kept from one segment to the next
/// The radio's own DC offset is taken out: bin 0 of every block is zero.

#include <cstddef>
#include <span>
#include <vector>

#include "dsp/frontend/block_plan.hpp"
#include "dsp/iq_block.hpp"
#include "dsp/kernel/parallel.hpp"

namespace cellwarden::frontend {

class BandSpectra {
 public:
  explicit BandSpectra(const BlockPlan& plan);

  /// Replaces what is held by the spectra of `samples`.
  void assign(std::span<const Sample> samples, const ParallelFor& parallel);

  [[nodiscard]] const BlockPlan& plan() const noexcept { return plan_; }
  [[nodiscard]] std::size_t block_count() const noexcept { return block_count_; }
  [[nodiscard]] std::size_t sample_count() const noexcept { return sample_count_; }
  [[nodiscard]] std::span<const Sample> block(std::size_t b) const noexcept {
    return std::span<const Sample>(bins_).subspan(b * plan_.input_size, plan_.input_size);
  }

  /// Power by steps of a width, the middle one around the band's centre; full scale is 1.
  struct Levels {
    double first_hz{};  ///< middle of the lowest step, from the centre
    double step_hz{};
    std::vector<double> mean;
    std::vector<double> floor;  ///< a tenth of the blocks are below
  };
  [[nodiscard]] Levels levels(double step_hz) const;

  /// Median over the band's carriers, 200 kHz apart, of the mean power in 1.08 MHz; full scale is 1.
  [[nodiscard]] double median_carrier_power() const;

 private:
  BlockPlan plan_;
  std::vector<Sample> bins_;
  std::size_t block_count_ = 0;
  std::size_t sample_count_ = 0;
};

}  // namespace cellwarden::frontend
