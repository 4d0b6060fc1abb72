#pragma once

/// \file
/// What an LTE cell says on its control and shared channels, subframe by subframe.

#include <cstdint>
#include <functional>
#include <vector>

#include "tests/synth/dci_encoder.hpp"

namespace cellwarden::synth {

/// One transport block and the assignment that announces it.
struct LteTransmission {
  std::uint16_t rnti = 0xFFFF;  ///< 0xFFFF system information, 0xFFFE paging, 1…60 random access responses
  DciFields assignment;         ///< its redundancy version is what is sent, in format 1C too
  unsigned aggregation = 4;     ///< control channel elements that carry it
  unsigned first_element = 0;   ///< the first of them; the subframe has as many as it has
  std::vector<std::uint8_t> octets;  ///< filled up with zeros to the assignment's size
  double data_level_db = 0;          ///< its data against everything else
  double subframe_level_db = 0;      ///< the whole subframe it is sent in, reference signals included
};

/// What is sent in subframe 0…9 of a frame (0…1023); asked for every downlink subframe, in any order.
using LteContent = std::function<std::vector<LteTransmission>(unsigned sfn, unsigned subframe)>;

}  // namespace cellwarden::synth
