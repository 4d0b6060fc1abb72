#pragma once

/// \file
/// What receivers do at most, where a machine is too slow for everything: levels in a fixed order, each
/// without what costs much and matters least for telling a rogue cell (docs/live.md, "When the machine is too
/// slow").
///
/// Never shed: cells that were not read yet, cells of open incidents, the search for GSM transmitters, GSM's
/// broadcast channel, whether a known LTE cell is there, and what is new beside it on its carrier.
///
///   in      a level, and for each cell how much of it was read
///   out     what is due in a dwell
///   limits  pure; receivers ask at the beginning of each dwell's work

#include <cstdint>
#include <span>

#include "cell/carrier.hpp"

namespace cellwarden::frontend {

struct Effort {
  bool measures_known_cells = true;   ///< how known LTE cells send: levels, symbol errors, user data
  bool searches_deep = true;          ///< for LTE cells, in a whole dwell
  unsigned search_every_dwells = 1;   ///< for LTE cells on carriers where none is known
  unsigned read_every_dwells = 1;     ///< known cells: LTE beyond the MIB, GSM's common control channel
  unsigned receive_every_dwells = 1;  ///< of all dwells, those that are received at all
  friend bool operator==(const Effort&, const Effort&) = default;
};

inline constexpr unsigned kMostShed = 5;
/// The last level that leaves out no whole dwell: a look at a window is one, and must hear it.
inline constexpr unsigned kMostShedOfLooks = 3;

/// \param level  0: everything; up to kMostShed: the least
[[nodiscard]] constexpr Effort effort_at(unsigned level) noexcept {
  constexpr unsigned kSecond = 2;
  constexpr unsigned kThird = 3;
  constexpr unsigned kFourth = 4;
  constexpr unsigned kEighth = 8;
  Effort effort;
  if (level >= 1) effort = {false, false, kSecond, 1, 1};
  if (level >= 2) effort = {false, false, kFourth, kSecond, 1};
  if (level >= 3) effort = {false, false, kEighth, kFourth, 1};
  if (level >= 4) effort.receive_every_dwells = kSecond;
  if (level >= kMostShed) effort.receive_every_dwells = kThird;
  return effort;
}

/// A cell that an open incident is about: it is read whole whatever is shed.
struct AttendedCell {
  Rat rat{};
  double frequency_hz{};
  std::uint16_t physical_id{};
};

/// \param frequency_hz  as the radio's clock reads it: off by as much as the radio
[[nodiscard]] bool is_attended(std::span<const AttendedCell> attended, Rat rat, double frequency_hz,
                               std::uint16_t physical_id) noexcept;

/// How much of one cell was read so far, and so whether it may rest.
class ReadingTurns {
 public:
  /// \param number  of the cell in its window: cells take turns
  explicit ReadingTurns(std::uint64_t number = 0) noexcept : number_(number) {}

  /// A dwell in which it was read. \param is_identified  it told who it is
  void note(double seconds, bool is_identified) noexcept;

  /// Read for long enough to have told all that it repeats; a weak one for twice as long.
  [[nodiscard]] bool is_known() const noexcept;

  /// \param dwell  its number
  [[nodiscard]] bool is_due(const Effort& effort, std::uint64_t dwell) const noexcept;

 private:
  std::uint64_t number_;
  double read_s_ = 0.0;
  bool is_identified_ = false;
};

}  // namespace cellwarden::frontend
