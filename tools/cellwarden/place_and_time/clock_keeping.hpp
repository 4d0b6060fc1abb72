#pragma once

/// \file
/// How right this computer's clock is: what its kernel knows of it, and the satellites' word.

#include <optional>

#include "cell/clock_quality.hpp"

namespace cellwarden::tools {

/// What the kernel was told by whoever keeps its clock (NTP, PTP or a receiver through either).
struct KernelClock {
  bool is_kept = false;
  double most_error_s{};  ///< grows since it was last put right; says nothing where nobody keeps it
};

/// Asks the kernel (adjtimex); changes nothing.
[[nodiscard]] KernelClock read_kernel_clock() noexcept;

/// \param gps_offset_s  the clock less the satellites' time, as a fix arrived: up to a second of it is the
///                      fix's own way from the receiver. Where both speak and do not agree, the satellites
///                      are believed: a clock can be kept wrong.
[[nodiscard]] ClockQuality quality_of(const KernelClock& kernel,
                                      const std::optional<double>& gps_offset_s) noexcept;

}  // namespace cellwarden::tools
