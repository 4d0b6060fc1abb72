#pragma once

/// \file
/// The project's own sources as tokens, for the tests that hold their shape: comments are gone, strings are
/// told apart from names, and #include lines are understood.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cellwarden::layering {

struct Token {
  enum class Kind : std::uint8_t { kName, kString, kSystemInclude, kProjectInclude, kOther };
  Kind kind{};
  std::string text;  ///< a string or an include without its delimiters
  std::size_t line{};
};

struct SourceFile {
  std::string path;  ///< from the root of the project, with forward slashes
  std::vector<Token> tokens;
};

/// Tokens of C++ source text; total: any bytes give some tokens.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text);

/// Every .cpp, .hpp and .in file below `folders`, in order of path.
[[nodiscard]] std::vector<SourceFile> read_sources(const std::filesystem::path& root,
                                                   const std::vector<std::string>& folders);

[[nodiscard]] std::string read_text(const std::filesystem::path& file);

}  // namespace cellwarden::layering
