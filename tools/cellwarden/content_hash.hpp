#pragma once

/// \file
/// What tells one content from another, in records.

#include <string>
#include <string_view>

namespace cellwarden::tools {

/// SHA-256 in hexadecimal.
[[nodiscard]] std::string sha256_of(std::string_view bytes);

}  // namespace cellwarden::tools
