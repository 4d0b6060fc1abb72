#pragma once

/// \file
/// The operator's log of raw recordings: who looks for what was kept, why, and until when finds it here. JSON
/// lines, only ever added to, readable by the user alone.
///
///   where   --log-file, else recordings.jsonl in $XDG_STATE_HOME/cellwarden (~/.local/state/cellwarden)
///   events  begun, finished, failed, deleted

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cell/observation.hpp"
#include "cell/result.hpp"

namespace cellwarden::tools {

/// One line. What is absent is left out.
struct RecordingEntry {
  std::string_view event;
  std::string file;
  std::optional<std::string> sensor;
  std::optional<std::string> device;
  std::optional<std::string> format;
  std::optional<std::string> key;  ///< short name of the public key
  std::optional<std::string> reason;
  std::optional<double> center_hz;
  std::optional<double> rate_hz;
  std::optional<double> seconds;
  std::optional<std::uint64_t> octets;
  std::optional<std::uint64_t> most_octets;
  std::optional<std::uint64_t> samples_lost;
  std::optional<Time> delete_after;
};

class RecordingLog {
 public:
  /// Finds or makes the file.
  [[nodiscard]] static Result<RecordingLog> open(const std::optional<std::string>& file);
  ~RecordingLog();
  RecordingLog(RecordingLog&& other) noexcept;
  RecordingLog& operator=(RecordingLog&&) = delete;

  /// Stamps the entry with the time and adds it.
  [[nodiscard]] Result<void> add(const RecordingEntry& entry);

 private:
  RecordingLog(std::string name, int descriptor) : name_(std::move(name)), descriptor_(descriptor) {}
  std::string name_;
  int descriptor_;
};

}  // namespace cellwarden::tools
