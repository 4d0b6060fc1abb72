#pragma once

/// \file
/// The radios that are there, asked for in a process of its own. A driver may hang or crash while it looks
/// for its radios, as it may while it runs; neither reaches the program, nor keeps the other drivers' radios
/// from being found: it is left out from then on, and told (DeviceList::faulty_drivers).
///
/// The process is that of radio_child.hpp, and its command the same.

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/device_list.hpp"
#include "dsp/capture/driver_log.hpp"

namespace cellwarden::capture {

struct SearchProcess {
  /// As RadioProcessSettings::command.
  std::vector<std::string> command;
  std::chrono::milliseconds limit{20'000};  ///< a driver that says nothing for longer hangs
  DriverMessageSink on_words;               ///< what drivers say meanwhile
};

/// What there is, and what each radio can do. Fails where a driver that is named is not installed or fails,
/// and where the drivers cannot even be loaded.
[[nodiscard]] Result<DeviceList> list_devices(const DeviceSearch& search, SearchProcess process = {});

/// One line, with what to do about it.
[[nodiscard]] std::string to_line(const FaultyDriver& driver);

struct FoundByDrivers {
  FoundRadio radio;
  std::vector<FaultyDriver> faulty_drivers;
};

/// As choose_found(); fails, too, where the driver that is named does. Opens no radio.
[[nodiscard]] Result<FoundByDrivers> find_radio(const DeviceArguments& arguments, SearchProcess process = {});

}  // namespace cellwarden::capture
