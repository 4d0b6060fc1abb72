#pragma once

/// \file
/// From what receivers report to what a survey wants to know: which cells a visit has heard, and how old the
/// oldest is of all that a cell says of itself.
///
///   GSM  every turn of the BCCH: what system information there is comes round in 8 multiframes of 51 frames
///        (TS 45.002, section 6.3.1.3); turns 2 and 6, and 3 and 7, say the same
///   LTE  the MIB; where the radio can hold the whole cell, SIB1 and each message that it schedules
///
/// Ages outlive the visit, as what was read does. A cell not heard for `kForget_s` is forgotten.

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "cell/observation.hpp"
#include "dsp/survey/known_cells.hpp"

namespace cellwarden::survey {

/// A cell against which something is held.
struct SuspectCell {
  Rat rat{};
  double frequency_hz{};
  std::uint16_t physical_id{};
  bool wants_parking{};  ///< enough of it for the radio to stay about
};

class HeardCells {
 public:
  static constexpr double kForget_s = 900.0;

  /// \param widest_hz  what a window of this radio holds at most
  explicit HeardCells(double widest_hz) : widest_hz_(widest_hz) {}

  /// What was heard before no longer counts as heard.
  void begin_visit() noexcept;
  void add(const Dwell& dwell);
  void set_suspects(std::span<const SuspectCell> suspects);

  /// By this visit.
  [[nodiscard]] std::vector<HeardCarrier> heard(double now_s) const;

 private:
  using Reading = std::optional<double>;  ///< stream time of the latest
  struct Cell {
    Rat rat{};
    double frequency_hz{};
    std::uint16_t physical_id{};
    bool is_sure{};  ///< it decoded
    bool is_heard{};
    double heard_s{};
    std::optional<double> width_hz{};
    std::vector<Reading> readings{};  ///< of each thing that is wanted
  };

  Cell& entry(const Observation& seen);
  void note_gsm(Cell& cell, const Observation& seen) const;
  void note_lte(Cell& cell, const Observation& seen, double end_s) const;
  [[nodiscard]] bool is_suspect(const Cell& cell) const;

  double widest_hz_;
  std::vector<Cell> cells_;
  std::vector<SuspectCell> suspects_;
};

}  // namespace cellwarden::survey
