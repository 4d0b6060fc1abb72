#pragma once

/// \file
/// A radio as a source of blocks, through SoapySDR. Receives only.
///
///   in      DeviceSettings: which radio, and one window to park on
///   out     blocks of one driver transfer, full scale 1.0, in the driver's native format underneath
///   gaps    every overflow, jump of the driver's clock or damaged transfer begins a new block with
///           `gap_before`. `lost_before` is exact where the driver's samples carry times that prove
///           trustworthy; else one transfer per overflow, the least that such a driver (HackRF) can lose,
///           and `uncounted_gaps` says so.
///   time    `received_at` is the earliest arrival seen so far carried on by the sample count, so that a late
///           read does not move it; it follows the clock by up to 200 ppm
///   errors  no samples for DeviceSettings::silence_limit (drivers do not report an unplugged radio), or
///           what the driver itself reports; one line that says what to look at
///   end     only of a playback that does not loop
///
/// Blocking calls are the driver's: read() returns within 0.1 s of stop() as long as the driver keeps its
/// own timeouts. Drivers that hang are for a process around this one to end: everything here is one object
/// with one reading thread and no state elsewhere.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "cell/result.hpp"
#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/raw_block.hpp"
#include "dsp/capture/soapy_stream.hpp"

namespace cellwarden::capture {

class SoapySource final : public IqSource {
 public:
  /// Opens, sets and starts the radio.
  [[nodiscard]] static Result<std::unique_ptr<SoapySource>> open(const DeviceSettings& settings);
  ~SoapySource() override;

  /// StreamInfo::ppm is 0 where the settings state a clock error: it is put right already.
  [[nodiscard]] const StreamInfo& info() const noexcept override;
  [[nodiscard]] Result<std::optional<IqBlock>> read() override;
  void stop() noexcept override;

  /// Any thread may ask.
  [[nodiscard]] DeviceCounters counters() const noexcept;

 private:
  explicit SoapySource(std::unique_ptr<SoapyStream> stream);

  std::unique_ptr<SoapyStream> stream_;
  RawBlockReader reader_;
  std::atomic<std::uint64_t> samples_clipped_{};
};

}  // namespace cellwarden::capture
