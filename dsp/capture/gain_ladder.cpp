#include "dsp/capture/gain_ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cellwarden::capture {
namespace {

constexpr double kUsualStep_db = 3.0;
constexpr std::size_t kMostRungs = 1000;  // of a plan whose steps are next to nothing

std::vector<GainStage> lowering_of(const GainPlan& plan, std::span<const GainElementState> now) {
  if (!plan.lowering.empty()) return plan.lowering;
  std::vector<GainStage> stages;
  for (const GainElementState& element : now) {
    stages.insert(stages.begin(), GainStage{element.name, element.lowest_db, kUsualStep_db});
  }
  return stages;
}

std::vector<GainStage> raising_of(const GainPlan& plan, std::span<const GainElementState> now) {
  if (!plan.raising.empty()) return plan.raising;
  std::vector<GainStage> stages;
  for (const GainElementState& element : now)
    stages.push_back({element.name, element.highest_db, kUsualStep_db});
  return stages;
}

/// The rungs along these stages, the start left out.
std::vector<GainRung> rungs_along(std::span<const GainStage> stages, std::span<const GainElementState> now,
                                  GainRung rung, double direction) {
  std::vector<GainRung> rungs;
  for (const GainStage& stage : stages) {
    const auto range = std::ranges::find(now, stage.element, &GainElementState::name);
    // Ranges are a driver's word.
    if (range == now.end() || !(range->lowest_db <= range->highest_db) || !(stage.step_db > 0)) continue;
    const auto element = std::ranges::find(rung, stage.element, &GainElement::name);
    const double end_db = std::clamp(stage.to_db, range->lowest_db, range->highest_db);
    while ((end_db - element->gain_db) * direction > 0 && rungs.size() < kMostRungs) {
      const double left_db = std::abs(end_db - element->gain_db);
      element->gain_db = left_db <= stage.step_db ? end_db : element->gain_db + direction * stage.step_db;
      rungs.push_back(rung);
    }
  }
  return rungs;
}

}  // namespace

GainLadder make_gain_ladder(const GainPlan& plan, std::span<const GainElementState> now) {
  GainRung start;
  for (const GainElementState& element : now) start.push_back({element.name, element.gain_db});
  GainLadder ladder;
  ladder.rungs = rungs_along(raising_of(plan, now), now, start, 1.0);
  std::ranges::reverse(ladder.rungs);
  ladder.first = ladder.rungs.size();
  ladder.rungs.push_back(start);
  const auto below = rungs_along(lowering_of(plan, now), now, start, -1.0);
  ladder.rungs.insert(ladder.rungs.end(), below.begin(), below.end());
  return ladder;
}

double total_db(const GainRung& rung) noexcept {
  double sum_db = 0;
  for (const GainElement& element : rung) sum_db += element.gain_db;
  return sum_db;
}

std::string change_text(const GainRung& from, const GainRung& to) {
  std::string text;
  for (std::size_t i = 0; i < std::min(from.size(), to.size()); ++i) {
    if (from[i].gain_db == to[i].gain_db) continue;
    text += fmt::format("{}{} {:g} -> {:g}", text.empty() ? "" : ", ", to[i].name, from[i].gain_db,
                        to[i].gain_db);
  }
  return text + " dB";
}

std::string rung_text(const GainRung& rung) {
  std::string text;
  for (const GainElement& element : rung) {
    text += fmt::format("{}{} {:g}", text.empty() ? "" : ", ", element.name, element.gain_db);
  }
  return text + " dB";
}

}  // namespace cellwarden::capture
