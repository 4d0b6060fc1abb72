#pragma once

/// \file
/// Shares a band plan out between radios, so that they go round it in about the same time.
///
/// The widest radio's windows are the portions; each goes to the radio that would be through with it first,
/// large ones before small ones. So a wide radio takes most, and a narrow one takes off it what it can. Each
/// radio then gets the fewest windows that hold its portions. Nothing is heard by two radios on purpose.

#include <cstddef>
#include <span>
#include <vector>

#include "dsp/survey/policy.hpp"
#include "dsp/survey/tiling.hpp"

namespace cellwarden::survey {

struct RadioSplit {
  std::vector<std::vector<Window>> windows;  ///< of each radio
  std::vector<LeftOut> left_out;             ///< what none of them can hear
};

[[nodiscard]] RadioSplit split(const BandPlan& plan, std::span<const RadioView> radios,
                               const SurveyPolicy& policy);

/// Seconds to look at each of these windows once, settling included. One window needs no settling.
[[nodiscard]] double round_s(std::span<const Window> windows, const RadioView& radio,
                             const SurveyPolicy& policy) noexcept;

/// What one slice of a plan costs: with it, against the same plan without it.
struct SliceCost {
  double look_s{};           ///< of listening and settling in each round, all radios together
  std::ptrdiff_t windows{};  ///< more
};
[[nodiscard]] std::vector<SliceCost> slice_costs(const BandPlan& plan, std::span<const RadioView> radios,
                                                 const SurveyPolicy& policy);

}  // namespace cellwarden::survey
