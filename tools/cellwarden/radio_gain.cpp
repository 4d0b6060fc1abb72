#include "tools/cellwarden/radio_gain.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "dsp/capture/gain_ladder.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"

namespace cellwarden::tools {
namespace {

std::vector<capture::GainStage> stages_of(const std::vector<config::ProfileGainStage>& stages) {
  std::vector<capture::GainStage> out;
  out.reserve(stages.size());
  for (const auto& stage : stages) out.push_back({stage.gain, stage.to_db, stage.step_db});
  return out;
}

}  // namespace

RadioGain::RadioGain(const RadioChoice& radio, const capture::StreamInfo& info)
    : center_hz_(radio.settings.center_hz.value_or(info.center_hz)),
      helpless_steps_(next_steps(radio.profile, config::FaultSign::kClipping)) {
  if (radio.has_stated_gain || info.gains.empty()) return;
  const capture::GainPlan plan{.lowering = stages_of(radio.profile.lowering),
                               .raising = stages_of(radio.profile.raising)};
  control_.emplace(capture::make_gain_ladder(plan, info.gains));
}

void RadioGain::hear(const IqBlock& block, capture::TunableSource& source) {
  if (!control_) return;
  const auto stretch = meter_.add(block);
  if (!stretch) return;
  const auto change = control_->hear(*stretch);
  if (!change) return;
  std::string line = change->what;
  if (change->is_helpless && !helpless_steps_.empty()) line += "; " + helpless_steps_;
  complain(printable(line));
  // What is still to be heard of a window that was left changes its gain for the next visit only.
  const bool is_here = std::abs(stretch->center_hz - center_hz_) < capture::GainBounds{}.window_hz;
  if (change->gain && is_here) source.retune({.center_hz = center_hz_, .gain = change->gain});
}

std::optional<capture::GainSettings> RadioGain::gain_for(double center_hz) {
  center_hz_ = center_hz;
  if (!control_) return std::nullopt;
  return control_->gain_at(center_hz);
}

}  // namespace cellwarden::tools
