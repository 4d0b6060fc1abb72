#pragma once

/// \file
/// Output of the subcommands that only look something up: one text, to every place that was asked for.

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/cellwarden/command_line/command_line.hpp"

namespace cellwarden::tools {

/// \param text_in  makes the text in a format
[[nodiscard]] ExitCode write_plain(const Invocation& asked,
                                   const std::function<std::string(OutputFormat)>& text_in);

/// One line of JSON; bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string json_line(const nlohmann::ordered_json& value);

}  // namespace cellwarden::tools
