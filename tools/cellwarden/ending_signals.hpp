#pragma once

/// \file
/// The signals that ask a watch or a recording to end, with all that is to be kept: Ctrl-C, a service
/// manager, and a terminal that goes away (a line that drops). Under nohup the latter is no reason to end.

#include <boost/asio/signal_set.hpp>
#include <csignal>

namespace cellwarden::tools {

inline void add_ending_signals(boost::asio::signal_set& signals) {
  signals.add(SIGINT);
  signals.add(SIGTERM);
  struct sigaction before {};
  const bool is_ignored = sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler == SIG_IGN;
  if (!is_ignored) signals.add(SIGHUP);
}

}  // namespace cellwarden::tools
