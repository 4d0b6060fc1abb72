#include "detector/towers/lists/feature_scanner.hpp"

namespace cellwarden::towers {
namespace {

using Kind = ScannedFeature::Kind;

constexpr std::string_view kFeatures = "features";
constexpr char kRecordSeparator = '\x1E';  // RFC 8142

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == kRecordSeparator;
}

// Of a byte order mark: wherever it stands between features, it means nothing.
bool is_mark(char c) {
  return c == '\xEF' || c == '\xBB' || c == '\xBF';
}

}  // namespace

bool FeatureScanner::step(char c) {
  if (c == '\n') {
    ++line_;
    if (newline()) return true;
  }
  if (is_capturing_) {
    if (text_.size() < kMaxFeature_bytes) {
      text_.push_back(c);
    } else {
      is_too_long_ = true;
    }
  }
  if (in_string_) return step_in_string(c);
  if (c == '\n' || is_blank(c)) return false;
  if (depth_ == 0 && is_mark(c)) return false;
  if (!has_begun_) {
    has_begun_ = true;
    begins_otherwise_ = c != '{';
  }
  switch (c) {
    case '"':
      in_string_ = true;
      if (depth_ == 1) string_.clear();
      if (is_between_features()) stray();
      return false;
    case '{':
    case '[':
      return open(c);
    case '}':
    case ']':
      return close();
    case ':':
      if (depth_ == 1) key_ = string_;
      return false;
    case ',':
      if (depth_ == 1) key_.clear();
      return in_collection_ && depth_ == 2 && end_of_stray();
    default:
      if (is_between_features()) stray();
      return false;
  }
}

bool FeatureScanner::step_in_string(char c) {
  if (is_escaped_) {
    is_escaped_ = false;
  } else if (c == '\\') {
    is_escaped_ = true;
  } else if (c == '"') {
    in_string_ = false;
    return false;
  }
  // One more than the longest that is looked for, so that no longer one looks like it.
  if (depth_ == 1 && string_.size() <= kFeatures.size()) string_.push_back(c);
  return false;
}

bool FeatureScanner::open(char c) {
  const bool is_object = c == '{';
  bool is_found = false;
  if (depth_ == 0) {
    is_found = end_of_stray();
    is_top_object_ = is_object;
    key_.clear();
    string_.clear();
    if (is_object) {
      begin_capture();
    } else {
      stray();
    }
  } else if (depth_ == 1 && is_top_object_ && !is_object && key_ == kFeatures && !in_collection_) {
    in_collection_ = true;
    is_capturing_ = false;
  } else if (in_collection_ && depth_ == 2) {
    if (is_object && !is_stray_) {
      begin_capture();
    } else {
      stray();
    }
  }
  ++depth_;
  if (is_capturing_ && depth_ - capture_depth_ > kMaxFeatureDepth) is_too_deep_ = true;
  return is_found;
}

bool FeatureScanner::close() {
  if (depth_ == 0) {
    stray();
    return false;
  }
  --depth_;
  if (is_capturing_ && depth_ == capture_depth_) return end_capture();
  if (in_collection_ && depth_ == 1) {
    in_collection_ = false;
    key_.clear();
    return end_of_stray();
  }
  return false;
}

bool FeatureScanner::newline() {
  if (depth_ == 0) return end_of_stray();
  const bool is_within_line = is_one_a_line_ && is_capturing_ && !in_collection_;
  return is_within_line && cut_off();
}

// What stands where a feature should is told once, however much of it there is.
void FeatureScanner::stray() {
  if (!is_stray_) stray_line_ = line_;
  is_stray_ = true;
}

bool FeatureScanner::end_of_stray() {
  if (!is_stray_) return false;
  is_stray_ = false;
  return found(Kind::kNoObject, stray_line_);
}

void FeatureScanner::begin_capture() {
  text_.assign(1, '{');
  is_capturing_ = true;
  is_too_long_ = false;
  is_too_deep_ = false;
  capture_depth_ = depth_;
  capture_line_ = line_;
}

bool FeatureScanner::end_capture() {
  is_capturing_ = false;
  if (depth_ == 0 && capture_line_ == line_) is_one_a_line_ = true;
  return found(is_too_long_ ? Kind::kTooLong : is_too_deep_ ? Kind::kTooDeep : Kind::kObject, capture_line_);
}

bool FeatureScanner::cut_off() {
  const std::uint64_t line = is_capturing_ ? capture_line_ : line_;
  is_capturing_ = false;
  in_collection_ = false;
  in_string_ = false;
  is_escaped_ = false;
  is_stray_ = false;
  depth_ = 0;
  return found(Kind::kCutOff, line);
}

bool FeatureScanner::found(Kind kind, std::uint64_t line) {
  found_ = kind;
  found_line_ = line;
  return true;
}

bool FeatureScanner::end() {
  if (depth_ > 0 || in_string_) return cut_off();
  return end_of_stray();
}

}  // namespace cellwarden::towers
