#include "detector/towers/csv_fields.hpp"

namespace cellwarden::towers {

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kBlanks = " \t\r";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<std::vector<std::string>> split_csv_line(std::string_view line) {
  std::vector<std::string> fields;
  std::string field;
  bool is_quoted = false;
  const auto close = [&] {
    fields.emplace_back(trimmed(field));
    field.clear();
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (is_quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      field.push_back('"');
      ++i;
    } else if (c == '"' && (is_quoted || trimmed(field).empty())) {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      close();
    } else {
      field.push_back(c);
    }
  }
  if (is_quoted) return std::nullopt;
  close();
  return fields;
}

}  // namespace cellwarden::towers
