#pragma once

/// \file
/// What a playback device plays: one run of samples with a position, whatever makes them.
///
///   position  samples since the signal began, missing ones counted; the device's clock
///   errors    one line that names the recording; the device says it and ends the stream

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cell/result.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

struct ReachOfSignal {
  double lowest_hz{};
  double highest_hz{};
  double lowest_rate_hz{};
  double highest_rate_hz{};
};

class PlayedSignal {
 public:
  PlayedSignal() = default;
  PlayedSignal(const PlayedSignal&) = delete;
  PlayedSignal& operator=(const PlayedSignal&) = delete;
  virtual ~PlayedSignal() = default;

  [[nodiscard]] virtual const std::string& name() const noexcept = 0;
  /// As StreamInfo::native_format.
  [[nodiscard]] virtual std::string_view native_format() const noexcept = 0;

  // What the device tells.
  [[nodiscard]] virtual double center_hz() const noexcept = 0;
  [[nodiscard]] virtual double rate_hz() const noexcept = 0;
  [[nodiscard]] virtual ReachOfSignal reach() const noexcept = 0;
  /// True seconds that one of the device's seconds takes.
  [[nodiscard]] virtual double clock_factor() const noexcept { return 1.0; }

  /// \param is_streaming  a radio that is read has samples under way, and takes time to settle
  [[nodiscard]] virtual Result<void> tune(double center_hz, bool is_streaming) = 0;
  [[nodiscard]] virtual Result<void> set_rate(double rate_hz, bool is_streaming) = 0;

  /// Of the next sample.
  [[nodiscard]] virtual std::uint64_t position() const noexcept = 0;

  /// Makes ready() not empty. \return false at the end
  [[nodiscard]] virtual Result<bool> load() = 0;
  [[nodiscard]] virtual std::span<const Sample> ready() const noexcept = 0;
  virtual void take(std::size_t samples) noexcept = 0;

  /// How many of `most` samples follow ready()'s first without a gap, as far as is known; after load().
  [[nodiscard]] virtual std::size_t gapless(std::size_t most) const noexcept = 0;

  /// Goes on from `position`, or from where a gap leads beyond it.
  [[nodiscard]] virtual Result<void> skip_to(std::uint64_t position) = 0;
};

}  // namespace cellwarden::capture
