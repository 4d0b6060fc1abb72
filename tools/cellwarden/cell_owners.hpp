#pragma once

/// \file
/// Which radio a cell is listened to with, where several hear it: levels and carriers of one cell are
/// compared over time, and each radio has its own antenna, gain and clock. Pure.
///
/// A cell belongs to the radio that heard it first, one that stays in its place before one that goes round,
/// until that has not heard it for `kHandOver_s`. What the others hear of it is left out.
///
/// Only who reads a cell can have it judged. So who merely detects one takes it from nobody who reads it, and
/// keeps it from nobody who can, once it only detected it `kOnlyDetected` times.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cell/observation.hpp"

namespace cellwarden::tools {

class CellOwners {
 public:
  static constexpr double kHandOver_s = 90.0;     // longer than a survey takes to read a cell again
  static constexpr double kRemembered_s = 600.0;  // that it was somebody's
  static constexpr unsigned kOnlyDetected = 10;   // a dwell fails, a look is short: the next one reads again

  /// \param stays  of each radio: it has one window and keeps to it
  explicit CellOwners(std::vector<bool> stays) : stays_(std::move(stays)) {}

  /// A cell that another radio had until now.
  struct HandOver {
    std::size_t observation{};  ///< of those that are kept
    std::size_t from{};         ///< radio
  };
  /// Leaves out what belongs to other radios. \return what of the rest belonged to others
  std::vector<HandOver> keep_own(std::size_t radio, Dwell& dwell);
  /// The radio is absent: what was its own is whoever's hears it.
  void leave(std::size_t radio);

 private:
  struct Owned {
    Rat rat{};
    std::uint16_t physical_id{};
    double frequency_hz{};
    std::size_t radio{};
    double heard_s{};
    bool is_left{};         ///< by that radio: whoever hears it next has it
    bool is_read{};         ///< by that radio
    unsigned detections{};  ///< since it was read last
    void note(bool is_read_now) noexcept;
  };
  [[nodiscard]] bool takes_over(std::size_t radio, const Owned& cell, bool reads) const;

  [[nodiscard]] Owned& owned(std::size_t radio, const Observation& seen);
  void forget(double now_s);

  std::vector<bool> stays_;
  std::vector<Owned> cells_;
};

}  // namespace cellwarden::tools
