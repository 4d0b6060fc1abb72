#pragma once

/// \file
/// Finds the files of knowledge that come with the program, which a user may replace or add to: band plans,
/// national tables, device profiles.
///
///   in      a kind of file: "bands", "devices"
///   out     where such files may lie, the first wins, and what is there, by the name before ".yaml"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cellwarden::config {

/// $XDG_CONFIG_HOME/cellwarden/KIND (or ~/.config/...), /etc/cellwarden/KIND, and share/cellwarden/KIND
/// beside the program's bin, where they are installed and where a build puts them. \param program  the
/// program's file, where it is known
[[nodiscard]] std::vector<std::filesystem::path> data_folders(
    std::string_view kind, const std::optional<std::filesystem::path>& program);

/// Names of the files in these folders, in order, each once.
[[nodiscard]] std::vector<std::string> data_names(std::span<const std::filesystem::path> folders);

/// The file of that name in the first folder that has it.
[[nodiscard]] std::optional<std::filesystem::path> find_data_file(
    std::string_view name, std::span<const std::filesystem::path> folders, std::string_view ending = ".yaml");

/// "/etc/cellwarden/bands, /usr/share/cellwarden/bands": where was looked, for messages.
[[nodiscard]] std::string folders_text(std::span<const std::filesystem::path> folders);

}  // namespace cellwarden::config
