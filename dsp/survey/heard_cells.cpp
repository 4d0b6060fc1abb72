#include "dsp/survey/heard_cells.hpp"

#include <algorithm>
#include <cmath>

#include "cell/carrier.hpp"

namespace cellwarden::survey {
namespace {

constexpr double kResourceBlock_hz = 180e3;
constexpr std::uint32_t kMultiframe_frames = 51;
constexpr std::size_t kTurns = 8;
/// Which of the things that are wanted a turn of the BCCH holds.
constexpr std::array<std::size_t, kTurns> kThingOfTurn{0, 1, 2, 3, 4, 5, 2, 3};
constexpr std::size_t kGsmThings = 6;
// Of LTE, before the messages that SIB1 schedules.
constexpr std::size_t kMib = 0;
constexpr std::size_t kSib1 = 1;
constexpr std::size_t kFirstMessage = 2;
constexpr std::uint8_t kSib1_subframe = 5;

double frequency_of(const Carrier& carrier) noexcept {
  return carrier.nominal_hz.value_or(carrier.measured_hz.value);
}

template <class A, class B>
bool is_same(const A& a, const B& b) noexcept {
  return a.rat == b.rat && a.physical_id == b.physical_id &&
         std::abs(a.frequency_hz - b.frequency_hz) < raster_hz(a.rat) / 2;
}

}  // namespace

void HeardCells::begin_visit() noexcept {
  for (Cell& cell : cells_) cell.is_heard = false;
}

void HeardCells::add(const Dwell& dwell) {
  const double end_s = dwell.listen.t_s + dwell.listen.duration_s;
  for (const Observation& seen : dwell.observations) {
    Cell& cell = entry(seen);
    cell.is_heard = true;
    cell.is_sure = cell.is_sure || seen.state != CellState::kDetected;
    cell.heard_s = end_s;
    if (seen.gsm() != nullptr) note_gsm(cell, seen);
    if (seen.lte() != nullptr) note_lte(cell, seen, end_s);
  }
  std::erase_if(cells_, [&](const Cell& cell) { return end_s - cell.heard_s > kForget_s; });
}

HeardCells::Cell& HeardCells::entry(const Observation& seen) {
  Cell fresh{
      .rat = seen.carrier.rat, .frequency_hz = frequency_of(seen.carrier), .physical_id = seen.physical_id};
  const auto known =
      std::ranges::find_if(cells_, [&fresh](const Cell& cell) { return is_same(cell, fresh); });
  if (known == cells_.end()) return cells_.emplace_back(std::move(fresh));
  if (seen.carrier.nominal_hz) known->frequency_hz = fresh.frequency_hz;
  return *known;
}

void HeardCells::note_gsm(Cell& cell, const Observation& seen) const {
  cell.readings.resize(kGsmThings);
  for (const gsm::BroadcastMessage& message : seen.gsm()->messages) {
    const std::size_t turn = message.frame_number / kMultiframe_frames % kTurns;
    cell.readings[kThingOfTurn[turn]] = cell.heard_s;
  }
}

void HeardCells::note_lte(Cell& cell, const Observation& seen, double end_s) const {
  const lte::CellReport& report = *seen.lte();
  if (report.mib) cell.width_hz = report.mib->bandwidth_rb * kResourceBlock_hz;
  const bool is_whole_wanted = cell.width_hz && *cell.width_hz <= widest_hz_;
  cell.readings.resize(std::max<std::size_t>(cell.readings.size(), is_whole_wanted ? kSib1 + 1 : kMib + 1));
  if (report.mib) cell.readings[kMib] = end_s;
  if (!is_whole_wanted || !report.downlink) return;
  for (const lte::HeardMessage& message : report.downlink->messages) {
    if (message.subframe == kSib1_subframe) cell.readings[kSib1] = end_s;
  }
  const auto& windows = report.downlink->si_windows;
  if (windows.empty()) return;
  cell.readings.resize(kFirstMessage + windows.size());
  for (std::size_t i = 0; i < windows.size(); ++i) {
    // A message that is scheduled and then not sent is not waited for.
    const bool is_silent = windows[i].passed > 0 && windows[i].announced == 0;
    if (windows[i].read > 0 || is_silent) cell.readings[kFirstMessage + i] = end_s;
  }
}

void HeardCells::set_suspects(std::span<const SuspectCell> suspects) {
  suspects_.assign(suspects.begin(), suspects.end());
}

bool HeardCells::is_suspect(const Cell& cell) const {
  return std::ranges::any_of(suspects_, [&cell](const SuspectCell& one) { return is_same(cell, one); });
}

std::vector<HeardCarrier> HeardCells::heard(double now_s) const {
  std::vector<HeardCarrier> out;
  for (const Cell& cell : cells_) {
    if (!cell.is_heard) continue;
    HeardCarrier carrier{.rat = cell.rat, .frequency_hz = cell.frequency_hz};
    if (cell.is_sure) carrier.physical_id = cell.physical_id;
    const bool is_complete =
        !cell.readings.empty() && std::ranges::all_of(cell.readings, &Reading::has_value);
    if (is_complete) carrier.content_age_s = now_s - std::ranges::min(cell.readings).value_or(now_s);
    carrier.is_suspicious = is_suspect(cell);
    carrier.width_hz = cell.width_hz;
    out.push_back(carrier);
  }
  return out;
}

}  // namespace cellwarden::survey
