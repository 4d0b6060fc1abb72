#pragma once

/// \file
/// The known towers that a run is judged by: a database, or lists as they are; and a database that takes the
/// place of the one in use while a watch runs.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cell/observation.hpp"
#include "cell/result.hpp"
#include "detector/towers/known_towers.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::tools {

struct TowersInForce {
  std::shared_ptr<const towers::KnownTowers> towers;  ///< null: none given
  std::optional<std::string> database;                ///< the file, where it is one
  std::optional<double> age_d;                        ///< of the newest dated source
  std::map<std::string, std::uint64_t> refused;       ///< rows of lists, by reason
  std::vector<std::string> given;                     ///< for people: one line each
};

/// What the settings name, or else the user's own database where there is one. Says on stderr what was left
/// out. \param now  what ages are reckoned to; absent: ages are not told
[[nodiscard]] Result<TowersInForce> towers_in_force(const config::Config& config,
                                                    const std::optional<Time>& now);

/// Looks whether another database has taken a file's place.
class TowerReplacement {
 public:
  TowerReplacement(std::string database, std::shared_ptr<const towers::KnownTowers> in_use)
      : database_(std::move(database)), in_use_(std::move(in_use)) {}

  /// \return the new one, once; an error once where what is there now cannot be used: it says whether the old
  /// one stays in use
  [[nodiscard]] Result<std::optional<TowersInForce>> look(const std::optional<Time>& now);

 private:
  struct Likeness {
    std::filesystem::file_time_type written;
    std::uintmax_t octets{};
    friend bool operator==(const Likeness&, const Likeness&) = default;
  };
  [[nodiscard]] std::optional<Likeness> likeness() const;

  std::string database_;
  std::shared_ptr<const towers::KnownTowers> in_use_;
  std::optional<Likeness> seen_;
  bool is_failure_seen_ = false;
};

}  // namespace cellwarden::tools
