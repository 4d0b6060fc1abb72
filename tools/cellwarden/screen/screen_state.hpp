#pragma once

/// \file
/// What the screen knows: all that a sink hears goes in, and what is chosen on it. It knows no terminal and
/// no clock; `screen_layout.hpp` makes lines of it.
///
///   in      begin, dwells, events, states, lines for people, keys; each with the time since the start by a
///           steady clock
///   out     cells and incidents in the order in which they are shown, and how the watch is doing
///   memory  the newest kMostCells cells, kMostIncidents incidents and kMostLines lines

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/observation.hpp"
#include "detector/detector.hpp"
#include "detector/records/json_lines.hpp"
#include "tools/cellwarden/output/sink.hpp"
#include "tools/cellwarden/output/writer.hpp"

namespace cellwarden::tools {

/// Now, by two clocks.
struct Moment {
  double s{};  ///< since the screen began, by a steady clock
  Time utc;
};

enum class Key : std::uint8_t {
  kOther,
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kOpen,
  kBack,
  kSound,
  kNotEvaluated,
  kHelp,
  kQuit
};

enum class View : std::uint8_t { kOverview, kEvidence, kNotEvaluated, kHelp };

struct ShownCell {
  detector::CellRecord record;  ///< as last told; its level is that of then
  Signal signal;                ///< of the newest dwell that heard it
  double steady_dbfs{};         ///< its level without the quick changes: lines are not to dance
  double heard_s{};             ///< when that dwell was judged
};

struct ShownLine {
  LineKind kind{};
  std::string text;
  Time utc;
};

/// How the watch is doing, as it is to be shown.
struct ShownState {
  bool has_begun = false;  ///< something was judged
  records::StatusState state{};
  std::vector<std::string> reasons;
};

class ScreenState {
 public:
  static constexpr std::size_t kMostCells = 4096;
  static constexpr std::size_t kMostIncidents = 500;
  static constexpr std::size_t kMostLines = 50;
  /// Without a dwell for so long, nothing is received, whatever was said before.
  static constexpr double kSilence_s = 8;

  explicit ScreenState(bool has_sound) : has_sound_(has_sound) {}

  void begin(const InputDescription& input, double now_s);
  void dwell(const Dwell& dwell, double now_s);
  void events(const detector::Events& events, double now_s);
  void status(const records::StatusRecord& status);
  void live(const LiveState& live);
  void line(LineKind kind, std::string_view text, const Time& utc);
  void stopping() noexcept { is_stopping_ = true; }

  /// What a key does here.
  /// \return whether it asks for the end
  bool press(Key key);
  /// How far the view can be scrolled, as it was laid out.
  void limit_scroll(std::size_t most, std::size_t page_rows);

  [[nodiscard]] const InputDescription& input() const noexcept { return input_; }
  [[nodiscard]] const std::optional<records::StatusRecord>& latest() const noexcept { return latest_; }
  [[nodiscard]] const std::vector<detector::NotEvaluated>& not_evaluated() const noexcept {
    return not_evaluated_;
  }
  [[nodiscard]] const std::optional<double>& gain_db() const noexcept { return gain_db_; }
  [[nodiscard]] const std::deque<ShownLine>& lines() const noexcept { return lines_; }
  [[nodiscard]] ShownState shown_state(double now_s) const;
  [[nodiscard]] bool is_blind(double now_s) const;

  /// Those with an incident first, then the recently heard, then the strong.
  [[nodiscard]] std::vector<const ShownCell*> cells(double now_s) const;
  /// Open ones first, then the high ones, then the new ones.
  [[nodiscard]] std::vector<const detector::Incident*> incidents() const;
  [[nodiscard]] detector::Level level_of(const detector::CellRecord& cell) const;
  /// After how long it should have been heard again: a radio that goes round is not always there.
  [[nodiscard]] double expected_wait_s(const detector::CellRecord& cell) const;

  [[nodiscard]] View view() const noexcept { return view_; }
  /// Null where there is none.
  [[nodiscard]] const detector::Incident* chosen() const;
  [[nodiscard]] std::size_t scroll() const noexcept { return scroll_; }
  [[nodiscard]] bool has_sound() const noexcept { return has_sound_; }
  [[nodiscard]] bool is_stopping() const noexcept { return is_stopping_; }

 private:
  void take_cell(const detector::CellRecord& cell, double now_s);
  void drop_oldest_cells();
  void drop_oldest_incidents();
  [[nodiscard]] ShownCell* find(const Observation& seen);
  void choose(int steps);
  void move(int steps);
  void open(View view);
  void toggle(View view) { open(view_ == view ? View::kOverview : view); }

  InputDescription input_;
  std::vector<ShownCell> cells_;
  std::map<std::string, detector::Incident> incidents_;
  std::optional<records::StatusRecord> latest_;
  std::vector<detector::NotEvaluated> not_evaluated_;
  std::optional<double> gain_db_;
  std::deque<ShownLine> lines_;
  double began_s_ = 0;
  std::optional<double> last_dwell_s_;

  View view_ = View::kOverview;
  std::string chosen_;  ///< an incident; empty: the first
  std::size_t scroll_ = 0;
  std::size_t most_scroll_ = 0;
  std::size_t page_rows_ = 1;
  bool has_sound_;
  bool is_stopping_ = false;
};

}  // namespace cellwarden::tools
