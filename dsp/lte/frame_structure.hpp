#pragma once

/// \file
/// Where things lie in an LTE frame, in samples of 1.92 MS/s (T_s * 16): TS 36.211, sections 4, 6.11, 6.12.

#include <cstddef>

#include "cell/lte.hpp"
#include "dsp/lte/sequences.hpp"

namespace cellwarden::lte {

inline constexpr double kSampleRate_hz = 1.92e6;
inline constexpr std::size_t kFft_samples = 128;
inline constexpr std::size_t kSlot_samples = 960;
inline constexpr std::size_t kSlotsPerFrame = 20;
inline constexpr std::size_t kHalfFrame_samples = 9600;
inline constexpr std::size_t kFrame_samples = 19200;
inline constexpr double kFrame_s = 10e-3;

/// What one must know of a cell to find its symbols.
struct CellShape {
  unsigned pci{};
  Duplex duplex{};
  CyclicPrefix prefix{};
  friend bool operator==(const CellShape&, const CellShape&) = default;
};

/// Frames from one frame number to a later one.
[[nodiscard]] constexpr unsigned frames_since(unsigned then, unsigned now) noexcept {
  return (now + kSfnPeriod_frames - then) % kSfnPeriod_frames;
}

/// First sample of the useful part of a symbol, from the start of its slot.
[[nodiscard]] constexpr std::size_t symbol_start(unsigned symbol, CyclicPrefix prefix) noexcept {
  if (prefix == CyclicPrefix::kExtended) return 32 + symbol * (kFft_samples + 32);
  return 10 + symbol * (kFft_samples + 9);
}

[[nodiscard]] constexpr std::size_t cyclic_prefix_samples(unsigned symbol, CyclicPrefix prefix) noexcept {
  if (prefix == CyclicPrefix::kExtended) return 32;
  return symbol == 0 ? 10 : 9;
}

/// Useful part of the first PSS of a frame, from the frame's start (slot 0 in FDD, slot 2 in TDD).
[[nodiscard]] constexpr std::size_t pss_start(Duplex duplex, CyclicPrefix prefix) noexcept {
  if (duplex == Duplex::kTdd) return 2 * kSlot_samples + symbol_start(2, prefix);
  return symbol_start(symbols_per_slot(prefix) - 1, prefix);
}

/// Useful part of the first SSS of a frame (slot 0 in FDD, slot 1 in TDD).
[[nodiscard]] constexpr std::size_t sss_start(Duplex duplex, CyclicPrefix prefix) noexcept {
  if (duplex == Duplex::kTdd) return kSlot_samples + symbol_start(symbols_per_slot(prefix) - 1, prefix);
  return symbol_start(symbols_per_slot(prefix) - 2, prefix);
}

/// Slots whose reference signals every cell of this duplex sends: all in FDD; in TDD those of subframes 0
/// and 5, whatever the uplink-downlink configuration (TS 36.211, table 4.2-2).
[[nodiscard]] constexpr bool is_surely_downlink(Duplex duplex, std::size_t slot) noexcept {
  return duplex == Duplex::kFdd || slot % 10 < 2;
}

}  // namespace cellwarden::lte
