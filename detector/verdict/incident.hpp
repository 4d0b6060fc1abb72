#pragma once

/// \file
/// What the detector says: findings of rules, incidents made of them, and the record of each cell. The
/// `alert` and `cell` records of docs/formats.md are these structures.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/gsm/system_information.hpp"
#include "cell/lte/system_information.hpp"
#include "cell/observation.hpp"
#include "detector/history/warning_log.hpp"

namespace cellwarden::detector {

enum class Level : std::uint8_t { kNone, kWatch, kSuspect, kAlert };
enum class Family : std::uint8_t { kId, kBp, kDg, kDy, kRf, kWm, kSg, kMs };
enum class IncidentState : std::uint8_t { kOpened, kRaised, kLowered, kClosed };

/// "none", "watch", "suspect", "alert".
[[nodiscard]] std::string_view to_string(Level level) noexcept;
/// "ID", "BP", …
[[nodiscard]] std::string_view to_string(Family family) noexcept;
/// "opened", "raised", "lowered", "closed".
[[nodiscard]] std::string_view to_string(IncidentState state) noexcept;

/// One rule that fired on one cell, with its evidence.
struct Finding {
  std::string rule;  ///< "RF01"
  std::string name;  ///< "cfo_cohort"
  std::uint16_t version{};
  Family family{};
  double weight_db{};               ///< decibans, as the rule weighs
  double quality{};                 ///< 0…1, how good the data were; weight times quality counts
  std::string observed;             ///< "carrier +1.21 ppm from the other cells"
  std::string expected;             ///< "within 0.15 ppm"
  std::string source;               ///< "median of 3 cells heard in the same tuning"
  std::string text;                 ///< the whole sentence for a person
  std::vector<std::string> benign;  ///< what else would look like this, and what would settle it
  std::string weight_basis;         ///< "prior from the catalogue", "measured"
  std::uint32_t dwells_fired{};     ///< of dwells_seen
  std::uint32_t dwells_seen{};
};

/// A rule or evidence that was held back, or lowered the score, and why.
struct Suppression {
  std::string id;  ///< "X14", "N1"
  std::string text;
  std::vector<std::string> rules;  ///< touched
};

struct NotEvaluated {
  std::string rule;
  std::string why;
};

/// What only a GSM cell has.
struct GsmRecord {
  gsm::SystemInformation information;   ///< the newest of every message
  std::optional<double> paged_per_min;  ///< mobiles, over the last ten minutes; absent before a few seconds
  std::optional<double> assigned_per_min;
};

/// What only an LTE cell has whose whole bandwidth is heard.
struct LteRecord {
  std::optional<lte::SystemInformationBlock1> sib1;          ///< the newest
  std::map<lte::SibType, lte::SystemInformationBlock> sibs;  ///< the newest of each other type
  std::optional<double> paged_per_min;                       ///< as GsmRecord
  std::optional<double> answered_per_min;                    ///< mobiles, on their random access
};

/// What is known of one cell so far: the `cell` record.
struct CellRecord {
  Observation latest;  ///< of the newest dwell that heard it
  double first_seen_s{};
  double last_seen_s{};
  std::optional<Time> first_seen;
  std::optional<Time> last_seen;
  std::uint64_t good_decodes{};
  std::uint64_t bad_decodes{};
  Level level{};  ///< of its incident, or none
  double score{};
  std::optional<GsmRecord> gsm;
  std::optional<LteRecord> lte;
  std::vector<history::Warning> warnings;  ///< to the public, in the order first heard
  bool is_final = false;                   ///< said once more at the end
};

struct Incident {
  std::string id;  ///< derived from content: a replay repeats it
  IncidentState state{};
  Level level{};
  double score{};  ///< points, not a probability
  CellRecord subject;
  std::uint32_t count{};          ///< dwells in which at least one finding held
  std::vector<Finding> findings;  ///< heaviest first
  std::vector<Suppression> suppressed;
  std::vector<NotEvaluated> not_evaluated;  ///< rules that could not judge this cell
  double first_seen_s{};
  double last_seen_s{};
  double t_s{};  ///< when this state was reached
  std::optional<Time> time;
};

}  // namespace cellwarden::detector
