#pragma once

/// \file
/// What the rules have said of one cell over time: votes, what holds, and what of it is left.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "detector/rules/catalogue.hpp"
#include "detector/rules/rule.hpp"
#include "detector/rules/settings.hpp"
#include "detector/verdict/incident.hpp"
#include "detector/verdict/score.hpp"

namespace cellwarden::detector {

class Evidence {
 public:
  /// One rule's answer for the newest dwell. A rule that was not evaluated neither votes for nor against.
  void add(const RuleInfo& rule, const Outcome& outcome, double t_s, const RuleSettings& settings);

  /// All rules of the dwell have answered: decides what holds. A rule holds when it fired in votes_needed of
  /// the last votes_of dwells that evaluated it, when it is a one-shot rule, or by the fast path.
  /// \return whether any rule that fired holds now
  bool settle(double t_s, std::uint64_t good_decodes, const RuleSettings& settings);

  [[nodiscard]] std::vector<FamilyPoints> points(double t_s, const RuleSettings& settings) const;
  /// What holds or held and is not yet decayed, heaviest first.
  [[nodiscard]] std::vector<Finding> findings(double t_s, const RuleSettings& settings) const;
  [[nodiscard]] std::vector<NotEvaluated> not_evaluated() const;
  /// What the newest dwell alone would be worth, whether it holds or not.
  [[nodiscard]] double points_of_newest(double t_s) const;

  /// Rules that hold at once when they fire: what they see is told by many receptions already, or is over
  /// before it could be seen four times.
  [[nodiscard]] static bool is_one_shot(std::string_view rule_id) noexcept;

 private:
  struct Vote {
    bool fired{};
    double quality{};
  };
  struct RuleState {
    const RuleInfo* rule{};
    std::vector<Vote> votes;  ///< oldest first; not a deque, of which an empty one takes half a kilobyte
    double voted_s = -1.0;
    std::unique_ptr<const Outcome> last_fired;  ///< null: it never did
    std::string not_evaluated_why;              ///< empty when the newest answer was an answer
    std::uint32_t dwells_fired{};
    std::uint32_t dwells_seen{};
    double held_quality{};
    double held_s{};
    bool has_held = false;
  };
  [[nodiscard]] bool is_fast_path(double t_s, std::uint64_t good_decodes, const RuleSettings& settings) const;
  [[nodiscard]] static double points_of(const RuleState& state, double t_s, const RuleSettings& settings);

  std::map<std::string, RuleState, std::less<>> rules_;
};

}  // namespace cellwarden::detector
