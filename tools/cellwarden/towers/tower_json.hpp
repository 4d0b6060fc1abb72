#pragma once

/// \file
/// Documents about towers as lines of JSON.

#include <nlohmann/json.hpp>
#include <string>

namespace cellwarden::tools {

/// One line, without its end; octets that are no UTF-8 are replaced.
[[nodiscard]] inline std::string text_of_json(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace cellwarden::tools
