#pragma once

/// \file
/// Writes one JSON value, key by key, in the order of the calls. Numbers have a fixed form (decimal.hpp).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "cell/observation.hpp"

namespace cellwarden::records {

class JsonWriter {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name);

  void text(std::string_view value);
  void number(double value, int places);  ///< null when not finite
  void whole(std::int64_t value);
  void whole(std::uint64_t value);
  void boolean(bool value);
  void null();

  // A key and its value; an absent optional writes nothing.
  void text(std::string_view name, std::string_view value);
  void number(std::string_view name, double value, int places);
  void number(std::string_view name, const std::optional<double>& value, int places);
  void time(std::string_view name, const std::optional<Time>& value);
  void boolean(std::string_view name, bool value);
  template <class Whole>
  requires std::is_integral_v<Whole>
  void count(std::string_view name, Whole value) {
    key(name);
    if constexpr (std::is_signed_v<Whole>) {
      whole(static_cast<std::int64_t>(value));
    } else {
      whole(static_cast<std::uint64_t>(value));
    }
  }
  template <class Whole>
  void count(std::string_view name, const std::optional<Whole>& value) {
    if (value) count(name, *value);
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();

  std::string out_;
  bool needs_comma_ = false;
};

}  // namespace cellwarden::records
