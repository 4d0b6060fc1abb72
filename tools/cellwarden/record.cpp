// Before Asio: Boost 1.74's awaitable.hpp uses std::exchange without it.
#include <utility>
//
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "dsp/capture/encrypted_writer.hpp"
#include "dsp/capture/radio_process.hpp"
#include "dsp/capture/recording_key.hpp"
#include "dsp/capture/utc_time.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/ending_signals.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/progress.hpp"
#include "tools/cellwarden/radio_settings.hpp"
#include "tools/cellwarden/radio_teller.hpp"
#include "tools/cellwarden/recording_log.hpp"
#include "tools/cellwarden/recording_purge.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/stream_text.hpp"

namespace cellwarden::tools {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double kBytesPerMegabyte = 1e6;
/// A radio that is gone for good must not hold the recording open beyond its time for longer than this.
constexpr std::chrono::seconds kLongestSilence{5};

tl::unexpected<ExitCode> give(ExitCode code, std::string_view what) {
  complain(what);
  return tl::unexpected<ExitCode>(code);
}

/// "2026-01-02 03:04:05 UTC".
std::string readable(Time time) {
  std::string text = capture::format_utc(std::chrono::floor<std::chrono::seconds>(time));
  text.resize(std::string_view("2026-01-02T03:04:05").size());
  std::ranges::replace(text, 'T', ' ');
  return text + " UTC";
}

std::string megabytes(std::uint64_t octets) {
  return fmt::format("{:.1f} MB", static_cast<double>(octets) / kBytesPerMegabyte);
}

std::chrono::nanoseconds nanoseconds_of(double seconds) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
}

/// What is to be recorded, decided before the first sample.
struct RecordPlan {
  std::string file;
  std::string folder;
  double duration_s{};
  capture::EncryptedWriterOptions writer;
};

/// What becomes of the samples of one radio, until something ends it.
class Recorder {
 public:
  Recorder(const RecordPlan& plan, capture::RadioProcess& source, capture::EncryptedWriter& writer,
           Progress& progress)
      : plan_(plan), source_(source), writer_(writer), progress_(progress) {}

  /// Until the end of the duration, a full file, a signal, the end of a playback, or a failure. The recording
  /// is then finished as far as that is possible.
  void run();

  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
  [[nodiscard]] std::uint64_t lost_samples() const noexcept { return lost_; }
  [[nodiscard]] double clipped_fraction() const {
    return static_cast<double>(clipped_) /
           static_cast<double>(std::max<std::uint64_t>(writer_.stored_samples(), 1));
  }

 private:
  void wait_for_signals();
  void watch_the_clock();
  void receive();
  [[nodiscard]] bool take(IqBlock block);

  const RecordPlan& plan_;
  capture::RadioProcess& source_;
  capture::EncryptedWriter& writer_;
  Progress& progress_;

  // The receiving thread's, read by others once it has ended.
  std::optional<std::uint64_t> first_sample_;
  std::uint64_t lost_ = 0;
  std::uint64_t clipped_ = 0;
  std::optional<Error> failure_;
  std::string reason_ = "the radio's stream ended";

  std::atomic<bool> was_signalled_{false};
  std::atomic<bool> is_out_of_time_{false};
  std::atomic<Clock::rep> last_block_{Clock::now().time_since_epoch().count()};
  boost::asio::io_context io_;
  boost::asio::signal_set signals_{io_};
  boost::asio::steady_timer timer_{io_};
  Clock::time_point start_ = Clock::now();
};

void Recorder::run() {
  wait_for_signals();
  watch_the_clock();
  std::thread receiving([this] {
    receive();
    boost::asio::post(io_, [this] {
      signals_.cancel();
      timer_.cancel();
    });
  });
  io_.run();
  receiving.join();
}

void Recorder::wait_for_signals() {
  for (const int signal : ending_signals()) signals_.add(signal);
  signals_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
    if (error) return;
    was_signalled_ = true;
    source_.stop();
    timer_.cancel();
    signals_.clear();  // a second one ends the process in the system's own way
  });
}

/// The duration is counted in samples, with those that are missing. Where none come any more, by the clock.
void Recorder::watch_the_clock() {
  timer_.expires_after(std::chrono::seconds(1));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const auto now = Clock::now();
    const auto last = Clock::time_point(Clock::duration(last_block_.load()));
    if (now - start_ > nanoseconds_of(plan_.duration_s) && now - last > kLongestSilence) {
      is_out_of_time_ = true;
      source_.stop();
      return;
    }
    watch_the_clock();
  });
}

