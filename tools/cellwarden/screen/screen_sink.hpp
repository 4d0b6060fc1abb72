#pragma once

/// \file
/// `watch` on a terminal: a screen that is drawn anew a few times a second, keys, and sound. It shows what
/// every other output of the same run is told, and no more. At its end the terminal is as it was, warnings
/// that came meanwhile are on stderr, and the summary follows as text.

#include <memory>
#include <string>

#include "tools/cellwarden/command_line/command_line.hpp"
#include "tools/cellwarden/output/sink.hpp"

namespace cellwarden::tools {

/// Whether this run has a screen: `watch` without --plain, where stdin and stdout are a terminal.
[[nodiscard]] bool shows_screen(const Invocation& asked);

struct ScreenSettings {
  bool tells_messages = false;
  bool has_sound = true;
};

[[nodiscard]] std::unique_ptr<Sink> make_screen_sink(const ScreenSettings& settings);

}  // namespace cellwarden::tools
