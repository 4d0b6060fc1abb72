#pragma once

/// \file
/// From open radios to judged dwells, live: what `watch` and `scan` do.

#include <cstdint>

#include "tools/cellwarden/open_radio.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

enum class Extent : std::uint8_t {
  kEndless,  ///< until a signal, the end of --duration or of a playback
  kOneRound  ///< or until all was gone round
};

/// Opens what the invocation writes to, runs, and writes what was learned.
[[nodiscard]] ExitCode run_live(const Invocation& asked, const LoadedConfig& loaded, OpenRadios open,
                                const Evidence& evidence, Extent extent);

}  // namespace cellwarden::tools
