#pragma once

/// \file
/// Text for people: columns, wrapped paragraphs, emphasis. Never wider than kTextWidth.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cellwarden::tools {

inline constexpr double kHertzPerMegahertz = 1e6;

inline constexpr std::size_t kTextWidth = 80;

/// Characters that `text` takes on a terminal (UTF-8; one each).
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Cuts `text` to `width`, with "..." where something was left out.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

/// Control characters replaced: names from files and texts from the air must not steer a terminal.
[[nodiscard]] std::string printable(std::string_view text);

/// A paragraph of whole words. The first line begins with `first`, the others with spaces of its width.
/// Words longer than a line are broken.
[[nodiscard]] std::string paragraph(std::string_view first, std::string_view text,
                                    std::size_t width = kTextWidth);

/// Columns, each as wide as its widest entry.
class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<std::string> cells);
  /// The rows as lines, each `indent` in. The last column wraps where a line would be wider than `width`.
  [[nodiscard]] std::string text(std::size_t indent = 0, std::size_t width = kTextWidth) const;

 private:
  [[nodiscard]] std::string line(const std::vector<std::string>& cells,
                                 const std::vector<std::size_t>& widths, std::size_t indent,
                                 std::size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Colours where they help and are wanted: on a terminal, with NO_COLOR unset.
class Style {
 public:
  explicit Style(bool is_coloured) : is_coloured_(is_coloured) {}
  [[nodiscard]] std::string bold(std::string_view text) const { return dressed("1", text); }
  [[nodiscard]] std::string warm(std::string_view text) const { return dressed("1;33", text); }
  [[nodiscard]] std::string hot(std::string_view text) const { return dressed("1;31", text); }

 private:
  [[nodiscard]] std::string dressed(std::string_view code, std::string_view text) const;
  bool is_coloured_;
};

/// Whether NO_COLOR (no-color.org) forbids colour.
[[nodiscard]] bool colour_is_forbidden();

/// "12.0 s", "10 min 3 s", "2 h 5 min".
[[nodiscard]] std::string format_duration(double seconds);

/// "850 m", "12.3 km".
[[nodiscard]] std::string format_distance(double metres);

}  // namespace cellwarden::tools
