#include "detector/verdict/quality_gate.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "detector/decimal.hpp"

namespace cellwarden::detector {
namespace {

constexpr std::size_t kEnoughCells = 3;
constexpr double kNeighbouringDwell_s = 5.0;

// The least of the changes if all are one way, else nothing.
double common_part(const std::vector<double>& changes) {
  const auto [low, high] = std::ranges::minmax_element(changes);
  if (*low > 0.0) return *low;
  if (*high < 0.0) return *high;
  return 0.0;
}

std::string percent(double fraction) {
  return decimal(100.0 * fraction, 1) + " %";
}

}  // namespace

std::optional<std::string> degraded_reason(const Listen& listen, const RuleSettings& settings) {
  const auto missing = static_cast<double>(listen.samples_lost) + static_cast<double>(listen.samples_dropped);
  const auto samples = static_cast<double>(listen.samples);
  if (samples + missing <= 0.0) return std::nullopt;
  if (const double part = missing / (samples + missing); part > settings.gate_max_missing_fraction) {
    return percent(part) + " of the samples are missing";
  }
  if (samples <= 0.0) return std::nullopt;
  if (const double part = static_cast<double>(listen.samples_clipped) / samples;
      part > settings.gate_max_clipped_fraction) {
    return percent(part) + " of the samples are clipped; lower the gain";
  }
  return std::nullopt;
}

std::optional<std::string> common_shift(std::span<const history::CellTrack* const> heard,
                                        const RuleSettings& settings) {
  std::vector<double> level_changes_db;
  std::vector<double> carrier_changes_ppm;
  for (const history::CellTrack* track : heard) {
    const auto& points = track->points();
    if (points.size() < 2) continue;
    const history::TrackPoint& now = points.back();
    const history::TrackPoint& before = points[points.size() - 2];
    if (now.t_s - before.t_s > kNeighbouringDwell_s) continue;
    level_changes_db.push_back(now.power_dbfs - before.power_dbfs);
    carrier_changes_ppm.push_back((now.measured_hz - before.measured_hz) / before.measured_hz * 1e6);
  }
  if (level_changes_db.size() < kEnoughCells) return std::nullopt;
  const std::string all = "all " + std::to_string(level_changes_db.size()) + " cells changed their ";
  if (const double db = common_part(level_changes_db); std::abs(db) >= settings.gate_common_level_shift_db) {
    return all + "level together, by " + signed_decimal(db, 1) + " dB or more";
  }
  if (const double ppm = common_part(carrier_changes_ppm);
      std::abs(ppm) >= settings.gate_common_carrier_shift_ppm) {
    return all + "carrier together, by " + signed_decimal(ppm, 2) + " ppm or more";
  }
  return std::nullopt;
}

bool is_decode_doubtful(const history::CellTrack& cell, const RuleSettings& settings) noexcept {
  const Observation& seen = cell.latest();
  if (static_cast<double>(cell.good_decodes()) < settings.gate_min_decodes) return true;
  if (const auto* lte = seen.lte(); lte != nullptr && lte->mib && lte->mib_z < settings.gate_min_mib_z)
    return true;
  const bool is_gsm = seen.gsm() != nullptr;
  return seen.signal.snr_db < (is_gsm ? settings.gate_gsm_min_snr_db : settings.gate_min_snr_db);
}

}  // namespace cellwarden::detector
