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
  std::string driver;                     ///< that finds it
  std::string radio_driver;               ///< that drives it: of a remote radio, the one at the other end
  DeviceArguments told;                   ///< what the driver says of it when it finds it
  std::string label;                      ///< the driver's, for people
  std::string serial;                     ///< empty where it has none
  std::string arguments;                  ///< what selects it: "driver=rtlsdr,serial=00000001"
  std::vector<std::string> hints;         ///< trouble that was seen with this very radio, one line each
  std::optional<std::string> not_opened;  ///< why; what follows is then unknown
  std::vector<ValueRange> frequencies_hz;
  std::vector<ValueRange> sample_rates_hz;
  std::string native_format;  ///< SoapySDR's name: "CS8"
  std::vector<GainRange> gains;
  std::vector<std::string> antennas;
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

/// A radio as it is found, before anybody opens it.
struct FoundRadio {
  std::string radio_driver;
  DeviceArguments told;
};

/// The radio that the arguments fit, the first of several where they name a driver. One that is named and not
/// found has its driver alone: opening it says why. Where no driver is named and not exactly one radio is
/// there, the error tells what there is.
[[nodiscard]] Result<FoundRadio> find_radio(const DeviceArguments& arguments);

/// What a radio sees with this tuning range and sample rate, one line each: a line per radio standard, then
/// what it cannot.
[[nodiscard]] std::vector<std::string> what_it_can_see(ValueRange frequency_hz, double sample_rate_hz);

}  // namespace cellwarden::capture
