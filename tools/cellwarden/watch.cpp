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
  auto radio = open_radio("watch", asked, loaded->config);
  if (!radio) return radio.error();
  return run_live(asked, *loaded, std::move(*radio), *evidence, Extent::kEndless);
}

}  // namespace cellwarden::tools
