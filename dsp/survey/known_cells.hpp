#pragma once

/// \file
/// What a survey remembers of cells: when each was heard and read, and whether it wants to be read again.
///
/// A cell wants reading while something of it was never read; when its content has three quarters of the
/// age at which it is due, and until nothing of it is older than half of that age. So a look that finds it
/// anyway reads it a little early, and a visit of its own is rarely needed. Reading in vain is tried again
/// later and later.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "dsp/survey/policy.hpp"

namespace cellwarden::survey {

/// What a receiver has of one carrier in the window just listened to.
struct HeardCarrier {
  Rat rat{};
  double frequency_hz{};                       ///< as measured, or on the raster
  std::optional<std::uint16_t> physical_id{};  ///< BSIC, PCI; absent: a candidate, not yet synchronised with
  /// Age of the oldest of all that is wanted of it (0: all was read just now); absent while some of it was
  /// never read.
  std::optional<double> content_age_s{};
  bool is_suspicious{};  ///< the detector holds something against it
  /// What of the spectrum must be heard to read it, where that is more than what finds it: the bandwidth of
  /// an LTE cell. A window that holds less of it finds the cell; to read it, the radio is tuned to it.
  std::optional<double> width_hz{};
};

struct KnownCell {
  Rat rat{};
  double frequency_hz{};
  std::optional<std::uint16_t> physical_id;
  bool is_suspicious{};
  std::optional<double> width_hz;
  bool is_wanted = true;            ///< of its content something is to be read
  std::size_t window{};             ///< where it was heard last
  double heard_s{};                 ///< when
  double noticed_s{};               ///< when first
  std::optional<double> content_s;  ///< when the oldest of its content was read
  double next_try_s{};              ///< not read before that
  unsigned tries{};                 ///< in vain, since it was last read
  unsigned misses{};                ///< visits of its window, in a row, in which it was not heard
};

/// Which cells deserve a visit of their own, in this order.
enum class ReadRank : std::uint8_t { kNew, kSuspicious, kDue };

struct WantedRead {
  KnownCell cell;
  ReadRank rank{};
};

/// How much a visit can have had of a cell.
enum class Reach : std::uint8_t { kNone, kHeard, kRead };

struct EndedVisit {
  std::size_t window{};
  double began_s{};
  double ended_s{};
  bool was_for_reading{};  ///< it lasted as long as reading takes, or until all was read
  bool was_heard = true;   ///< any of it: else it tells nothing of whether a cell is there
};

class KnownCells {
 public:
  explicit KnownCells(const SurveyPolicy& policy) : policy_(policy) {}

  /// Enters what was heard. The reference holds until the next call.
  const KnownCell& note(const HeardCarrier& heard, std::size_t window, double now_s);

  /// Enters what was not heard, or was read in vain.
  void visited(const EndedVisit& visit, const std::function<Reach(const KnownCell&)>& reach);

  /// What is most worth a visit of its own in the windows for which `is_ours`.
  [[nodiscard]] std::optional<WantedRead> most_wanted(double now_s, const std::vector<bool>& is_ours) const;

  [[nodiscard]] bool may_read(const KnownCell& cell, double now_s) const noexcept {
    return cell.is_wanted && now_s >= cell.next_try_s;
  }
  void forget_old(double now_s);
  /// The windows are others: where each cell is heard now. Forgets those that no window holds.
  void move_to(const std::function<std::optional<std::size_t>(const KnownCell&)>& window_of);
  [[nodiscard]] std::span<const KnownCell> cells() const noexcept { return cells_; }

 private:
  [[nodiscard]] double due_age_s(const KnownCell& cell) const noexcept {
    return cell.is_suspicious ? policy_.suspicious_refresh_s : policy_.refresh_s;
  }
  KnownCell& entry(const HeardCarrier& heard, double now_s);
  [[nodiscard]] std::optional<ReadRank> rank(const KnownCell& cell, double now_s) const;

  SurveyPolicy policy_;
  std::vector<KnownCell> cells_;
};

}  // namespace cellwarden::survey
