#pragma once

/// \file
/// `cellwarden towers`: its subcommands and their flags.

#include <CLI/CLI.hpp>

#include "tools/cellwarden/command_line/command_line.hpp"

namespace cellwarden::tools {

void add_towers(CLI::App& root, Invocation& out);

}  // namespace cellwarden::tools
