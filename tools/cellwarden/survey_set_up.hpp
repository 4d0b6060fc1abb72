#pragma once

/// \file
/// From the name of a band plan to a survey for the radios that are open.

#include <optional>
#include <string>
#include <vector>

#include "cell/band_plan.hpp"
#include "dsp/capture/iq_source.hpp"
#include "dsp/survey/survey.hpp"
#include "firmware-config/settings.hpp"
#include "tools/cellwarden/radio_settings.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

/// The plan that the configuration names, without the radio standards that it does not want; nothing where it
/// names none. Says on stderr what is wrong.
[[nodiscard]] OrExit<std::optional<BandPlan>> band_plan_of(const config::Config& config);

/// Where a radio may be first tuned to, before it is known what it can do: into the plan's slices, in their
/// order, then to their edges, of which one may be in reach.
[[nodiscard]] std::vector<double> first_centers_hz(const BandPlan& plan);

/// What of a window is heard: the flat part, or what is to be searched of it.
[[nodiscard]] double usable_hz(const config::DeviceProfile& profile, double sample_rate_hz,
                               std::optional<double> max_offset_hz) noexcept;

/// What of an open radio matters to a survey.
/// \param max_offset_hz  nothing is to be searched for farther from the centre
[[nodiscard]] survey::RadioView radio_view_of(const capture::StreamInfo& info, const RadioChoice& radio,
                                              std::optional<double> max_offset_hz) noexcept;

/// Says so where nothing of the plan can be heard; what else is left out is in the survey.
[[nodiscard]] OrExit<survey::Survey> survey_of(const BandPlan& plan,
                                               const std::vector<survey::RadioView>& radios);

/// "LTE 20: 791.0 to 821.0 MHz is not heard: the radio does not tune there".
[[nodiscard]] std::string to_line(const survey::LeftOut& left_out, const BandPlan& plan);

}  // namespace cellwarden::tools
