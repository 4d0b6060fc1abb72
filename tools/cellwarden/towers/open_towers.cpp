#include "tools/cellwarden/towers/open_towers.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/towers/tower_file.hpp"

namespace cellwarden::tools {

OrExit<std::shared_ptr<const towers::KnownTowers>> open_towers(const Invocation& asked) {
  const auto give = [](ExitCode code, const std::string& what) {
    complain(what);
    return tl::unexpected<ExitCode>(code);
  };
  const auto loaded = load_config(asked);
  if (!loaded) return tl::unexpected<ExitCode>(loaded.error());
  const auto database = tower_database_of(loaded->config);
  if (!database) return give(kBadUsage, "towers: name one database with --towers FILE");
  std::error_code error;
  if (!std::filesystem::exists(*database, error)) {
    return give(kFailed, fmt::format("{}: is not there; make it with 'cellwarden towers import'", *database));
  }
  auto towers = towers::KnownTowers::open(*database);
  if (!towers) return give(kFailed, towers.error().what);
  return std::move(*towers);
}

}  // namespace cellwarden::tools
