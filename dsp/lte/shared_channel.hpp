#pragma once

/// \file
/// Soft bits of a transmission on the shared channel (PDSCH) that is sent in QPSK with transmit diversity, as
/// all is that is meant for every mobile (TS 36.211, section 6.4).

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/lte/downlink_subframe.hpp"

namespace cellwarden::lte {

/// Whether an element of a subframe can hold shared-channel data: not a reference signal, not a
/// synchronisation signal, not the broadcast channel.
[[nodiscard]] bool is_data_element(const CellLayout& cell, unsigned subframe, unsigned symbol,
                                   std::size_t subcarrier) noexcept;

/// c_init of a transmission's scrambling (TS 36.211, section 6.3.1), the first code word's.
/// \param subframe  0…9
[[nodiscard]] constexpr std::uint32_t pdsch_scrambling_seed(std::uint32_t rnti, unsigned subframe,
                                                            unsigned pci) noexcept {
  return rnti << 14U | subframe << 9U | pci;
}

enum class PdschSymbols : std::uint8_t { kAll, kWithReferenceSignals, kWithoutReferenceSignals };

/// The elements of an assignment that carry data, in the order of its bits.
/// \param blocks  resource blocks of the first slot and of the second, ascending
[[nodiscard]] std::vector<ReceivedElement> pdsch_elements(
    const DownlinkSubframe& subframe, unsigned control_symbols,
    const std::array<std::span<const std::uint8_t>, 2>& blocks, PdschSymbols which);

/// \param subframe          whose symbols from `control_symbols` on have been read
/// \param blocks            resource blocks of the first slot and of the second, ascending
/// \param rnti              that the transmission is scrambled for
/// \return two per element, descrambled, in the order of the code's bits
[[nodiscard]] std::vector<float> receive_pdsch(const DownlinkSubframe& subframe, unsigned control_symbols,
                                               std::span<const std::uint8_t> first_slot,
                                               std::span<const std::uint8_t> second_slot, std::uint32_t rnti);

}  // namespace cellwarden::lte
