#pragma once

/// \file
/// One line of separated values (RFC 4180, quotes within one line), without a copy where nothing is quoted.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cellwarden::towers {

class CsvFields {
 public:
  explicit CsvFields(char separator = ',') : separator_(separator) {}

  /// The fields of a line, without quotes and surrounding blanks, until the next call or the end of `line`.
  /// \return false when a quote is left open
  [[nodiscard]] bool split(std::string_view line);

  [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t index) const { return fields_[index]; }
  [[nodiscard]] const std::vector<std::string_view>& all() const noexcept { return fields_; }

 private:
  bool split_quoted(std::string_view line);

  char separator_;
  std::vector<std::string_view> fields_;
  std::string unquoted_;  ///< what fields_ of a line with quotes look into
};

[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace cellwarden::towers
