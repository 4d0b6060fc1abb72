// One of several radios, as text.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "firmware-config/settings.hpp"

namespace cellwarden::config {
namespace {

constexpr std::size_t kMaxName_characters = 32;
constexpr double kHighest_hz = 300e9;
constexpr double kHighestRate_hz = 1e9;
constexpr double kMost_ppm = 200;

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

using Wrong = std::optional<std::string>;

Wrong take_number(std::string_view key, std::string_view value, double low, double high,
                  std::optional<double>& out) {
  const auto number = parse_number(value);
  if (!number || *number < low || *number > high) {
    return fmt::format("{}: \"{}\" is no number of {} to {}", key, value, format_number(low),
                       format_number(high));
  }
  out = number;
  return {};
}

Wrong take_name(std::string_view value, std::string& out) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (value.empty() || value.size() > kMaxName_characters || !std::ranges::all_of(value, is_plain)) {
    return fmt::format("name: \"{}\" is not allowed; allowed: 1 to {} letters, digits, - and _", value,
                       kMaxName_characters);
  }
  out = value;
  return {};
}

Wrong take_flag(std::string_view key, std::string_view value, std::optional<bool>& out) {
  if (value != "true" && value != "false") {
    return fmt::format("{}: \"{}\" is not allowed; allowed: true, false", key, value);
  }
  out = value == "true";
  return {};
}

Wrong take(std::string_view key, std::string_view value, Radio& radio) {
  if (value.empty()) return fmt::format("{}: needs one value", key);
  if (key == "name") return take_name(value, radio.name);
  if (key == "center_hz") return take_number(key, value, 0, kHighest_hz, radio.center_hz);
  if (key == "rate_hz") return take_number(key, value, 1, kHighestRate_hz, radio.rate_hz);
  if (key == "ppm") return take_number(key, value, -kMost_ppm, kMost_ppm, radio.ppm);
  if (key == "bias_tee") return take_flag(key, value, radio.bias_tee);
  if (key == "gain") radio.gain = value;
  if (key == "antenna") radio.antenna = value;
  if (key == "args") radio.args = value;
  return {};
}

}  // namespace

RadioText parse_radio(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kKeys{"name", "args",    "center_hz", "rate_hz",
                                                         "gain", "antenna", "ppm",       "bias_tee"};
  Radio radio;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view piece = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = std::min(piece.find('='), piece.size());
    const std::string_view key = trimmed(piece.substr(0, equals));
    if (std::ranges::find(kKeys, key) != kKeys.end()) {
      const std::string_view value = trimmed(piece.substr(std::min(equals + 1, piece.size())));
      if (auto wrong = take(key, value, radio)) return {std::nullopt, *std::move(wrong)};
    } else if (!piece.empty()) {
      radio.args += (radio.args.empty() ? "" : ";") + std::string(piece);
    }
  }
  if (radio.args.empty()) {
    return {std::nullopt, "args is missing: the radio, as `cellwarden devices` prints it"};
  }
  return {std::move(radio), {}};
}

std::string to_text(const Radio& radio) {
  std::string text = radio.name.empty() ? "" : fmt::format("name={}; ", radio.name);
  text += fmt::format("args={}", radio.args);
  if (radio.center_hz) text += fmt::format("; center_hz={}", format_number(*radio.center_hz));
  if (radio.rate_hz) text += fmt::format("; rate_hz={}", format_number(*radio.rate_hz));
  if (radio.gain) text += fmt::format("; gain={}", *radio.gain);
  if (radio.antenna) text += fmt::format("; antenna={}", *radio.antenna);
  if (radio.ppm) text += fmt::format("; ppm={}", format_number(*radio.ppm));
  if (radio.bias_tee) text += fmt::format("; bias_tee={}", *radio.bias_tee);
  return text;
}

}  // namespace cellwarden::config
