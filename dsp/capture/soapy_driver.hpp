#pragma once

/// \file
/// Finding and opening radios through SoapySDR. Private to dsp/capture: the only header with SoapySDR's
/// types.

#include <SoapySDR/Device.hpp>
#include <SoapySDR/Types.hpp>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/device_settings.hpp"

namespace cellwarden::capture {

/// A driver that we look for. Only these are ever enumerated: a bare enumeration also asks the sound cards
/// and the network.
struct KnownDriver {
  std::string_view name;     ///< SoapySDR's key
  std::string_view radio;    ///< what people call it
  std::string_view package;  ///< Debian bookworm's; empty where it has none
  bool is_local = true;      ///< looked for without being asked
};

[[nodiscard]] std::span<const KnownDriver> known_drivers() noexcept;

/// True once SoapySDR has a driver of this name, built in or as an installed module.
[[nodiscard]] bool is_installed(const std::string& driver);

/// What a driver finds with these arguments; nothing when it is missing or fails.
[[nodiscard]] SoapySDR::KwargsList find_devices(const DeviceArguments& arguments);

/// What opens a radio that was found with these arguments, which name no driver.
[[nodiscard]] DeviceArguments candidate(DeviceArguments arguments, const std::string& driver,
                                        const SoapySDR::Kwargs& found);

/// The only candidate; the error tells what there is.
[[nodiscard]] Result<DeviceArguments> only_one(const DeviceArguments& asked,
                                               const std::vector<DeviceArguments>& candidates);

/// The arguments with a driver: that of the one radio that they fit, looked for where they name none.
[[nodiscard]] Result<DeviceArguments> with_driver(const DeviceArguments& arguments);

struct DeviceCloser {
  void operator()(SoapySDR::Device* device) const noexcept;
};
using DevicePtr = std::unique_ptr<SoapySDR::Device, DeviceCloser>;

struct OpenDevice {
  DevicePtr device;
  std::string driver;  ///< SoapySDR's key of it; of a remote radio, the one at the other end
  std::string label;   ///< for people
  SoapySDR::Kwargs found;
};

/// Opens the one radio that the arguments fit, or says in one line why not and what to look at next.
[[nodiscard]] Result<OpenDevice> open_device(const DeviceArguments& arguments);

/// Runs `call` and turns what a driver throws into an error, whose text is the driver's after `what`.
template <class Call>
[[nodiscard]] auto guarded(std::string_view what, Call&& call) -> Result<decltype(call())> {
  const auto failed = [&](std::string_view why) {
    return fail(ErrorCode::kDevice,
                what.empty() ? std::string(why) : std::string(what) + ": " + std::string(why));
  };
  try {
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      return {};
    } else {
      return call();
    }
  } catch (const std::exception& error) {
    return failed(error.what());
  } catch (...) {
    return failed("the driver failed without a word");
  }
}

}  // namespace cellwarden::capture
