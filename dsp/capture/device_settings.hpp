#pragma once

/// \file
/// Which radio, and how it is to be set: what a user writes on the command line or in a configuration.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/observation.hpp"
#include "cell/result.hpp"

namespace cellwarden::capture {

/// "driver" -> "rtlsdr", "serial" -> "00000001".
using DeviceArguments = std::map<std::string, std::string>;

/// Reads "driver=rtlsdr,serial=00000001". "rtlsdr" alone stands for "driver=rtlsdr"; a part without '='
/// belongs to the value before it, so that a path may hold commas. An empty text is any radio.
[[nodiscard]] Result<DeviceArguments> parse_device_arguments(std::string_view text);

/// The inverse, driver first.
[[nodiscard]] std::string format_arguments(const DeviceArguments& arguments);

/// A finite decimal number, "2.4e6", and nothing else.
[[nodiscard]] std::optional<double> parse_number(std::string_view text) noexcept;

struct GainElement {
  std::string name;  ///< as the driver names it: "TUNER" (RTL-SDR), "LNA", "VGA", "AMP" (HackRF)
  double gain_db{};
};

/// At most one of the three is set. With none: DeviceSettings::usual_gains; where there are none of those
/// either, the driver's automatic gain or, without one, the middle of every element's range.
struct GainSettings {
  bool automatic = false;
  std::optional<double> total_db;     ///< shared out by the driver
  std::vector<GainElement> elements;  ///< the named ones; others keep what "none" would give them
};

/// Reads "auto", "32.8", "LNA=24,VGA=20,AMP=0".
[[nodiscard]] Result<GainSettings> parse_gain(std::string_view text);

/// Power for an amplifier at the antenna, over the antenna's cable.
struct BiasTee {
  std::vector<std::string> settings;  ///< of the driver that switch it; the first that it has is used
  bool is_on = false;                 ///< else it is switched off where it can be
};

struct DeviceSettings {
  DeviceArguments arguments;
  std::optional<double> sample_rate_hz;  ///< absent: the playback's own; usual_rate_hz, or the nearest it has
  std::optional<double> center_hz;       ///< may be absent for a playback only
  std::vector<double>
      other_centers_hz;                ///< tried in turn at opening where the radio does not reach center_hz
  std::optional<double> bandwidth_hz;  ///< of the analogue filter; absent: the narrowest that passes it all
  std::optional<std::string> antenna;  ///< as the driver names it
  GainSettings gain;
  BiasTee bias_tee;

  // What is known of this kind of radio, for what the user leaves open.
  double usual_rate_hz = 2.4e6;
  std::vector<GainElement> usual_gains;      ///< of elements that `gain` says nothing of
  bool has_own_filter = false;               ///< the radio's filter follows its rate: it is left alone
  std::optional<std::string> sample_format;  ///< SoapySDR's name; absent, or not offered: the native one

  /// How fast the radio's clock runs: its true frequency is (1 + ppm * 1e-6) times what it is told. It is
  /// put right in our code, for tuner and sample clock alike, which share one crystal; the driver's own
  /// correction is left at zero (SoapyRTLSDR truncates it to whole ppm, a HackRF has none).
  std::optional<double> ppm;

  DeviceArguments stream_arguments;               ///< of the driver's stream: how it buffers
  std::chrono::milliseconds settling{30};         ///< after a retune, until the tuner holds
  std::chrono::milliseconds silence_limit{3000};  ///< without samples for so long, read() fails
  std::function<Time()> utc_now;                  ///< absent: the system's clock
  std::function<std::chrono::steady_clock::time_point()> steady_now;  ///< likewise; tells when that was set
};

/// What may change while a radio runs.
struct Retuning {
  double center_hz{};
  std::optional<GainSettings> gain;  ///< absent: as it is
  /// What the clock's error is found to be by now, as DeviceSettings::ppm: tuner and rate follow it, and
  /// stream time goes on without a step; absent: as it is.
  std::optional<double> ppm{};
};

/// What two orders come to that are carried out as one: where the later one says nothing, the earlier one
/// holds.
[[nodiscard]] Retuning merged(const Retuning& earlier, Retuning later);

}  // namespace cellwarden::capture
