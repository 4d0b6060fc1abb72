#pragma once

/// \file
/// What the program and the process that holds a radio tell each other: one JSON object a message, a packet
/// each, over a local socket. Samples go another way (sample_ring.hpp).
///
/// Reading is total: what is no message is nothing.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsp/capture/device_list.hpp"
#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/driver_log.hpp"
#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/soapy_stream.hpp"

namespace cellwarden::capture {

inline constexpr std::size_t kLongestMessage_octets = std::size_t{1} << 16U;

/// To the radio's process: first the settings to open with (their clock stays behind), then what changes; or
/// what to look for instead.
using RadioOrder = std::variant<DeviceSettings, Retuning, DeviceSearch>;

/// It is open and runs.
struct RadioOpened {
  DeviceArguments arguments;  ///< that find this very radio again
  StreamInfo info;            ///< what a stream of a radio has
};
/// It has moved, or `refused` says why not: it is where it was, and a `ppm` that was ordered holds there too.
struct RadioRetuned {
  double center_hz{};
  std::optional<std::string> refused;
  std::uint64_t orders = 1;  ///< that this answers, carried out as one
};
/// The process ends for this reason.
struct RadioFailed {
  std::string what;
};
/// A playback is at its end.
struct RadioEnded {};
struct RadioSaid {
  DriverMessageLevel level{};
  std::string text;
};
/// Of a search: this driver is asked next.
struct SearchAsks {
  std::string driver;
};
/// Of a search, as SearchProgress has it.
struct SearchFound {
  DeviceDescription device;
  bool is_complete = true;
};
/// All of them were asked.
struct SearchEnded {
  std::vector<MissingDriver> missing_drivers;
};
using RadioReport = std::variant<RadioOpened, RadioRetuned, RadioFailed, RadioEnded, RadioSaid,
                                 DeviceCounters, SearchAsks, SearchFound, SearchEnded>;

[[nodiscard]] std::string to_text(const RadioOrder& order);
[[nodiscard]] std::optional<RadioOrder> read_order(std::string_view text);

[[nodiscard]] std::string to_text(const RadioReport& report);
[[nodiscard]] std::optional<RadioReport> read_report(std::string_view text);

}  // namespace cellwarden::capture
