#pragma once

/// \file
/// Every receiver that a window has work for, as one.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cell/observation.hpp"
#include "dsp/frontend/dwell_gate.hpp"
#include "dsp/frontend/effort.hpp"
#include "dsp/gsm/receiver.hpp"
#include "dsp/lte/receiver.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::tools {

/// Whatever makes dwells of a radio's blocks.
class BlockReceiver {
 public:
  BlockReceiver() = default;
  BlockReceiver(const BlockReceiver&) = delete;
  BlockReceiver& operator=(const BlockReceiver&) = delete;
  virtual ~BlockReceiver() = default;

  /// Takes a block; appends the dwells that it completes, by their beginning.
  virtual void push(const IqBlock& block, std::vector<Dwell>& out) = 0;
  virtual void finish(std::vector<Dwell>& out) = 0;

  /// What is received at most, from the next dwell on.
  virtual void set_effort(const frontend::Effort& effort) = 0;
  /// The cells of open incidents.
  virtual void set_attended(std::span<const frontend::AttendedCell> cells) = 0;

  /// Samples that the effort left out, so far.
  [[nodiscard]] virtual std::uint64_t samples_left_out() const noexcept = 0;
};

class Receivers final : public BlockReceiver {
 public:
  /// \param assumed_ppm  clock error of the radio, where known
  Receivers(const config::Config& config, std::optional<double> assumed_ppm, const ParallelFor& parallel);

  /// \param shape  what is to be received, and how: what a configuration alone cannot say
  struct Shape {
    std::optional<gsm::ReceiverConfig> gsm;
    std::optional<lte::ReceiverConfig> lte;
  };
  Receivers(const Shape& shape, const ParallelFor& parallel);

  void push(const IqBlock& block, std::vector<Dwell>& out) override;
  void finish(std::vector<Dwell>& out) override;
  void set_effort(const frontend::Effort& effort) override;
  void set_attended(std::span<const frontend::AttendedCell> cells) override;
  [[nodiscard]] std::uint64_t samples_left_out() const noexcept override { return gate_.left_out(); }

 private:
  frontend::DwellGate gate_;
  std::optional<gsm::Receiver> gsm_;
  std::optional<lte::Receiver> lte_;
};

/// How a configuration receives everything that it wants.
[[nodiscard]] Receivers::Shape shape_of(const config::Config& config, std::optional<double> assumed_ppm);

/// What stands in the way of receiving anything at all in a window: a line for people, or nothing.
[[nodiscard]] std::optional<std::string> why_deaf(const config::Config& config, double center_hz,
                                                  double sample_rate_hz);

}  // namespace cellwarden::tools
