#pragma once

/// \file
/// Counts, while records are written, which area codes of which network are in which quarter of a degree:
/// what the table `area` holds. In memory for a while, then added to the table.

#include <SQLiteCpp/Database.h>

#include <array>
#include <cstdint>
#include <unordered_map>

#include "detector/towers/store/query.hpp"
#include "detector/towers/store/stored_row.hpp"

namespace cellwarden::towers::store {

class AreaTally {
 public:
  void add(const StoredRow& row);
  [[nodiscard]] bool is_full() const noexcept { return boxes_.size() >= kMost; }
  /// Adds all to the table, and begins anew.
  void flush(SQLite::Database& database);

  /// Takes records with a cell identity out of the table again; their boxes stay.
  class Removal {
   public:
    explicit Removal(SQLite::Database& database);
    void remove(const StoredRow& row);

   private:
    Query query_;
  };

 private:
  static constexpr std::size_t kMost = 200'000;
  struct Box {
    std::int64_t rows{};
    std::int64_t cells{};  // of them with a cell identity
    std::int64_t south_udeg{};
    std::int64_t north_udeg{};
    std::int64_t west_udeg{};
    std::int64_t east_udeg{};
    std::int64_t reach_m{};
  };
  using Key = std::array<std::int64_t, 5>;  // as the table's: network, rat, tile, source, area
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  static Key key_of(const StoredRow& row);

  std::unordered_map<Key, Box, Hash> boxes_;
};

}  // namespace cellwarden::towers::store
