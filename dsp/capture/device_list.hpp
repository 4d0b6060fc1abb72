#pragma once

/// \file
/// The radios that are there, what they can do, and what of a mobile network that lets one see.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/device_settings.hpp"

namespace cellwarden::capture {

struct ValueRange {
  double lowest{};
  double highest{};
};

struct GainRange {
  std::string name;
  ValueRange gain_db;
};

struct DeviceDescription {
  std::string driver;
  std::string label;                      ///< the driver's, for people
  std::string serial;                     ///< empty where it has none
  std::string arguments;                  ///< what selects it: "driver=rtlsdr,serial=00000001"
  std::vector<std::string> hints;         ///< known trouble with this very radio, one line each
  std::optional<std::string> not_opened;  ///< why; what follows is then unknown
  std::vector<ValueRange> frequencies_hz;
  std::vector<ValueRange> sample_rates_hz;
  std::string native_format;  ///< SoapySDR's name: "CS8"
  std::vector<GainRange> gains;
  std::vector<std::string> antennas;
  std::vector<std::string> can_see;  ///< one line per radio standard, then what it cannot
};

/// A radio family whose SoapySDR module is not installed: such a radio would not be found.
struct MissingDriver {
  std::string driver;
  std::string radio;    ///< "HackRF"
  std::string package;  ///< Debian bookworm's; empty where it has none
};

struct DeviceList {
  std::vector<DeviceDescription> devices;
  std::vector<MissingDriver> missing_drivers;
};

/// Looks for radios by named drivers only (a bare enumeration would also ask the sound cards and the
/// network) and opens each for a moment to ask what it can do.
/// \param wanted  narrows the search; "driver=remote,remote=host" only finds radios of other machines
[[nodiscard]] Result<DeviceList> list_devices(const DeviceArguments& wanted = {});

/// What a radio sees with this tuning range and sample rate, one line each.
[[nodiscard]] std::vector<std::string> what_it_can_see(ValueRange frequency_hz, double sample_rate_hz);

/// The highest sample rate that a radio keeps up without losses: 2.4 of an RTL-SDR's 3.2 MS/s.
[[nodiscard]] double safe_sample_rate_hz(std::string_view driver, double highest_hz) noexcept;

}  // namespace cellwarden::capture
