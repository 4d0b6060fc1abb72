#pragma once

/// \file
/// One open radio and its running stream, transfer by transfer, as its converter gives them. What counts,
/// gaps and times mean: soapy_source.hpp, which hands the same out as samples.
///
///   retune   the blocks after it say the new centre and begin with `gap_before`; what the driver had
///            buffered and what arrived while the tuner settled is thrown away and counts neither as lost
///            nor as dropped. `first_sample` goes on by the time that passed.
///
/// One thread reads and retunes; stop() and counters() belong to any thread.

#include <cstdint>
#include <memory>
#include <optional>

#include "cell/result.hpp"
#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/raw_block.hpp"

namespace cellwarden::capture {

struct DeviceCounters {
  std::uint64_t samples{};       ///< received
  std::uint64_t samples_lost{};  ///< by the device
  std::uint64_t samples_clipped{};
  std::uint64_t overflows{};       ///< reported by the driver
  std::uint64_t time_jumps{};      ///< of its clock, where it reported no overflow
  std::uint64_t uncounted_gaps{};  ///< whose size nobody knows: samples_lost holds the least for each
  std::uint64_t timeouts{};        ///< reads that brought nothing in 0.1 s
  friend bool operator==(const DeviceCounters&, const DeviceCounters&) = default;
};

class SoapyStream {
 public:
  /// Opens, sets and starts the radio.
  [[nodiscard]] static Result<std::unique_ptr<SoapyStream>> open(const DeviceSettings& settings);
  ~SoapyStream();
  SoapyStream(const SoapyStream&) = delete;
  SoapyStream& operator=(const SoapyStream&) = delete;

  [[nodiscard]] const StreamInfo& info() const noexcept;

  /// What finds this very radio again: as asked, with its driver and serial number.
  [[nodiscard]] DeviceArguments arguments() const;

  /// \return a view valid until the next call; nothing at the end of a playback and after stop()
  [[nodiscard]] Result<std::optional<RawBlock>> read();

  /// Listens elsewhere from now on. Refused as at opening; the radio then goes back to where it was, which is
  /// a retune of its own, and keeps `ppm`: a clock is wrong wherever it listens.
  [[nodiscard]] Result<void> retune(const Retuning& asked);

  void stop() noexcept;

  /// `samples_clipped` is 0: whoever converts the octets counts those.
  [[nodiscard]] DeviceCounters counters() const noexcept;

 private:
  class Open;
  explicit SoapyStream(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

}  // namespace cellwarden::capture
