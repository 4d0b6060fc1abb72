#pragma once

/// \file
/// Bursts and multiframes of the common timeslots, as numbers: TS 45.002, sections 5.2 and 7.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::gsm {

inline constexpr std::size_t kSlots = 8;
inline constexpr double kSlot_symbols = 156.25;  ///< TS 45.010, section 5.7: on average
inline constexpr std::size_t kBurst_symbols = 148;
inline constexpr std::size_t kTail_symbols = 3;

// Normal burst: 3 tail, 57 data, 1 stealing flag, 26 training, 1 stealing flag, 57 data, 3 tail.
inline constexpr std::size_t kNormalTraining_start = 61;
inline constexpr std::size_t kNormalTraining_symbols = 26;
inline constexpr std::size_t kNormalHalf_symbols = 58;  ///< data and stealing flag
inline constexpr std::size_t kBurstsPerBlock = 4;
inline constexpr std::size_t kBlockBits = kBurstsPerBlock * 2 * kNormalHalf_symbols;  ///< with stealing flags

// Synchronisation burst: 3 tail, 39 data, 64 training, 39 data, 3 tail.
inline constexpr std::size_t kSyncTraining_start = 42;
inline constexpr std::size_t kSyncTraining_symbols = 64;
inline constexpr std::size_t kSyncHalf_symbols = 39;

inline constexpr std::size_t kTrainingSequences = 8;

/// Training sequence codes 0…7 of normal bursts: TS 45.002, table 5.2.3a. One bit per element.
extern const std::array<std::array<std::uint8_t, kNormalTraining_symbols>, kTrainingSequences>
    kNormalTraining;
/// Extended training sequence of the synchronisation burst: TS 45.002, section 5.2.5.
extern const std::array<std::uint8_t, kSyncTraining_symbols> kSyncTraining;

inline constexpr std::uint32_t kMultiframe_frames = 51;
/// Frequency correction burst lies this much above the carrier: a quarter of the symbol rate.
inline constexpr double kFcchTone_hz = kSymbolRate_hz / 4.0;

/// FN mod 51 of the frequency correction bursts; the synchronisation burst follows in the next frame.
inline constexpr std::array<std::uint32_t, 5> kFcchFrames{0, 10, 20, 30, 40};

[[nodiscard]] constexpr bool is_sch_frame(std::uint32_t frame_number) noexcept {
  const std::uint32_t in_multiframe = frame_number % kMultiframe_frames;
  return in_multiframe % 10 == 1 && in_multiframe <= 41;
}

/// First frame (FN mod 51) of the BCCH block, then of the nine CCCH blocks where all of them are CCCH
/// (TS 45.002, clause 7, table 3); of these the first three also where timeslot 0 is combined.
inline constexpr std::array<std::uint32_t, 10> kBlockFrames{2, 6, 12, 16, 22, 26, 32, 36, 42, 46};
inline constexpr std::size_t kCombinedBlocks = 4;  ///< BCCH and three CCCH

[[nodiscard]] constexpr std::uint32_t advance(std::uint32_t frame_number, std::int64_t frames) noexcept {
  const auto period = static_cast<std::int64_t>(kHyperframe_frames);
  return static_cast<std::uint32_t>(((frame_number + frames) % period + period) % period);
}

/// TC of TS 45.002, section 6.3.1.3: which system information a BCCH block holds.
[[nodiscard]] constexpr std::uint32_t broadcast_phase(std::uint32_t frame_number) noexcept {
  return frame_number / kMultiframe_frames % 8;
}

}  // namespace cellwarden::gsm
