#include "tools/cellwarden/output/text_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "detector/harmless_text.hpp"

namespace cellwarden::tools {
namespace {

constexpr std::size_t kGap = 1;  // between columns

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

/// The first `width` characters of `text`, never half of one.
std::string_view leading(std::string_view text, std::size_t width) {
  std::size_t end = 0;
  for (std::size_t taken = 0; end < text.size(); ++end) {
    if (!continues_character(text[end]) && taken++ == width) break;
  }
  return text.substr(0, end);
}

std::vector<std::string_view> words_of(std::string_view text, std::size_t longest) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t start = text.find_first_not_of(" \n");
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    std::string_view word = leading(text.substr(0, text.find_first_of(" \n")), longest);
    words.push_back(word);
    text.remove_prefix(word.size());
  }
  return words;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

std::string shortened(std::string_view text, std::size_t width) {
  constexpr std::string_view kLeftOut = "...";
  if (display_width(text) <= width) return std::string(text);
  if (width <= kLeftOut.size()) return std::string(leading(text, width));
  return fmt::format("{}{}", leading(text, width - kLeftOut.size()), kLeftOut);
}

std::string printable(std::string_view text) {
  return harmless(text);
}

std::string paragraph(std::string_view first, std::string_view text, std::size_t width) {
  const std::size_t indent = display_width(first);
  const std::size_t room = std::max<std::size_t>(width > indent ? width - indent : 1, 8);
  std::string out(first);
  std::size_t used = 0;
  for (const std::string_view word : words_of(text, room)) {
    const std::size_t needed = display_width(word) + (used == 0 ? 0 : 1);
    if (used > 0 && used + needed > room) {
      out.append("\n").append(indent, ' ');
      used = 0;
    } else if (used > 0) {
      out.push_back(' ');
    }
    out.append(word);
    used += used == 0 ? display_width(word) : needed;
  }
  while (out.ends_with(' ')) out.pop_back();
  out.push_back('\n');
  return out;
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::text(std::size_t indent, std::size_t width) const {
  std::vector<std::string> titles;
  std::vector<std::size_t> widths;
  for (const auto& column : columns_) {
    titles.push_back(column.title);
    widths.push_back(display_width(column.title));
  }
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  const auto has_title = [](const std::string& title) { return !title.empty(); };
  if (std::ranges::any_of(titles, has_title)) out += line(titles, widths, indent, width);
  for (const auto& row : rows_) out += line(row, widths, indent, width);
  return out;
}

std::string Table::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                        std::size_t indent, std::size_t width) const {
  std::string out(indent, ' ');
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
    const std::size_t padding = widths[i] - display_width(cells[i]);
    const bool to_the_right = columns_[i].align == Align::kRight;
    if (to_the_right) out.append(padding, ' ');
    out.append(cells[i]);
    if (!to_the_right) out.append(padding, ' ');
    out.append(kGap, ' ');
  }
  if (columns_.back().align == Align::kRight) out.append(widths.back() - display_width(cells.back()), ' ');
  return paragraph(out, cells.back(), width);
}

std::string Style::dressed(std::string_view code, std::string_view text) const {
  return is_coloured_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

bool colour_is_forbidden() {
  const char* const no_color = std::getenv("NO_COLOR");
  return no_color != nullptr && *no_color != '\0';
}

std::string format_duration(double seconds) {
  constexpr double kMinute_s = 60;
  constexpr double kHour_s = 3600;
  if (seconds < 1) return fmt::format("{:.2f} s", seconds);
  if (seconds < kMinute_s) return fmt::format("{:.1f} s", seconds);
  if (seconds < kHour_s) {
    return fmt::format("{:.0f} min {:.0f} s", std::floor(seconds / kMinute_s),
                       std::floor(std::fmod(seconds, kMinute_s)));
  }
  return fmt::format("{:.0f} h {:.0f} min", std::floor(seconds / kHour_s),
                     std::floor(std::fmod(seconds, kHour_s) / kMinute_s));
}

std::string format_distance(double metres) {
  constexpr double kKilometre_m = 1000;
  return metres < kKilometre_m ? fmt::format("{:.0f} m", metres)
                               : fmt::format("{:.1f} km", metres / kKilometre_m);
}

}  // namespace cellwarden::tools
