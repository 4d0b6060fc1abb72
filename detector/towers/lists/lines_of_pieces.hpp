#pragma once

/// \file
/// Lines of a text that comes in pieces of any size; a line longer than allowed is passed over whole and told
/// of.

#include <cstdint>
#include <string>
#include <string_view>

namespace cellwarden::towers {

class LinesOfPieces {
 public:
  explicit LinesOfPieces(std::size_t longest) : longest_(longest) {}

  /// Calls `take(line, is_too_long)` for every line that ends within `piece`, without its line feed; a line
  /// too long comes empty. \param take  returns whether to go on
  template <class Take>
  void add(std::string_view piece, Take take) {
    while (!piece.empty()) {
      const std::size_t end = piece.find('\n');
      const std::string_view part = piece.substr(0, end);
      if (end == std::string_view::npos) return keep(part);
      piece.remove_prefix(end + 1);
      if (!give(part, take)) return;
    }
  }

  /// The last line, if it has no line feed.
  template <class Take>
  void finish(Take take) {
    if (!rest_.empty() || is_too_long_) give({}, take);
  }

 private:
  void keep(std::string_view part) {
    is_too_long_ = is_too_long_ || rest_.size() + part.size() > longest_;
    if (is_too_long_) {
      rest_.clear();
    } else {
      rest_ += part;
    }
  }

  template <class Take>
  bool give(std::string_view part, Take& take) {
    if (rest_.empty() && !is_too_long_) {
      const bool is_long = part.size() > longest_;
      return take(is_long ? std::string_view{} : part, is_long);
    }
    keep(part);
    const std::string line = std::move(rest_);
    const bool is_long = is_too_long_;
    rest_.clear();
    is_too_long_ = false;
    return take(std::string_view(line), is_long);
  }

  std::size_t longest_;
  std::string rest_;
  bool is_too_long_ = false;
};

}  // namespace cellwarden::towers
