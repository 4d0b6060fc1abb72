#pragma once

/// \file
/// Divides a stream of blocks into dwells: gapless stretches of one window, each of the same length but for
/// the last before a gap. Where they begin, and what is counted of them, does not depend on the blocks'
/// sizes.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cell/observation.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::frontend {

/// What came in since a dwell began.
struct DwellSoFar {
  std::uint64_t first_sample = 0;  ///< of the stream
  std::uint64_t samples = 0;
  std::uint64_t lost = 0;
  std::uint64_t dropped = 0;
  std::uint64_t clipped = 0;
  std::array<double, 8> powers{};  ///< sums of |x|^2
  std::optional<Time> received_at{};
  std::optional<double> gain_db{};
};

/// What is done with the parts.
class DwellUser {
 public:
  virtual ~DwellUser() = default;

  /// A stretch begins with this block, which does not join what was before.
  /// \param is_other_window  another centre or rate than before
  /// \return whether anything is wanted of this window
  virtual bool start(const IqBlock& first, bool is_other_window) = 0;

  /// The next samples of the dwell.
  virtual void take(std::span<const Sample> samples) = 0;

  /// The dwell is over.
  /// \param is_end  nothing follows without a gap
  /// \return whether a record was made of it: what was lost before one that is too short is counted with the
  ///         next
  virtual bool complete(bool is_end, std::vector<Dwell>& out) = 0;
};

class DwellDivider {
 public:
  explicit DwellDivider(double dwell_s) : dwell_s_(dwell_s) {}

  /// Takes a block; `user` appends the dwells that it completes.
  void push(const IqBlock& block, DwellUser& user, std::vector<Dwell>& out);

  /// The stream has ended.
  void finish(DwellUser& user, std::vector<Dwell>& out);

  [[nodiscard]] const DwellSoFar& now() const noexcept { return now_; }
  [[nodiscard]] double start_s() const noexcept;
  [[nodiscard]] double seconds() const noexcept;
  [[nodiscard]] double mean_power() const noexcept;

  /// The parts of a Listen that do not depend on what was searched.
  [[nodiscard]] Listen listen() const;

 private:
  void begin(const IqBlock& block, std::size_t used);
  void carry_over() noexcept;
  void measure(std::span<const Sample> samples) noexcept;

  double dwell_s_;
  double sample_rate_hz_ = 0.0;
  double center_hz_ = 0.0;
  bool is_wanted_ = false;
  DwellSoFar now_;
  DwellSoFar unrecorded_;  ///< lost, dropped and clipped of pieces too short for a record
};

}  // namespace cellwarden::frontend
