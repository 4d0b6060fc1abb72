#pragma once

/// \file
/// From 23 octets to the bits of bursts: channel coding by libosmocore (TS 45.003, sections 4.1 and 4.7),
/// bursts by TS 45.002, section 5.2. Bits are 0 or 1, one each, in the order of their transmission.

#include <array>
#include <cstddef>
#include <cstdint>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::synth {

inline constexpr std::size_t kBurst_bits = 148;         ///< without the guard period
inline constexpr std::size_t kBurstPayload_bits = 116;  ///< of a normal burst, stealing flags in the middle
inline constexpr std::size_t kTrainingSequence_bits = 26;
inline constexpr unsigned kBlock_bursts = 4;

using BurstBits = std::array<std::uint8_t, kBurst_bits>;
using BurstPayload = std::array<std::uint8_t, kBurstPayload_bits>;

/// Training sequence 0 to 7 of normal bursts (section 5.2.3).
[[nodiscard]] std::array<std::uint8_t, kTrainingSequence_bits> gsm_training_sequence(unsigned code) noexcept;

[[nodiscard]] BurstBits gsm_frequency_correction_burst() noexcept;
/// The burst of the synchronisation channel in this frame, which has to be one of its frames
/// (TS 44.018, 9.1.30).
[[nodiscard]] BurstBits gsm_synchronisation_burst(unsigned bsic, std::uint32_t frame_number);
[[nodiscard]] BurstBits gsm_dummy_burst() noexcept;
[[nodiscard]] BurstBits gsm_normal_burst(const BurstPayload& payload, unsigned training_code) noexcept;

/// Four bursts of one block of a control channel.
[[nodiscard]] std::array<BurstPayload, kBlock_bursts> gsm_coded_block(const gsm::L2Block& octets);

}  // namespace cellwarden::synth
