#pragma once

/// \file
/// What gpsd says, line by line (gpsd_json(5)): JSON objects, one a line, each with its "class".
///
///   in    a line without its end, any octets; what is no message, or of a class that says nothing here,
///         is nothing
///   out   TPV (place, time and kind of fix), SKY (satellites), DEVICES and DEVICE (receivers that it reads)

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cell/observation.hpp"

namespace cellwarden::tools {

/// The longest line that gpsd writes is 10240 octets.
inline constexpr std::size_t kMostGpsdLine_octets = 16384;

/// What is sent once, so that it reports.
inline constexpr std::string_view kGpsdWatch = "?WATCH={\"enable\":true,\"json\":true};\n";

/// Time, position, velocity.
struct GpsdFix {
  int dimensions{};              ///< 0 without a fix, 2, 3
  std::optional<GeoPoint> at{};  ///< accuracy_m is one standard deviation along one axis
  std::optional<Time> time{};    ///< UTC
};

struct GpsdSky {
  std::uint32_t used{};  ///< satellites in the fix
};

/// How many receivers gpsd reads.
struct GpsdDevices {
  std::uint32_t active{};
};

/// One receiver came or went.
struct GpsdDevice {
  bool is_active{};
};

using GpsdMessage = std::variant<GpsdFix, GpsdSky, GpsdDevices, GpsdDevice>;

[[nodiscard]] std::optional<GpsdMessage> read_gpsd_message(std::string_view line);

/// Where gpsd listens.
struct GpsdAddress {
  std::string host = "localhost";
  std::uint16_t port = 2947;

  friend bool operator==(const GpsdAddress&, const GpsdAddress&) = default;
};

/// "host", "host:2948", ":2948", "[::1]:2947", "" (as above); nothing for anything else.
[[nodiscard]] std::optional<GpsdAddress> parse_gpsd_address(std::string_view text);
[[nodiscard]] std::string to_string(const GpsdAddress& address);

}  // namespace cellwarden::tools
