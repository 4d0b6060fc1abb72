#include "detector/verdict/evidence.hpp"

#include <algorithm>
#include <set>

namespace cellwarden::detector {
namespace {

// Less than this is as good as gone.
constexpr double kForgottenPoints = 0.5;

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace

bool Evidence::is_one_shot(std::string_view rule_id) noexcept {
  return rule_id == "ID13" || rule_id == "DY06" || rule_id == "RF06" || rule_id == "WM01" ||
         rule_id.starts_with("SG");
}

void Evidence::add(const RuleInfo& rule, const Outcome& outcome, double t_s, const RuleSettings& settings) {
  RuleState& state = rules_[std::string(rule.id)];
  state.rule = &rule;
  state.not_evaluated_why = outcome.verdict == Verdict::kNotEvaluated ? outcome.why : std::string();
  if (outcome.verdict == Verdict::kNotEvaluated) return;
  const bool fired = outcome.verdict == Verdict::kFire && outcome.quality > 0.0;
  state.votes.push_back({fired, outcome.quality});
  while (static_cast<double>(state.votes.size()) > settings.votes_of) state.votes.erase(state.votes.begin());
  state.voted_s = t_s;
  ++state.dwells_seen;
  if (fired) {
    ++state.dwells_fired;
    state.last_fired = std::make_unique<const Outcome>(outcome);
  }
}

bool Evidence::is_fast_path(double t_s, std::uint64_t good_decodes, const RuleSettings& settings) const {
  if (static_cast<double>(good_decodes) < settings.fast_path_decodes) return false;
  std::size_t rules = 0;
  std::set<Family> families;
  for (const auto& [id, state] : rules_) {
    if (state.voted_s != t_s || !state.votes.back().fired) continue;
    ++rules;
    families.insert(state.rule->family);
  }
  return static_cast<double>(rules) >= settings.fast_path_rules &&
         static_cast<double>(families.size()) >= settings.fast_path_families;
}

bool Evidence::settle(double t_s, std::uint64_t good_decodes, const RuleSettings& settings) {
  const bool is_fast = is_fast_path(t_s, good_decodes, settings);
  bool any = false;
  for (auto& [id, state] : rules_) {
    if (state.voted_s != t_s) continue;
    double fires = 0.0;
    double quality = 0.0;
    for (const Vote& vote : state.votes) {
      if (!vote.fired) continue;
      fires += 1.0;
      quality += vote.quality;
    }
    const bool at_once = state.votes.back().fired && (is_fast || is_one_shot(id));
    if (fires < settings.votes_needed && !at_once) continue;
    state.has_held = true;
    state.held_s = t_s;
    state.held_quality = quality / fires;
    any = true;
  }
  return any;
}

double Evidence::points_of(const RuleState& state, double t_s, const RuleSettings& settings) {
  if (!state.has_held) return 0.0;
  return decayed(state.rule->weight_db * state.held_quality, state.rule->family, t_s - state.held_s,
                 settings);
}

std::vector<FamilyPoints> Evidence::points(double t_s, const RuleSettings& settings) const {
  std::vector<FamilyPoints> all;
  for (const auto& [id, state] : rules_) {
    if (const double points = points_of(state, t_s, settings); points >= kForgottenPoints) {
      all.push_back({state.rule->family, points});
    }
  }
  return all;
}

std::vector<Finding> Evidence::findings(double t_s, const RuleSettings& settings) const {
  std::vector<std::pair<double, Finding>> weighed;
  for (const auto& [id, state] : rules_) {
    const double points = points_of(state, t_s, settings);
    if (points < kForgottenPoints) continue;
    const Outcome& last = *state.last_fired;
    std::vector<std::string> benign = split(state.rule->benign, '|');
    if (!state.rule->settles.empty())
      benign.push_back("what would settle it: " + std::string(state.rule->settles));
    weighed.emplace_back(points, Finding{.rule = id,
                                         .name = std::string(state.rule->name),
                                         .version = state.rule->version,
                                         .family = state.rule->family,
                                         .weight_db = state.rule->weight_db,
                                         .quality = state.held_quality,
                                         .observed = last.observed,
                                         .expected = last.expected,
                                         .source = last.source,
                                         .text = last.text,
                                         .benign = std::move(benign),
                                         .weight_basis = std::string(state.rule->basis),
                                         .dwells_fired = state.dwells_fired,
                                         .dwells_seen = state.dwells_seen});
  }
  std::ranges::stable_sort(weighed, [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Finding> findings;
  findings.reserve(weighed.size());
  for (auto& [points, finding] : weighed) findings.push_back(std::move(finding));
  return findings;
}

std::vector<NotEvaluated> Evidence::not_evaluated() const {
  std::vector<NotEvaluated> list;
  for (const auto& [id, state] : rules_) {
    if (!state.not_evaluated_why.empty()) list.push_back({id, state.not_evaluated_why});
  }
  return list;
}

double Evidence::points_of_newest(double t_s) const {
  std::vector<FamilyPoints> fired;
  for (const auto& [id, state] : rules_) {
    if (state.voted_s != t_s || !state.votes.back().fired) continue;
    fired.push_back({state.rule->family, state.rule->weight_db * state.votes.back().quality});
  }
  return combine(fired).total;
}

}  // namespace cellwarden::detector
