#pragma once

/// \file
/// How a survey spends a radio's time. docs/survey.md says what follows from the default values.

#include <algorithm>
#include <cstddef>

#include "dsp/survey/tiling.hpp"

namespace cellwarden::survey {

struct SurveyPolicy {
  /// A look holds a whole 51-multiframe of 0.2354 s, and so four synchronisation bursts or more.
  double gsm_look_s = 0.24;
  double lte_look_s = 0.1;  ///< holds twenty of LTE's synchronisation signals and two whole 40 ms of its MIB

  /// The longest a visit lasts to read a cell: all types of GSM system information come round in 1.88 s.
  double gsm_read_s = 2.0;
  double lte_read_s = 0.64;

  /// What a cell that was never heard before gets at once, whatever else is due, from when it was noticed:
  /// the system information that says who it is (SI 3, SIB1) comes round in that time. GSM: every 0.94 s,
  /// heard in pieces as long as a look.
  double gsm_identify_s = 1.2;
  double lte_identify_s = 0.2;

  double refresh_s = 60.0;             ///< a known cell's content is read again after that,
  double suspicious_refresh_s = 10.0;  ///< that of a suspicious one after that
  double retry_s = 4.0;                ///< after reading in vain; doubled each time, up to refresh_s
  double forget_s = 900.0;             ///< what was not heard for that long is unknown again
  std::size_t most_cells = 2000;       ///< known at once; beyond, the one heard longest ago is forgotten

  /// Of the time that is not parked, at least this share goes to looks in turn, whatever wants reading.
  double look_share = 0.5;
  double park_share = 0.5;    ///< of a radio's time, for windows with an open incident; below 1
  double park_visit_s = 1.0;  ///< how long it parks at a time

  double rise_db = 4.0;      ///< above its own median: a window's level that wants a look
  double rise_rest_s = 5.0;  ///< a window is not looked at for its level more often than that

  [[nodiscard]] double look_s(const RatSet& rats) const noexcept {
    return rats.has(Rat::kGsm) ? gsm_look_s : lte_look_s;
  }
  [[nodiscard]] double read_s(Rat rat) const noexcept { return rat == Rat::kGsm ? gsm_read_s : lte_read_s; }
  [[nodiscard]] double longest_read_s() const noexcept { return std::max(gsm_read_s, lte_read_s); }
  [[nodiscard]] double identify_s(Rat rat) const noexcept {
    return rat == Rat::kGsm ? gsm_identify_s : lte_identify_s;
  }
  [[nodiscard]] double longest_identify_s() const noexcept {
    return std::max(gsm_identify_s, lte_identify_s);
  }
};

}  // namespace cellwarden::survey
