#pragma once

/// \file
/// Writes a database of known towers (docs/towers.md), into a new file, a copy of an old one, or memory.
///
///   in      records, by place for a file of many (RowRuns gives them so), in any order otherwise
///   cost    about 2 microseconds of CPU and 90 octets of disk a record of a crowd's list:
///   docs/performance.md limits  a file is of no use until finish() has said so; who writes it puts it in
///   place then

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "detector/towers/known_towers.hpp"
#include "detector/towers/store/stored_row.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers {

/// What finish() does may take minutes.
struct WriterSteps {
  unsigned threads = 0;  ///< helpers for sorting
  /// Told at the beginning of each step: "index", "duplicates".
  std::function<void(std::string_view step)> begins{};
  /// Asked often; false ends the work with an error.
  std::function<bool()> goes_on{};
};

/// Records of a source that gave way to another of the same identity: source -> how many.
using Duplicates = std::map<std::uint32_t, std::uint64_t>;

class TowerWriter {
 public:
  /// \param path  where no file is yet
  [[nodiscard]] static Result<TowerWriter> create(const std::string& path);
  /// \param path  a database of known towers that nobody else reads: a copy
  [[nodiscard]] static Result<TowerWriter> amend(const std::string& path);
  [[nodiscard]] static Result<TowerWriter> in_memory();
  TowerWriter(TowerWriter&&) noexcept;
  TowerWriter& operator=(TowerWriter&&) noexcept;
  ~TowerWriter();

  /// A source of a new name, or new facts of one that is there.
  /// \param details  what is known of the reading of it, a JSON object; kept as it is
  /// \return what to put into TowerRecord::source
  [[nodiscard]] Result<std::uint32_t> put_source(const Source& source, const std::string& details);
  /// Takes all records of a source out.
  [[nodiscard]] Result<void> drop_records(std::uint32_t source);

  [[nodiscard]] Result<void> add(const TowerRecord& record);
  [[nodiscard]] Result<void> add(const store::StoredRow& row);

  /// Indexes, duplicates out, counts. \param digest  what tells this database from another: of all that went
  /// into it
  [[nodiscard]] Result<Duplicates> finish(const std::string& digest, const WriterSteps& steps);

  /// After finish() of one in memory.
  [[nodiscard]] Result<std::shared_ptr<const KnownTowers>> towers() &&;

 private:
  struct State;
  explicit TowerWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cellwarden::towers
