#pragma once

/// \file
/// What the screen says, in plain and calm words: how the watch is doing, what was found, what was not
/// evaluated.

#include <string>
#include <string_view>
#include <vector>

#include "tools/cellwarden/screen/screen_line.hpp"
#include "tools/cellwarden/screen/screen_state.hpp"

namespace cellwarden::tools {

[[nodiscard]] Emphasis emphasis_of(records::StatusState state) noexcept;
[[nodiscard]] Emphasis emphasis_of(detector::Level level) noexcept;

/// "BLIND", "STARTING".
[[nodiscard]] std::string state_word(const ShownState& shown);

/// What is found so far, in one line, and how serious that is. Never an all-clear.
[[nodiscard]] ScreenPiece verdict_words(const ScreenState& state, double now_s);

/// A heading, and things to be known under it.
struct Facts {
  std::string_view heading;
  std::vector<ScreenPiece> items;
};
/// Rules, samples, radio, place and clock, the most important first.
[[nodiscard]] std::vector<Facts> facts_of(const ScreenState& state);

/// The heaviest finding, in a sentence.
[[nodiscard]] std::string reason_of(const detector::Incident& incident);

/// "now", "12 s", "3 min", "2 h".
[[nodiscard]] std::string ago_text(double seconds);

/// "02:14:07Z"
[[nodiscard]] std::string clock_text(const Time& utc);

/// What each part of the screen means, and the keys.
[[nodiscard]] std::string help_text(std::size_t width);

}  // namespace cellwarden::tools
