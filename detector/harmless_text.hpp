#pragma once

/// \file
/// Text that came from the air or from a file and that a person will read: whoever sent it must not steer the
/// terminal, nor show words in another order than they stand in.

#include <cstddef>
#include <string>
#include <string_view>

namespace cellwarden {

/// Length of the well-formed UTF-8 sequence that a text begins with; 0 when there is none (RFC 3629).
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

/// Control characters of both sets (C0, DEL, C1), line and paragraph separators, and characters that turn the
/// direction of writing become spaces; what is no UTF-8 becomes U+FFFD. Everything else stays.
[[nodiscard]] std::string harmless(std::string_view text);

}  // namespace cellwarden
