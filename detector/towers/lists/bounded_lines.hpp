#pragma once

/// \file
/// Cuts octets that come in pieces into lines, with bounded memory whatever comes.
///
///   in      pieces of any size
///   out     lines without their line feed and a carriage return before it; of one longer than the limit its
///           beginning, marked

#include <cstdint>
#include <string>
#include <string_view>

namespace cellwarden::towers {

struct BoundedLine {
  std::uint64_t number{};  ///< from 1
  std::string_view text;   ///< until the next call
  bool is_too_long = false;
};

class BoundedLines {
 public:
  explicit BoundedLines(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// Calls take(BoundedLine) for each line that ends within `octets`; when it returns false, no more.
  template <class Take>
  void feed(std::string_view octets, Take&& take) {
    while (!octets.empty()) {
      const auto end = octets.find('\n');
      if (end == std::string_view::npos) {
        keep(octets);
        return;
      }
      const std::string_view part = octets.substr(0, end);
      octets.remove_prefix(end + 1);
      if (!give(part, take)) return;
    }
  }

  /// The last line, where no line feed ends it.
  template <class Take>
  void finish(Take&& take) {
    if (!rest_.empty() || is_too_long_) (void)give({}, take);
  }

 private:
  template <class Take>
  bool give(std::string_view part, Take&& take) {
    std::string_view line = part;
    if (!rest_.empty() || is_too_long_) {
      keep(part);
      line = rest_;
    }
    const bool is_too_long = is_too_long_ || line.size() > limit_bytes_;
    line = line.substr(0, limit_bytes_);
    if (!is_too_long && line.ends_with('\r')) line.remove_suffix(1);
    const bool goes_on = take(BoundedLine{++number_, line, is_too_long});
    rest_.clear();
    is_too_long_ = false;
    return goes_on;
  }

  void keep(std::string_view part) {
    if (part.size() > limit_bytes_ - rest_.size()) is_too_long_ = true;
    rest_.append(part.substr(0, limit_bytes_ - rest_.size()));
  }

  std::size_t limit_bytes_;
  std::string rest_;  // never longer than the limit
  bool is_too_long_ = false;
  std::uint64_t number_{};
};

}  // namespace cellwarden::towers
