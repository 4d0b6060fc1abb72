#pragma once

/// \file
/// A satellite receiver, as the program sees it: where it was when, and what is in its way. Ages are by the
/// steady clock, which nobody sets.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cell/observation.hpp"
#include "detector/records/json_lines.hpp"

namespace cellwarden::tools {

/// A fix older than this is no position any more.
inline constexpr std::chrono::seconds kFreshFix{5};

struct GpsFix {
  GeoPoint at;
  int dimensions{};                               ///< 2 or 3
  std::optional<Time> time{};                     ///< UTC, as the satellites tell it
  std::optional<double> clock_offset_s{};         ///< this computer's clock less `time`, when it arrived:
                                                  ///< up to a second of it is the way from the receiver
  std::chrono::steady_clock::time_point heard{};  ///< when it arrived
};

struct GpsReading {
  records::GpsState state{};                  ///< a fix: one that is fresh
  std::string why;                            ///< without one: what is missing, in words
  std::optional<GpsFix> fix{};                ///< the newest, however old
  std::optional<std::uint32_t> satellites{};  ///< used
};

class Gps {
 public:
  Gps() = default;
  Gps(const Gps&) = delete;
  Gps& operator=(const Gps&) = delete;
  virtual ~Gps() = default;

  /// Now. Never waits.
  [[nodiscard]] virtual GpsReading latest() const = 0;

  /// The newest fix that was heard before `when` and was fresh then; of the last minute.
  [[nodiscard]] virtual std::optional<GpsFix> fix_at(std::chrono::steady_clock::time_point when) const = 0;
};

}  // namespace cellwarden::tools
