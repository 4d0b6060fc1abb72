#include "tools/cellwarden/screen/screen_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "detector/cell_words.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/text_report.hpp"
#include "tools/cellwarden/screen/screen_parts.hpp"
#include "tools/cellwarden/screen/screen_words.hpp"

namespace cellwarden::tools {
namespace {

using detector::Incident;
using detector::Level;
using Lines = std::vector<ScreenLine>;

constexpr std::size_t kRoomy_rows = 18;  // then sections have headings

void append(Lines& to, Lines from) {
  std::ranges::move(from, std::back_inserter(to));
}

/// How the watch is doing and why, and the clock.
Lines state_bars(const ScreenState& state, ScreenSize size, const Moment& now) {
  const ShownState shown = state.shown_state(now.s);
  const Emphasis emphasis = emphasis_of(shown.state);
  const std::string label = fmt::format(" {}  ", state_word(shown));
  const std::string why = printable(fmt::format("{}", fmt::join(shown.reasons, "; ")));
  const std::string clock = clock_text(now.utc) + " ";
  const std::size_t most = size.rows >= kRoomy_rows ? 3 : 1;
  // The clock takes its room from the first line, so all lines leave it.
  const std::size_t width =
      size.columns > 2 * clock.size() + 4 ? size.columns - clock.size() - 2 : size.columns;
  Lines rows = lines_of_text(paragraph(label, why, width), emphasis);
  Lines bars;
  for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) {
    const bool is_cut = i + 1 == most && rows.size() > most;
    const std::string text = text_of(rows[i]) + (is_cut ? " ..." : "");
    bars.push_back(bar(emphasis, text, i == 0 ? clock : "", size.columns));
  }
  return bars;
}

ScreenLine verdict_bar(const ScreenState& state, ScreenSize size, const Moment& now) {
  const ScreenPiece words = verdict_words(state, now.s);
  return bar(words.emphasis, " " + words.text, "", size.columns);
}

ScreenLine key_bar(const ScreenState& state, ScreenSize size) {
  if (state.is_stopping()) {
    return bar(Emphasis::kStrong, " Ending: what is under way is finished first. Ctrl-C ends it at once.", "",
               size.columns);
  }
  const std::string sound = state.has_sound() ? "s sound (on)" : "s sound (off)";
  std::string keys;
  if (state.view() == View::kOverview) {
    keys = fmt::format(" q end  ? help  {}  Enter evidence  n not evaluated  up/down choose", sound);
  } else {
    keys = fmt::format(" Esc back  q end  {}  up/down scroll", sound);
  }
  return bar(Emphasis::kStrong, keys, "", size.columns);
}

/// At most `most` lines: first the later lines of a heading go, then the last headings.
Lines fact_lines(const ScreenState& state, std::size_t width, std::size_t most) {
  std::vector<Lines> groups;
  std::size_t total = 0;
  for (const Facts& facts : facts_of(state)) {
    groups.push_back(flow(fmt::format("{}  ", facts.heading), facts.items, width));
    total += groups.back().size();
  }
  while (total > most && !groups.empty()) {
    const auto longest = std::ranges::max_element(groups, {}, &Lines::size);
    if (longest->size() > 1) {
      longest->pop_back();
    } else {
      groups.pop_back();
    }
    --total;
  }
  Lines lines;
  for (Lines& group : groups) append(lines, std::move(group));
  return lines;
}

Lines incident_rows(const Incident& incident, bool is_chosen, std::size_t width) {
  const bool is_open = incident.state != detector::IncidentState::kClosed;
  const Emphasis emphasis = is_open ? emphasis_of(incident.level) : Emphasis::kDim;
  constexpr int kLevelWidth = 8;
  const std::string when = incident.time ? " " + clock_text(*incident.time) : std::string();
  ScreenLine head{
      .pieces = {{is_chosen ? "> " : "  ", Emphasis::kStrong},
                 {fmt::format("{:<{}}", to_string(incident.level), kLevelWidth), emphasis},
                 {fmt::format(" {}", name_of(incident.subject.latest)),
                  is_open ? Emphasis::kStrong : Emphasis::kDim},
                 {fmt::format("  {:.0f} points, {}{}", incident.score, to_string(incident.state), when),
                  is_open ? Emphasis::kPlain : Emphasis::kDim}}};
  ScreenLine why{.pieces = {{"    " + reason_of(incident), is_open ? Emphasis::kPlain : Emphasis::kDim}}};
  return {cut_to(std::move(head), width), cut_to(std::move(why), width)};
}

ScreenLine heading(std::string text, std::size_t width) {
  return cut_to({.pieces = {{std::move(text), Emphasis::kStrong}}}, width);
}

/// As many incidents as fit, the chosen one among them.
Lines incident_lines(const ScreenState& state, ScreenSize size, std::size_t most) {
  constexpr std::size_t kRowsEach = 2;
  const auto all = state.incidents();
  Lines lines;
  if (all.empty() || most == 0) return lines;
  if (size.rows >= kRoomy_rows) {
    lines.push_back(heading(fmt::format("Incidents ({})", all.size()), size.columns));
    --most;
  }
  const std::size_t shown = std::max<std::size_t>(most / kRowsEach, 1);
  const auto chosen = static_cast<std::size_t>(std::ranges::find(all, state.chosen()) - all.begin());
  const std::size_t first = chosen < shown ? 0 : chosen - shown + 1;
  for (std::size_t i = first; i < std::min(first + shown, all.size()); ++i) {
    append(lines, incident_rows(*all[i], i == chosen, size.columns));
  }
  return lines;
}

std::string verdict_of(const ScreenState& state, const detector::CellRecord& cell) {
  if (cell.latest.state != CellState::kConfirmed) return "not judged";
  const Level level = state.level_of(cell);
  return level == Level::kNone ? "-" : std::string(to_string(level));
}

std::string channel_of(const Carrier& carrier) {
  if (!carrier.channel) return "?";
  return carrier.rat == Rat::kLte && carrier.band ? fmt::format("B{}/{}", *carrier.band, *carrier.channel)
                                                  : fmt::format("{}", *carrier.channel);
}

ScreenRow cell_row(const ScreenState& state, const ShownCell& cell, double now_s) {
  const Observation& seen = cell.record.latest;
  const CellNames names = names_of(cell.record);
  const double age_s = std::max(now_s - cell.heard_s, 0.0);
  const Level level = state.level_of(cell.record);
  Emphasis emphasis = emphasis_of(level);
  if (level == Level::kNone && age_s > state.expected_wait_s(cell.record)) emphasis = Emphasis::kDim;
  const double frequency_hz = seen.carrier.nominal_hz.value_or(seen.carrier.measured_hz.value);
  return {{verdict_of(state, cell.record), fmt::format("{:.3f}", frequency_hz / kHertzPerMegahertz),
           std::string(seen.carrier.rat == Rat::kGsm ? "GSM" : "LTE"), channel_of(seen.carrier),
           physical_id_text(seen), names.network.value_or("-"), names.area.value_or("-"),
           names.cell.value_or("-"), fmt::format("{:.1f}", cell.signal.power_dbfs),
           fmt::format("{:.1f}", cell.signal.snr_db), ago_text(age_s)},
          emphasis};
}

/// \param most  lines
Lines cell_lines(const ScreenState& state, ScreenSize size, std::size_t most, double now_s,
                 ScreenPicture& picture) {
  static const std::vector<ScreenColumn> kColumns{
      {"verdict", false, 10}, {"MHz", true, 11},     {"", false, 2},    {"channel", true, 1},
      {"cell", false, 9},     {"network", false, 6}, {"area", true, 4}, {"identity", true, 3},
      {"dBFS", true, 8},      {"SNR", true, 5},      {"heard", true, 7}};
  const auto all = state.cells(now_s);
  Lines lines;
  if (most == 0) return lines;
  if (size.rows >= kRoomy_rows) {
    lines.push_back(heading(fmt::format("Cells ({})", all.size()), size.columns));
    --most;
  }
  if (all.empty()) {
    if (most > 0) lines.push_back(cut_to({.pieces = {{"None heard. That is no all-clear."}}}, size.columns));
    return lines;
  }
  const std::size_t room = most > 1 ? most - 1 : 0;  // the titles take one
  picture.most_scroll = all.size() > room ? all.size() - room : 0;
  picture.page_rows = std::max<std::size_t>(room, 1);
  const std::size_t first = std::min(state.scroll(), picture.most_scroll);
  std::vector<ScreenRow> rows;
  for (std::size_t i = first; i < std::min(first + room, all.size()); ++i) {
    rows.push_back(cell_row(state, *all[i], now_s));
  }
  append(lines, columns_of(kColumns, rows, size.columns));
  if (size.rows >= kRoomy_rows && picture.most_scroll > 0) {
    lines.front() = heading(fmt::format("Cells ({}; {} to {} are shown, PgDn for more)", all.size(),
                                        first + 1, first + rows.size()),
                            size.columns);
  }
  return lines;
}

/// The newest, at the bottom; at most `most` lines.
Lines people_lines(const ScreenState& state, std::size_t width, std::size_t most) {
  constexpr std::size_t kMostEach = 3;
  Lines lines;
  const auto& all = state.lines();
  for (std::size_t i = all.size(); i > 0 && lines.size() < most; --i) {
    const ShownLine& said = all[i - 1];
    Lines one = lines_of_text(paragraph(clock_text(said.utc) + "  ", said.text, width), Emphasis::kPlain);
    if (one.size() > kMostEach) {
      one.resize(kMostEach);
      one.back().pieces.front().text += " ...";
    }
    for (ScreenLine& line : one) {
      line = cut_to(std::move(line), width);
      if (said.kind == LineKind::kComplaint) line.pieces.front().emphasis = Emphasis::kDegraded;
    }
    lines.insert(lines.begin(), std::make_move_iterator(one.begin()), std::make_move_iterator(one.end()));
  }
  if (lines.size() > most) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  return lines;
}

void fill_overview(const ScreenState& state, ScreenSize size, std::size_t room, const Moment& now,
                   ScreenPicture& picture) {
  constexpr std::size_t kMostNews = 4;
  const bool is_roomy = size.rows >= kRoomy_rows;
  Lines& lines = picture.lines;
  const std::size_t begin = lines.size();
  const auto left = [&] { return room - std::min(lines.size() - begin, room); };
  append(lines,
         fact_lines(state, size.columns, is_roomy ? room * 2 / 5 : std::max<std::size_t>(room / 3, 1)));
  Lines said = people_lines(state, size.columns, is_roomy ? std::min(kMostNews, room / 5) : 0);
  const std::size_t news = said.size();
  const std::size_t for_incidents = (left() - std::min(news, left())) / 2 + 1;
  append(lines, incident_lines(state, size, std::min(for_incidents, left())));
  if (lines.size() - begin > room) lines.resize(begin + room);
  const std::size_t for_cells = left() - std::min(news, left());
  append(lines, cell_lines(state, size, for_cells, now.s, picture));
  if (lines.size() - begin > room) lines.resize(begin + room);
  // What there is to say stands at the bottom.
  while (left() > said.size()) lines.emplace_back();
  append(lines, std::move(said));
}

void fill_text(const ScreenState& state, Lines text, ScreenSize size, std::size_t room,
               ScreenPicture& picture) {
  picture.most_scroll = text.size() > room ? text.size() - room : 0;
  picture.page_rows = std::max<std::size_t>(room, 2) - 1;
  const std::size_t first = std::min(state.scroll(), picture.most_scroll);
  for (std::size_t i = first; i < std::min(first + room, text.size()); ++i) {
    picture.lines.push_back(cut_to(std::move(text[i]), size.columns));
  }
}

Lines evidence_of(const Incident& incident, std::size_t width) {
  const Style plain(false);
  Lines lines = lines_of_text(incident_text(incident, plain, width), emphasis_of(incident.level));
  append(lines, lines_of_text(not_evaluated_text(incident.not_evaluated, plain, width), Emphasis::kStrong));
  return lines;
}

Lines not_evaluated_lines(const ScreenState& state, std::size_t width) {
  const std::string text = not_evaluated_text(state.not_evaluated(), Style(false), width);
  return lines_of_text(text.empty() ? "Nothing was evaluated yet." : text, Emphasis::kStrong);
}

void fill_view(const ScreenState& state, ScreenSize size, std::size_t room, const Moment& now,
               ScreenPicture& picture) {
  const Incident* const chosen = state.chosen();
  if (state.view() == View::kHelp) {
    fill_text(state, lines_of_text(help_text(size.columns), Emphasis::kPlain), size, room, picture);
  } else if (state.view() == View::kNotEvaluated) {
    fill_text(state, not_evaluated_lines(state, size.columns), size, room, picture);
  } else if (state.view() == View::kEvidence && chosen != nullptr) {
    fill_text(state, evidence_of(*chosen, size.columns), size, room, picture);
  } else {
    fill_overview(state, size, room, now, picture);
  }
}

}  // namespace

ScreenPicture lay_out(const ScreenState& state, ScreenSize size, const Moment& now) {
  ScreenPicture picture;
  if (size.columns == 0 || size.rows == 0) return picture;
  picture.lines = state_bars(state, size, now);
  picture.lines.push_back(verdict_bar(state, size, now));
  constexpr std::size_t kLeastWithKeys_rows = 5;
  const bool has_keys = size.rows >= kLeastWithKeys_rows;
  const std::size_t taken = picture.lines.size() + (has_keys ? 1 : 0);
  if (size.rows > taken) fill_view(state, size, size.rows - taken, now, picture);
  const std::size_t body = size.rows - (has_keys ? 1 : 0);
  picture.lines.resize(body);
  if (has_keys) picture.lines.push_back(key_bar(state, size));
  return picture;
}

std::string text_of(const ScreenLine& line) {
  std::string text;
  for (const ScreenPiece& piece : line.pieces) text += piece.text;
  return text;
}

}  // namespace cellwarden::tools
