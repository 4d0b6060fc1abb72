#pragma once

/// \file
/// Reads national tables: what is publicly known of a country's networks (YAML,
/// firmware-config/bands/national/). All but the first four keys may be left out.
///
///   country: de
///   mccs: [262]
///   date: 2025-06-30                   of when this is known
///   source: where it is from, in words
///   networks_complete: false           true: codes of these countries that are not listed are nobody's
///   networks:
///     - {plmn: 262-01, name: Telekom}
///   bands:                             every band that any network may use, private ones too
///     gsm: [900, 1800]
///     lte: [1, 3, 7, 8, 20]
///   licences:                          ranges of which every owner is listed
///     - low_hz: 791M
///       high_hz: 821M
///       blocks:
///         - {networks: [262-03], low_hz: 791M, high_hz: 801M}
///   sunsets:
///     - {rat: umts, off_since: 2021-12-31}
///     - {rat: gsm, networks: [262-23], off_since: ever}     it never had any
///
///   in      bytes of a file, at most kMaxConfig_bytes; anything may be in them
///   out     the table, or every problem at once, with file, line and key

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell/national_table.hpp"
#include "cell/result.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::config {

inline constexpr std::size_t kMostNationalNetworks = 1000;

struct ReadNationalTable {
  NationalTable table;  ///< whole only where there is no problem
  std::vector<Problem> problems;
};

/// \param file  its name, for messages
[[nodiscard]] ReadNationalTable read_national_table(std::string_view yaml, const std::filesystem::path& file);

/// A table and the file that it is from.
struct NationalTableFile {
  NationalTable table;
  std::filesystem::path file;
};

struct NationalTablesInForce {
  std::vector<NationalTableFile> tables;
  std::string contents;  ///< names and octets of their files: what tells these tables from others
};

/// All tables of these folders, by name; where several have a file of one name, that of the first folder
/// counts. The error lists every problem of every file, a line each; that two tables are about one country
/// code is one.
[[nodiscard]] Result<NationalTablesInForce> load_national_tables(
    std::span<const std::filesystem::path> folders);

/// Where tables may lie, as band plans: .../cellwarden/bands/national.
[[nodiscard]] std::vector<std::filesystem::path> national_table_folders(
    const std::optional<std::filesystem::path>& program);

}  // namespace cellwarden::config
