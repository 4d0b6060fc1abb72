#pragma once

/// \file
/// Recordings of invented cells for the program to read.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/synth/scene.hpp"

namespace cellwarden::test {

/// Makes a SigMF recording of a scene.
void save_recording(const synth::SceneSpec& scene, const std::string& path);

/// A second and a half of a cell of 1.4 MHz that says who it is and pages in every fourth frame.
[[nodiscard]] synth::SceneSpec lte_street(const std::vector<std::uint8_t>& page);

}  // namespace cellwarden::test
