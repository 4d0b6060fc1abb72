#pragma once

/// \file
/// How many decimals each quantity has in a record. The detector rounds a dwell to them before it judges, so
/// that an observation log read back gives the same verdicts as the day itself.

#include "cell/observation.hpp"

namespace cellwarden::places {

inline constexpr int kSeconds = 9;
inline constexpr int kHertz = 3;
inline constexpr int kPpm = 6;
inline constexpr int kDecibel = 3;
inline constexpr int kCoarseDecibel = 1;
inline constexpr int kMicroseconds = 4;
inline constexpr int kZ = 3;
inline constexpr int kDegrees = 7;
inline constexpr int kMetres = 2;
inline constexpr int kClockSeconds = 6;
inline constexpr int kPhaseDegrees = 3;
inline constexpr int kPercent = 2;
inline constexpr int kShare = 4;

}  // namespace cellwarden::places

namespace cellwarden {

/// What one dwell of one cell can hold; a cell sends a dozen messages.
inline constexpr std::size_t kMaxMessages = 256;
inline constexpr std::size_t kMaxPages = 1024;
inline constexpr std::size_t kMaxSiWindows = 64;
inline constexpr std::size_t kMaxBandSteps = 4096;  ///< some 500 MHz
/// How far two levels of one cell, or a symbol and what it should be, can lie apart.
inline constexpr double kMostRatio_db = 200.0;
inline constexpr double kMostLevel_db = 400.0;
inline constexpr double kMostError_percent = 1e6;
inline constexpr double kMostClockError_s = 1e10;

/// Every number rounded to its written decimals. Observations whose numbers are not finite are left out,
/// and so are optional values that are not. Of messages only system information stays.
[[nodiscard]] Dwell at_written_precision(const Dwell& dwell);

}  // namespace cellwarden
