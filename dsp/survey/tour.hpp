#pragma once

/// \file
/// One radio on its way through a survey: from the blocks and dwells of the place it listens at to the next
/// place. Pure: it neither tunes nor receives; who does asks it what to make of each block.
///
///   tour.begin(now_s, waiting_s);                       // then tune to tour.visit()->center_hz
///   for each block:
///     if (!tour.hears(piece)) …                         // not yet there: no receiver sees it
///     receive; for each dwell: tour.add(dwell);
///     if (tour.is_over(ends_s)) tour.begin(ends_s);     // another place, if it has another centre
///
/// A radio that does not arrive, because its driver refuses the place or is gone for a while, or that brings
/// nothing whole, because it loses samples all the time, is waited for `kPatience_s` of signal that came;
/// then the survey goes on and is told that it missed the visit.

#include <optional>
#include <span>

#include "cell/observation.hpp"
#include "dsp/survey/heard_cells.hpp"
#include "dsp/survey/survey.hpp"

namespace cellwarden::survey {

class Tour {
 public:
  static constexpr double kPatience_s = 2.0;

  /// \param survey  must outlive this
  Tour(Survey& survey, std::size_t radio, const RadioView& view)
      : survey_(survey), radio_(radio), cells_(view.sample_rate_hz) {}

  /// Begins the next visit.
  /// \param waiting_s  of signal from before that is still to come
  /// \param is_retuned  the radio is tuned in any case, and so interrupted, for another reason than the place
  /// \return whether the radio must tune for it; false too where there is nothing to hear
  bool begin(double now_s, double waiting_s = 0.0, bool is_retuned = false);
  [[nodiscard]] const std::optional<Visit>& visit() const noexcept { return visit_; }

  /// A block of the radio's.
  struct Piece {
    double center_hz{};
    double begins_s{};
    double ends_s{};
    bool is_interrupted{};  ///< does not join the one before
  };
  /// Whether it belongs to the visit.
  [[nodiscard]] bool hears(const Piece& piece) noexcept;
  /// Whether it is the visit's first.
  [[nodiscard]] bool has_just_arrived() const noexcept { return has_just_arrived_; }

  void add(const Dwell& dwell);

  /// Whether the visit has had what it came for, or the survey was shared out anew. Asked after each block.
  [[nodiscard]] bool is_over(double now_s);

  void set_suspects(std::span<const SuspectCell> suspects) { cells_.set_suspects(suspects); }

  [[nodiscard]] std::uint64_t visits() const noexcept { return visits_; }
  /// Visits of which nothing was heard.
  [[nodiscard]] std::uint64_t missed() const noexcept { return missed_; }

 private:
  Survey& survey_;
  std::size_t radio_;
  HeardCells cells_;
  std::optional<Visit> visit_;
  std::optional<double> tuned_hz_;
  std::uint64_t shared_out_{};  ///< Survey::shared_out() when the visit began
  double asked_s_{};
  double waiting_s_{};  ///< of signal, when it was asked
  double idle_s_{};     ///< of signal since then, without a dwell
  bool is_there_ = false;
  bool awaits_gap_ = false;  ///< blocks of the same place come before it is retuned
  bool has_just_arrived_ = false;
  bool has_new_dwell_ = false;
  bool has_heard_ = false;  ///< a dwell of this visit
  bool is_level_noted_ = false;
  double dwell_s_{};  ///< how long the latest took
  std::uint64_t visits_ = 0;
  std::uint64_t missed_ = 0;
};

}  // namespace cellwarden::survey
