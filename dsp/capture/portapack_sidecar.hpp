#pragma once

/// \file
/// The .TXT that a PortaPack writes beside a .C8 or .C16: lines of key=value.

#include <string_view>

#include "dsp/capture/stream_facts.hpp"

namespace cellwarden::capture {

/// Unknown keys and lines that are no key=value are passed over; a value that is no number is not used.
/// \param origin  the sidecar's name, for the provenance
[[nodiscard]] Facts read_portapack_sidecar(std::string_view text, const std::string& origin);

}  // namespace cellwarden::capture
