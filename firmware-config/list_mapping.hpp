#pragma once

/// \file
/// Reads how a foreign list of towers is written (YAML, firmware-config/towers/): which of its columns are
/// which of ours, in which units, and what it calls a radio.
///
///   description: list of an operator
///   separator: ";"
///   columns: {Technik: radio, Frequenz_MHz: carrier_hz}
///   units: {carrier_hz: MHz}
///   values: {radio: {4G: lte}}
///
///   in      bytes of a file, at most kMaxConfig_bytes; anything may be in them
///   out     the form of the list, or every problem at once, with file, line and key

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell/result.hpp"
#include "detector/towers/tower_csv.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::config {

inline constexpr std::size_t kMostMappedColumns = 200;

struct ListMapping {
  std::string description;
  towers::CsvFormat format;
};

struct ReadListMapping {
  ListMapping mapping;  ///< whole only where there is no problem
  std::vector<Problem> problems;
};

/// \param file     its name, for messages
/// \param columns  the names of our columns: towers::csv_column_names()
[[nodiscard]] ReadListMapping read_list_mapping(std::string_view yaml, const std::filesystem::path& file,
                                                std::span<const std::string> columns);

/// A mapping by its name ("example-operator"), looked for in each folder in turn, or by the path of its file
/// (with a "/" or ".yaml" in it). The error lists every problem of the file, a line each, or the mappings
/// that there are.
[[nodiscard]] Result<ListMapping> load_list_mapping(const std::string& name_or_file,
                                                    std::span<const std::filesystem::path> folders,
                                                    std::span<const std::string> columns);

/// Where mappings may lie, the first wins: folders "towers" of data_folders().
/// \param program  the program's file, where it is known
[[nodiscard]] std::vector<std::filesystem::path> list_mapping_folders(
    const std::optional<std::filesystem::path>& program);

}  // namespace cellwarden::config
