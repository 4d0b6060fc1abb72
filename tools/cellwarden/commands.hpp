#pragma once

/// \file
/// The subcommands. Each says on stderr what is wrong and returns the process's exit code.

#include "tools/cellwarden/command_line/command_line.hpp"

namespace cellwarden::tools {

[[nodiscard]] ExitCode run_replay(const Invocation& asked);
[[nodiscard]] ExitCode run_watch(const Invocation& asked);
[[nodiscard]] ExitCode run_scan(const Invocation& asked);
[[nodiscard]] ExitCode run_record(const Invocation& asked);
[[nodiscard]] ExitCode run_devices(const Invocation& asked);
[[nodiscard]] ExitCode run_doctor(const Invocation& asked);
[[nodiscard]] ExitCode run_rules(const Invocation& asked);
[[nodiscard]] ExitCode run_config_check(const Invocation& asked);
[[nodiscard]] ExitCode run_config_show(const Invocation& asked);
[[nodiscard]] ExitCode run_towers_import(const Invocation& asked);
[[nodiscard]] ExitCode run_towers_export(const Invocation& asked);
[[nodiscard]] ExitCode run_towers_lookup(const Invocation& asked);
[[nodiscard]] ExitCode run_towers_near(const Invocation& asked);
[[nodiscard]] ExitCode run_towers_stats(const Invocation& asked);
[[nodiscard]] ExitCode run_towers_diff(const Invocation& asked);
[[nodiscard]] ExitCode run_towers_verify(const Invocation& asked);

}  // namespace cellwarden::tools
