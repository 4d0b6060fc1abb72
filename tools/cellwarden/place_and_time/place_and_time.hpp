#pragma once

/// \file
/// Where this computer is and how right its clock is, for each dwell while watching. Says in words, once
/// each, when the position comes and goes, and when the clock was set.
///
///   place   the satellite receiver's when the dwell was on the air, where that was fresh; else none here,
///           and the stated one is put in by whoever judges
///   clock   what the kernel and the satellites say of it; `jumped` for a minute after it was set
///
/// One caller at a time.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cell/observation.hpp"
#include "detector/records/json_lines.hpp"
#include "tools/cellwarden/place_and_time/clock_keeping.hpp"
#include "tools/cellwarden/place_and_time/gps.hpp"

namespace cellwarden::tools {

/// What is asked; tests give their own clocks.
struct PlaceAndTimeSources {
  std::unique_ptr<Gps> gps{};        ///< null: none was asked for
  std::optional<GeoPoint> stated{};  ///< of a site that does not move
  std::function<void(const std::string&)> tell{};
  std::function<Time()> utc_now{};                                      ///< absent: the system's
  std::function<std::chrono::steady_clock::time_point()> steady_now{};  ///< likewise
  std::function<KernelClock()> kernel_clock{};                          ///< likewise
};

class PlaceAndTime {
 public:
  explicit PlaceAndTime(PlaceAndTimeSources sources);

  /// Puts place and clock into a dwell that was just received; leaves what it states itself.
  void stamp(Dwell& dwell);

  /// GPS, position and clock as they are now, with the reasons that they are not as asked for.
  void report(records::StatusRecord& status);

 private:
  using Steady = std::chrono::steady_clock;
  enum class Position : std::uint8_t { kAwaited, kKnown, kMissing };

  void look();
  void look_at_clock(Steady::time_point now);
  void look_at_gps(Steady::time_point now);
  [[nodiscard]] std::optional<GeoPoint> position_during(const Listen& listen) const;
  void say(const std::string& what) const;

  PlaceAndTimeSources sources_;
  Steady::time_point started_;
  std::chrono::nanoseconds ahead_;  ///< UTC less the steady clock, at the last look
  std::optional<Steady::time_point> set_at_;
  std::optional<Steady::time_point> asked_kernel_at_;
  KernelClock kernel_;
  ClockQuality clock_;
  std::optional<GpsReading> reading_;
  Position position_ = Position::kAwaited;
  bool was_known_ = false;
};

}  // namespace cellwarden::tools
