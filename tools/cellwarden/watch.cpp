#include <chrono>
#include <utility>

#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/live_run.hpp"

namespace cellwarden::tools {

ExitCode run_watch(const Invocation& asked) {
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  const auto evidence = load_evidence(*loaded, std::chrono::system_clock::now());
  if (!evidence) return evidence.error();
  if (const auto checked = check_outputs(asked, *loaded, {}); !checked) return checked.error();
  auto open = open_radios("watch", asked, loaded->config);
  if (!open) return open.error();
  return run_live(asked, *loaded, std::move(*open), *evidence, Extent::kEndless);
}

}  // namespace cellwarden::tools