void Recorder::receive() {
  for (;;) {
    const auto block = source_.read();
    last_block_ = Clock::now().time_since_epoch().count();
    if (!block) failure_ = block.error();
    if (!block || !*block || !take(**block)) break;
  }
  source_.stop();
  if (was_signalled_) reason_ = "told to end";
  if (is_out_of_time_) reason_ = "duration reached, without a radio";
  // Also after a failure of the radio: what it gave is finished properly.
  if (auto finished = writer_.finish(); !finished && !failure_) failure_ = finished.error();
}

/// \return whether there is to be more
bool Recorder::take(IqBlock block) {
  if (!first_sample_) first_sample_ = block.first_sample;
  // What was missed before the first sample is not missing in the recording.
  const bool is_first = writer_.stored_samples() == 0;
  const auto wanted =
      static_cast<std::uint64_t>(std::llround(plan_.duration_s * plan_.writer.header.rate_hz));
  const std::uint64_t into = block.first_sample - *first_sample_;
  const std::uint64_t left = into < wanted ? wanted - into : 0;
  const bool is_end = block.samples.size() >= left;
  if (is_end) {
    block.samples = block.samples.first(static_cast<std::size_t>(left));
    reason_ = "duration reached";
  }
  if (block.samples.empty()) return !is_end;
  const auto stored = writer_.write(block);
  if (!stored) {
    failure_ = stored.error();
    return false;
  }
  if (!is_first) lost_ += block.lost_before + block.dropped_before;
  clipped_ += block.clipped_samples;
  progress_.update(static_cast<double>(into + *stored) / plan_.writer.header.rate_hz,
                   megabytes(writer_.octets()));
  if (*stored < block.samples.size()) {
    reason_ = "largest size reached";
    return false;
  }
  return !is_end;
}

/// The recording's file, checked as far as that is possible without making it.
OrExit<RecordPlan> plan_of(const Invocation& asked, const config::Config& config) {
  RecordPlan plan;
  plan.file = *asked.record.output;
  if (!plan.file.ends_with(capture::kEncryptedEnding)) plan.file += capture::kEncryptedEnding;
  plan.folder = fs::path(plan.file).parent_path().string();
  if (plan.folder.empty()) plan.folder = ".";
  plan.duration_s = *asked.recording.duration_s;
  if (plan.duration_s > config.record_max_s) {
    return give(kBadUsage,
                fmt::format("--duration {:g}: record.max_s allows {:g} s; less, or raise it in the "
                            "configuration",
                            plan.duration_s, config.record_max_s));
  }
  if (!config.public_key) {
    return give(kFailed,
                "record: recordings are encrypted, and there is no key. Make a pair on the computer that is "
                "to replay them: cellwarden record --new-key FILE; then record with --key FILE.pub "
                "(record.public_key)");
  }
  const auto key = capture::read_public_key(*config.public_key);
  if (!key) return give(kFailed, key.error().what);
  plan.writer.reader = *key;
  std::error_code error;
  if (!fs::is_directory(plan.folder, error)) return give(kFailed, plan.folder + ": there is no such folder");
  if (::access(plan.folder.c_str(), W_OK) != 0) {
    return give(kFailed, plan.folder + ": nothing can be written into this folder; give another one with -o");
  }
  if (config.sensor && config.sensor->size() > capture::kMostSensorOctets) {
    return give(kFailed, fmt::format("sensor: a recording's header holds {} octets of it; shorten the name",
                                     capture::kMostSensorOctets));
  }
  return plan;
}

/// After what is past its time was deleted.
OrExit<void> check_name_is_free(const RecordPlan& plan) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(plan.file, error))) return {};
  return give(kFailed, plan.file + ": exists and is not overwritten; give another name");
}

