#pragma once

/// \file
/// Counts frames by the cell's own clock and notices where the count breaks (TS 36.211, section 4: LTE's
/// system frame number; TS 45.002, section 4.3.3: GSM's TDMA frame number).

#include <cstdint>
#include <deque>
#include <optional>

#include "cell/observation.hpp"

namespace cellwarden::history {

class FrameClock {
 public:
  enum class Comparison : std::uint8_t { kNone, kHeld, kBroke };

  /// The newest frame number against the one before; kNone where the two cannot be compared.
  Comparison add(const Observation& seen);

  /// Whether a dwell read a frame number at all.
  [[nodiscard]] static bool has_number(const Observation& seen) noexcept;

  /// Samples were lost: the next frame number has nothing to be compared with.
  void forget() noexcept { last_.reset(); }

  /// Of one configuration: where that changes too, it is two cells that are heard, not one that restarts.
  [[nodiscard]] std::size_t breaks_since(double t_s) const noexcept;
  [[nodiscard]] std::uint64_t comparisons() const noexcept { return comparisons_; }

 private:
  struct Reference {
    double frame_start_s{};
    std::uint32_t number{};
    std::uint32_t period{};
    double frame_s{};
    std::optional<lte::Mib> mib;
  };
  static std::optional<Reference> reference_of(const Observation& seen);

  std::optional<Reference> last_;
  std::deque<double> breaks_s_;
  std::uint64_t comparisons_{};
};

/// What two comparisons in a row tell of the time that they span.
[[nodiscard]] FrameClock::Comparison worse(FrameClock::Comparison a, FrameClock::Comparison b) noexcept;

}  // namespace cellwarden::history
