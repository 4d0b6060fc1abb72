#pragma once

/// \file
/// From lists that were read into runs to a database in its place. The old one is read and never changed:
/// small additions go into a copy of it, large ones make it anew.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "detector/towers/tower_writer.hpp"
#include "tools/cellwarden/towers/list_runs.hpp"
#include "tools/cellwarden/towers/work_folder.hpp"

namespace cellwarden::tools {

/// A source and what is new of it.
struct SourceUpdate {
  towers::Source source;
  std::vector<ListRuns> lists;
  std::vector<std::string> list_names;  ///< as many: the files' names
  bool keeps_old_rows = false;          ///< a difference to what is known of it, not all of it
};

struct BuildSteps {
  unsigned threads = 0;
  std::function<void(std::string_view step, double fraction)> tell{};
  std::function<bool()> goes_on{};
};

struct BuildReport {
  std::vector<std::uint64_t> duplicates;  ///< by update: rows that gave way to another of the same identity
  std::uint64_t rows{};                   ///< of the whole database
  std::uint64_t octets{};
  std::string digest;
};

/// \param database  where it is to be; the old one is there, or nothing
[[nodiscard]] Result<BuildReport> build_database(const std::string& database, const WorkFolder& folder,
                                                 const std::vector<SourceUpdate>& updates,
                                                 const BuildSteps& steps);

}  // namespace cellwarden::tools
