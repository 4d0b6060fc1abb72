#pragma once

/// \file
/// One of a scene's `gsm_cells`: tests/synth/README.md lists the keys.

#include "tests/synth/gsm_downlink.hpp"
#include "tests/synth/scene_section.hpp"

namespace cellwarden::synth {

/// Throws Fault. What is not given stays as it is in `cell`.
void read_gsm_cell(Section& in, const RadioSpec& radio, GsmCellSpec& cell);

}  // namespace cellwarden::synth
