#pragma once

/// \file
/// The signals that ask a watch or a recording to end, with all that is to be kept: Ctrl-C, a service
/// manager, and a terminal that goes away (a line that drops). Under nohup the latter is no reason to end.

#include <csignal>
#include <vector>

namespace cellwarden::tools {

[[nodiscard]] inline std::vector<int> ending_signals() {
  std::vector<int> signals{SIGINT, SIGTERM};
  struct sigaction before {};
  const bool is_ignored = sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler == SIG_IGN;
  if (!is_ignored) signals.push_back(SIGHUP);
  return signals;
}

}  // namespace cellwarden::tools
