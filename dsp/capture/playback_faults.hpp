#pragma once

/// \file
/// What can go wrong with a radio, on command: the playback device's faults, written by a test or an
/// operator.
///
///   in      a schedule: "unplug@12.5+4;overflow@50x20;crash_at_open", or one fault without its time
///           kind     what happens
///           @12.5    seconds of stream time since the stream was first started
///           +4       how many seconds it lasts
///           x20      how many times
///   out     the faults in order of their time, or one line that says which part is wrong and how to write it
///   limits  times and durations up to 1e8 s, counts up to a million

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/result.hpp"

namespace cellwarden::capture {

enum class FaultKind : std::uint8_t {
  kUnplug,       ///< reads time out for good, nothing is found or opened until it is over
  kStall,        ///< reads time out, the radio goes on
  kStale,        ///< the same transfer again and again
  kOverflow,     ///< one before each of the next transfers
  kCrash,        ///< the process aborts
  kHang,         ///< a read never returns
  kGap,          ///< samples are missing without a word
  kRush,         ///< the signal comes so many times as fast: as on a machine that is so many times slower
  kCrashAtOpen,  ///< the process aborts while the device is opened
};

struct Fault {
  FaultKind kind{};
  std::optional<double> at_s{};  ///< of stream time; absent: at once, or when opened
  double duration_s{};           ///< of unplug, stall, stale, gap and rush
  unsigned count = 1;            ///< of overflow; of rush, how many times as fast
  std::string text;              ///< as it was written: its name in the memory of what happened
};

/// Parts parted by ';'; every one has a time, but for crash_at_open.
[[nodiscard]] Result<std::vector<Fault>> parse_fault_schedule(std::string_view text);

/// One fault that is to happen now: "unplug+4", "overflowx20", without '@'.
[[nodiscard]] Result<Fault> parse_fault(std::string_view text);

/// "unplug@12.5+4", from its parts.
[[nodiscard]] std::string format_fault(const Fault& fault);

}  // namespace cellwarden::capture
