#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cell/stretch_counter.hpp"
#include "detector/records/observation_log.hpp"
#include "dsp/capture/open_input.hpp"
#include "dsp/capture/recording.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/input_file.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/progress.hpp"
#include "tools/cellwarden/receivers.hpp"
#include "tools/cellwarden/recording_purge.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/stream_text.hpp"
#include "tools/cellwarden/thread_pool.hpp"

namespace cellwarden::tools {
namespace {

constexpr double kLongInput_s = 60;

/// Lets signal pass no faster than `speed` times real time.
class Pace {
 public:
  explicit Pace(std::optional<double> speed) : speed_(speed), start_(Clock::now()) {}

  void wait_for(double signal_s) const {
    if (speed_) std::this_thread::sleep_until(start_ + as_duration(signal_s / *speed_));
  }
  [[nodiscard]] double elapsed_s() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  static Clock::duration as_duration(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }
  std::optional<double> speed_;
  Clock::time_point start_;
};

/// Everything that is the same for all inputs of one `replay`.
struct Replay {
  const Invocation& asked;
  const config::Config& config;
  const Evidence& evidence;
  ThreadPool& pool;
  std::vector<std::unique_ptr<Sink>>& sinks;
  history::Baseline learned;
  detector::Level highest{};

  /// Judges one input after the other. \return how the last one that went wrong did
  ExitCode run(const std::vector<std::string>& inputs);

