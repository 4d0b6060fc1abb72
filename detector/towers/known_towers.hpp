#pragma once

/// \file
/// What is known of towers, and what can be asked of it: a database on disk, read-only (docs/towers.md), or
/// lists that were read into memory. For one thread.
///
/// What is looked up is an identity (for receivers that read it), what a master information block alone can
/// use (which physical cells are listed on this carrier, near here), or a place. A row without a carrier or
/// without a physical cell id can neither support nor refute one.
///
///   cost    an identity: microseconds; a circle: a microsecond for each of its records; docs/performance.md
///   errors  a database that fails while it is asked gives nothing, and says so in failure() from then on:
///   nobody must
///           take what could not be read for what is not listed

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers {

namespace store {
struct Opening;
}

/// A record and how far it is from where one asked; absent: it has no place.
struct Neighbour {
  TowerRecord record;
  std::optional<double> distance_m;
};

/// What a source has of a network near a place.
struct NetworkShare {
  std::uint32_t source{};
  std::uint64_t rows{};            ///< of the standard, or of none said
  std::uint64_t cells{};           ///< of them with a cell identity
  std::uint64_t rows_with_area{};  ///< that tell an area code of the very standard
};

/// What a source has of one network and standard.
struct NetworkCount {
  std::uint32_t source{};
  std::optional<Rat> rat;
  std::uint16_t mcc{};
  std::uint16_t mnc{};
  std::uint64_t rows{};
};

class KnownTowers {
 public:
  /// \return an error for a file that is none, damaged, or of another version
  [[nodiscard]] static Result<std::shared_ptr<const KnownTowers>> open(const std::string& path);
  KnownTowers(const KnownTowers&) = delete;
  KnownTowers& operator=(const KnownTowers&) = delete;
  ~KnownTowers();

  [[nodiscard]] const std::vector<Source>& sources() const noexcept;
  [[nodiscard]] const Source& source_of(const TowerRecord& record) const { return sources()[record.source]; }
  /// What is known of the reading of a source, as TowerWriter::put_source was given it.
  [[nodiscard]] const std::string& details_of(std::uint32_t source) const;
  [[nodiscard]] std::uint64_t rows_of(std::uint32_t source) const;
  /// Of all sources.
  [[nodiscard]] std::uint64_t rows() const noexcept;
  /// Tells this database from another.
  [[nodiscard]] const std::string& digest() const noexcept;

  /// Rows with this identity. Absent `area` or a row without RAT or area matches any; the number of digits
  /// of the network code is not compared, because lists lose it.
  [[nodiscard]] std::vector<TowerRecord> find(Rat rat, const Plmn& plmn, std::optional<std::uint32_t> area,
                                              std::uint64_t cell) const;
  /// Rows with a cell identity within [first, last]: the sectors of an eNB or gNB. At most `most`.
  [[nodiscard]] std::vector<TowerRecord> find_range(Rat rat, const Plmn& plmn, std::uint64_t first,
                                                    std::uint64_t last, std::size_t most) const;

  /// What each source has of this network near there; sources that have nothing are left out.
  [[nodiscard]] std::vector<NetworkShare> shares(Rat rat, const Plmn& plmn,
                                                 const std::optional<Near>& near) const;
  /// Whether a row of this network near there has this area code, of the very standard: each has its own.
  [[nodiscard]] bool has_area(Rat rat, const Plmn& plmn, std::uint32_t area,
                              const std::optional<Near>& near) const;

  /// Rows of `rat` whose carrier lies in [low_hz, high_hz], by carrier and place.
  [[nodiscard]] std::vector<TowerRecord> on_carrier(Rat rat, double low_hz, double high_hz,
                                                    const std::optional<Near>& near = {}) const;

  /// Rows within the circle, nearest first; those without a place are left out. At most `most`.
  [[nodiscard]] std::vector<Neighbour> within(const Near& near, std::size_t most) const;
  /// The nearest rows of a network, nearest first, of a standard if one is given.
  [[nodiscard]] std::vector<Neighbour> nearest_of(const Plmn& plmn, std::optional<Rat> rat,
                                                  const GeoPoint& from, std::size_t most) const;

  /// By source, country, network and standard.
  [[nodiscard]] std::vector<NetworkCount> counts() const;

  /// Every row in order of place. \param take  false ends it
  template <class Take>
  void for_each(Take take) const {
    for_each_row([](void* given, const TowerRecord& row) { return (*static_cast<Take*>(given))(row); },
                 &take);
  }

  /// Reads the whole file. \return what is wrong with it; nothing if all is well
  [[nodiscard]] std::vector<std::string> verify() const;

  /// Why look-ups give nothing any more.
  [[nodiscard]] const std::optional<Error>& failure() const;

 private:
  friend struct store::Opening;
  struct State;
  explicit KnownTowers(std::unique_ptr<State> state);
  void for_each_row(bool (*take)(void*, const TowerRecord&), void* given) const;
  std::unique_ptr<State> state_;
};

}  // namespace cellwarden::towers
