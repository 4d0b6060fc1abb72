#pragma once

/// \file
/// Reads band plans: where base stations send in one country (YAML, firmware-config/bands/).
///
///   country: de
///   description: Germany
///   slices:
///     - {name: GSM 900, rat: gsm, low_hz: 925M, high_hz: 960M}
///
///   in      bytes of a file, at most kMaxConfig_bytes; anything may be in them
///   out     the plan, or every problem at once, with file, line and key

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell/band_plan.hpp"
#include "cell/result.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::config {

inline constexpr double kLowestBand_hz = 300e6;
inline constexpr double kHighestBand_hz = 6e9;
inline constexpr std::size_t kMostSlices = 200;

struct ReadBandPlan {
  BandPlan plan;  ///< whole only where there is no problem
  std::vector<Problem> problems;
};

/// \param file  its name, for messages
[[nodiscard]] ReadBandPlan read_band_plan(std::string_view yaml, const std::filesystem::path& file);

/// A plan by its country ("de", "world"), looked for in each folder in turn, or by the path of its file
/// (with a "/" or ".yaml" in it). The error lists every problem of the file, a line each, or the countries
/// that there are plans of.
[[nodiscard]] Result<BandPlan> load_band_plan(const std::string& country_or_file,
                                              std::span<const std::filesystem::path> folders);

/// Countries with a plan in these folders, in order.
[[nodiscard]] std::vector<std::string> band_plan_countries(std::span<const std::filesystem::path> folders);

/// Where plans may lie, the first wins: $XDG_CONFIG_HOME/cellwarden/bands (or ~/.config/...),
/// /etc/cellwarden/bands, and share/cellwarden/bands beside the program's bin, where they are installed and
/// where a build puts them.
/// \param program  the program's file, where it is known
[[nodiscard]] std::vector<std::filesystem::path> band_plan_folders(
    const std::optional<std::filesystem::path>& program);

}  // namespace cellwarden::config
