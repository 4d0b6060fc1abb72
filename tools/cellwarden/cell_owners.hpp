#pragma once

/// \file
/// Which radio a cell is listened to with, where several hear it: levels and carriers of one cell are
/// compared over time, and each radio has its own antenna, gain and clock. Pure.
///
/// A cell belongs to the radio that heard it first, one that stays in its place before one that goes round,
/// until that has not heard it for `kHandOver_s`. What the others hear of it is left out.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cell/observation.hpp"

namespace cellwarden::tools {

class CellOwners {
 public:
  static constexpr double kHandOver_s = 90.0;  // longer than a survey takes to read a cell again

  /// \param stays  of each radio: it has one window and keeps to it
  explicit CellOwners(std::vector<bool> stays) : stays_(std::move(stays)) {}

  /// Leaves out what belongs to other radios.
  void keep_own(std::size_t radio, Dwell& dwell);
  /// The radio is lost: what was its own is whoever's hears it.
  void leave(std::size_t radio);

 private:
  struct Owned {
    Rat rat{};
    std::uint16_t physical_id{};
    double frequency_hz{};
    std::size_t radio{};
    double heard_s{};
  };

  [[nodiscard]] bool is_own(std::size_t radio, const Observation& seen);
  void forget(double now_s);

  std::vector<bool> stays_;
  std::vector<Owned> cells_;
};

}  // namespace cellwarden::tools
