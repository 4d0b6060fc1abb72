#pragma once

/// \file
/// Where each radio listens next, and for how long. Time comes in, tunings come out: no clock, no thread, no
/// radio; the same calls give the same answers.
///
///   while (auto visit = survey.next(radio, now_s)) {
///     tune to visit->center_hz, throw visit->settle_s away, listen for visit->duration_s;
///     after each piece: while (survey.stay_s(radio, now_s, heard) > 0) listen to another piece;
///   }
///
/// Every window is looked at in turn, the one not visited for longest first, whether or not anything was ever
/// heard there. What a look hears and does not know keeps the visit until it is read. Cells are read again
/// when due, as a look comes by, or by a visit of their own when none did. Out of turn, as far as
/// SurveyPolicy::look_share leaves time: new and suspicious cells, windows whose level rose, cells overdue.
/// Windows with an open incident get their share of the time (parking), the survey goes on in the rest.
///
/// An LTE cell is found by its central megahertz, and read by its whole bandwidth. Where a window has only
/// the one and the radio could have the other, reading is a visit of its own, tuned to the cell.
///
///   in      seconds of any monotonic clock; carriers heard, levels, frequencies of incidents
///   out     visits, forecasts
///   memory  SurveyPolicy::most_cells cells, forgotten after forget_s; some 200 octets per window
///   limits  docs/survey.md; tests/dsp/survey/city_test.cpp measures them
///
/// A radio that is lost leaves its part to the others, where they can hear it (set_present); one that changes
/// means another Survey: what one radio takes follows from all of them.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dsp/survey/known_cells.hpp"
#include "dsp/survey/level_history.hpp"
#include "dsp/survey/policy.hpp"
#include "dsp/survey/radio_split.hpp"
#include "dsp/survey/time_budget.hpp"

namespace cellwarden::survey {

enum class Purpose : std::uint8_t {
  kLook,     ///< whether anything new is on the air
  kRead,     ///< a cell that was never read, or a suspicious one
  kRefresh,  ///< a known cell whose content is due
  kPark      ///< an incident is open
};

/// "look", "read", "refresh", "park".
[[nodiscard]] constexpr std::string_view to_string(Purpose purpose) noexcept {
  switch (purpose) {
    case Purpose::kLook:
      return "look";
    case Purpose::kRead:
      return "read";
    case Purpose::kRefresh:
      return "refresh";
    case Purpose::kPark:
      return "park";
  }
  return "look";
}

struct Visit {
  std::size_t window{};  ///< of Survey::windows()
  double center_hz{};    ///< the window's, or beside it to read a cell whose bandwidth reaches out of it
  double settle_s{};     ///< to be thrown away first; 0 where the radio is tuned there already
  double duration_s{};   ///< to listen after that, at least
  Purpose purpose{};
  RatSet rats;  ///< what may be on the air there
};

struct SurveyWindow {
  std::size_t radio{};
  Window window;
};

struct WindowForecast {
  std::optional<double> last_visit_s;  ///< when the latest visit began
  double expected_revisit_s{};         ///< from visit to visit: as of late, else as planned
  double worst_revisit_s{};            ///< it cannot take longer
  /// A transmitter strong enough for one look is heard after that; more where visits of late took longer than
  /// they can by plan.
  double worst_unheard_s{};
  std::optional<double> longest_wait_s;  ///< between two visits, so far
  unsigned missed{};                     ///< visits in a row of which nothing was heard, up to now
};

/// A carrier with an open incident.
struct IncidentCarrier {
  Rat rat{};
  double frequency_hz{};
};

struct RadioForecast {
  std::size_t windows{};
  double looks_s{};        ///< to look at every window once
  double worst_round_s{};  ///< whatever wants reading
};

struct SurveyForecast {
  std::vector<WindowForecast> windows;  ///< as Survey::windows()
  std::vector<RadioForecast> radios;
  double worst_unheard_s{};  ///< anywhere in what the radios can hear
};

struct CarrierForecast {
  std::optional<double> last_visit_s;
  double expected_next_s{};  ///< at `now_s` or later
  double worst_unheard_s{};
};

class Survey {
 public:
  static constexpr unsigned kMissesUntilGivenUp = 3;

  /// \pre policy: 0 < look_share <= 1, 0 <= park_share < 1, looks and reads longer than 0
  Survey(BandPlan plan, const std::vector<RadioView>& radios, const SurveyPolicy& policy = {});

  /// Ends the radio's visit and begins another; nothing where there is nothing for this radio to hear.
  [[nodiscard]] std::optional<Visit> next(std::size_t radio, double now_s);

  /// Nothing was heard of the radio's visit: it never arrived, or lost samples all the time. It ends, and
  /// counts as no look; its turn comes again after the others'. What it was to read was read in vain.
  void missed(std::size_t radio, double now_s);

  /// How much longer the radio's visit should last, at most; 0: go on to the next. To be asked after each
  /// piece listened to, as the answer shrinks once everything is read.
  /// \param heard  what this visit has heard so far
  [[nodiscard]] double stay_s(std::size_t radio, double now_s, std::span<const HeardCarrier> heard);

