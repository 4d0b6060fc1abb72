#include "tools/cellwarden/towers/interruption.hpp"

#include <atomic>
#include <csignal>

#include "tools/cellwarden/ending_signals.hpp"

namespace cellwarden::tools {
namespace {

std::atomic<bool> was_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void note_signal(int /*signal*/) {
  was_asked = true;
}

}  // namespace

Interruption::Interruption() {
  was_asked = false;
  for (const int signal : ending_signals()) std::signal(signal, note_signal);
}

Interruption::~Interruption() {
  for (const int signal : ending_signals()) std::signal(signal, SIG_DFL);
}

bool Interruption::is_asked() noexcept {
  return was_asked;
}

}  // namespace cellwarden::tools
