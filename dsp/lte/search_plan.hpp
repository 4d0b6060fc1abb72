#pragma once

/// \file
/// Which part of a window each dwell is searched for new cells, and how long a piece of it. Known carriers
/// are looked at in every dwell anyway.
///
/// A row of the search costs the same wherever it lies, so a window of 19 MHz costs ten times as much as one
/// of 2 MHz. Windows wider than 4 MHz are therefore searched as a whole in their first dwell, and from then
/// on a megahertz at a time, in turn; deep in every thirtieth dwell or the next but few, so that in time
/// every part is.

#include <cstdint>

namespace cellwarden::lte {

enum class SearchDepth : std::uint8_t {
  kNormal,  ///< the whole window, 80 ms of every dwell
  kDeep,    ///< the whole window, all of every dwell
  kVisit,  ///< the whole window, 80 ms of its first dwell and of every eighth after: short dwells of a survey
  kAuto    ///< up to 4 MHz: the whole window, deep in its first dwell and in every thirtieth after, else
           ///< normal; wider: the whole window in its first dwell, then a part in each, of about every
           ///< thirtieth all of the dwell
};

/// Carriers from … to, relative to the window's centre.
struct SearchSpan {
  double low_hz{};
  double high_hz{};
};

struct DwellSearch {
  SearchSpan span;
  double share = 1.0;  ///< of the window
  bool is_deep{};      ///< all of the dwell, not 80 ms
  bool is_idle{};      ///< nothing is searched
};

/// What a search may be at most, where the machine is too slow for more; a window's first dwell is searched
/// all the same.
struct SearchLimits {
  bool may_be_deep = true;
  unsigned every_dwells = 1;
};

class SearchPlan {
 public:
  explicit SearchPlan(SearchDepth depth) : depth_(depth) {}

  /// A window begins, whose carriers lie within `max_offset_hz` of its centre.
  void begin_window(double max_offset_hz) noexcept;

  /// What the next dwell is searched for.
  [[nodiscard]] DwellSearch next(const SearchLimits& limits = {}) noexcept;

  /// Dwells in which the whole window is searched once.
  [[nodiscard]] unsigned dwells_per_turn() const noexcept { return parts_; }

 private:
  SearchDepth depth_;
  double max_offset_hz_ = 0.0;
  unsigned parts_ = 1;
  unsigned deep_every_dwells_ = 1;
  unsigned next_part_ = 0;
  std::uint64_t dwells_ = 0;
  unsigned idle_dwells_ = 0;  ///< since the last search
};

}  // namespace cellwarden::lte
