#pragma once

/// \file
/// From the words of a command line to what was asked for.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "detector/towers/tower_record.hpp"
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
  kConfigShow,
  kTowersImport,
  kTowersExport,
  kTowersLookup,
  kTowersNear,
  kTowersStats,
  kTowersDiff,
  kTowersVerify
};

enum class OutputFormat : std::uint8_t { kText, kJson, kPcap, kCsv, kGeoJson };

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

/// What `towers` is to do, beside its inputs.
struct TowersFlags {
  std::optional<std::string> name;  ///< of the source; absent: the file's
  std::optional<towers::Trust> trust;
  std::optional<std::chrono::sys_days> date;
  std::optional<std::string> licence;
  std::optional<std::string> attribution;
  std::optional<std::string> mapping_file;  ///< how the columns of a foreign list are called
  std::optional<Rat> rat;
  std::optional<Plmn> plmn;
  std::optional<double> carrier_hz;
  std::optional<double> physical_id;
  double radius_m = 5000.0;
  double most = 100.0;     ///< records to be shown
  bool is_diff = false;    ///< the list is a difference to what is known of its source
  bool is_survey = false;  ///< the input is an observation log of the user's own
};

struct Invocation {
  Command command{};
  /// Files of `replay` and `towers import`; the id of `rules`; the file of `config check`; what to look up.
  std::vector<std::string> inputs;
  std::optional<std::string> config_file;
  std::vector<OutputRequest> outputs;  ///< text on stdout when none was asked for
  std::vector<Override> overrides;
  RecordingFlags recording;
  RecordFlags record;
  TowersFlags towers;
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
