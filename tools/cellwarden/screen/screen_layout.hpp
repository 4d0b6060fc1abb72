#pragma once

/// \file
/// From what the screen knows to its lines, for any size. Pure. Never more lines than there is room for, and
/// none longer; how the watch is doing, the verdict and what was not evaluated go last when room gets scarce.

#include <cstddef>
#include <vector>

#include "tools/cellwarden/screen/screen_line.hpp"
#include "tools/cellwarden/screen/screen_state.hpp"

namespace cellwarden::tools {

struct ScreenSize {
  std::size_t columns{};
  std::size_t rows{};
};

struct ScreenPicture {
  std::vector<ScreenLine> lines;
  std::size_t most_scroll{};  ///< further there is nothing
  std::size_t page_rows{};
};

[[nodiscard]] ScreenPicture lay_out(const ScreenState& state, ScreenSize size, const Moment& now);

/// Without emphasis, for tests and for the curious.
[[nodiscard]] std::string text_of(const ScreenLine& line);

}  // namespace cellwarden::tools
