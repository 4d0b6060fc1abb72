#pragma once

/// \file
/// What a rule is given and what it answers. A rule is a function over the newest dwell and what is
/// remembered; it keeps nothing itself.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detector/cell_words.hpp"
#include "detector/history/band_history.hpp"
#include "detector/history/baseline.hpp"
#include "detector/history/cell_track.hpp"
#include "detector/rules/settings.hpp"
#include "detector/rules/site.hpp"
#include "detector/towers/known_towers.hpp"

namespace cellwarden::detector {

/// A stretch of spectrum that was listened to for cells of one standard.
struct Covered {
  Rat rat{};
  double low_hz{};  ///< as Listen
  double high_hz{};
  double since_s{};  ///< in this run
  double last_s{};   ///< newest dwell
};

struct RuleContext {
  const RuleSettings& settings;
  const Listen& listen;
  /// Confirmed, and heard in this dwell; but rules about a band (RF17, RF18) are asked of the strongest cell
  /// heard before where the dwell has none.
  const history::CellTrack& cell;
  /// The other confirmed cells heard in this dwell that are below watch.
  std::span<const history::CellTrack* const> others;
  const towers::KnownTowers* towers{};  ///< null: none given
  const history::Baseline* baseline{};  ///< null: none given
  double listening_since_s{};           ///< to this carrier, in this run
  /// The other confirmed cells of its standard heard in the last ten minutes, in whichever tuning, that are
  /// below watch; those of this dwell are among them.
  std::span<const history::CellTrack* const> recent{};
  std::span<const Covered> covered{};  ///< of its standard
  /// All confirmed cells heard in this dwell, whatever speaks against them; the subject is among them if it
  /// was heard.
  std::span<const history::CellTrack* const> heard{};
  const history::BandHistory* band{};  ///< null: none kept
  const Site* site{};                  ///< null: nothing is said of the place
  /// What spoke against the subject in the dwells before, family WM apart: a warning that is odd for its
  /// sender must not be what makes its sender odd.
  double points_without_warnings{};

  [[nodiscard]] const Observation& seen() const { return cell.latest(); }
};

enum class Verdict : std::uint8_t { kNotEvaluated, kPass, kFire };

struct Outcome {
  Verdict verdict{};
  std::string why;        ///< not evaluated: what was missing
  std::string held_back;  ///< id of the suppressor that acted, if one did
  double quality{};       ///< fired: 0…1
  std::string observed;
  std::string expected;
  std::string source;
  std::string text;
};

[[nodiscard]] Outcome not_evaluated(std::string why, std::string held_back = {});
[[nodiscard]] Outcome pass();

struct Rule {
  std::string_view id;
  Outcome (*evaluate)(const RuleContext&);
};

[[nodiscard]] std::span<const Rule> id_rules() noexcept;
[[nodiscard]] std::span<const Rule> bp_rules() noexcept;
[[nodiscard]] std::span<const Rule> dg_rules() noexcept;
[[nodiscard]] std::span<const Rule> dy_rules() noexcept;
[[nodiscard]] std::span<const Rule> rf_rules() noexcept;
[[nodiscard]] std::span<const Rule> wm_rules() noexcept;

/// The subject's carrier, by its nominal frequency also where only another cell on it knows that:
/// a cell whose clock is wrong cannot itself be placed on the raster.
[[nodiscard]] std::string carrier_text(const RuleContext& context);
/// "3 cells", "1 cell".
[[nodiscard]] std::string counted(std::size_t count, std::string_view one, std::string_view many);
/// "TAC 7, PCI 1".
[[nodiscard]] std::string joined(const std::vector<std::string>& parts);

/// Rows of the tower list on the subject's carrier (as loosely as its raster place is known), near the sensor
/// where its place is known; whether they are on at the time of the observation or not. The list must be
/// there.
[[nodiscard]] std::vector<towers::TowerRecord> rows_on_carrier_at_any_time(const RuleContext& context);
/// Those of them that are on.
[[nodiscard]] std::vector<towers::TowerRecord> rows_on_carrier(const RuleContext& context);

/// Whether two carriers of one dwell are the same carrier.
[[nodiscard]] bool is_same_carrier(const Carrier& a, const Carrier& b) noexcept;

}  // namespace cellwarden::detector
