#pragma once

/// \file
/// Lists that are asked as they are, without a database on disk: read into memory, for a run.
///
///   limits  kMaxRecordsInMemory; more belong into a database ('cellwarden towers import')

#include <cstdint>
#include <iosfwd>
#include <memory>

#include "cell/result.hpp"
#include "detector/towers/known_towers.hpp"
#include "detector/towers/list_reader.hpp"
#include "detector/towers/tower_writer.hpp"

namespace cellwarden::towers {

inline constexpr std::uint64_t kMaxRecordsInMemory = 2'000'000;

/// The reader of a format. \param name  of the list, for messages
[[nodiscard]] Result<std::unique_ptr<ListReader>> reader_of(ListFormat format, const std::string& name,
                                                            RecordSink& sink);

class ListsInMemory {
 public:
  [[nodiscard]] static Result<ListsInMemory> begin();

  /// Reads a list of any format, to its end.
  /// \param source  what is known of it; what it says of itself wins. A name that is taken gets a number
  [[nodiscard]] Result<ReadReport> add(std::istream& in, Source source);
  /// A source and its records by hand. TowerRecord::source is set here.
  [[nodiscard]] Result<void> add(const Source& source, const std::vector<TowerRecord>& records);

  [[nodiscard]] Result<std::shared_ptr<const KnownTowers>> finish(const std::string& digest) &&;

 private:
  explicit ListsInMemory(TowerWriter writer) : writer_(std::move(writer)) {}

  TowerWriter writer_;
  std::vector<std::string> names_{};
  std::uint64_t records_{};
};

}  // namespace cellwarden::towers