/// What the radio tells of itself decides how large it becomes.
OrExit<void> complete_plan(RecordPlan& plan, const Invocation& asked, const config::Config& config,
                           const capture::StreamInfo& info) {
  auto& header = plan.writer.header;
  const auto format = capture::sample_format_named(info.native_format);
  if (!format) return give(kFailed, fmt::format("{}: samples of an unknown format", info.name));
  header.format = *format;
  header.center_hz = info.center_hz;
  header.rate_hz = info.sample_rate_hz;
  header.sensor = config.sensor;
  header.made = std::chrono::system_clock::now();
  header.delete_after = header.made + nanoseconds_of(asked.record.keep_s);
  plan.writer.sigmf.hardware = info.name;
  plan.writer.sigmf.receiver_at = station_of(config).position;
  // Beside the samples: frames of messages, and segments where something is missing.
  constexpr double kOverhead = 1.0005;
  constexpr double kForSegments_octets = 1 << 20;
  const double samples_octets =
      plan.duration_s * header.rate_hz * static_cast<double>(capture::bytes_per_sample(*format));
  const double most = std::min(samples_octets * kOverhead + kForSegments_octets, config.record_max_bytes);
  plan.writer.most_octets = static_cast<std::uint64_t>(most);
  std::error_code error;
  const auto space = fs::space(plan.folder, error);
  if (!error && space.available < plan.writer.most_octets) {
    return give(kFailed,
                fmt::format("{}: up to {} are needed and {} are free; give less --duration or "
                            "--max-size, or another folder",
                            plan.folder, megabytes(plan.writer.most_octets), megabytes(space.available)));
  }
  return {};
}

/// A paragraph on stderr.
void tell_wrapped(const std::string& text) {
  std::string wrapped = paragraph("", printable(text));
  while (wrapped.ends_with('\n')) wrapped.pop_back();
  tell(wrapped);
}

/// Before it begins: what will be held, by whom it can be read, how much, how long.
void announce(const RecordPlan& plan) {
  const auto& header = plan.writer.header;
  const double half_mhz = header.rate_hz / 2 / kHertzPerMegahertz;
  const double center_mhz = header.center_hz / kHertzPerMegahertz;
  const double filled_s = static_cast<double>(plan.writer.most_octets) / header.rate_hz /
                          static_cast<double>(capture::bytes_per_sample(header.format));
  const std::string until = filled_s < plan.duration_s
                                ? fmt::format("about {} of {}, as it is full then", format_duration(filled_s),
                                              format_duration(plan.duration_s))
                                : format_duration(plan.duration_s);
  tell_wrapped(fmt::format(
      "This records all that is on the air from {:.3f} to {:.3f} MHz for {}: what base stations send, and "
      "subscribers' signals too, with what they hold. It is encrypted to key {}: who has its private part "
      "can "
      "read it. It takes {} at most, in {}, and is to be deleted after {}: the next recording into that "
      "folder does it, or `cellwarden record --purge {}`. To delete it earlier: rm {}. Ctrl-C ends it.",
      center_mhz - half_mhz, center_mhz + half_mhz, until, capture::short_name(plan.writer.reader),
      megabytes(plan.writer.most_octets), plan.file, readable(header.delete_after), plan.folder, plan.file));
}

RecordingEntry begun_entry(const RecordPlan& plan, const capture::StreamInfo& info) {
  const auto& header = plan.writer.header;
  RecordingEntry entry;
  entry.event = "begun";
  entry.file = fs::absolute(plan.file).lexically_normal().string();
  entry.sensor = header.sensor;
  entry.device = info.name;
  entry.format = std::string(capture::to_string(header.format));
  entry.key = capture::short_name(plan.writer.reader);
  entry.center_hz = header.center_hz;
  entry.rate_hz = header.rate_hz;
  entry.seconds = plan.duration_s;
  entry.most_octets = plan.writer.most_octets;
  entry.delete_after = header.delete_after;
  return entry;
}

/// Says and logs how it went.
ExitCode conclude(const RecordPlan& plan, const Recorder& recorder, const capture::EncryptedWriter& writer,
                  RecordingLog& log) {
  const double seconds = static_cast<double>(writer.stored_samples()) / plan.writer.header.rate_hz;
  RecordingEntry entry;
  entry.event = recorder.failure() ? "failed" : "finished";
  entry.file = fs::absolute(plan.file).lexically_normal().string();
  entry.seconds = seconds;
  entry.octets = writer.octets();
  entry.samples_lost = recorder.lost_samples();
  entry.reason = recorder.failure() ? recorder.failure()->what : recorder.reason();
  const bool is_empty = writer.stored_samples() == 0;
  if (!is_empty) entry.delete_after = plan.writer.header.delete_after;
  if (const auto logged = log.add(entry); !logged) complain(logged.error().what);
  if (recorder.failure()) complain(printable(recorder.failure()->what));
  if (is_empty) {
    std::error_code error;
    fs::remove(plan.file, error);
    tell(printable(fmt::format("{}: not kept, as no samples came ({})", plan.file, *entry.reason)));
    return recorder.failure() || recorder.reason() != "told to end" ? kFailed : kRan;
  }
  constexpr double kMuchClipped = 1e-3;
  if (recorder.clipped_fraction() > kMuchClipped) {
    complain(fmt::format("{:.1f} % of the samples are clipped; a lower --gain would hold what was lost",
                         100 * recorder.clipped_fraction()));
  }
  tell_wrapped(fmt::format(
      "{}: {} of signal, {} in {} piece{}, {} samples missing; {}. To be deleted after {}. To play it: "
      "cellwarden replay --key PRIVATE_KEY {}",
      plan.file, format_duration(seconds), megabytes(writer.octets()), writer.segments(),
      writer.segments() == 1 ? "" : "s", recorder.lost_samples(),
      recorder.failure() ? "what came until the failure is kept" : recorder.reason(),
      readable(plan.writer.header.delete_after), plan.file));
  return recorder.failure() ? kFailed : kRan;
}

