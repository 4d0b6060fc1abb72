#pragma once

/// \file
/// A document as a line of JSON.

#include <nlohmann/json.hpp>
#include <string>

namespace cellwarden::tools {

/// One line of JSON; bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string json_line(const nlohmann::ordered_json& value);

}  // namespace cellwarden::tools
