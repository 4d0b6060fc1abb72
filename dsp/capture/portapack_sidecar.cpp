#include "dsp/capture/portapack_sidecar.hpp"

#include <charconv>
#include <cmath>

namespace cellwarden::capture {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const auto from = text.find_first_not_of(kSpace);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

std::optional<double> number(std::string_view text) {
  double value{};
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

}  // namespace

Facts read_portapack_sidecar(std::string_view text, const std::string& origin) {
  Facts facts;
  std::optional<double> latitude;
  std::optional<double> longitude;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = trimmed(line.substr(0, equals));
    const auto value = number(trimmed(line.substr(equals + 1)));
    if (!value) continue;
    if (key == "sample_rate") facts.rate_hz = {*value, origin + ": sample_rate"};
    if (key == "center_frequency") facts.center_hz = {*value, origin + ": center_frequency"};
    if (key == "latitude") latitude = value;
    if (key == "longitude") longitude = value;
  }
  if (latitude && longitude && std::abs(*latitude) <= 90.0 && std::abs(*longitude) <= 180.0) {
    facts.receiver_at = {GeoPoint{*latitude, *longitude, {}}, origin + ": latitude, longitude"};
  }
  return facts;
}

}  // namespace cellwarden::capture
