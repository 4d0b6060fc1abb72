#pragma once

/// \file
/// Every receiver that a window has work for, as one.

#include <optional>
#include <string>
#include <vector>

#include "cell/observation.hpp"
#include "dsp/gsm/receiver.hpp"
#include "dsp/lte/receiver.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::tools {

class Receivers {
 public:
  /// \param assumed_ppm  clock error of the radio, where known
  Receivers(const config::Config& config, std::optional<double> assumed_ppm, const ParallelFor& parallel);

  /// Takes a block; appends the dwells that it completes, by their beginning.
  void push(const IqBlock& block, std::vector<Dwell>& out);
  void finish(std::vector<Dwell>& out);

 private:
  std::optional<gsm::Receiver> gsm_;
  std::optional<lte::Receiver> lte_;
};

/// What stands in the way of receiving anything at all in a window: a line for people, or nothing.
[[nodiscard]] std::optional<std::string> why_deaf(const config::Config& config, double center_hz,
                                                  double sample_rate_hz);

}  // namespace cellwarden::tools
