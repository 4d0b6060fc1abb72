#pragma once

/// \file
/// Rows of a network and standard by their cell identity, then those of which no standard is said. Two
/// questions: one with OR would have SQLite gather and sort what the index gives in order.

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "detector/towers/store/query.hpp"

namespace cellwarden::towers::store {

class RowsByIdentity {
 public:
  explicit RowsByIdentity(SQLite::Database& database);

  /// Gives each row (of tower_columns()) of a cell to `take`, until that says false. With an area: those in
  /// it, and those of which no area is said.
  template <class Take>
  void of_cell(std::int64_t network, std::int64_t rat, std::int64_t cell, std::optional<std::int64_t> area,
               Take take) {
    of_cell_.restart().bind(1, network).bind(2, rat).bind(3, cell);
    bind_area(of_cell_, area);
    if (!read(of_cell_, take) || !has_rows_without_standard(network)) return;
    of_no_standard_.restart().bind(1, network).bind(2, cell).bind(3, cell);
    read(bind_area(of_no_standard_, area), take);
  }

  /// The same, of the cells within [first, last].
  template <class Take>
  void within(std::int64_t network, std::int64_t rat, std::int64_t first, std::int64_t last, Take take) {
    if (!read(within_.restart().bind(1, network).bind(2, rat).bind(3, first).bind(4, last), take)) return;
    if (!has_rows_without_standard(network)) return;
    of_no_standard_.restart().bind(1, network).bind(2, first).bind(3, last);
    read(bind_area(of_no_standard_, std::nullopt), take);
  }

 private:
  static constexpr int kAreaPlace = 4;

  template <class Take>
  static bool read(Query& query, Take& take) {
    bool goes_on = true;
    while (goes_on && query.next()) goes_on = take(query);
    query.restart();
    return goes_on;
  }

  static Query& bind_area(Query& query, std::optional<std::int64_t> area) {
    return area ? query.bind(kAreaPlace, *area) : query.bind_null(kAreaPlace);
  }

  // Few lists have such rows. Remembered of each network.
  [[nodiscard]] bool has_rows_without_standard(std::int64_t network);

  Query of_cell_;
  Query within_;
  Query of_no_standard_;
  Query has_no_standard_;
  std::unordered_map<std::int64_t, bool> has_rows_without_standard_;
};

}  // namespace cellwarden::towers::store
