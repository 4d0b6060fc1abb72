#pragma once

/// \file
/// Samples through `gsm::Receiver`, and its dwells as text in which every figure is exact: equal texts are
/// equal dwells.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dsp/gsm/receiver.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::gsm {

/// One stretch of samples, and how it is handed over.
struct Stretch {
  std::span<const Sample> samples;
  double rate_hz{};
  double center_hz{};
  std::uint64_t first_sample = 0;
  std::size_t block_samples = std::size_t{1} << 16U;
  bool gap_before = false;
  std::uint64_t lost_before = 0;
};

void push(Receiver& receiver, const Stretch& stretch, std::vector<Dwell>& out);

/// One stretch, from the first sample to the end.
[[nodiscard]] std::vector<Dwell> receive(const Stretch& stretch, const ReceiverConfig& config = {},
                                         const ParallelFor& parallel = run_serially);

[[nodiscard]] std::vector<Observation> all_observations(const std::vector<Dwell>& dwells);

[[nodiscard]] std::string text_of(const Dwell& dwell);
[[nodiscard]] std::string text_of(const std::vector<Dwell>& dwells);

}  // namespace cellwarden::gsm
