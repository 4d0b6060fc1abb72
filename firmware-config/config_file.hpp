#pragma once

/// \file
/// Reads a configuration file (YAML; firmware-config/cellwarden.yaml shows every key).
///
///   in      bytes of a file, at most kMaxConfig_bytes; anything may be in them
///   out     every value that was right, and every problem at once, with file, line and key

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell/result.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::config {

inline constexpr std::size_t kMaxConfig_bytes = 1U << 20U;

/// Reads `yaml` into `config`.
/// \param file  its name, for messages; relative paths in it are meant from its folder
/// \return what is wrong, in order of lines; empty when all is right
[[nodiscard]] std::vector<Problem> read_config(std::string_view yaml, const std::filesystem::path& file,
                                               std::span<const RuleKey> rule_keys, Config& config);

/// The whole file as bytes.
[[nodiscard]] Result<std::string> load_config_bytes(const std::filesystem::path& file);

/// The first that exists of $XDG_CONFIG_HOME/cellwarden/config.yaml (or ~/.config/...) and
/// /etc/cellwarden/config.yaml.
[[nodiscard]] std::optional<std::filesystem::path> find_config_file();

}  // namespace cellwarden::config
