#pragma once

/// \file
/// What the radios' drivers say of themselves. SoapySDR writes it to stderr unless somebody takes it.
///
/// What drivers write to stderr past SoapySDR ("Found Rafael Micro R820T tuner") does not come by here.

#include <cstdint>
#include <functional>
#include <string_view>

namespace cellwarden::capture {

enum class DriverMessageLevel : std::uint8_t { kError, kWarning, kInfo, kDebug };

using DriverMessageSink = std::function<void(DriverMessageLevel, std::string_view)>;

/// From now on every driver's messages go to `sink`, from whichever thread a driver speaks, one at a time.
/// An empty sink drops them. The one-letter marks of overflows ("O") are dropped: sources count those.
void collect_driver_messages(DriverMessageSink sink);

}  // namespace cellwarden::capture
