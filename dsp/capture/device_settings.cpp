#include "dsp/capture/device_settings.hpp"

#include <charconv>
#include <cmath>
#include <utility>

namespace cellwarden::capture {
namespace {

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

std::optional<double> parse_number(std::string_view text) noexcept {
  double value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

Result<DeviceArguments> parse_device_arguments(std::string_view text) {
  DeviceArguments arguments;
  if (trimmed(text).empty()) return arguments;
  std::string* last_value = nullptr;
  for (const std::string_view part : split_at_commas(text)) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos && last_value != nullptr) {
      last_value->append(",").append(part);
      continue;
    }
    const bool is_driver_alone = equals == std::string_view::npos;
    const std::string key(is_driver_alone ? "driver" : trimmed(part.substr(0, equals)));
    const std::string_view value = trimmed(is_driver_alone ? part : part.substr(equals + 1));
    if (key.empty() || arguments.contains(key)) {
      return fail(ErrorCode::kDevice, "device '" + std::string(text) + "': '" + std::string(part) +
                                          "' has no or a repeated key; write driver=rtlsdr,serial=00000001");
    }
    last_value = &(arguments[key] = std::string(value));
  }
  return arguments;
}

std::string format_arguments(const DeviceArguments& arguments) {
  std::string text;
  const auto append = [&](const std::string& key, const std::string& value) {
    text += (text.empty() ? "" : ",") + key + "=" + value;
  };
  if (const auto driver = arguments.find("driver"); driver != arguments.end()) {
    append(driver->first, driver->second);
  }
  for (const auto& [key, value] : arguments) {
    if (key != "driver") append(key, value);
  }
  return text;
}

Result<GainSettings> parse_gain(std::string_view text) {
  GainSettings gain;
  if (text == "auto") {
    gain.automatic = true;
    return gain;
  }
  if (gain.total_db = parse_number(trimmed(text)); gain.total_db) return gain;
  for (const std::string_view part : split_at_commas(text)) {
    const std::size_t equals = part.find('=');
    const auto gain_db =
        equals == std::string_view::npos ? std::nullopt : parse_number(trimmed(part.substr(equals + 1)));
    const std::string_view name = trimmed(part.substr(0, equals));
    if (!gain_db || name.empty()) {
      return fail(ErrorCode::kDevice,
                  "gain '" + std::string(text) + "': write auto, decibels (32.8), or LNA=24,VGA=20,AMP=0");
    }
    gain.elements.push_back({std::string(name), *gain_db});
  }
  return gain;
}

Retuning merged(const Retuning& earlier, Retuning later) {
  if (!later.gain) later.gain = earlier.gain;
  if (!later.ppm) later.ppm = earlier.ppm;
  return later;
}

}  // namespace cellwarden::capture