  /// A radio is lost, or back: the plan is shared out anew between those that are there, and every visit
  /// ends. What is known of cells stays; so does what is known of a window that a radio keeps. The last one
  /// that is there keeps all that it has.
  void set_present(std::size_t radio, bool is_present);
  /// How often the plan was shared out: a visit from before the last time is over, its window no longer one.
  [[nodiscard]] std::uint64_t shared_out() const noexcept { return shared_out_; }

  /// Replaces the carriers on which an incident is open.
  void set_incidents(std::span<const IncidentCarrier> carriers);

  /// Tells a window's level, in dB against anything that stays the same.
  void note_level(std::size_t window, double now_s, double level_db);

  [[nodiscard]] const SurveyPolicy& policy() const noexcept { return policy_; }
  [[nodiscard]] const BandPlan& plan() const noexcept { return plan_; }
  [[nodiscard]] std::span<const SurveyWindow> windows() const noexcept { return windows_; }
  [[nodiscard]] std::span<const LeftOut> left_out() const noexcept { return left_out_; }
  [[nodiscard]] std::span<const KnownCell> known_cells() const noexcept { return cells_.cells(); }

  /// Of the windows that hold a carrier there, the one with the nearest centre: its edges are farthest.
  [[nodiscard]] std::optional<std::size_t> window_at(Rat rat, double frequency_hz) const;

  /// Whether every window was visited, and every cell met there read, or tried. A window that was missed
  /// `kMissesUntilGivenUp` times in a row is not waited for. Never where there is no window.
  [[nodiscard]] bool has_gone_round() const;

  [[nodiscard]] SurveyForecast forecast() const;
  /// Nothing where no window holds the carrier.
  [[nodiscard]] std::optional<CarrierForecast> forecast(Rat rat, double frequency_hz, double now_s) const;
  /// Of each slice of the plan. Tiles the plan anew for each: not for every second.
  [[nodiscard]] std::vector<SliceCost> slice_costs() const;

 private:
  struct WindowState {
    double look_s{};
    std::optional<double> turn_s;     ///< when the latest visit began, heard or missed
    std::optional<double> visited_s;  ///< when the latest began that was heard; it has ended
    unsigned missed{};                ///< in a row
    std::optional<double> mean_wait_s;
    std::optional<double> longest_wait_s;
    LevelHistory levels;
    bool is_risen{};
    std::optional<double> risen_look_s;
    void begin_visit(double now_s);
    void end_visit(double began_s);
  };
  struct Choice {
    std::size_t window{};
    Purpose purpose{};
    bool is_in_turn{};
    std::optional<double> center_hz{};  ///< other than the window's
  };
  struct Running {
    Visit visit;
    double began_s{};
    bool is_in_turn{};
    bool is_beside{};        ///< tuned to a cell, not to the window
    bool is_for_reading{};   ///< it has been granted the time to read
    bool is_cut{};           ///< a park is due before everything could be read
    double asked_until_s{};  ///< the latest that it was ever to last, but for identifying cells
    [[nodiscard]] double listened_from_s() const noexcept { return began_s + visit.settle_s; }
    [[nodiscard]] double planned_s() const noexcept { return visit.settle_s + visit.duration_s; }
    /// Of the budget, up to now.
    [[nodiscard]] double spent_s(double now_s) const noexcept;
  };
  struct Radio {
    RadioView view;
    TimeBudget budget;
    bool is_present = true;
    std::vector<std::size_t> windows{};
    std::vector<bool> is_own{};         ///< by window of them all
    std::vector<std::size_t> parked{};  ///< windows
    std::size_t next_park = 0;
    std::optional<std::size_t> tuned{};
    std::optional<Running> running{};
    double looks_s{};
  };

  void share_out();
  void give(std::size_t radio, std::vector<Window> windows);
  void end_visit(Radio& radio, double now_s);
  void tell_cells(const Radio& radio, double now_s, bool was_heard);
  void spend(Radio& radio, double now_s);
  Visit begin_visit(Radio& radio, const Choice& choice, double now_s);
  [[nodiscard]] Choice choose(Radio& radio, double now_s);
  [[nodiscard]] Choice choose_survey(const Radio& radio, double now_s) const;
  [[nodiscard]] std::size_t longest_unvisited(const Radio& radio) const;
  [[nodiscard]] bool may_stay(const Radio& radio, const KnownCell& cell) const;
  [[nodiscard]] std::size_t window_of(std::size_t radio, const Running& run,
                                      const HeardCarrier& carrier) const;
  [[nodiscard]] bool may_identify(const Radio& radio, const KnownCell& cell, double now_s) const;
  [[nodiscard]] Choice read_choice(const Radio& radio, const KnownCell& cell, Purpose purpose) const;
  [[nodiscard]] WindowForecast forecast_of(std::size_t window) const;

  BandPlan plan_;
  SurveyPolicy policy_;
  std::vector<SurveyWindow> windows_;
  std::vector<WindowState> states_;  ///< of windows_
  std::vector<Radio> radios_;
  std::vector<LeftOut> left_out_;
  KnownCells cells_;
  std::uint64_t shared_out_ = 0;
};

}  // namespace cellwarden::survey
