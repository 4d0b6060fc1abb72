#include "tools/cellwarden/touring_receivers.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cellwarden::tools {
namespace {

// What is left of a radio's error once it is told: the reach of the search around the raster.
constexpr double kKnownRaster_hz = 8e3;

}  // namespace

TouringReceivers::TouringReceivers(const config::Config& config, SharedSurvey& survey, std::size_t number,
                                   capture::TunableSource& radio, const survey::RadioView& view,
                                   ParallelFor parallel)
    : shape_(shape_of(config, radio.info().ppm)),
      survey_(survey),
      radio_(radio),
      view_(view),
      parallel_(std::move(parallel)),
      clock_drives_tuner_(!config.converter),
      is_clock_known_(config.ppm.has_value()),
      correction_ppm_(config.ppm.value_or(0.0)),
      tour_(survey.survey, number, view) {}

void TouringReceivers::push(const IqBlock& block, std::vector<Dwell>& out) {
  const double begins_s = static_cast<double>(block.first_sample) / block.sample_rate_hz;
  std::unique_lock surveying(survey_.access);
  now_s_ = begins_s + static_cast<double>(block.samples.size()) / block.sample_rate_hz;
  if (!tour_.visit()) go_on();
  const bool is_interrupted = block.gap_before || block.lost_before > 0 || block.dropped_before > 0;
  if (tour_.hears({block.center_hz, begins_s, now_s_, is_interrupted})) {
    if (tour_.has_just_arrived()) arrive(*tour_.visit());
    const std::size_t before = out.size();
    surveying.unlock();  // receiving takes its time: other radios go on meanwhile
    if (receivers_) receivers_->push(block, out);
    surveying.lock();
    for (std::size_t i = before; i < out.size(); ++i) {
      tour_.add(out[i]);
      clock_.add(out[i], correction_ppm_);
    }
  }
  if (tour_.is_over(now_s_)) go_on();
}

void TouringReceivers::finish(std::vector<Dwell>& out) {
  if (receivers_) receivers_->finish(out);
}

// What is left of a dwell when a visit ends is less than a block: not worth a record.
void TouringReceivers::go_on() {
  const auto better_ppm = better_correction();
  if (!tour_.begin(now_s_, radio_.waiting_s(), better_ppm.has_value())) return;
  receivers_.reset();
  capture::Retuning retuning{.center_hz = tour_.visit()->center_hz, .gain = {}};
  if (gain_for_) retuning.gain = gain_for_(retuning.center_hz);
  if (better_ppm) {
    retuning.ppm = better_ppm;
    correction_ppm_ = *better_ppm;
    is_clock_known_ = true;
  }
  radio_.retune(retuning);
}

void TouringReceivers::set_effort(const frontend::Effort& effort) {
  effort_ = effort;
  if (receivers_) receivers_->set_effort(effort);
}

std::optional<double> TouringReceivers::better_correction() const {
  constexpr double kWorthIt_ppm = 0.05;
  constexpr double kSure = 3.0;  // standard deviations
  if (!clock_drives_tuner_) return std::nullopt;
  const auto estimate = clock_.estimate();
  if (!estimate) return std::nullopt;
  const double off_ppm = std::abs(estimate->ppm.value - correction_ppm_);
  const bool is_better = off_ppm > std::max(kWorthIt_ppm, kSure * estimate->ppm.sigma);
  return is_better || !is_clock_known_ ? std::optional(estimate->ppm.value) : std::nullopt;
}

void TouringReceivers::arrive(const survey::Visit& visit) {
  Receivers::Shape shape = shape_;
  if (!visit.rats.has(Rat::kGsm)) shape.gsm.reset();
  if (!visit.rats.has(Rat::kLte)) shape.lte.reset();
  const double look_s = survey_.survey.policy().look_s(visit.rats);
  // Of a radio that is corrected, no error is left but what its clock drifts.
  const std::optional<double> assumed_ppm = is_clock_known_ ? std::optional(0.0) : std::nullopt;
  const double usable_hz = view_.usable_hz / 2;
  if (shape.gsm) {
    shape.gsm->dwell_s = look_s;
    shape.gsm->assumed_ppm = assumed_ppm;
    shape.gsm->max_offset_hz = std::min(shape.gsm->max_offset_hz.value_or(usable_hz), usable_hz);
  }
  if (shape.lte) {
    shape.lte->dwell_s = look_s;
    shape.lte->depth = lte::SearchDepth::kVisit;
    shape.lte->assumed_ppm = assumed_ppm;
    shape.lte->max_offset_hz = std::min(shape.lte->max_offset_hz.value_or(usable_hz), usable_hz);
    if (is_clock_known_ && clock_drives_tuner_) shape.lte->raster_reach_hz = kKnownRaster_hz;
  }
  receivers_.emplace(shape, parallel_);
  receivers_->set_effort(effort_);
  receivers_->set_attended(attended_);
}

void TouringReceivers::set_attended(std::span<const frontend::AttendedCell> cells) {
  attended_.assign(cells.begin(), cells.end());
  if (receivers_) receivers_->set_attended(attended_);
}

TouringReceivers::State TouringReceivers::state() const {
  const std::lock_guard surveying(survey_.access);
  State state{
      .visits = tour_.visits(), .now_s = now_s_, .center_hz = {}, .purpose = {}, .clock = clock_.estimate()};
  if (const auto& visit = tour_.visit()) {
    state.center_hz = visit->center_hz;
    state.purpose = visit->purpose;
  }
  return state;
}

void TouringReceivers::set_suspects(std::span<const survey::SuspectCell> suspects) {
  const std::lock_guard surveying(survey_.access);
  tour_.set_suspects(suspects);
  std::vector<survey::IncidentCarrier> incidents;
  for (const survey::SuspectCell& cell : suspects) {
    if (cell.wants_parking) incidents.push_back({cell.rat, cell.frequency_hz});
  }
  survey_.survey.set_incidents(incidents);
}

}  // namespace cellwarden::tools
