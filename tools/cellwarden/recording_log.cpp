#include "tools/cellwarden/recording_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "dsp/capture/utc_time.hpp"

namespace cellwarden::tools {
namespace {

namespace fs = std::filesystem;

constexpr int kSchema = 1;

tl::unexpected<Error> unwritable(const std::string& name, const std::string& why) {
  return fail(ErrorCode::kFile,
              fmt::format("{}: the log cannot be written: {}; --log-file names another", name, why));
}

/// Where the user's programs keep what they did.
std::optional<fs::path> state_folder() {
  const char* const state_home = std::getenv("XDG_STATE_HOME");
  if (state_home != nullptr && fs::path(state_home).is_absolute()) return fs::path(state_home) / "cellwarden";
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return {};
  return fs::path(home) / ".local/state/cellwarden";
}

Result<std::string> usual_file() {
  const auto folder = state_folder();
  if (!folder) {
    return fail(ErrorCode::kFile, "no state folder for the log, as HOME is not set; name a file: --log-file");
  }
  std::error_code error;
  const bool is_new = fs::create_directories(*folder, error);
  if (error) return unwritable(folder->string(), error.message());
  if (is_new) fs::permissions(*folder, fs::perms::owner_all, error);
  return (*folder / "recordings.jsonl").string();
}

template <class T>
void put(nlohmann::ordered_json& line, const char* key, const std::optional<T>& value) {
  if (value) line[key] = *value;
}

std::string line_of(const RecordingEntry& entry) {
  nlohmann::ordered_json line{{"schema", kSchema},
                              {"type", "recording"},
                              {"time", capture::format_utc(std::chrono::system_clock::now())},
                              {"event", entry.event},
                              {"file", entry.file}};
  put(line, "sensor", entry.sensor);
  put(line, "device", entry.device);
  put(line, "center_hz", entry.center_hz);
  put(line, "rate_hz", entry.rate_hz);
  put(line, "format", entry.format);
  put(line, "key", entry.key);
  put(line, "most_bytes", entry.most_octets);
  put(line, "bytes", entry.octets);
  put(line, "seconds", entry.seconds);
  put(line, "samples_lost", entry.samples_lost);
  put(line, "reason", entry.reason);
  if (entry.delete_after) line["delete_after"] = capture::format_utc(*entry.delete_after);
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<RecordingLog> RecordingLog::open(const std::optional<std::string>& file) {
  auto name = file ? Result<std::string>(*file) : usual_file();
  if (!name) return tl::unexpected(name.error());
  const int descriptor = ::open(name->c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return unwritable(*name, std::generic_category().message(errno));
  return RecordingLog(std::move(*name), descriptor);
}

RecordingLog::~RecordingLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

RecordingLog::RecordingLog(RecordingLog&& other) noexcept
    : name_(std::move(other.name_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Result<void> RecordingLog::add(const RecordingEntry& entry) {
  const std::string line = line_of(entry);
  // In one piece: lines of several programs do not mix.
  const auto count = ::write(descriptor_, line.data(), line.size());
  if (count == static_cast<ssize_t>(line.size())) return {};
  return unwritable(name_, std::generic_category().message(count < 0 ? errno : ENOSPC));
}

}  // namespace cellwarden::tools
