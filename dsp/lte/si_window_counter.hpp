#pragma once

/// \file
/// Which of the messages that SIB1 schedules were sent when they should be: of each message the windows that
/// went by wholly listened to, and those of them in which something was announced, and read.
///
/// In: every subframe that goes by, in order. A window that a dwell holds only in part is not counted.

#include <cstdint>
#include <optional>
#include <vector>

#include "cell/lte/downlink_report.hpp"
#include "dsp/lte/si_receiver.hpp"

namespace cellwarden::lte {

class SiWindowCounter {
 public:
  /// Counts begin anew where the windows are others.
  void set_windows(SiWindows windows);
  void begin_dwell();

  /// The next subframe goes by.
  /// \param is_heard  the samples hold all that the cell sends in it
  void pass(std::uint16_t sfn, unsigned subframe, bool is_heard);
  /// In the newest subframe system information was announced.
  void note(bool is_read);

  /// In the order of the windows, of this dwell.
  [[nodiscard]] const std::vector<SiWindowCounts>& counts() const noexcept { return counts_; }

 private:
  struct Open {
    std::size_t message{};
    unsigned heard{};  // subframes
    bool is_announced{};
    bool is_read{};
  };
  void close();

  SiWindows windows_;
  std::optional<Open> open_;
  std::vector<SiWindowCounts> counts_;
};

}  // namespace cellwarden::lte
