#pragma once

/// \file
/// The process that holds a radio: opens the driver, moves its transfers into the shared ring and does as it
/// is told. Nothing of the program depends on what happens in it; see radio_process.hpp, which starts it. Or
/// it asks the drivers what radios there are, and ends: device_search.hpp.
///
/// It ends with its parent (asked of the kernel, so that a driver that hangs does not matter), when the
/// parent closes the socket, and when the radio fails, after saying why.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cellwarden::capture {

/// First argument of a program that is to be such a process.
inline constexpr std::string_view kRadioProcessArgument = "radio-process";

/// What it inherits, by number.
inline constexpr int kControlDescriptor = 3;
inline constexpr int kRingDescriptor = 4;
inline constexpr int kWakeDescriptor = 5;

/// A line that it says on stderr before it asks another driver for its radios: what follows are that one's
/// words.
inline constexpr std::string_view kAsksAnother = "\x1e";

/// What starts this program as such a process; the id of the process that starts it follows.
[[nodiscard]] std::vector<std::string> radio_process_command();

/// Whether these arguments (without the program's name) ask for one.
[[nodiscard]] bool is_radio_process(std::span<char* const> arguments) noexcept;

/// Runs to its end. \return the process's exit status: 2 where nobody has started it as radio_process.hpp
/// does
[[nodiscard]] int run_radio_process(std::span<char* const> arguments);

}  // namespace cellwarden::capture
