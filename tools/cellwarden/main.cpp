#include <csignal>
#include <cstdio>
#include <exception>
#include <span>
#include <variant>

#include "dsp/capture/radio_child.hpp"
#include "tools/cellwarden/command_line/command_line.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/writer.hpp"

namespace {

using namespace cellwarden::tools;
namespace capture = cellwarden::capture;

ExitCode run(const Invocation& asked) {
  switch (asked.command) {
    case Command::kReplay:
      return run_replay(asked);
    case Command::kWatch:
      return run_watch(asked);
    case Command::kScan:
      return run_scan(asked);
    case Command::kRecord:
      return run_record(asked);
    case Command::kDevices:
      return run_devices(asked);
    case Command::kDoctor:
      return run_doctor(asked);
    case Command::kRules:
      return run_rules(asked);
    case Command::kConfigCheck:
      return run_config_check(asked);
    case Command::kConfigShow:
      return run_config_show(asked);
    case Command::kTowersImport:
      return run_towers_import(asked);
    case Command::kTowersExport:
      return run_towers_export(asked);
    case Command::kTowersLookup:
      return run_towers_lookup(asked);
    case Command::kTowersNear:
      return run_towers_near(asked);
    case Command::kTowersStats:
      return run_towers_stats(asked);
    case Command::kTowersDiff:
      return run_towers_diff(asked);
    case Command::kTowersVerify:
      return run_towers_verify(asked);
  }
  return kBadUsage;
}

int run_radio_process(std::span<char* const> arguments) {
  const int status = capture::run_radio_process(arguments);
  if (status == kBadUsage)
    complain("radio-process is what `cellwarden watch` and `record` start by themselves for their radio");
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away (`| head`) is an error of a write, told and handled there.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const auto arguments = std::span(argv, static_cast<std::size_t>(argc)).subspan(argc > 0 ? 1 : 0);
    if (capture::is_radio_process(arguments)) return run_radio_process(arguments);
    const auto asked = read_command_line(argc, argv);
    if (const auto* const finished = std::get_if<Finished>(&asked)) return finished->exit_code;
    return run(std::get<Invocation>(asked));
  } catch (const std::bad_alloc&) {
    complain("out of memory");
  } catch (const std::exception& error) {
    complain(error.what());
  }
  return kFailed;
}
