#pragma once

/// \file
/// Which database of known towers is meant.

#include <optional>
#include <string>

#include "firmware-config/settings.hpp"

namespace cellwarden::tools {

/// Where the user's own is: $XDG_DATA_HOME/cellwarden/towers.sqlite, else below ~/.local/share; nothing
/// without a home.
[[nodiscard]] std::optional<std::string> usual_tower_database();

/// Whether a file of known towers is a database rather than a list, by how it begins.
[[nodiscard]] bool is_tower_database(const std::string& path);

/// The one that a `towers` command is about: what the settings name, else the usual one.
/// \return nothing where they name several, or none and there is no home
[[nodiscard]] std::optional<std::string> tower_database_of(const config::Config& config);

}  // namespace cellwarden::tools
