#pragma once

/// \file
/// A site baseline as a JSON document: docs/schemas/baseline.schema.json.

#include <string>
#include <string_view>

#include "cell/result.hpp"
#include "detector/history/baseline.hpp"

namespace cellwarden::records {

inline constexpr std::size_t kMaxBaselineBytes = std::size_t{64} << 20U;

/// The whole file, with newline at its end.
[[nodiscard]] std::string to_json(const history::Baseline& baseline);

/// \param name  for messages
[[nodiscard]] Result<history::Baseline> parse_baseline(std::string_view text, std::string_view name);

}  // namespace cellwarden::records
