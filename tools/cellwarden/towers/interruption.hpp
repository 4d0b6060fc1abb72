#pragma once

/// \file
/// Whether long work has been asked to end (Ctrl-C, a service manager, a terminal that went away), for work
/// that looks up now and then.

namespace cellwarden::tools {

/// From here on such signals are noted and no longer end the process by themselves.
class Interruption {
 public:
  Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption();

  [[nodiscard]] static bool is_asked() noexcept;
};

}  // namespace cellwarden::tools
