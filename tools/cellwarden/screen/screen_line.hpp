#pragma once

/// \file
/// One line of the screen: pieces of text, and what each means. How a meaning looks is the terminal's matter.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cellwarden::tools {

enum class Emphasis : std::uint8_t {
  kPlain,
  kDim,     ///< long ago, closed, less important
  kStrong,  ///< a title, what is chosen
  // how the watch is doing
  kOk,
  kLearning,
  kDegraded,
  kBlind,
  // how serious an incident is
  kWatch,
  kSuspect,
  kAlert
};

struct ScreenPiece {
  std::string text;  ///< UTF-8 without control characters
  Emphasis emphasis = Emphasis::kPlain;
};

struct ScreenLine {
  std::vector<ScreenPiece> pieces{};
  std::optional<Emphasis> bar{};  ///< fills the whole line, behind the pieces
};

}  // namespace cellwarden::tools
