#pragma once

/// \file
/// Scenes as YAML: tests/synth/README.md lists the keys.

#include <string>

#include "cell/result.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden::synth {

/// Reads a scene. Unknown keys, wrong types and values out of range are errors of kind kConfig:
/// "street.yaml:12: lte_cells[1].pci: 600 is not a whole number from 0 to 503".
[[nodiscard]] Result<SceneSpec> read_scene_file(const std::string& path);

/// The same from text; `name` stands for the file in messages.
[[nodiscard]] Result<SceneSpec> read_scene(const std::string& text, const std::string& name);

}  // namespace cellwarden::synth
