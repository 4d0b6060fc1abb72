#pragma once

/// \file
/// Reads one list of towers into sorted runs in a work folder: what a database is made of.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detector/towers/list_reader.hpp"
#include "detector/towers/store/row_sort.hpp"
#include "detector/towers/tower_csv.hpp"
#include "tools/cellwarden/towers/work_folder.hpp"

namespace cellwarden::tools {

/// A list that is to be read.
struct ListInput {
  std::string file;
  std::optional<towers::ListFormat> format{};  ///< absent: by how it begins
  towers::CsvFormat csv{};                     ///< how a foreign one is written
};

/// What became of it.
struct ListRuns {
  std::vector<std::string> files{};  ///< of the work folder, sorted runs
  std::uint64_t rows{};
  towers::ListFormat format{};
  towers::ReadReport report{};
  towers::StatedSource stated{};
  std::optional<std::chrono::sys_seconds> newest{};  ///< of what the rows say when they were listed last
  std::string sha256{};                              ///< of the file as it is stored
};

struct ListReading {
  const WorkFolder& folder;
  std::string prefix;  ///< that names of runs begin with
  /// How far: octets of the file that are left, where that can be known.
  std::function<void(std::optional<std::uint64_t> octets_left, std::uint64_t rows)> tell{};
  std::function<bool()> goes_on{};
};

/// The source of the rows is 0. \return an error also when it was told not to go on
[[nodiscard]] Result<ListRuns> read_into_runs(const ListInput& list, const ListReading& reading);

/// The rows of a run's file, as of a source.
[[nodiscard]] Result<std::unique_ptr<towers::store::RowStream>> open_run(const std::string& file,
                                                                         std::uint32_t source);

[[nodiscard]] nlohmann::json to_json(const ListRuns& runs);
/// \return nothing for what to_json did not write
[[nodiscard]] std::optional<ListRuns> list_runs_of(const nlohmann::json& json);

}  // namespace cellwarden::tools
