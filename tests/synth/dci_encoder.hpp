#pragma once

/// \file
/// Downlink control information as a scheduler writes it: the twin of dsp/lte/dci (TS 36.212, section 5.3.3;
/// TS 36.211, section 6.2.3; TS 36.213, sections 7.1.6.3 and 7.1.7). One bit per element.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "cell/lte.hpp"

namespace cellwarden::synth {

/// An assignment to one of the RNTIs that everybody listens for.
struct DciFields {
  bool is_compact = false;      ///< format 1C; else 1A
  bool is_distributed = false;  ///< 1C always is
  bool second_gap = false;      ///< distributed, from 50 resource blocks on
  unsigned first_block = 0;     ///< virtual resource blocks; in 1C multiples of the step
  unsigned block_count = 1;
  unsigned size_row = 0;            ///< I_TBS: 0…26 (1A), 0…31 (1C)
  bool three_blocks = false;        ///< 1A: size of three resource blocks' column; else of two
  unsigned redundancy_version = 0;  ///< 1A; of 1C nothing is said
};

/// Bits of the message, padding included, without parity.
[[nodiscard]] std::vector<std::uint8_t> pack_dci(const DciFields& fields, unsigned bandwidth_rb,
                                                 lte::Duplex duplex);

/// Parity under the RNTI, coded, to the `count` bits of a candidate; not scrambled.
[[nodiscard]] std::vector<std::uint8_t> encode_dci(std::span<const std::uint8_t> bits, std::uint16_t rnti,
                                                   std::size_t count);

/// N_VRB: blocks that a distributed assignment can choose from.
[[nodiscard]] unsigned distributed_block_count(unsigned bandwidth_rb, bool second_gap);

/// Physical resource blocks of an assignment in slot 0 and slot 1, ascending.
[[nodiscard]] std::array<std::vector<unsigned>, 2> assigned_blocks(const DciFields& fields,
                                                                   unsigned bandwidth_rb);

}  // namespace cellwarden::synth
