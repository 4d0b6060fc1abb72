#include "tools/cellwarden/place_and_time/gpsd_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "detector/records/rfc3339.hpp"

namespace cellwarden::tools {
namespace {

using nlohmann::json;

// gpsd tells errors that hold in 95 of 100 cases.
constexpr double kSigmasAlongAnAxis = 1.96;
constexpr double kSigmasInThePlane = 2.448;
constexpr double kMostAccuracy_m = 1e6;

/// A finite number within its limits, or nothing.
std::optional<double> number_in(const json& object, const char* key, double low, double high) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  if (!std::isfinite(value) || value < low || value > high) return std::nullopt;
  return value;
}

std::optional<std::string> text_in(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<double> accuracy_of(const json& object) {
  if (const auto plane_m = number_in(object, "eph", 0.0, kMostAccuracy_m))
    return *plane_m / kSigmasInThePlane;
  const auto east_m = number_in(object, "epx", 0.0, kMostAccuracy_m);
  const auto north_m = number_in(object, "epy", 0.0, kMostAccuracy_m);
  if (!east_m || !north_m) return std::nullopt;
  return std::hypot(*east_m, *north_m) / std::sqrt(2.0) / kSigmasAlongAnAxis;
}

GpsdFix fix_of(const json& object) {
  GpsdFix fix;
  if (const auto time = text_in(object, "time")) fix.time = records::parse_rfc3339(*time);
  constexpr double kDeepest = 3.0;
  const auto mode = number_in(object, "mode", 0.0, kDeepest);
  const auto latitude_deg = number_in(object, "lat", -90.0, 90.0);
  const auto longitude_deg = number_in(object, "lon", -180.0, 180.0);
  if (!mode || *mode < 2.0 || !latitude_deg || !longitude_deg) return fix;
  fix.dimensions = *mode < kDeepest ? 2 : 3;
  fix.at = GeoPoint{*latitude_deg, *longitude_deg, accuracy_of(object)};
  return fix;
}

/// gpsd 3.22 counts them itself; older ones list them.
std::optional<GpsdSky> sky_of(const json& object) {
  constexpr double kMost = 1000.0;
  if (const auto used = number_in(object, "uSat", 0.0, kMost))
    return GpsdSky{static_cast<std::uint32_t>(*used)};
  const auto listed = object.find("satellites");
  if (listed == object.end() || !listed->is_array()) return std::nullopt;  // of dilution of precision alone
  const auto is_used = [](const json& one) {
    if (!one.is_object()) return false;
    const auto used = one.find("used");
    return used != one.end() && used->is_boolean() && used->get<bool>();
  };
  return GpsdSky{static_cast<std::uint32_t>(std::ranges::count_if(*listed, is_used))};
}

/// gpsd marks a receiver that is gone by "activated":0; one that it has not opened yet has no "activated".
bool is_active(const json& device) {
  if (!device.is_object()) return false;
  const auto activated = device.find("activated");
  if (activated == device.end()) return false;
  return !activated->is_number() || activated->get<double>() != 0.0;
}

json parse_shallow(std::string_view line) {
  constexpr int kMostDepth = 6;
  bool is_too_deep = false;
  const auto watch_depth = [&](int depth, json::parse_event_t event, json&) {
    const bool opens =
        event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    is_too_deep = is_too_deep || (opens && depth > kMostDepth);
    return !is_too_deep;
  };
  json value = json::parse(line, watch_depth, false);
  return is_too_deep ? json(json::value_t::discarded) : value;
}

}  // namespace

std::optional<GpsdMessage> read_gpsd_message(std::string_view line) {
  if (line.size() > kMostGpsdLine_octets) return std::nullopt;
  const json object = parse_shallow(line);
  if (object.is_discarded() || !object.is_object()) return std::nullopt;
  const auto kind = text_in(object, "class");
  if (!kind) return std::nullopt;
  if (*kind == "TPV") return fix_of(object);
  if (*kind == "DEVICE") return GpsdDevice{is_active(object)};
  if (*kind == "SKY") {
    if (const auto sky = sky_of(object)) return *sky;
  }
  if (*kind == "DEVICES") {
    const auto devices = object.find("devices");
    if (devices == object.end() || !devices->is_array()) return std::nullopt;
    return GpsdDevices{static_cast<std::uint32_t>(std::ranges::count_if(*devices, is_active))};
  }
  return std::nullopt;
}

std::optional<GpsdAddress> parse_gpsd_address(std::string_view text) {
  constexpr std::size_t kLongestName = 253;
  GpsdAddress address;
  std::string_view host = text;
  std::optional<std::string_view> port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    host = text.substr(1, end - 1);
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    if (!rest.empty()) port = rest.substr(1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  const auto is_fit = [](char c) {
    return c > ' ' && c < 0x7f && c != '/' && c != '@' && c != '[' && c != ']';
  };
  if (host.size() > kLongestName || !std::ranges::all_of(host, is_fit)) return std::nullopt;
  if (!host.empty()) address.host = host;
  if (port) {
    const auto [end, error] = std::from_chars(port->data(), port->data() + port->size(), address.port);
    if (error != std::errc() || end != port->data() + port->size() || address.port == 0) return std::nullopt;
  }
  return address;
}

std::string to_string(const GpsdAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", address.host, address.port)
               : fmt::format("{}:{}", address.host, address.port);
}

}  // namespace cellwarden::tools
