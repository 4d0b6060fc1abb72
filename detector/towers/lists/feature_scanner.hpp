#pragma once

/// \file
/// Cuts GeoJSON that comes in pieces into its features, without understanding more of it than strings and
/// brackets: a collection of any size is never in memory.
///
///   in      a FeatureCollection, features one behind the other (newline-delimited, or RFC 8142), or both
///   out     the text of each feature, and of what stands in the place of one
///   limits  kMaxFeature_bytes each, kMaxFeatureDepth levels; others are passed over and told. When features
///           stand one a line, a line that ends within one ends it: a broken line costs that line only

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cellwarden::towers {

inline constexpr std::size_t kMaxFeature_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t kMaxFeatureDepth = 16;

struct ScannedFeature {
  enum class Kind : std::uint8_t { kObject, kTooLong, kTooDeep, kNoObject, kCutOff };
  Kind kind{};
  std::uint64_t line{};   ///< on which it begins, from 1
  std::string_view text;  ///< of an object, until the next call
};

class FeatureScanner {
 public:
  /// Calls take(ScannedFeature) for each that ends within `octets`.
  template <class Take>
  void feed(std::string_view octets, Take&& take) {
    for (const char c : octets) {
      if (step(c)) give(take);
    }
  }
  template <class Take>
  void finish(Take&& take) {
    if (end()) give(take);
  }

  /// Whether the first thing in it was no object: then it is no GeoJSON.
  [[nodiscard]] bool begins_otherwise() const noexcept { return begins_otherwise_; }
  [[nodiscard]] bool is_empty() const noexcept { return !has_begun_; }

 private:
  template <class Take>
  void give(Take&& take) {
    take(ScannedFeature{found_, found_line_,
                        found_ == ScannedFeature::Kind::kObject ? text_ : std::string_view{}});
  }

  // Whether something was found that ended with this character.
  [[nodiscard]] bool step(char c);
  [[nodiscard]] bool step_in_string(char c);
  [[nodiscard]] bool open(char c);
  [[nodiscard]] bool close();
  [[nodiscard]] bool end();
  [[nodiscard]] bool newline();
  [[nodiscard]] bool end_of_stray();
  void stray();
  void begin_capture();
  [[nodiscard]] bool end_capture();
  [[nodiscard]] bool cut_off();
  [[nodiscard]] bool found(ScannedFeature::Kind kind, std::uint64_t line);
  [[nodiscard]] bool is_between_features() const { return depth_ == 0 || (in_collection_ && depth_ == 2); }

  std::string text_;  // of the object that is open
  bool is_capturing_ = false;
  bool is_too_long_ = false;
  bool is_too_deep_ = false;
  std::size_t capture_depth_{};
  std::uint64_t capture_line_{};

  bool in_string_ = false;
  bool is_escaped_ = false;
  std::size_t depth_{};
  bool is_top_object_ = false;
  bool in_collection_ = false;  // within the list of features, or deeper
  std::string string_;          // the last one of the outermost object, its beginning
  std::string key_;

  bool is_stray_ = false;
  std::uint64_t stray_line_{};
  std::uint64_t line_ = 1;
  bool is_one_a_line_ = false;
  bool has_begun_ = false;
  bool begins_otherwise_ = false;

  ScannedFeature::Kind found_{};
  std::uint64_t found_line_{};
};

}  // namespace cellwarden::towers
