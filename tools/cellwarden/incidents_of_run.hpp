#pragma once

/// \file
/// The incidents of a run, for its end: how many of each level there were, and the newest of them whole.
/// Pure.
///
///   memory  those that are open, and kMostKept in all; of earlier ones that are closed only the level

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "detector/verdict/incident.hpp"

namespace cellwarden::tools {

class IncidentsOfRun {
 public:
  static constexpr std::size_t kMostKept = 500;

  /// One was opened, raised, lowered or closed.
  void take(const detector::Incident& incident);

  /// By the highest level that each reached.
  [[nodiscard]] std::map<detector::Level, std::uint32_t> by_highest_level() const;
  /// Those that are kept, in their last state, by id.
  [[nodiscard]] std::vector<detector::Incident> kept() const;

 private:
  struct SoFar {
    detector::Incident latest;
    detector::Level highest{};
  };
  void forget_oldest();

  std::map<std::string, SoFar> incidents_;  ///< by id
  std::map<detector::Level, std::uint32_t> forgotten_;
};

}  // namespace cellwarden::tools
