#pragma once

/// \file
/// Deletes encrypted recordings that are past the time they were to be kept, and says and logs it. The header
/// alone decides: no key is needed. What lay on the disk is released, not overwritten.

#include <cstddef>
#include <optional>
#include <string>

#include "cell/observation.hpp"
#include "tools/cellwarden/recording_log.hpp"

namespace cellwarden::tools {

struct Purged {
  std::size_t deleted{};
  std::size_t kept{};
  std::size_t failed{};             ///< unreadable, or cannot be deleted; each was told
  std::optional<Time> next_is_due;  ///< of those kept
};

/// The recordings in a folder, not in those below it.
[[nodiscard]] Result<Purged> purge_recordings(const std::string& folder, RecordingLog& log);

/// Whether `file` is a recording past its time. It is deleted then.
/// \param log_file  as --log-file
[[nodiscard]] bool purge_if_past(const std::string& file, const std::optional<std::string>& log_file);

}  // namespace cellwarden::tools
