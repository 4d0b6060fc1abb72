#pragma once

/// \file
/// Reads an observation log back: `listen` lines and the `observation` lines that follow each become
/// Dwells again, so that a run can be judged with other rules, towers or baselines. `cell` and all other
/// record types and unknown keys are skipped and counted; a line that cannot be used is refused with its
/// number, and reading goes on.

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cell/observation.hpp"
#include "cell/result.hpp"

namespace cellwarden::records {

inline constexpr std::size_t kMaxLogLineBytes = std::size_t{1} << 20U;

struct LogCounts {
  std::uint64_t lines{};
  std::uint64_t dwells{};
  std::uint64_t observations{};
  std::map<std::string, std::uint64_t> skipped;       ///< record type -> lines
  std::map<std::string, std::uint64_t> unknown_keys;  ///< key -> times, at most a hundred keys
  std::map<std::string, std::uint64_t> refused;       ///< reason -> lines
  std::vector<std::string> examples;                  ///< first ones: "obs.jsonl:17: measured_hz is missing"
};

class ObservationLogReader {
 public:
  /// \param name  for messages
  ObservationLogReader(std::istream& in, std::string name);

  /// The next dwell; nothing at the end.
  /// \return an error when the stream fails, or when it ends and held no dwell at all
  [[nodiscard]] Result<std::optional<Dwell>> next();

  [[nodiscard]] const LogCounts& counts() const noexcept { return counts_; }

 private:
  void take(const std::string& line);
  void refuse(const std::string& reason, const std::string& detail);

  std::istream& in_;
  std::string name_;
  LogCounts counts_;
  std::optional<Dwell> pending_;   ///< its observations may still follow
  std::optional<Dwell> complete_;  ///< to hand out
};

}  // namespace cellwarden::records
