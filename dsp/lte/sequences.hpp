#pragma once

/// \file
/// The sequences that an LTE cell sends whatever it has to say: synchronisation signals and cell-specific
/// reference signals (TS 36.211, sections 6.10.1 and 6.11).

#include <array>
#include <cstdint>
#include <span>

#include "cell/lte.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::lte {

inline constexpr double kSubcarrier_hz = 15e3;
inline constexpr std::size_t kSync_subcarriers = 62;  ///< -31…-1, +1…+31 around the carrier; DC is empty
inline constexpr std::size_t kMaxBandwidth_rb = 110;  ///< N_RB^max,DL

/// d(0…61) of the primary synchronisation signal: element n lies on sub-carrier n-31 below DC, n-30 above
/// (TS 36.211, section 6.11.1).
[[nodiscard]] std::array<Sample, kSync_subcarriers> pss(unsigned n_id_2) noexcept;

/// d(0…61) of the secondary synchronisation signal, +1 or -1, in slot 0 or in slot 10 (section 6.11.2).
[[nodiscard]] std::array<float, kSync_subcarriers> sss(unsigned pci, bool in_second_half_frame) noexcept;

/// Sub-carriers per resource block, and distance of one port's reference signals in one symbol.
inline constexpr std::size_t kSubcarriersPerRb = 12;
inline constexpr std::size_t kCrsSpacing_subcarriers = 6;

/// Whether port 0…3 sends reference signals in this symbol of this slot; when it does, the offset (0…5) of
/// its first sub-carrier from the lowest of any resource block: (v + v_shift) mod 6 (section 6.10.1.2).
/// \return -1 where it does not
[[nodiscard]] int crs_offset(unsigned pci, unsigned port, unsigned slot, unsigned symbol,
                             CyclicPrefix prefix) noexcept;

/// r_{l,n_s}(m') for as many reference signals of a symbol as `out` holds, from m' = first_pilot up in
/// frequency (section 6.10.1.1): two per resource block, of which there are kMaxBandwidth_rb, the carrier in
/// their middle. All ports share it.
void crs_values(unsigned pci, unsigned slot, unsigned symbol, CyclicPrefix prefix, std::size_t first_pilot,
                std::span<Sample> out) noexcept;

/// Symbols per slot: 7 or 6.
[[nodiscard]] constexpr unsigned symbols_per_slot(CyclicPrefix prefix) noexcept {
  return prefix == CyclicPrefix::kNormal ? 7U : 6U;
}

}  // namespace cellwarden::lte
