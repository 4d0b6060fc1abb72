#include "tools/cellwarden/towers/open_towers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/towers/tower_file.hpp"

namespace cellwarden::tools {
namespace {

tl::unexpected<ExitCode> give(ExitCode code, const std::string& what) {
  complain(what);
  return tl::unexpected<ExitCode>(code);
}

}  // namespace

OrExit<std::shared_ptr<const towers::KnownTowers>> open_towers(const Invocation& asked) {
  auto at_hand = towers_at_hand(asked, TowersNeed::kNeeded);
  if (!at_hand) return tl::unexpected<ExitCode>(at_hand.error());
  return std::move(at_hand->towers);
}

OrExit<TowersAtHand> towers_at_hand(const Invocation& asked, TowersNeed need) {
  const bool is_named = std::ranges::find(asked.overrides, "towers", &Override::key) != asked.overrides.end();
  const bool must_be = is_named || need == TowersNeed::kNeeded;
  const auto loaded = load_config(asked);
  if (!loaded) return tl::unexpected<ExitCode>(loaded.error());
  const auto database = tower_database_of(loaded->config);
  if (!database && must_be) return give(kBadUsage, "towers: name one database with --towers FILE");
  if (!database || (!must_be && !is_tower_database(*database))) return TowersAtHand{};
  std::error_code error;
  if (!std::filesystem::exists(*database, error)) {
    return give(kFailed, fmt::format("{}: is not there; make it with 'cellwarden towers import'", *database));
  }
  auto towers = towers::KnownTowers::open(*database);
  if (!towers) return give(kFailed, towers.error().what);
  return TowersAtHand{std::move(*towers), *database};
}

}  // namespace cellwarden::tools
