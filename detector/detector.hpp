#pragma once

/// \file
/// From dwells to verdicts: the one entry into `detector/`. Pure: it reads no clock, no file, and prints
/// nothing; the same dwells give the same events.

#include <memory>
#include <string>
#include <vector>

#include "cell/observation.hpp"
#include "detector/history/baseline.hpp"
#include "detector/rules/settings.hpp"
#include "detector/rules/site.hpp"
#include "detector/towers/known_towers.hpp"
#include "detector/verdict/incident.hpp"

namespace cellwarden::detector {

/// What a dwell changed.
struct Events {
  std::vector<CellRecord> cells;    ///< cells new or changed in what they say (frame number and level apart)
  std::vector<Incident> incidents;  ///< opened, raised, lowered or closed
};

struct DetectorInputs {
  RuleSettings rules;
  std::shared_ptr<const towers::KnownTowers> towers;  ///< null: none given
  std::shared_ptr<const history::Baseline> baseline;  ///< null: none given
  Site site;
};

class Detector {
 public:
  explicit Detector(DetectorInputs inputs);
  ~Detector();

  /// Dwells come in order of time.
  [[nodiscard]] Events add(const Dwell& dwell);

  /// The transmitter that `seen` is of, in the next dwell, was heard by the sensor `from` until now, in the
  /// same place: what is known of it, and its incident, go on. Levels and frame timing begin anew, as antenna
  /// and clock are others.
  void hand_over(const Observation& seen, const std::string& from);

  /// From the next dwell on, other known towers: what was found by the old ones ages as ever.
  void set_towers(std::shared_ptr<const towers::KnownTowers> towers);
  [[nodiscard]] const std::shared_ptr<const towers::KnownTowers>& towers() const noexcept;

  /// The input has ended: every cell once more with is_final, and incidents still open in their last state.
  [[nodiscard]] Events finish();

  [[nodiscard]] std::vector<CellRecord> cells() const;            ///< ordered by carrier, then PCI
  [[nodiscard]] std::vector<Incident> open_incidents() const;     ///< highest level first
  [[nodiscard]] std::vector<NotEvaluated> not_evaluated() const;  ///< of the whole run, by rule id
  [[nodiscard]] history::Baseline learned_baseline() const;       ///< from cells below watch only

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cellwarden::detector
