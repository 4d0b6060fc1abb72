#include "tools/cellwarden/screen/screen_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "tools/cellwarden/output/text_layout.hpp"

namespace cellwarden::tools {
namespace {

using detector::Incident;
using detector::IncidentState;
using detector::Level;
using records::StatusState;

constexpr double kLevelStep_db = 3;  // smaller differences do not change the order

double frequency_of(const Carrier& carrier) {
  return carrier.nominal_hz.value_or(carrier.measured_hz.value);
}

/// The same cell: what it is called changes as the radio's clock becomes known, and its carrier moves then.
bool is_same_cell(const Observation& a, const Observation& b) {
  return a.carrier.rat == b.carrier.rat && a.physical_id == b.physical_id &&
         std::abs(frequency_of(a.carrier) - frequency_of(b.carrier)) < raster_hz(a.carrier.rat) / 2;
}

bool is_open(const Incident& incident) {
  return incident.state != IncidentState::kClosed;
}

}  // namespace

void ScreenState::begin(const InputDescription& input, double now_s) {
  input_ = input;
  began_s_ = now_s;
}

void ScreenState::dwell(const Dwell& dwell, double now_s) {
  constexpr double kSmoothing = 0.2;
  last_dwell_s_ = now_s;
  gain_db_ = dwell.listen.gain_db;
  for (const Observation& seen : dwell.observations) {
    ShownCell* const cell = seen.state == CellState::kDetected ? nullptr : find(seen);
    if (cell == nullptr) continue;
    cell->signal = seen.signal;
    cell->steady_dbfs += kSmoothing * (seen.signal.power_dbfs - cell->steady_dbfs);
    cell->heard_s = now_s;
  }
}

void ScreenState::events(const detector::Events& events, double now_s) {
  for (const auto& cell : events.cells) {
    if (!cell.is_final && cell.latest.state != CellState::kDetected) take_cell(cell, now_s);
  }
  for (const Incident& incident : events.incidents) incidents_.insert_or_assign(incident.id, incident);
  drop_oldest_incidents();
}

void ScreenState::take_cell(const detector::CellRecord& cell, double now_s) {
  ShownCell* known = find(cell.latest);
  if (known == nullptr) {
    drop_oldest_cells();
    const Signal& signal = cell.latest.signal;
    cells_.push_back({.record = cell, .signal = signal, .steady_dbfs = signal.power_dbfs, .heard_s = now_s});
    return;
  }
  known->record = cell;
  known->heard_s = now_s;
}

void ScreenState::drop_oldest_cells() {
  if (cells_.size() < kMostCells) return;
  cells_.erase(std::ranges::min_element(cells_, {}, &ShownCell::heard_s));
}

void ScreenState::drop_oldest_incidents() {
  while (incidents_.size() > kMostIncidents) {
    incidents_.erase(std::ranges::min_element(incidents_, {}, [](const auto& entry) {
      return std::tuple(is_open(entry.second), entry.second.level, entry.second.t_s);
    }));
  }
}

ShownCell* ScreenState::find(const Observation& seen) {
  const auto found = std::ranges::find_if(
      cells_, [&seen](const ShownCell& cell) { return is_same_cell(cell.record.latest, seen); });
  return found == cells_.end() ? nullptr : &*found;
}

void ScreenState::status(const records::StatusRecord& status) {
  latest_ = status;
}

void ScreenState::live(const LiveState& live) {
  latest_ = live.status;
  not_evaluated_ = live.not_evaluated;
  for (const Incident& incident : live.open) {
    // That it was opened or closed is told by the events.
    if (const auto known = incidents_.find(incident.id);
        known != incidents_.end() && is_open(known->second)) {
      known->second = incident;
    }
  }
}

void ScreenState::line(LineKind kind, std::string_view text, const Time& utc) {
  lines_.push_back({kind, printable(text), utc});
  if (lines_.size() > kMostLines) lines_.pop_front();
}

ShownState ScreenState::shown_state(double now_s) const {
  ShownState shown{.has_begun = latest_.has_value(), .state = StatusState::kBlind, .reasons = {}};
  if (latest_) {
    shown.state = latest_->state;
    shown.reasons = latest_->reasons;
  }
  const double silent_s = now_s - last_dwell_s_.value_or(began_s_);
  if (silent_s >= kSilence_s) {
    shown.has_begun = true;
    shown.state = StatusState::kBlind;
    std::erase_if(shown.reasons, [](const auto& reason) { return reason.starts_with("no samples"); });
    shown.reasons.insert(shown.reasons.begin(), fmt::format("nothing received for {:.0f} s", silent_s));
  } else if (!latest_) {
    shown.reasons.emplace_back("nothing was evaluated yet");
  }
  return shown;
}

bool ScreenState::is_blind(double now_s) const {
  return shown_state(now_s).state == StatusState::kBlind;
}

std::vector<const ShownCell*> ScreenState::cells(double now_s) const {
  struct Row {
    const ShownCell* cell;
    Level level;
    double missed;  // 0: as often as it should be
    double level_db;
  };
  std::vector<Row> rows;
  rows.reserve(cells_.size());
  for (const ShownCell& cell : cells_) {
    const double wait_s = std::max(now_s - cell.heard_s, 0.0) / expected_wait_s(cell.record);
    rows.push_back({&cell, level_of(cell.record), std::min(std::floor(wait_s), 10.0),
                    kLevelStep_db * std::round(cell.steady_dbfs / kLevelStep_db)});
  }
  std::ranges::sort(rows, {}, [](const Row& row) {
    const Observation& seen = row.cell->record.latest;
    return std::tuple(-static_cast<int>(row.level), row.missed, -row.level_db, frequency_of(seen.carrier),
                      seen.physical_id);
  });
  std::vector<const ShownCell*> out;
  out.reserve(rows.size());
  for (const Row& row : rows) out.push_back(row.cell);
  return out;
}

std::vector<const Incident*> ScreenState::incidents() const {
  std::vector<const Incident*> out;
  out.reserve(incidents_.size());
  for (const auto& [id, incident] : incidents_) out.push_back(&incident);
  std::ranges::stable_sort(out, {}, [](const Incident* incident) {
    return std::tuple(!is_open(*incident), -static_cast<int>(incident->level), -incident->t_s);
  });
  return out;
}

Level ScreenState::level_of(const detector::CellRecord& cell) const {
  Level level = Level::kNone;
  for (const auto& [id, incident] : incidents_) {
    if (is_open(incident) && is_same_cell(incident.subject.latest, cell.latest)) {
      level = std::max(level, incident.level);
    }
  }
  return level;
}

double ScreenState::expected_wait_s(const detector::CellRecord& cell) const {
  constexpr double kParked_s = 15;
  constexpr double kLate = 1.5;
  double wait_s = kParked_s;
  if (!latest_ || !latest_->survey) return wait_s;
  wait_s = std::max(wait_s, kLate * latest_->survey->round_s);
  const double frequency_hz = frequency_of(cell.latest.carrier);
  for (const auto& carrier : latest_->carriers) {
    const bool is_there =
        std::abs(carrier.frequency_hz - frequency_hz) < raster_hz(cell.latest.carrier.rat) / 2;
    if (is_there && carrier.revisit_s) wait_s = std::max(wait_s, kLate * *carrier.revisit_s);
  }
  return wait_s;
}

const Incident* ScreenState::chosen() const {
  if (const auto found = incidents_.find(chosen_); found != incidents_.end()) return &found->second;
  const auto all = incidents();
  return all.empty() ? nullptr : all.front();
}

bool ScreenState::press(Key key) {
  const bool is_overview = view_ == View::kOverview;
  switch (key) {
    case Key::kUp:
      is_overview ? choose(-1) : move(-1);
      break;
    case Key::kDown:
      is_overview ? choose(1) : move(1);
      break;
    case Key::kPageUp:
      move(-static_cast<int>(page_rows_));
      break;
    case Key::kPageDown:
      move(static_cast<int>(page_rows_));
      break;
    case Key::kOpen:
      if (is_overview && chosen() != nullptr) {
        chosen_ = chosen()->id;  // it stays with what is read, whatever comes
        open(View::kEvidence);
      }
      break;
    case Key::kBack:
      open(View::kOverview);
      break;
    case Key::kHelp:
      toggle(View::kHelp);
      break;
    case Key::kNotEvaluated:
      toggle(View::kNotEvaluated);
      break;
    case Key::kSound:
      has_sound_ = !has_sound_;
      break;
    case Key::kQuit:
      return !is_stopping_;
    case Key::kOther:
      break;
  }
  return false;
}

void ScreenState::choose(int steps) {
  const auto all = incidents();
  if (all.empty()) return;
  const auto now = std::ranges::find(all, chosen());
  const auto last = static_cast<int>(all.size()) - 1;
  const int to = std::clamp(static_cast<int>(now - all.begin()) + steps, 0, last);
  chosen_ = all[static_cast<std::size_t>(to)]->id;
}

void ScreenState::move(int steps) {
  const int to = static_cast<int>(scroll_) + steps;
  scroll_ = std::min(static_cast<std::size_t>(std::max(to, 0)), most_scroll_);
}

void ScreenState::open(View view) {
  view_ = view;
  scroll_ = 0;
}

void ScreenState::limit_scroll(std::size_t most, std::size_t page_rows) {
  most_scroll_ = most;
  page_rows_ = std::max<std::size_t>(page_rows, 1);
  scroll_ = std::min(scroll_, most);
}

}  // namespace cellwarden::tools
