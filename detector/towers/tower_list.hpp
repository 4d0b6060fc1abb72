#pragma once

/// \file
/// Known towers, in memory, and what can be asked of them.
///
/// Read from CSV: OpenCelliD's 14 columns (with or without its header line), reduced forms by header name,
/// and our own columns beyond them; docs/formats.md, "Towers". What is looked up is either an identity (for
/// receivers that read it) or what a master information block alone can use: which physical cells are
/// listed on this carrier, near here. A row without a carrier or without a physical cell id can neither
/// support nor refute one.
///
///   cost    reading: one pass, a line at a time, lines of at most kMaxLineBytes; look-ups: logarithmic
///   limits  about 200 bytes a row in memory; national lists belong into a store on disk behind the same
///           look-ups

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cell/observation.hpp"
#include "cell/plmn.hpp"
#include "cell/rat.hpp"
#include "cell/result.hpp"
#include "detector/towers/list_reader.hpp"
#include "detector/towers/tower_csv.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers {

inline constexpr std::uint64_t kMaxRecords = 2'000'000;

class TowerList {
 public:
  /// \return index to put into TowerRecord::source
  std::uint32_t add_source(Source source);
  void add(const TowerRecord& record);

  [[nodiscard]] const std::vector<TowerRecord>& records() const noexcept { return records_; }
  [[nodiscard]] const std::vector<Source>& sources() const noexcept { return sources_; }
  [[nodiscard]] const Source& source_of(const TowerRecord& record) const { return sources_[record.source]; }

  /// Rows with this identity. Absent `area` or a row without RAT or area matches any; the number of digits
  /// of the network code is not compared, because lists lose it.
  [[nodiscard]] std::vector<const TowerRecord*> find(Rat rat, const Plmn& plmn,
                                                     std::optional<std::uint32_t> area,
                                                     std::uint64_t cell) const;

  /// The first row of this network near there that a source has; null when it has none. Networks compare as
  /// in find(). \param source  index into sources()
  [[nodiscard]] const TowerRecord* any_of_network(std::uint32_t source, Rat rat, const Plmn& plmn,
                                                  const std::optional<Near>& near) const;
  /// How many rows of this network near there a source has that tell an area code of the very standard.
  /// \param most  it stops counting there
  [[nodiscard]] std::size_t count_with_area(std::uint32_t source, Rat rat, const Plmn& plmn,
                                            const std::optional<Near>& near, std::size_t most) const;

  /// Whether a row of this network near there has this area code, of the very standard: each has its own.
  [[nodiscard]] bool has_area(Rat rat, const Plmn& plmn, std::uint32_t area,
                              const std::optional<Near>& near) const;

  /// Rows of `rat` whose carrier lies in [low_hz, high_hz], by carrier.
  [[nodiscard]] std::vector<const TowerRecord*> on_carrier(Rat rat, double low_hz, double high_hz,
                                                           const std::optional<Near>& near = {}) const;

 private:
  std::vector<TowerRecord> records_;
  std::vector<Source> sources_;
  std::multimap<double, std::size_t> by_carrier_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_cell_;
  using SourcesNetwork = std::tuple<std::uint32_t, std::uint16_t, std::uint16_t>;  // source, mcc, mnc
  std::map<SourcesNetwork, std::vector<std::size_t>> by_network_;
  std::map<std::tuple<std::uint16_t, std::uint16_t, std::uint32_t>, std::vector<std::size_t>> by_area_;
};

/// Reads a CSV list into `list`.
/// \param source  name for messages; trust and date hold unless the file's first lines state them
///                ("# trust: operator", "# date: 2026-11-01", "# source: name")
/// \return an error when no line could be used, or the header lacks what is needed
[[nodiscard]] Result<ReadReport> read_csv(std::istream& in, Source source, TowerList& list);

}  // namespace cellwarden::towers
