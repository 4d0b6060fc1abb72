#pragma once

/// \file
/// The settings of a radio's gain elements that gain control uses, in one row from the most gain to the
/// least, so that there is one way down and the same way up.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/iq_source.hpp"

namespace cellwarden::capture {

/// One leg of the way: this element, so far, in such steps.
struct GainStage {
  std::string element;
  double to_db{};
  double step_db{};
};

/// From where the radio stands at first. Without stages, every element that it has: down the last one first,
/// up the first one first, for those nearest the antenna keep the noise down.
struct GainPlan {
  std::vector<GainStage> lowering;
  std::vector<GainStage> raising;
};

using GainRung = std::vector<GainElement>;  ///< every element of the radio

struct GainLadder {
  std::vector<GainRung> rungs;  ///< the most gain first
  std::size_t first{};          ///< where the radio stands at first
};

/// \param now  the radio's elements, as StreamInfo::gains has them; what the plan says of others is left out,
///             and nothing leaves an element's range
[[nodiscard]] GainLadder make_gain_ladder(const GainPlan& plan, std::span<const GainElementState> now);

[[nodiscard]] double total_db(const GainRung& rung) noexcept;

/// "LNA 24 -> 16 dB", of several "LNA 24 -> 16, VGA 20 -> 12 dB".
[[nodiscard]] std::string change_text(const GainRung& from, const GainRung& to);

/// "LNA 24, VGA 20 dB"
[[nodiscard]] std::string rung_text(const GainRung& rung);

}  // namespace cellwarden::capture