 private:
  ExitCode judge_recording(const std::string& input, bool is_last);
  ExitCode judge_log(const std::string& input, bool is_last);
  /// Writes the end of an input and keeps what it taught.
  ExitCode finish(Judge& judge, records::SummaryRecord summary, std::optional<std::string> next_step);
  [[nodiscard]] bool is_log(const std::string& input) const;
  [[nodiscard]] InputDescription describe(const capture::StreamInfo& info) const;
};

ExitCode Replay::run(const std::vector<std::string>& inputs) {
  ExitCode code = kRan;
  for (const auto& input : inputs) {
    const bool is_last = &input == &inputs.back();
    const ExitCode one = is_log(input) ? judge_log(input, is_last) : judge_recording(input, is_last);
    if (one != kRan) code = one;
    for (const auto& sink : sinks) {
      if (sink->writer().failure()) return code;
    }
  }
  return code;
}

bool Replay::is_log(const std::string& input) const {
  return asked.recording.type == "jsonl" || content_extension(input) == ".jsonl";
}

capture::RecordingOptions options_of(const RecordingFlags& flags, const config::Config& config) {
  capture::RecordingOptions options;
  options.rate_hz = flags.rate_hz;
  options.center_hz = flags.center_hz;
  if (flags.type) options.type = capture::sample_format_named(*flags.type);
  options.start_s = flags.start_s;
  options.duration_s = flags.duration_s;
  options.ppm = config.ppm;
  options.private_key = config.private_key;
  return options;
}

InputDescription Replay::describe(const capture::StreamInfo& info) const {
  InputDescription input = describe_stream(info);
  input.is_long = asked.speed.has_value() || !input.seconds || *input.seconds > kLongInput_s;
  input.given = evidence.given;
  return input;
}

ExitCode Replay::judge_recording(const std::string& input, bool is_last) {
  if (purge_if_past(input, {})) return kFailed;
  auto source = capture::open_recording(input, options_of(asked.recording, config));
  if (!source) {
    complain(source.error().what);
    return kFailed;
  }
  const capture::StreamInfo& info = (*source)->info();
  if (asked.is_verbose) tell_provenance(info);
  if (const auto deaf = why_deaf(config, info.center_hz, info.sample_rate_hz)) {
    complain(fmt::format("{}: {}", info.name, *deaf));
    return kFailed;
  }
  Receivers receivers(config, info.ppm, pool.parallel_for());
  Judge judge(evidence.inputs, station_of(config), sinks);
  const InputDescription description = describe(info);
  judge.begin(description);

  Progress progress(description.seconds);
  const Pace pace(asked.speed);
  SampleCounts counts;
  double signal_s = 0;
  std::vector<Dwell> dwells;
  std::optional<Error> failure;
  const auto judge_dwells = [&] {
    if (!dwells.empty()) progress.clear();
    for (auto& dwell : dwells) judge.take(std::move(dwell));
    dwells.clear();
  };
  while (judge.failed_writer() == nullptr) {
    const auto block = (*source)->read();
    if (!block) failure = block.error();
    if (!block || !*block) break;
    counts.add(**block);
    signal_s += static_cast<double>((*block)->samples.size()) / (*block)->sample_rate_hz;
    pace.wait_for(signal_s);
    receivers.push(**block, dwells);
    judge_dwells();
    progress.update(signal_s);
  }
  receivers.finish(dwells);
  judge_dwells();
  progress.clear();
  for (const auto& warning : info.warnings) complain(warning);

  records::SummaryRecord summary;
  summary.sources.push_back({info.name, info.sha256});
  summary.seconds = signal_s;
  summary.samples = counts.samples;
  summary.samples_lost = counts.lost;
  summary.samples_dropped = counts.dropped;
  if (asked.is_verbose) {
    tell(fmt::format("{}: {:.1f} x real time", info.name, signal_s / std::max(pace.elapsed_s(), 1e-9)));
  }
  const ExitCode code =
      finish(judge, std::move(summary), is_last ? std::optional(next_step_after(info)) : std::nullopt);
  if (!failure) return code;
  complain(failure->what);
  return kFailed;
}

ExitCode Replay::judge_log(const std::string& input, bool is_last) {
  auto file = InputFile::open(input);
  if (!file) {
    complain(file.error().what);
    return kFailed;
  }
  records::ObservationLogReader reader((*file)->stream(), input);
  Judge judge(evidence.inputs, station_of(config), sinks);
  InputDescription description;
  description.name = input;
  description.kind = "observation log";
  description.given = evidence.given;
  description.is_long = false;
  judge.begin(description);

  SampleCounts counts;
  StretchCounter stretches;
  double signal_s = 0;
  const Pace pace(asked.speed);
  std::optional<Error> failure;
  while (judge.failed_writer() == nullptr) {
    auto dwell = reader.next();
    if (!dwell) failure = dwell.error();
    if (!dwell || !*dwell) break;
    if (stretches.is_new((*dwell)->listen)) {
      counts.add((*dwell)->listen);
      signal_s += (*dwell)->listen.duration_s;
    }
    pace.wait_for(signal_s);
    judge.take(std::move(**dwell));
  }
  if ((*file)->failure()) failure = (*file)->failure();
  for (const auto& example : reader.counts().examples) complain(example);

  records::SummaryRecord summary;
  const auto sha256 = (*file)->finish_sha256();
  summary.sources.push_back({input, sha256 ? std::optional(*sha256) : std::nullopt});
  summary.seconds = signal_s;
  summary.samples = counts.samples;
  summary.samples_lost = counts.lost;
  summary.samples_dropped = counts.dropped;
  for (const auto& [reason, count] : reader.counts().refused) summary.refused[reason] += count;
  const ExitCode code =
      finish(judge, std::move(summary), is_last ? std::optional(std::string()) : std::nullopt);
  if (!failure) return code;
  complain(failure->what);
  return kFailed;
}

ExitCode Replay::finish(Judge& judge, records::SummaryRecord summary, std::optional<std::string> next_step) {
  for (const auto& [reason, count] : evidence.refused) summary.refused[reason] += count;
  if (next_step && next_step->empty()) next_step.reset();
  judge.finish(std::move(summary), std::move(next_step));
  highest = std::max(highest, judge.highest_level());
  learned.merge(judge.detector().learned_baseline(), evidence.inputs.rules.radio_clock_tolerance_ppm);
  if (const Writer* const writer = judge.failed_writer()) return give_up(*writer);
  return kRan;
}

// Without one, outputs of an earlier run are not emptied for nothing.
bool any_is_there(const std::vector<std::string>& inputs) {
  std::error_code error;
  const auto is_there = [&error](const std::string& input) {
    return input == "-" || std::filesystem::exists(input, error);
  };
  if (std::ranges::any_of(inputs, is_there)) return true;
  for (const auto& input : inputs) complain(fmt::format("{}: there is no such file", input));
  return false;
}

}  // namespace

ExitCode run_replay(const Invocation& asked) {
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  const auto evidence = load_evidence(*loaded, {});
  if (!evidence) return evidence.error();
  const auto inputs = capture::expand_folders(asked.inputs);
  if (!inputs) {
    complain(inputs.error().what);
    return kFailed;
  }
  if (const auto checked = check_outputs(asked, *loaded, *inputs); !checked) return checked.error();
  if (!any_is_there(*inputs)) return kFailed;
  auto sinks = open_sinks(asked, loaded->config, evidence->context);
  if (!sinks) return sinks.error();
  ThreadPool pool(threads_of(loaded->config));
  Replay replay{asked, loaded->config, *evidence, pool, *sinks, {}, {}};
  const ExitCode code = replay.run(*inputs);
  if (code != kRan) {
    if (asked.learn_file)
      tell(fmt::format("{}: not written, as not every input was judged", *asked.learn_file));
    return code;
  }
  if (const auto written = write_learned(asked, loaded->config, *evidence, std::move(replay.learned));
      !written) {
    return written.error();
  }
  return verdict_code(asked, replay.highest);
}

}  // namespace cellwarden::tools
