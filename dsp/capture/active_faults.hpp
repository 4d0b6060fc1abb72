#pragma once

/// \file
/// The faults of one open playback device: which begin now, and which last. Times are the stream's positions,
/// so that they pass as fast as the stream does.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/capture/fault_memory.hpp"
#include "dsp/capture/playback_faults.hpp"

namespace cellwarden::capture {

class ActiveFaults {
 public:
  /// \param schedule  without what happened already
  ActiveFaults(std::vector<Fault> schedule, FaultMemory memory);

  /// The stream was started at this position; only the first time counts.
  void start(std::uint64_t position) noexcept;

  /// To happen at the next read.
  void order(const Fault& fault) { ordered_.push_back(fault); }

  /// Begins the next fault whose time has come, after it was noted. \return it; nothing when none is left
  /// \param position  of the radio: what it receives now
  std::optional<Fault> begin_next(std::uint64_t position, double rate_hz);

  [[nodiscard]] bool is_unplugged() const noexcept { return is_unplugged_; }
  [[nodiscard]] bool is_stalled(std::uint64_t position) const noexcept { return position < stalled_until_; }
  [[nodiscard]] std::uint64_t stalled_until() const noexcept { return stalled_until_; }
  [[nodiscard]] bool is_stale(std::uint64_t position) const noexcept { return position < stale_until_; }

  /// How many times as fast as usual the signal comes.
  [[nodiscard]] unsigned pace(std::uint64_t position) const noexcept {
    return position < rush_until_ ? rush_pace_ : 1;
  }

  [[nodiscard]] std::uint64_t rush_until() const noexcept { return rush_until_; }

  /// Takes one of the overflows that are to come. \return false when there is none
  [[nodiscard]] bool take_overflow() noexcept;

  /// The transfer that a stale device repeats: kept from its first one on.
  std::vector<std::byte>& stale_transfer() noexcept { return stale_transfer_; }

 private:
  std::vector<Fault> schedule_;  ///< by time
  std::vector<Fault> ordered_;
  const FaultMemory memory_;
  std::optional<std::uint64_t> started_at_;
  bool is_unplugged_{};
  std::uint64_t stalled_until_{};
  std::uint64_t stale_until_{};
  std::uint64_t overflows_left_{};
  std::uint64_t rush_until_{};
  unsigned rush_pace_ = 1;
  std::vector<std::byte> stale_transfer_;
};

}  // namespace cellwarden::capture
