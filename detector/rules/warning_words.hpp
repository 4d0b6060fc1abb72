#pragma once

/// \file
/// What is said of a public warning, and what its text is looked through for.

#include <optional>
#include <string>
#include <string_view>

#include "detector/history/warning_log.hpp"

namespace cellwarden::detector {

/// "SIB12, message 4370, serial number 16384".
[[nodiscard]] std::string warning_text(const history::Warning& warning);

/// What in a warning's text would take its reader elsewhere: an address of the web, or a telephone number
/// (eight digits or more: not an emergency number, a date or a time). Harmless to show, 60 characters at
/// most.
[[nodiscard]] std::optional<std::string> link_in(std::string_view text);
[[nodiscard]] std::optional<std::string> telephone_number_in(std::string_view text);

}  // namespace cellwarden::detector