OrExit<RecordingLog> open_log(const Invocation& asked) {
  auto log = RecordingLog::open(asked.record.log_file);
  if (!log) return give(kFailed, log.error().what);
  return std::move(*log);
}

ExitCode make_key(const std::string& file) {
  const auto key = capture::make_key_files(file);
  if (!key) {
    complain(key.error().what);
    return kFailed;
  }
  tell_wrapped(fmt::format(
      "{} is the private key: it opens recordings, so keep it away from the sensor and keep a copy, as "
      "nothing "
      "else opens them. {}.pub is the public one, for --key or record.public_key of `cellwarden record`:",
      file, file));
  auto out = Writer::to_stdout();
  out.write(capture::to_text(*key) + "\n");
  out.flush();
  return out.failure() ? give_up(out) : kRan;
}

ExitCode purge(const Invocation& asked, const std::string& folder) {
  auto log = open_log(asked);
  if (!log) return log.error();
  const auto purged = purge_recordings(folder, *log);
  if (!purged) {
    complain(purged.error().what);
    return kFailed;
  }
  tell(printable(fmt::format(
      "{}: {} deleted, {} kept{}", folder, purged->deleted, purged->kept,
      purged->next_is_due ? fmt::format("; the next is due on {}", readable(*purged->next_is_due)) : "")));
  return purged->failed == 0 ? kRan : kFailed;
}

ExitCode record(const Invocation& asked, const config::Config& config) {
  auto plan = plan_of(asked, config);
  if (!plan) return plan.error();
  auto log = open_log(asked);
  if (!log) return log.error();
  if (const auto purged = purge_recordings(plan->folder, *log); !purged) complain(purged.error().what);
  if (const auto free = check_name_is_free(*plan); !free) return free.error();
  const auto radio = choose_radio("record", config);
  if (!radio) return radio.error();
  for (const auto& warning : radio->warnings) complain(fmt::format("{}; {}", warning.what, warning.next));
  Progress progress(plan->duration_s);
  capture::RadioProcessSettings process;
  process.on_event = [&progress,
                      teller = RadioTeller(asked.is_verbose)](const capture::RadioEvent& event) mutable {
    progress.clear();
    teller(event);
  };
  auto source = capture::RadioProcess::start(radio->settings, std::move(process));
  if (!source) {
    complain(source.error().what);
    return kFailed;
  }
  const capture::StreamInfo& info = (*source)->info();
  for (const auto& warning : info.warnings) complain(warning);
  if (asked.is_verbose) tell_provenance(info);
  if (const auto complete = complete_plan(*plan, asked, config, info); !complete) return complete.error();
  announce(*plan);
  auto writer = capture::EncryptedWriter::create(plan->file, plan->writer);
  if (!writer) {
    complain(writer.error().what);
    return kFailed;
  }
  // No sample is kept that the log does not know of.
  if (const auto logged = log->add(begun_entry(*plan, info)); !logged) {
    complain(logged.error().what);
    std::error_code error;
    fs::remove(plan->file, error);
    return kFailed;
  }
  Recorder recorder(*plan, **source, **writer, progress);
  recorder.run();
  progress.clear();
  return conclude(*plan, recorder, **writer, *log);
}

}  // namespace

ExitCode run_record(const Invocation& asked) {
  if (asked.record.new_key_file) return make_key(*asked.record.new_key_file);
  if (asked.record.purged_folder) return purge(asked, *asked.record.purged_folder);
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  return record(asked, loaded->config);
}

}  // namespace cellwarden::tools
