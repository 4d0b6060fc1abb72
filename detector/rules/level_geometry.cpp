// RF21: louder than its listed site can be at this distance.
//
// A receiver's level is relative to its full scale, and what that is in dBm nobody measured. But no receiver
// is quieter than its own resistance: the noise of a dwell is kTB or more, so a cell that stands x dB above
// it arrives with kTB + x or more. That bound is low by the receiver's noise figure and by all that adds to
// the noise; what exceeds the free-space level even so cannot come from the listed site.

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/list_worth.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

constexpr double kThermalNoise_dbm_hz = -174.0;  // kT at 290 K
constexpr double kLteLevel_hz = 1.08e6;  // Signal::power_dbfs and Listen::noise_floor_dbfs are in that
constexpr double kGsmLevel_hz = 200e3;
constexpr double kNoNoise_dbfs = -120.0;     // less is no receiver's: a signal that was computed
constexpr double kUnsaidAccuracy_m = 100.0;  // of a place in a register
constexpr double kNearest_m = 10.0;

// The least that arrives of a cell.
double least_dbm(const RuleContext& context, const Observation& seen) {
  const double band_hz = seen.carrier.rat == Rat::kGsm ? kGsmLevel_hz : kLteLevel_hz;
  // The floor is told from all the band, which may reach beyond the receiver's filter; the noise that the
  // cell's own receiver found is not so far below.
  const double above_noise_db =
      std::min(seen.signal.power_dbfs - context.listen.noise_floor_dbfs, seen.signal.snr_db);
  return kThermalNoise_dbm_hz + 10.0 * std::log10(band_hz) + above_noise_db;
}

// Attenuation between isotropic antennas: ITU-R P.525, section 2.2.
double free_space_db(double distance_m, double frequency_hz) {
  constexpr double kSpeedOfLight_m_s = 299'792'458.0;
  constexpr double kSphere = 12.566370614359172;  // 4 pi
  return 20.0 * std::log10(kSphere * distance_m * frequency_hz / kSpeedOfLight_m_s);
}

// The most that a listed site can bring here.
struct Bound {
  double dbm{};
  double away_m{};
  double eirp_dbm{};
  Worth worth;
};

std::optional<Bound> bound_of(const RuleContext& context, const history::CellTrack& cell,
                              const GeoPoint& sensor) {
  std::optional<Bound> loudest;
  bool is_named = false;
  for (const towers::TowerRecord& row : listed_rows(context, cell)) {
    if (!row.position || !row.eirp_dbm || !is_on(row, context)) continue;
    Worth worth = worth_of(row, Asked::kPower, context);
    if (worth.quality <= 0.0) continue;
    const double away_m = towers::distance_m(*row.position, sensor);
    const double doubt_m =
        row.position->accuracy_m.value_or(kUnsaidAccuracy_m) + sensor.accuracy_m.value_or(0.0);
    const double least_m = std::max(away_m - doubt_m, kNearest_m);
    const double dbm = *row.eirp_dbm - free_space_db(least_m, cell.latest().carrier.measured_hz.value) +
                       context.settings.rf21_antenna_dbi;
    is_named = is_named || names_cell(row, cell);
    if (!loudest || dbm > loudest->dbm) loudest = Bound{dbm, away_m, *row.eirp_dbm, std::move(worth)};
  }
  return is_named ? loudest : std::nullopt;
}

bool is_too_loud(const RuleContext& context, const history::CellTrack& cell, const Bound& bound) {
  return least_dbm(context, cell.latest()) > bound.dbm + context.settings.rf21_margin_db;
}

std::string dbm_text(double dbm) {
  return decimal(dbm, 0) + " dBm";
}

}  // namespace

Outcome level_geometry(const RuleContext& context) {
  if (!claim_of(context.cell)) return without_claim(context);
  if (context.towers == nullptr) return not_evaluated("no tower list was given");
  if (!context.seen().receiver_at) return not_evaluated("needs the sensor's position");
  const GeoPoint& sensor = *context.seen().receiver_at;
  const auto bound = bound_of(context, context.cell, sensor);
  if (!bound) {
    return not_evaluated(
        "no list of an operator or regulator has the place and the radiated power of its identity");
  }
  if (context.listen.noise_floor_dbfs < kNoNoise_dbfs) {
    return not_evaluated("the receiver's level is not calibrated, and there is no noise to tell it by");
  }
  if (!is_too_loud(context, context.cell, *bound)) return pass();
  for (const history::CellTrack* other : context.others) {
    const auto theirs = bound_of(context, *other, sensor);
    if (theirs && is_too_loud(context, *other, *theirs)) {
      return not_evaluated(
          "other listed cells are louder than their sites allow, too: it is the receiver, its "
          "antenna or its place");
    }
  }
  const std::string least = dbm_text(least_dbm(context, context.seen()));
  const std::string most = dbm_text(bound->dbm);
  const std::string away = decimal(bound->away_m / 1e3, 1) + " km";
  return fire(bound->worth.quality, least + " or more, as it stands above the noise",
              "at most " + most + ": " + dbm_text(bound->eirp_dbm) + " radiated " + away +
                  " away, through free space",
              bound->worth.name,
              "It arrives with " + least + " or more; its listed site, " + away +
                  " away, can bring no more than " + most + " here.");
}

}  // namespace cellwarden::detector::identity_rules
