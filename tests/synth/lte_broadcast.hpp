#pragma once

/// \file
/// Content of an ordinary cell: system information in its windows, and paging (TS 36.331, sections 5.2.1.2
/// and 5.2.3; TS 36.321, section 5.3.1; TS 36.304, section 7).

#include <cstdint>
#include <vector>

#include "tests/synth/lte_grid.hpp"

namespace cellwarden::synth {

/// A message other than SystemInformationBlockType1.
struct LteSystemInformation {
  std::vector<std::uint8_t> octets;
  unsigned period_frames = 16;  ///< si-Periodicity: 8, 16, … 512
};

struct LtePage {
  std::vector<std::uint8_t> octets;
  unsigned period_frames = 128;  ///< sent where the frame number modulo this is `frame`
  unsigned frame = 0;
  unsigned subframe = 9;  ///< FDD: 0, 4, 5 or 9; TDD: 0, 1, 5 or 6
};

struct LteBroadcast {
  std::vector<std::uint8_t> sib1;              ///< empty: none is sent
  std::vector<LteSystemInformation> messages;  ///< in the order of SystemInformationBlockType1's list
  unsigned window_subframes = 20;              ///< si-WindowLength: 1, 2, 5, 10, 15, 20 or 40
  unsigned repeat_subframes = 5;  ///< a message is sent in every so-manieth subframe of its window
  std::vector<LtePage> pages;
  bool is_compact = false;      ///< format 1C; else 1A
  bool is_distributed = false;  ///< 1C always is
  bool second_gap = false;
  unsigned aggregation = 4;
  double bits_per_block = 90;  ///< of transport block, that a pair of resource blocks is given
};

/// What `broadcast` makes a cell built like `grid` send. Where two transmissions meet, system information
/// comes before paging, and the one that no longer fits is left out.
[[nodiscard]] LteContent broadcast_content(const LteBroadcast& broadcast, const LteGridSpec& grid);

/// The assignment, from virtual block 0 on, of the smallest transport block that holds so many octets.
[[nodiscard]] DciFields smallest_assignment(const LteBroadcast& broadcast, unsigned bandwidth_rb,
                                            std::size_t octets);

}  // namespace cellwarden::synth
