#pragma once

/// \file
/// Gain control of one running radio: hears its blocks, asks the radio for another gain, and says so. Where
/// the user states a gain, or the radio's own is automatic, it does nothing.

#include <optional>
#include <string>

#include "dsp/capture/gain_control.hpp"
#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/stretch_meter.hpp"
#include "dsp/capture/tunable_source.hpp"
#include "dsp/iq_block.hpp"
#include "tools/cellwarden/radio_settings.hpp"

namespace cellwarden::tools {

class RadioGain {
 public:
  /// \param info  of the radio as it was opened
  RadioGain(const RadioChoice& radio, const capture::StreamInfo& info);

  /// Before the block goes to the receivers: asks `source` for another gain where that is needed.
  void hear(const IqBlock& block, capture::TunableSource& source);

  /// For whoever moves the radio: the gain for there, to be asked for together with the centre. Absent: as it
  /// is.
  [[nodiscard]] std::optional<capture::GainSettings> gain_for(double center_hz);

 private:
  std::optional<capture::GainControl> control_;
  capture::StretchMeter meter_;
  double center_hz_;  ///< as the radio was asked for it
  std::string helpless_steps_;
};

}  // namespace cellwarden::tools
