#include "tools/cellwarden/recording_purge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <vector>

#include "dsp/capture/encrypted_header.hpp"
#include "dsp/capture/utc_time.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"

namespace cellwarden::tools {
namespace {

namespace fs = std::filesystem;

/// \return whether it is gone
bool delete_recording(const std::string& file, Time delete_after, RecordingLog* log) {
  std::error_code error;
  // Of a link, what it leads to.
  const fs::path target = fs::canonical(file, error);
  if (!error) fs::remove(target, error);
  if (error) {
    complain(printable(fmt::format("{}: is past its time and cannot be deleted: {}", file, error.message())));
    return false;
  }
  complain(printable(
      fmt::format("{}: deleted: was to be kept until {}", file, capture::format_utc(delete_after))));
  if (log == nullptr) return true;
  RecordingEntry entry;
  entry.event = "deleted";
  entry.file = target.string();
  entry.reason = "past its time";
  entry.delete_after = delete_after;
  if (const auto logged = log->add(entry); !logged) complain(logged.error().what);
  return true;
}

void purge_one(const std::string& file, RecordingLog& log, Purged& purged) {
  const auto header = capture::read_encrypted_header(file);
  if (!header) {
    complain(printable(header.error().what + "; not deleted"));
    ++purged.failed;
  } else if (header->delete_after > std::chrono::system_clock::now()) {
    ++purged.kept;
    purged.next_is_due = std::min(purged.next_is_due.value_or(header->delete_after), header->delete_after);
  } else if (delete_recording(file, header->delete_after, &log)) {
    ++purged.deleted;
  } else {
    ++purged.failed;
  }
}

}  // namespace

Result<Purged> purge_recordings(const std::string& folder, RecordingLog& log) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code type_error;
    const bool is_file = entry->symlink_status(type_error).type() == fs::file_type::regular;
    const std::string name = entry->path().string();
    if (is_file && name.ends_with(capture::kEncryptedEnding)) files.push_back(name);
  }
  if (error) return fail(ErrorCode::kFile, folder + ": cannot be listed: " + error.message());
  std::ranges::sort(files);
  Purged purged;
  for (const auto& file : files) purge_one(file, log, purged);
  return purged;
}

bool purge_if_past(const std::string& file, const std::optional<std::string>& log_file) {
  if (!file.ends_with(capture::kEncryptedEnding)) return false;
  const auto header = capture::read_encrypted_header(file);
  if (!header || header->delete_after > std::chrono::system_clock::now()) return false;
  // Deleting matters more than the line about it.
  auto log = RecordingLog::open(log_file);
  if (!log) complain(log.error().what);
  return delete_recording(file, header->delete_after, log ? &*log : nullptr);
}

}  // namespace cellwarden::tools
