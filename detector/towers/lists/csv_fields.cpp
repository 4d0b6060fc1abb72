#include "detector/towers/lists/csv_fields.hpp"

#include <cstring>
#include <utility>

namespace cellwarden::towers {
namespace {

constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\r';
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool CsvFields::split(std::string_view line) {
  fields_.clear();
  if (line.find('"') != std::string_view::npos) return split_quoted(line);
  while (true) {
    const std::size_t end = line.find(separator_);
    fields_.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return true;
    line.remove_prefix(end + 1);
  }
}

bool CsvFields::split_quoted(std::string_view line) {
  unquoted_.clear();
  unquoted_.reserve(line.size() + 1);  // the views stay where they are
  std::size_t begin = 0;
  bool is_quoted = false;
  const auto so_far = [&] { return std::string_view(unquoted_).substr(begin); };
  const auto close = [&] {
    fields_.push_back(trimmed(so_far()));
    begin = unquoted_.size();
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (is_quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      unquoted_.push_back('"');
      ++i;
    } else if (c == '"' && (is_quoted || trimmed(so_far()).empty())) {
      is_quoted = !is_quoted;
    } else if (c == separator_ && !is_quoted) {
      close();
    } else {
      unquoted_.push_back(c);
    }
  }
  if (is_quoted) return false;
  close();
  return true;
}

}  // namespace cellwarden::towers
