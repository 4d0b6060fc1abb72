#pragma once

/// \file
/// One radio on its way through a survey: from the blocks and dwells of the place it listens at to the next
/// place. Pure: it neither tunes nor receives; who does asks it what to make of each block.
///
///   tour.begin(now_s);                                  // then tune to tour.visit()->center_hz
///   for each block:
///     if (!tour.hears(center_hz, begins_s, ends_s)) …   // not yet there: no receiver sees it
///     receive; for each dwell: tour.add(dwell);
///     if (tour.is_over(ends_s)) tour.begin(ends_s);     // another place, if it has another centre
///
/// A radio that does not arrive, because its driver refuses the place or is gone for a while, is waited for
/// `kPatience_s`; then the survey goes on.

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
  /// \return whether the radio must tune for it; false too where there is nothing to hear
  bool begin(double now_s);
  [[nodiscard]] const std::optional<Visit>& visit() const noexcept { return visit_; }

  /// Whether a block belongs to the visit.
  [[nodiscard]] bool hears(double center_hz, double begins_s) noexcept;
  /// Whether it is the visit's first.
  [[nodiscard]] bool has_just_arrived() const noexcept { return has_just_arrived_; }

  void add(const Dwell& dwell);

  /// Whether the visit has had what it came for, or the survey was shared out anew. Asked after each block.
  [[nodiscard]] bool is_over(double now_s);

  void set_suspects(std::span<const SuspectCell> suspects) { cells_.set_suspects(suspects); }

  [[nodiscard]] std::uint64_t visits() const noexcept { return visits_; }
  /// Places where the radio did not arrive.
  [[nodiscard]] std::uint64_t never_reached() const noexcept { return never_reached_; }

 private:
  Survey& survey_;
  std::size_t radio_;
  HeardCells cells_;
  std::optional<Visit> visit_;
  std::optional<double> tuned_hz_;
  std::uint64_t shared_out_{};  ///< Survey::shared_out() when the visit began
  double asked_s_{};
  bool is_there_ = false;
  bool has_just_arrived_ = false;
  bool has_new_dwell_ = false;
  bool is_level_noted_ = false;
  double dwell_s_{};  ///< how long the latest took
  std::uint64_t visits_ = 0;
  std::uint64_t never_reached_ = 0;
};

}  // namespace cellwarden::survey
