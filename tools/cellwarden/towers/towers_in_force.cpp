#include "tools/cellwarden/towers/towers_in_force.hpp"
#include "tools/cellwarden/content_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "detector/towers/lists_in_memory.hpp"
#include "tools/cellwarden/input_file.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/towers/tower_file.hpp"

namespace cellwarden::tools {
namespace {

namespace fs = std::filesystem;

constexpr double kSecondsPerDay_s = 86400;

std::optional<double> newest_age_d(const towers::KnownTowers& towers, const std::optional<Time>& now) {
  std::optional<double> newest;
  for (const auto& source : towers.sources()) {
    if (!source.date || !now) continue;
    const double age_d = std::chrono::duration<double>(*now - *source.date).count() / kSecondsPerDay_s;
    newest = std::min(newest.value_or(age_d), age_d);
  }
  return newest;
}

Result<TowersInForce> open_database(const std::string& path, const std::optional<Time>& now) {
  auto towers = towers::KnownTowers::open(path);
  if (!towers) return tl::unexpected<Error>(towers.error());
  TowersInForce force;
  std::string sources;
  for (const auto& source : (*towers)->sources())
    sources += (sources.empty() ? "" : ", ") + printable(source.name);
  force.given.push_back(fmt::format("{} known towers ({}: {})", (*towers)->rows(),
                                    fs::path(path).filename().string(), sources));
  force.age_d = newest_age_d(**towers, now);
  force.towers = std::move(*towers);
  force.database = path;
  return force;
}

Result<void> add_list(const std::string& path, towers::ListsInMemory& lists, TowersInForce& force,
                      std::string& all_hashes) {
  auto file = InputFile::open(path);
  if (!file) return tl::unexpected<Error>(file.error());
  const std::string name = fs::path(path).filename().string();
  const auto report = lists.add((*file)->stream(), towers::Source{.name = name});
  if ((*file)->failure()) return tl::unexpected<Error>(*(*file)->failure());
  if (!report) return tl::unexpected<Error>(report.error());
  const auto sha256 = (*file)->finish_sha256();
  if (!sha256) return tl::unexpected<Error>(sha256.error());
  for (const auto& [reason, count] : report->refused) {
    force.refused[fmt::format("towers: {}", reason)] += count;
    complain(fmt::format("{}: {} line{} left out: {}", path, count, count == 1 ? "" : "s", reason));
  }
  for (const auto& example : report->examples) tell(fmt::format("  {}", example));
  force.given.push_back(fmt::format("{} known towers ({}); {} of them name a carrier", report->records, name,
                                    report->records - report->without_carrier));
  all_hashes += *sha256 + "\n";
  return {};
}

Result<TowersInForce> read_lists(const std::vector<std::string>& files, const std::optional<Time>& now) {
  auto lists = towers::ListsInMemory::begin();
  if (!lists) return tl::unexpected<Error>(lists.error());
  TowersInForce force;
  std::string all_hashes;
  for (const auto& path : files) {
    if (is_tower_database(path)) {
      return fail(
          ErrorCode::kConfig,
          fmt::format("{}: is a database, and stands alone; take the lists into it: cellwarden towers import "
                      "--towers {} LIST",
                      path, path));
    }
    if (auto added = add_list(path, *lists, force, all_hashes); !added)
      return tl::unexpected<Error>(added.error());
  }
  auto known = std::move(*lists).finish(sha256_of(all_hashes));
  if (!known) return tl::unexpected<Error>(known.error());
  force.age_d = newest_age_d(**known, now);
  force.towers = std::move(*known);
  return force;
}

}  // namespace

Result<TowersInForce> towers_in_force(const config::Config& config, const std::optional<Time>& now) {
  if (config.towers.size() == 1 && is_tower_database(config.towers.front()))
    return open_database(config.towers.front(), now);
  if (!config.towers.empty()) return read_lists(config.towers, now);
  const auto usual = usual_tower_database();
  if (usual && is_tower_database(*usual)) return open_database(*usual, now);
  TowersInForce none;
  none.given.emplace_back("no list of known towers (--towers)");
  return none;
}

std::optional<TowerReplacement::Likeness> TowerReplacement::likeness() const {
  std::error_code error;
  Likeness now{.written = fs::last_write_time(database_, error)};
  if (error) return std::nullopt;
  now.octets = fs::file_size(database_, error);
  if (error) return std::nullopt;
  return now;
}

Result<std::optional<TowersInForce>> TowerReplacement::look(const std::optional<Time>& now) {
  const auto there = likeness();
  const bool has_failed = in_use_->failure().has_value();
  const bool is_new_failure = has_failed && !is_failure_seen_;
  if (!there || (there == seen_ && !is_new_failure))
    return std::nullopt;  // one that was taken away is in use for as long as we run
  seen_ = there;
  is_failure_seen_ = has_failed;
  auto opened = open_database(database_, now);
  if (!opened) {
    Error error = opened.error();
    error.what += has_failed
                      ? "; the one in use was written over, no list is asked until a whole one is there"
                      : "; the one in use stays in use";
    return tl::unexpected<Error>(std::move(error));
  }
  if (!has_failed && opened->towers->digest() == in_use_->digest()) return std::nullopt;
  in_use_ = opened->towers;
  is_failure_seen_ = false;
  return std::optional(std::move(*opened));
}

}  // namespace cellwarden::tools
