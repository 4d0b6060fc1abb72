#pragma once

/// \file
/// Leaves out whole dwells on purpose, where a machine is too slow even for the least effort: better every
/// second dwell whole than pieces of all.
///
///   in      a radio's blocks
///   out     the same, or parts of them; what was left out before a part counts as dropped by us
///   limits  a stretch after a gap is let through from its beginning on, for a dwell

#include <cstdint>
#include <vector>

#include "dsp/iq_block.hpp"

namespace cellwarden::frontend {

class DwellGate {
 public:
  explicit DwellGate(double dwell_s) : dwell_s_(dwell_s) {}

  /// Of so many dwells one is let through, from the next end of a dwell on; 1: all.
  void set_receive_every(unsigned dwells) noexcept { every_ = dwells; }

  /// \return the parts that are received, in their order; views into the block's samples
  [[nodiscard]] std::vector<IqBlock> pass(const IqBlock& block);

  /// Samples so far.
  [[nodiscard]] std::uint64_t left_out() const noexcept { return left_out_in_all_; }

 private:
  [[nodiscard]] bool continues(const IqBlock& block) const noexcept;

  double dwell_s_;
  unsigned every_ = 1;
  double sample_rate_hz_ = 0.0;
  double center_hz_ = 0.0;
  std::uint64_t next_sample_ = 0;  ///< of the stream
  std::uint64_t until_end_ = 0;    ///< samples to the end of what is let through or left out now
  bool is_open_ = true;
  std::uint64_t left_out_ = 0;  ///< since the last part
  std::uint64_t left_out_in_all_ = 0;
};

}  // namespace cellwarden::frontend
