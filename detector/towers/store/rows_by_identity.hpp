#pragma once

/// \file
/// Rows of a network and standard by their cell identity, then those of which no standard is said. Two
/// questions: one with OR would have SQLite gather and sort what the index gives in order.

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <unordered_map>

#include "detector/towers/store/query.hpp"

namespace cellwarden::towers::store {

class RowsByIdentity {
 public:
  explicit RowsByIdentity(SQLite::Database& database);

  /// Gives each row (of tower_columns()) with a cell within [first, last] to `take`, until that says false.
  template <class Take>
  void ask(std::int64_t network, std::int64_t rat, std::int64_t first, std::int64_t last, Take take) {
    Query& own = first == last ? of_cell_ : of_range_;
    own.restart().bind(1, network).bind(2, rat).bind(3, first);
    if (first != last) own.bind(4, last);
    if (!read(own, take) || !has_rows_without_standard(network)) return;
    read(of_no_standard_.restart().bind(1, network).bind(2, first).bind(3, last), take);
  }

 private:
  template <class Take>
  static bool read(Query& query, Take& take) {
    bool goes_on = true;
    while (goes_on && query.next()) goes_on = take(query);
    query.restart();
    return goes_on;
  }

  // Few lists have such rows. Remembered of each network.
  [[nodiscard]] bool has_rows_without_standard(std::int64_t network);

  Query of_cell_;
  Query of_range_;
  Query of_no_standard_;
  Query has_no_standard_;
  std::unordered_map<std::int64_t, bool> has_rows_without_standard_;
};

}  // namespace cellwarden::towers::store
