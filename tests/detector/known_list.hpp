#pragma once

/// \file
/// Known towers for a test: lists as text, or rows by hand.

#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "detector/towers/lists_in_memory.hpp"
#include "tests/catch.hpp"

namespace cellwarden::test {

using RowsOfSource = std::pair<towers::Source, std::vector<towers::TowerRecord>>;

inline std::shared_ptr<const towers::KnownTowers> known_rows(const std::vector<RowsOfSource>& lists) {
  auto out = towers::ListsInMemory::begin();
  REQUIRE(out);
  for (const auto& [source, rows] : lists) REQUIRE(out->add(source, rows));
  auto known = std::move(*out).finish("test");
  REQUIRE(known);
  return *known;
}

inline std::shared_ptr<const towers::KnownTowers> known_list(const std::string& text) {
  auto out = towers::ListsInMemory::begin();
  REQUIRE(out);
  std::istringstream in(text);
  REQUIRE(out->add(in, towers::Source{.name = "list.csv"}));
  auto known = std::move(*out).finish("test");
  REQUIRE(known);
  return *known;
}

}  // namespace cellwarden::test
