#include "detector/verdict/score.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::detector {
namespace {

double threshold_of(Level level, const RuleSettings& settings) noexcept {
  switch (level) {
    case Level::kNone:
      return 0.0;
    case Level::kWatch:
      return settings.watch_points;
    case Level::kSuspect:
      return settings.suspect_points;
    case Level::kAlert:
      return settings.alert_points;
  }
  return 0.0;
}

double family_sum(Family family, std::span<const FamilyPoints> findings) {
  double heaviest = 0.0;
  double sum = 0.0;
  for (const FamilyPoints& finding : findings) {
    if (finding.family != family) continue;
    heaviest = std::max(heaviest, finding.points);
    sum += finding.points;
  }
  return std::min(family_cap(family), heaviest + (sum - heaviest) / 2.0);
}

void take_from_heaviest(Score& score, const Exculpation& exculpation) {
  std::vector<Family> order = exculpation.touches;
  std::ranges::stable_sort(order, [&](Family a, Family b) { return score.of(a) > score.of(b); });
  double left = exculpation.points;
  for (const Family family : order) {
    double& points = score.families[static_cast<std::size_t>(family)];
    const double taken = std::min(points, left);
    points -= taken;
    left -= taken;
  }
}

}  // namespace

double family_cap(Family family) noexcept {
  constexpr std::array<double, kFamilyCount> kCaps{35.0, 25.0, 15.0, 30.0, 40.0, 25.0, 40.0, 40.0};
  return kCaps[static_cast<std::size_t>(family)];
}

Score combine(std::span<const FamilyPoints> findings, std::span<const Exculpation> exculpations) {
  Score score;
  for (std::size_t i = 0; i < kFamilyCount; ++i)
    score.families[i] = family_sum(static_cast<Family>(i), findings);
  for (const Exculpation& exculpation : exculpations) take_from_heaviest(score, exculpation);
  for (const double points : score.families) score.total += points;
  return score;
}

Level level_of(const Score& score, const RuleSettings& settings) noexcept {
  const auto heavy_families = std::ranges::count_if(
      score.families, [&](double points) { return points >= settings.alert_family_points; });
  if (score.total >= settings.alert_points && heavy_families >= 2) return Level::kAlert;
  if (score.total >= settings.suspect_points) return Level::kSuspect;
  if (score.total >= settings.watch_points) return Level::kWatch;
  return Level::kNone;
}

double decayed(double points, Family family, double age_s, const RuleSettings& settings) noexcept {
  const double half_life_s = family == Family::kId ? settings.half_life_id_s : settings.half_life_s;
  return points * std::exp2(-std::max(0.0, age_s) / half_life_s);
}

Level LevelHold::update(double t_s, const Score& score, const RuleSettings& settings) {
  const Level worth = level_of(score, settings);
  if (worth > level_) {
    level_ = worth;
    low_since_s_.reset();
    return level_;
  }
  const bool is_low =
      level_ != Level::kNone && score.total < threshold_of(level_, settings) - settings.fall_margin_points;
  if (!is_low) {
    low_since_s_.reset();
    return level_;
  }
  if (!low_since_s_) low_since_s_ = t_s;
  if (t_s - *low_since_s_ >= settings.fall_after_s) {
    level_ = worth;
    low_since_s_.reset();
  }
  return level_;
}

}  // namespace cellwarden::detector
