#pragma once

/// \file
/// From findings to points and from points to a level.
///
/// Rules of one family are correlated: the heaviest counts in full, the others half, and no family more than
/// its cap. What speaks for a cell lowers what a copy of its broadcast could not have caused, never RF, SG,
/// WM or MS. Points are decibans on priors, not a probability.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "detector/rules/settings.hpp"
#include "detector/verdict/incident.hpp"

namespace cellwarden::detector {

inline constexpr std::size_t kFamilyCount = 8;

/// What the findings of one family can add up to.
[[nodiscard]] double family_cap(Family family) noexcept;

struct FamilyPoints {
  Family family{};
  double points{};  ///< weight times quality, decayed
};

struct Exculpation {
  std::string_view id;  ///< "N1"
  double points{};      ///< taken once, from the heaviest family it may touch
  std::vector<Family> touches;
};

struct Score {
  std::array<double, kFamilyCount> families{};
  double total{};
  [[nodiscard]] double of(Family family) const { return families[static_cast<std::size_t>(family)]; }
};

[[nodiscard]] Score combine(std::span<const FamilyPoints> findings,
                            std::span<const Exculpation> exculpations = {});

/// The level that a score is worth by itself, without hysteresis.
[[nodiscard]] Level level_of(const Score& score, const RuleSettings& settings) noexcept;

/// What is left of evidence after a time without renewal.
[[nodiscard]] double decayed(double points, Family family, double age_s,
                             const RuleSettings& settings) noexcept;

/// A level that rises at once and falls only when the score stayed well below its threshold.
class LevelHold {
 public:
  /// \return the level now
  Level update(double t_s, const Score& score, const RuleSettings& settings);
  [[nodiscard]] Level level() const noexcept { return level_; }

 private:
  Level level_{};
  std::optional<double> low_since_s_;
};

}  // namespace cellwarden::detector
