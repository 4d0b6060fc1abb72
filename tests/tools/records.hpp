#pragma once

/// \file
/// Records that the program wrote, as JSON.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/tools/process.hpp"

namespace cellwarden::test {

/// Those of one type, in their order.
inline std::vector<nlohmann::json> of_type(const std::string& out, const std::string& type) {
  std::vector<nlohmann::json> records;
  for (const auto& line : lines_of(out)) {
    const auto record = nlohmann::json::parse(line);
    if (record.at("type") == type) records.push_back(record);
  }
  return records;
}

}  // namespace cellwarden::test
