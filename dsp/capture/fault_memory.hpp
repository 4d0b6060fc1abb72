#pragma once

/// \file
/// Which faults of a playback device happened already, over closing, opening and the process's end: a driver
/// that starts again does not crash again, and an unplugged radio is not found, whoever looks.
///
///   in      a file's name, or without one a name for the device within this process
///   out     one line a fault that happened, added before it takes effect: "1732312345.123 unplug@12.5+4",
///           seconds of UTC since 1970 and the fault as written
///   limits  without a file only the end of an unplug is kept, and only in this process
///   errors  the file cannot be written. Lines that are not understood are passed over: a cut last line must
///           not end a test.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/observation.hpp"
#include "cell/result.hpp"
#include "dsp/capture/playback_faults.hpp"

namespace cellwarden::capture {

struct PastFault {
  Time at;
  std::string text;
};

/// The lines of such a file.
[[nodiscard]] std::vector<PastFault> parse_past_faults(std::string_view text);

class FaultMemory {
 public:
  /// \param file    empty: in this process only
  /// \param device  tells devices apart where there is no file
  /// \param speed   seconds of fault in a second of the clock
  FaultMemory(std::string file, std::string device, double speed);

  /// That it can be kept.
  [[nodiscard]] Result<void> check() const;

  /// Takes what happened already out of a schedule, once for each time it happened.
  void forget_past(std::vector<Fault>& schedule) const;

  void note(const Fault& fault) const;

  /// How long the radio will still be unplugged; nothing when it is not.
  [[nodiscard]] std::optional<double> unplugged_for_s() const;

 private:
  [[nodiscard]] std::vector<PastFault> past() const;

  std::string file_;
  std::string device_;
  double speed_;
};

}  // namespace cellwarden::capture
