#pragma once

/// \file
/// Pieces of text put into lines of a width: items that flow, columns of which the less important give way,
/// bars with something at their right end.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cellwarden/screen/screen_line.hpp"

namespace cellwarden::tools {

/// Cuts what does not fit.
[[nodiscard]] ScreenLine cut_to(ScreenLine line, std::size_t width);

/// Items one after the other, two spaces between, on as many lines as they need; each line after the first
/// is indented as far as the label.
[[nodiscard]] std::vector<ScreenLine> flow(std::string_view label, const std::vector<ScreenPiece>& items,
                                           std::size_t width);

/// A filled line: `left`, as far as there is room, and `right` at the end.
[[nodiscard]] ScreenLine bar(Emphasis emphasis, std::string_view left, std::string_view right,
                             std::size_t width);

/// Every line of a text; `first` is the emphasis of its first one.
[[nodiscard]] std::vector<ScreenLine> lines_of_text(std::string_view text, Emphasis first);

struct ScreenColumn {
  std::string title;
  bool to_the_right{};
  int importance{};  ///< the least important goes first where there is no room
};

struct ScreenRow {
  std::vector<std::string> entries;
  Emphasis emphasis{};
};

/// A title line and a line for each row. Columns are as wide as what is in them.
[[nodiscard]] std::vector<ScreenLine> columns_of(const std::vector<ScreenColumn>& columns,
                                                 const std::vector<ScreenRow>& rows, std::size_t width);

}  // namespace cellwarden::tools
