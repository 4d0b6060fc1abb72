#include "tools/cellwarden/screen/screen_parts.hpp"

#include <algorithm>
#include <utility>

#include "tools/cellwarden/output/text_layout.hpp"

namespace cellwarden::tools {
namespace {

constexpr std::size_t kGap = 1;      // between columns
constexpr std::size_t kItemGap = 2;  // between items

std::string padded(std::string_view text, std::size_t width, bool to_the_right) {
  const std::size_t used = display_width(text);
  const std::string room(width > used ? width - used : 0, ' ');
  return to_the_right ? room + std::string(text) : std::string(text) + room;
}

std::size_t total_width(const std::vector<std::size_t>& widths, const std::vector<std::size_t>& kept) {
  std::size_t total = kept.empty() ? 0 : kGap * (kept.size() - 1);
  for (const std::size_t column : kept) total += widths[column];
  return total;
}

/// Those columns that fit, in their order.
std::vector<std::size_t> columns_that_fit(const std::vector<ScreenColumn>& columns,
                                          const std::vector<std::size_t>& widths, std::size_t width) {
  std::vector<std::size_t> kept(columns.size());
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = i;
  while (kept.size() > 1 && total_width(widths, kept) > width) {
    kept.erase(
        std::ranges::min_element(kept, {}, [&columns](std::size_t i) { return columns[i].importance; }));
  }
  return kept;
}

}  // namespace

ScreenLine cut_to(ScreenLine line, std::size_t width) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < line.pieces.size(); ++i) {
    std::string& text = line.pieces[i].text;
    if (used + display_width(text) > width) {
      text = shortened(text, width - used);
      line.pieces.resize(i + 1);
    }
    used += display_width(text);
  }
  return line;
}

std::vector<ScreenLine> flow(std::string_view label, const std::vector<ScreenPiece>& items,
                             std::size_t width) {
  const std::size_t indent = display_width(label);
  std::vector<ScreenLine> lines(1);
  lines.front().pieces.push_back({std::string(label), Emphasis::kStrong});
  std::size_t used = indent;
  for (const ScreenPiece& item : items) {
    const std::size_t needed = display_width(item.text);
    if (used > indent && used + kItemGap + needed > width) {
      lines.emplace_back().pieces.push_back({std::string(indent, ' ')});
      used = indent;
    } else if (used > indent) {
      lines.back().pieces.push_back({std::string(kItemGap, ' ')});
      used += kItemGap;
    }
    lines.back().pieces.push_back(item);
    used += needed;
  }
  for (ScreenLine& line : lines) line = cut_to(std::move(line), width);
  return lines;
}

ScreenLine bar(Emphasis emphasis, std::string_view left, std::string_view right, std::size_t width) {
  const std::size_t reserved = right.empty() ? 0 : display_width(right) + kItemGap;
  const bool has_room = reserved < width / 2;
  const std::size_t room = has_room ? width - reserved : width;
  std::string text = padded(shortened(left, room), room, false);
  if (has_room && !right.empty()) text += std::string(kItemGap, ' ') + std::string(right);
  return {.pieces = {{std::move(text), emphasis}}, .bar = emphasis};
}

std::vector<ScreenLine> lines_of_text(std::string_view text, Emphasis first) {
  std::vector<ScreenLine> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const Emphasis emphasis = lines.empty() ? first : Emphasis::kPlain;
    lines.push_back({.pieces = {{std::string(text.substr(0, end)), emphasis}}});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<ScreenLine> columns_of(const std::vector<ScreenColumn>& columns,
                                   const std::vector<ScreenRow>& rows, std::size_t width) {
  std::vector<std::size_t> widths;
  widths.reserve(columns.size());
  for (const ScreenColumn& column : columns) widths.push_back(display_width(column.title));
  for (const ScreenRow& row : rows) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row.entries[i]));
  }
  const auto kept = columns_that_fit(columns, widths, width);
  std::vector<ScreenLine> lines;
  const auto add = [&](const auto& entry_of, Emphasis emphasis) {
    std::string text;
    for (const std::size_t i : kept) {
      if (!text.empty()) text.append(kGap, ' ');
      text += padded(entry_of(i), widths[i], columns[i].to_the_right);
    }
    while (text.ends_with(' ')) text.pop_back();
    lines.push_back(cut_to({.pieces = {{std::move(text), emphasis}}}, width));
  };
  add([&](std::size_t i) { return columns[i].title; }, Emphasis::kDim);
  for (const ScreenRow& row : rows) add([&](std::size_t i) { return row.entries[i]; }, row.emphasis);
  return lines;
}

}  // namespace cellwarden::tools
