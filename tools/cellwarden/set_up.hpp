#pragma once

/// \file
/// From what was asked for to what the parts need: configuration, rules, towers, baseline, sinks. Every
/// function here says on stderr what is wrong and returns the exit code that belongs to it.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detector/detector.hpp"
#include "detector/records/json_lines.hpp"
#include "firmware-config/settings.hpp"
#include "tools/cellwarden/command_line/command_line.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/output/sink.hpp"
#include "tools/cellwarden/place_and_time/gpsd_messages.hpp"
#include "tools/cellwarden/place_and_time/place_and_time.hpp"

namespace cellwarden::tools {

template <class T>
using OrExit = tl::expected<T, ExitCode>;

/// The numbers of the rules that may be set, for the configuration reader.
[[nodiscard]] std::vector<config::RuleKey> rule_keys();

struct LoadedConfig {
  config::Config config;
  std::optional<std::string> file;  ///< that it was read from
  std::string sha256;               ///< of that file; empty without one
};

/// The configuration in force: defaults, then the file, then flags.
[[nodiscard]] OrExit<LoadedConfig> load_config(const Invocation& asked);

/// What the detector judges by.
struct Evidence {
  detector::DetectorInputs inputs;
  records::AlertContext context;                 ///< hashes of all this
  std::map<std::string, std::uint64_t> refused;  ///< rows of the lists, by reason
  std::optional<double> towers_age_d;            ///< at `now`, of the newest dated list
  std::optional<std::string> tower_database;     ///< the file, where towers come from one
  std::vector<std::string> given;                ///< for people: one line each
};

/// \param now  what ages are reckoned to; absent: ages are not told
[[nodiscard]] OrExit<Evidence> load_evidence(const LoadedConfig& loaded, const std::optional<Time>& now);

/// The gpsd that is to be asked, if one is; load_config saw to it that it is named rightly.
[[nodiscard]] std::optional<GpsdAddress> gpsd_of(const config::Config& config);
/// Where the receiver is and how right its clock is, as watching asks it. Says on stderr what changes.
[[nodiscard]] PlaceAndTimeSources place_and_time_of(const config::Config& config);

[[nodiscard]] Station station_of(const config::Config& config);
[[nodiscard]] std::size_t threads_of(const config::Config& config);

/// Refuses, before anything is written, an output that would destroy an input or another output, and a
/// baseline file that cannot be written.
/// \param inputs  files to be judged
[[nodiscard]] OrExit<void> check_outputs(const Invocation& asked, const LoadedConfig& loaded,
                                         const std::vector<std::string>& inputs);

/// Opens every output; of `watch`, the screen instead of text on a terminal.
[[nodiscard]] OrExit<std::vector<std::unique_ptr<Sink>>> open_sinks(const Invocation& asked,
                                                                    const config::Config& config,
                                                                    const records::AlertContext& context);

/// Writes what this run taught, if that was asked for, added to the baseline that it was judged against.
[[nodiscard]] OrExit<void> write_learned(const Invocation& asked, const config::Config& config,
                                         const Evidence& evidence, history::Baseline learned);

/// Why the sinks cannot go on: quietly kRan when the reader went away.
[[nodiscard]] ExitCode give_up(const Writer& writer);

/// kRan, or kLevelReached by --fail-on.
[[nodiscard]] ExitCode verdict_code(const Invocation& asked, detector::Level highest);

}  // namespace cellwarden::tools
