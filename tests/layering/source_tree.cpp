#include "tests/layering/source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace cellwarden::layering {
namespace {

[[nodiscard]] bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
[[nodiscard]] bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] bool starts_with(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  /// Takes the text up to `end` (exclusive) and counts its lines.
  std::string_view take_until(std::size_t end) {
    const auto taken = text_.substr(at_, end - at_);
    line_ += static_cast<std::size_t>(std::ranges::count(taken, '\n'));
    at_ = std::min(end, text_.size());
    return taken;
  }
  /// Where `what` ends after here; the end of the text where it never comes.
  [[nodiscard]] std::size_t after(std::string_view what, std::size_t from) const {
    const auto found = text_.find(what, from);
    return found == std::string_view::npos ? text_.size() : found + what.size();
  }

  void step() {
    const char c = text_[at_];
    if (starts_with("//")) {
      take_until(std::min(text_.find('\n', at_), text_.size()));
    } else if (starts_with("/*")) {
      take_until(after("*/", at_ + 2));
    } else if (starts_with("R\"")) {
      take_raw_string();
    } else if (c == '"' || c == '\'') {
      take_quoted(c);
    } else if (c == '#') {
      take_directive();
    } else if (is_name_start(c)) {
      take_name();
    } else if (is_digit(c)) {
      take_number();
    } else {
      take_other(c);
    }
  }

  void take_raw_string() {
    const std::size_t line = line_;
    const auto open = std::min(text_.find('(', at_), text_.size() - 1);
    const std::string close = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    const auto end = after(close, open);
    const auto whole = take_until(end);
    tokens_.push_back({Token::Kind::kString, std::string(whole), line});
  }

  void take_quoted(char quote) {
    const std::size_t line = line_;
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
      end += text_[end] == '\\' ? 2U : 1U;
    const auto whole = take_until(end + 1);
    if (quote == '"') {
      const auto size = whole.size() < 2 ? 0 : whole.size() - 2;
      tokens_.push_back({Token::Kind::kString, std::string(whole.substr(1, size)), line});
    }
  }

  void take_directive() {
    const std::size_t line = line_;
    const auto end = std::min(text_.find('\n', at_), text_.size());
    const auto whole = text_.substr(at_, end - at_);
    const auto word = whole.find_first_not_of(" \t", 1);
    if (word == std::string_view::npos || !whole.substr(word).starts_with("include")) {
      ++at_;  // what follows is ordinary tokens: a macro may hide a call
      return;
    }
    const auto open = whole.find_first_of("<\"", word);
    if (open != std::string_view::npos) {
      const bool is_system = whole[open] == '<';
      const auto close = std::min(whole.find(is_system ? '>' : '"', open + 1), whole.size());
      tokens_.push_back({is_system ? Token::Kind::kSystemInclude : Token::Kind::kProjectInclude,
                         std::string(whole.substr(open + 1, close - open - 1)), line});
    }
    take_until(end);
  }

  void take_name() {
    std::size_t end = at_;
    while (end < text_.size() && (is_name_start(text_[end]) || is_digit(text_[end]))) ++end;
    tokens_.push_back({Token::Kind::kName, std::string(take_until(end)), line_});
  }

  /// 1'000.5e-3f is one number, and its ' opens no character.
  void take_number() {
    std::size_t end = at_;
    while (end < text_.size() &&
           (is_name_start(text_[end]) || is_digit(text_[end]) || text_[end] == '.' || text_[end] == '\''))
      ++end;
    take_until(end);
  }

  void take_other(char c) {
    if (c == '\n') ++line_;
    if (c != ' ' && c != '\n' && c != '\t')
      tokens_.push_back({Token::Kind::kOther, std::string(1, c), line_});
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  return Tokenizer(text).run();
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<SourceFile> read_sources(const std::filesystem::path& root,
                                     const std::vector<std::string>& folders) {
  std::vector<SourceFile> sources;
  for (const auto& folder : folders) {
    if (!std::filesystem::is_directory(root / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".hpp" && extension != ".in"))
        continue;
      sources.push_back({std::filesystem::relative(entry.path(), root).generic_string(),
                         tokenize(read_text(entry.path()))});
    }
  }
  std::ranges::sort(sources, {}, &SourceFile::path);
  return sources;
}

}  // namespace cellwarden::layering
