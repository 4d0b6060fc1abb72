#pragma once

/// \file
/// Fields out of parsed JSON without trusting it: each take says whether the value was there and fitting.
/// Private to detector/records.

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace cellwarden::records {

/// Parses a record: a discarded value when it is not JSON, or nested deeper than any record is.
[[nodiscard]] inline nlohmann::json parse_json(std::string_view text) {
  constexpr int kMaxDepth = 12;
  bool is_too_deep = false;
  const auto watch_depth = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json&) {
    const bool opens = event == nlohmann::json::parse_event_t::object_start ||
                       event == nlohmann::json::parse_event_t::array_start;
    is_too_deep = is_too_deep || (opens && depth > kMaxDepth);
    return !is_too_deep;
  };
  nlohmann::json value = nlohmann::json::parse(text, watch_depth, false);
  if (is_too_deep) return nlohmann::json(nlohmann::json::value_t::discarded);
  return value;
}

/// Reads members of one JSON object; the first that is missing or unfit is remembered.
class Fields {
 public:
  explicit Fields(const nlohmann::json& object) : object_(object) {}

  [[nodiscard]] bool ok() const noexcept { return problem_.empty(); }
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
  void fail(std::string_view key, std::string_view what) {
    if (problem_.empty()) problem_ = std::string(key) + ' ' + std::string(what);
  }

  [[nodiscard]] const nlohmann::json* find(const char* key) const {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(key);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }

  /// A finite number within the limits.
  double number(const char* key, double low = -1e15, double high = 1e15) {
    const auto value = optional_number(key, low, high);
    if (!value) fail(key, "is missing");
    return value.value_or(0.0);
  }
  std::optional<double> optional_number(const char* key, double low = -1e15, double high = 1e15) {
    const nlohmann::json* found = find(key);
    if (found == nullptr) return std::nullopt;
    if (!found->is_number()) {
      fail(key, "is no number");
      return 0.0;
    }
    const double value = found->get<double>();
    if (!std::isfinite(value) || value < low || value > high) {
      fail(key, "is out of range");
      return 0.0;
    }
    return value;
  }

  template <class Whole>
  Whole whole(const char* key, Whole low = 0, Whole high = std::numeric_limits<Whole>::max()) {
    const auto value = optional_whole<Whole>(key, low, high);
    if (!value) fail(key, "is missing");
    return value.value_or(Whole{});
  }
  template <class Whole>
  std::optional<Whole> optional_whole(const char* key, Whole low = 0,
                                      Whole high = std::numeric_limits<Whole>::max()) {
    const nlohmann::json* found = find(key);
    if (found == nullptr) return std::nullopt;
    if (found->is_number_unsigned()) {
      const auto value = found->get<std::uint64_t>();
      if (value >= static_cast<std::uint64_t>(low) && value <= static_cast<std::uint64_t>(high)) {
        return static_cast<Whole>(value);
      }
    }
    fail(key, "is no whole number in its range");
    return Whole{};
  }

  std::string text(const char* key, std::size_t longest = 256) {
    const nlohmann::json* found = find(key);
    if (found == nullptr) {
      fail(key, "is missing");
    } else if (!found->is_string() || found->get_ref<const std::string&>().size() > longest) {
      fail(key, "is no text, or too long");
    } else {
      return found->get<std::string>();
    }
    return {};
  }

  /// False where it is absent.
  bool flag(const char* key) {
    const nlohmann::json* found = find(key);
    if (found == nullptr) return false;
    if (!found->is_boolean()) {
      fail(key, "is neither true nor false");
      return false;
    }
    return found->get<bool>();
  }

  /// One of a list of values by their written names.
  template <class Enum>
  Enum named(const char* key, std::initializer_list<Enum> values, std::string_view (*name)(Enum) noexcept) {
    const std::string written = text(key);
    for (const Enum value : values) {
      if (written == name(value)) return value;
    }
    fail(key, "has an unknown value");
    return *values.begin();
  }

 private:
  const nlohmann::json& object_;
  std::string problem_;
};

}  // namespace cellwarden::records
