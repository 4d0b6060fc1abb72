#pragma once

/// \file
/// Output of the subcommands that only look something up: one text, to every place that was asked for.

#include <functional>
#include <string>

#include "tools/cellwarden/command_line/command_line.hpp"

namespace cellwarden::tools {

/// \param text_in  makes the text in a format
[[nodiscard]] ExitCode write_plain(const Invocation& asked,
                                   const std::function<std::string(OutputFormat)>& text_in);

}  // namespace cellwarden::tools
