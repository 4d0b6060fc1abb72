#pragma once

/// \file
/// The radios that are there, what they can do, and what of a mobile network that lets one see.

#include <functional>
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

/// A driver that failed while it was asked: the radios that it may have are not known.
struct FaultyDriver {
  std::string driver;
  std::string fault;  ///< "ended by signal SIGABRT (its last words)", "does not answer within 20 s"
};

struct DeviceList {
  std::vector<DeviceDescription> devices;
  std::vector<MissingDriver> missing_drivers;
  std::vector<FaultyDriver> faulty_drivers;
};

/// What is looked for.
struct DeviceSearch {
  DeviceArguments wanted;  ///< narrows it; "driver=remote,remote=host" only finds other machines' radios
  bool opens = true;       ///< each radio for a moment, to ask what it can do
  std::vector<std::string> except;  ///< drivers that are not asked
};

/// What is told while it goes on: drivers hang and crash, and then this was the last that is known.
struct SearchProgress {
  std::function<void(const std::string& driver)> on_driver;  ///< is asked next
  /// Found, and opened next (not complete); or all is known of it that will be.
  std::function<void(const DeviceDescription& device, bool is_complete)> on_device;
};

/// Looks for radios in this process, by named drivers only: a bare enumeration would also ask the sound cards
/// and the network. A driver that fails fails the process: device_search.hpp looks in one of its own.
[[nodiscard]] Result<DeviceList> search_devices(const DeviceSearch& search,
                                                const SearchProgress& progress = {});

/// A radio as it is found, before anybody opens it.
struct FoundRadio {
  DeviceArguments arguments;  ///< that open it: as asked, with its driver
  std::string radio_driver;
  DeviceArguments told;
};

/// The radio that the arguments fit, of those that were found with them: the first of several where they name
/// a driver. One that is named and not found has its driver alone: opening it says why. Where no driver is
/// named and not exactly one radio is there, the error tells what there is.
[[nodiscard]] Result<FoundRadio> choose_found(const DeviceArguments& arguments,
                                              const std::vector<DeviceDescription>& found);

/// What a radio sees with this tuning range and sample rate, one line each: a line per radio standard, then
/// what it cannot.
[[nodiscard]] std::vector<std::string> what_it_can_see(ValueRange frequency_hz, double sample_rate_hz);

}  // namespace cellwarden::capture
