#pragma once

/// \file
/// From the words of a command line to what was asked for.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "detector/verdict/incident.hpp"

namespace cellwarden::tools {

enum ExitCode : int { kRan = 0, kFailed = 1, kBadUsage = 2, kLevelReached = 3 };

enum class Command : std::uint8_t {
  kReplay,
  kWatch,
  kScan,
  kRecord,
  kDevices,
  kDoctor,
  kRules,
  kConfigCheck,
  kConfigShow
};

enum class OutputFormat : std::uint8_t { kText, kJson, kPcap };

struct OutputRequest {
  OutputFormat format{};
  std::optional<std::string> target;  ///< a file; absent: stdout
};

/// A setting given as a flag: it wins over the configuration file.
struct Override {
  std::string flag;  ///< "--site", as typed
  std::string key;   ///< "site", see firmware-config/settings.hpp
  std::vector<std::string> values;
};

/// What a recording says of itself, overruled.
struct RecordingFlags {
  std::optional<double> rate_hz;
  std::optional<double> center_hz;
  std::optional<std::string> type;
  std::optional<double> start_s;
  std::optional<double> duration_s;
};

/// What `record` is to do; one of output, new_key_file and purged_folder.
struct RecordFlags {
  std::optional<std::string> output;
  std::optional<std::string> new_key_file;
  std::optional<std::string> purged_folder;
  std::optional<std::string> log_file;  ///< the operator's log; absent: the usual one
  double keep_s = 24 * 3600;
};

struct Invocation {
  Command command{};
  std::vector<std::string> inputs;  ///< files of `replay`; the id of `rules`; the file of `config check`
  std::optional<std::string> config_file;
  std::vector<OutputRequest> outputs;  ///< text on stdout when none was asked for
  std::vector<Override> overrides;
  RecordingFlags recording;
  RecordFlags record;
  std::optional<double> speed;  ///< times real time; absent: as fast as it goes
  std::optional<std::string> learn_file;
  std::optional<std::string> log_file;
  detector::Level fail_on = detector::Level::kNone;  ///< none: never
  bool wants_plan = false;                           ///< of `scan`: what it would take
  bool tells_messages = false;                       ///< broadcast messages too
  bool is_plain = false;                             ///< of `watch`: lines also where a screen could be
  bool is_verbose = false;
};

/// The process ends here: after --help or --version, or because the words made no sense.
struct Finished {
  int exit_code{};
};

/// Help and version go to stdout, a complaint of one line to stderr.
[[nodiscard]] std::variant<Invocation, Finished> read_command_line(int argc, char** argv);

}  // namespace cellwarden::tools
