#pragma once

/// \file
/// From the timestamps of a driver to the number of samples missing between two reads.
///
///   in      of every read: the time of its first sample as the driver states it, and its length
///   out     samples missing before it; 0 where it follows on
///   limits  whole samples below 500 MS/s (the drivers' unit is 1 ns); a driver whose times wander is found
///           out within its first reads and no longer believed
///
/// SoapyRTLSDR up to 0.3.3, which Debian bookworm has, counts octets instead of samples from one USB
/// transfer to the next (its rx_callback adds `len`), so its clock runs at twice the rate there, and at the
/// right one within a transfer. Later versions count samples. `kMaybeOctets` tells the two apart by itself.

#include <cstddef>
#include <cstdint>
#include <optional>

namespace cellwarden::capture {

enum class TimestampUnit : std::uint8_t { kSamples, kMaybeOctets };

class TimestampCheck {
 public:
  /// \param transfer_samples  longest run that the driver hands out of one transfer
  TimestampCheck(TimestampUnit unit, double rate_hz, std::size_t transfer_samples);

  /// Samples missing before this read; negative when the driver's clock went back; nothing at the first read
  /// and from a driver whose clock is not to be believed.
  /// \param after_overflow  the driver itself said that something is missing here
  [[nodiscard]] std::optional<std::int64_t> missing_before(long long time_ns, std::size_t samples,
                                                           bool after_overflow);

  [[nodiscard]] bool believed() const noexcept { return believed_; }

 private:
  [[nodiscard]] std::int64_t samples_since_run(long long time_ns) const;
  [[nodiscard]] std::int64_t missing_in_octets(long long time_ns);
  void judge(bool agrees);

  TimestampUnit unit_;
  double rate_hz_;
  std::int64_t transfer_samples_;
  bool has_run_{};
  long long run_start_ns_{};    ///< time of the run's first sample
  std::int64_t run_samples_{};  ///< that followed since, without a gap
  bool believed_ = true;
  int judged_{};
  int disagreed_{};
};

}  // namespace cellwarden::capture
