#include "detector/rules/settings.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "detector/decimal.hpp"
#include "detector/rules/catalogue.hpp"

namespace cellwarden::detector {
namespace {

using S = RuleSettings;

constexpr std::array kSettings = std::to_array<SettingInfo>({
    {"radio.clock_tolerance_ppm", "ppm", 0.1, 200.0, false, &S::radio_clock_tolerance_ppm,
     "How far this radio's clock may be wrong; carriers of lists and baselines are matched this loosely "
     "while "
     "the nominal carrier is not certain."},
    {"gate.min_decodes", "1", 1.0, 1000.0, true, &S::gate_min_decodes,
     "Nothing counts against a cell decoded fewer times than this in all (X13)."},
    {"gate.min_mib_z", "1", 0.0, 100.0, false, &S::gate_min_mib_z,
     "Nothing counts in a dwell whose decode stands fewer standard deviations above noise (X13)."},
    {"gate.min_snr_db", "dB", -30.0, 40.0, false, &S::gate_min_snr_db,
     "Nothing counts against a cell that is heard worse than this, for those who want more (X13)."},
    {"gate.gsm_min_snr_db", "dB", -10.0, 40.0, false, &S::gate_gsm_min_snr_db,
     "Nothing counts against a GSM cell that is heard worse than this (X13): below, blocks of two cells on "
     "one "
     "carrier take turns."},
    {"gate.max_missing_fraction", "1", 0.0, 1.0, false, &S::gate_max_missing_fraction,
     "A dwell that lost or dropped a larger part of its samples is not judged (X12)."},
    {"gate.max_clipped_fraction", "1", 0.0, 1.0, false, &S::gate_max_clipped_fraction,
     "A dwell with a larger part of its samples at full scale is not judged (X12)."},
    {"gate.common_level_shift_db", "dB", 1.0, 60.0, false, &S::gate_common_level_shift_db,
     "When all of three or more cells change their level together by this much, the sensor changed (X12)."},
    {"gate.common_carrier_shift_ppm", "ppm", 0.01, 100.0, false, &S::gate_common_carrier_shift_ppm,
     "When all of three or more cells change their carrier together by this much, the sensor changed (X12)."},
    {"gate.edge_s", "s", 0.0, 3600.0, false, &S::gate_edge_s,
     "Rules about appearing and disappearing stay off this long after listening began (X14)."},
    {"gate.moving_m_s", "m/s", 0.1, 100.0, false, &S::gate_moving_m_s,
     "A sensor faster than this is moving: its level history says nothing (X11)."},
    {"towers.radius_m", "m", 100.0, 500e3, false, &S::towers_radius_m,
     "Listed towers this near (beyond their own range) count as near."},
    {"towers.max_age_d", "d", 1.0, 3650.0, false, &S::towers_max_age_d,
     "A trusted list older than this counts half."},
    {"baseline.full_after_d", "d", 0.001, 365.0, false, &S::baseline_full_after_d,
     "The baseline's weight grows from nothing to all over this time of listening."},
    {"baseline.min_dwells", "1", 1.0, 1e6, true, &S::baseline_min_dwells,
     "A cell or band window heard in fewer dwells than this is not yet known."},
    {"baseline.stable_after_d", "d", 0.001, 3650.0, false, &S::baseline_stable_after_d,
     "A cell unchanged for this long is stable, which speaks for it (N2)."},
    {"rf01.weak_ppm", "ppm", 0.01, 10.0, false, &S::rf01_weak_ppm,
     "A carrier further off the other cells' than this is odd, and counts 6 of 20 points."},
    {"rf01.strong_ppm", "ppm", 0.02, 50.0, false, &S::rf01_strong_ppm,
     "A carrier further off the other cells' than this is very odd, and counts in full."},
    {"rf01.weak_after_s", "s", 0.0, 600.0, false, &S::rf01_weak_after_s,
     "A small offset must have been heard for this long."},
    {"rf01.strong_after_s", "s", 0.0, 600.0, false, &S::rf01_strong_after_s,
     "A large offset must have been heard for this long."},
    {"rf01.good_sigma_ppm", "ppm", 0.001, 10.0, false, &S::rf01_good_sigma_ppm,
     "An offset known this well, measurement and scatter over the dwells together, counts in full ..."},
    {"rf01.poor_sigma_ppm", "ppm", 0.002, 10.0, false, &S::rf01_poor_sigma_ppm,
     "... and one known no better than this not at all; such carriers are not compared either."},
    {"rf01.min_cohort", "1", 2.0, 50.0, true, &S::rf01_min_cohort,
     "So many other cells must agree on where the carrier should be."},
    {"rf05.min_delay_us", "us", 1.0, 100.0, false, &S::rf05_min_delay_us,
     "Synchronisation peaks further apart than this are no ordinary multipath."},
    {"rf05.same_carrier_ppm", "ppm", 0.001, 1.0, false, &S::rf05_same_carrier_ppm,
     "Two peaks whose carriers differ by less may be one transmitter and its repeater (X06): half weight."},
    {"rf05.persistence_s", "s", 0.0, 3600.0, false, &S::rf05_persistence_s,
     "The second peak must have been heard for this long."},
    {"rf05.min_relative_power_db", "dB", -60.0, 0.0, false, &S::rf05_min_relative_power_db,
     "A second peak weaker than this, against the first, is left alone."},
    {"dy01.rise_s", "s", 1.0, 600.0, false, &S::dy01_rise_s,
     "From not heard to among the strongest within this time is sudden."},
    {"dy01.top", "1", 1.0, 20.0, true, &S::dy01_top,
     "So many of the strongest cells count as the strongest."},
    {"dy03.above_max_db", "dB", 1.0, 60.0, false, &S::dy03_above_max_db,
     "So far above the highest level ever heard here is too strong."},
    {"dy04.step_db", "dB", 3.0, 60.0, false, &S::dy04_step_db,
     "A level that rises by this much against the other cells' is a step."},
    {"dy04.window_s", "s", 5.0, 300.0, false, &S::dy04_window_s, "The step must happen within this time."},
    {"dy15.restarts", "1", 1.0, 64.0, true, &S::dy15_restarts,
     "So many breaks of the frame count within the window are too many."},
    {"dy15.window_s", "s", 60.0, 86400.0, false, &S::dy15_window_s,
     "The window in which breaks are counted."},
    {"lte.min_siblings", "1", 2.0, 50.0, true, &S::lte_min_siblings,
     "So many other LTE cells of its network tell what is usual there."},
    {"id01.land_m", "m", 1e3, 200e3, false, &S::id01_land_m,
     "A GSM cell may be heard so far from its country, over land."},
    {"id01.far_m", "m", 1e3, 1e6, false, &S::id01_far_m,
     "An LTE cell may be heard so far from its country, and a GSM cell where the sea lies between."},
    {"id07.gsm_m", "m", 1e3, 200e3, false, &S::id07_gsm_m,
     "A GSM cell may be heard so far beyond the range and the doubt of its listed place."},
    {"id07.lte_m", "m", 1e3, 200e3, false, &S::id07_lte_m,
     "An LTE cell may be heard so far beyond the range and the doubt of its listed place."},
    {"id07.min_samples", "1", 1.0, 1000.0, true, &S::id07_min_samples,
     "A crowd's place for a cell counts from so many reports on; from 20 on in full."},
    {"id11.radius_m", "m", 1e3, 1e6, false, &S::id11_radius_m,
     "Area codes that a list has further from the sensor than this are another region's."},
    {"id11.min_rows", "1", 10.0, 100000.0, true, &S::id11_min_rows,
     "A list with so many cells of a network near here knows its area codes ..."},
    {"id11.min_cells", "1", 3.0, 10000.0, true, &S::id11_min_cells,
     "... and so does a baseline with so many."},
    {"id16.min_cells", "1", 10.0, 100000.0, true, &S::id16_min_cells,
     "A trusted list with so many cells of a network near here knows how the network numbers them."},
    {"bp15.min_siblings", "1", 10.0, 1000.0, true, &S::bp15_min_siblings,
     "So many other cells of its network must be known by all that they broadcast."},
    {"bp15.min_fields", "1", 1.0, 40.0, true, &S::bp15_min_fields,
     "So many parameters must be unlike nearly all of theirs."},
    {"bp17.max_clock_error_s", "s", 0.001, 3600.0, false, &S::bp17_max_clock_error_s,
     "A computer's clock that may be wrong by more is not held against a cell's."},
    {"gsm.strong_snr_db", "dB", 0.0, 60.0, false, &S::gsm_strong_snr_db,
     "A GSM cell heard this well is strong: near enough that its neighbours are heard as well (about -88 "
     "dBm)."},
    {"gsm.min_siblings", "1", 2.0, 50.0, true, &S::gsm_min_siblings,
     "So many other cells of its network tell what is usual there."},
    {"id12.min_siblings", "1", 2.0, 50.0, true, &S::id12_min_siblings,
     "So many other cells of its network must share an area code."},
    {"bp01.max_offset", "1", 0.0, 63.0, true, &S::bp01_max_offset,
     "A cell reselection offset above this (steps of 2 dB) is bait, unless its network's cells have it too."},
    {"bp01.above_siblings", "1", 1.0, 63.0, true, &S::bp01_above_siblings,
     "An offset so many steps above its network's other cells' counts half."},
    {"bp05.others_list", "1", 1.0, 32.0, true, &S::bp05_others_list,
     "Other cells that list so many neighbours show that lists are usual."},
    {"bp06.min_cells", "1", 2.0, 50.0, true, &S::bp06_min_cells,
     "So many other cells of its network must be heard before missing neighbours say anything."},
    {"bp06.min_listed", "1", 1.0, 32.0, true, &S::bp06_min_listed,
     "So many listed neighbours must lie on carriers that were listened to."},
    {"bp07.min_cells", "1", 2.0, 50.0, true, &S::bp07_min_cells,
     "So many other cells' whole neighbour lists must be known."},
    {"bp08.min_blocks", "1", 16.0, 10000.0, true, &S::bp08_min_blocks,
     "After so many blocks of its broadcast (4.25 a second) what was not heard is not sent."},
    {"bp08.share", "1", 0.5, 1.0, false, &S::bp08_share,
     "What this part of its network's cells sends is usual."},
    {"bp16.values", "1", 2.0, 8.0, true, &S::bp16_values,
     "So many parameters in common with one program's examples are too many."},
    {"dg04.share", "1", 0.5, 1.0, false, &S::dg04_share,
     "Where this part of its network's cells names UMTS or LTE neighbours, none is odd."},
    {"dy06.changes", "1", 1.0, 64.0, true, &S::dy06_changes,
     "So many changes of area code within the window are a rotation."},
    {"dy06.window_s", "s", 60.0, 1800.0, false, &S::dy06_window_s,
     "The window in which changes of area code and cell identity are counted."},
    {"dy07.changes", "1", 1.0, 64.0, true, &S::dy07_changes,
     "So many changes of cell identity within the window are a rotation."},
    {"dy09.min_per_10_s", "1", 0.0, 1000.0, false, &S::dy09_min_per_10_s,
     "Fewer mobiles paged in ten seconds than this is poor, where others page more."},
    {"dy09.after_s", "s", 5.0, 600.0, false, &S::dy09_after_s,
     "So long must the control channel have been listened to."},
    {"dy11.factor", "1", 1.0, 1000.0, false, &S::dy11_factor,
     "So many times the usual share of pagings by permanent identity is too much."},
    {"dy11.min_share", "1", 0.001, 1.0, false, &S::dy11_min_share,
     "A smaller share than this is never too much."},
    {"dy11.min_named", "1", 10.0, 100000.0, true, &S::dy11_min_named,
     "So many mobiles must have been paged before a share says anything."},
    {"dy12.after_s", "s", 60.0, 540.0, false, &S::dy12_after_s,
     "So long must a cell have been heard before serving nobody says anything."},
    {"dy12.min_block_pairs", "1", 100.0, 1e6, true, &S::dy12_min_block_pairs,
     "So many of its resource blocks must have been looked at."},
    {"dy12.min_siblings", "1", 1.0, 50.0, true, &S::dy12_min_siblings,
     "So many other cells of its network must tell what is usual."},
    {"dy12.others_share", "1", 0.03, 1.0, false, &S::dy12_others_share,
     "Each of them must have this part of its resource blocks in use."},
    {"dy13.share", "1", 0.5, 1.0, false, &S::dy13_share,
     "Where this part of its network's assignments hops, none is odd."},
    {"dy13.min_assigned", "1", 3.0, 10000.0, true, &S::dy13_min_assigned,
     "So many channels must have been given before hopping says anything."},
    {"dy17.factor", "1", 2.0, 100.0, false, &S::dy17_factor,
     "So many times its usual rate of assignments is a storm."},
    {"dy17.after_s", "s", 5.0, 300.0, false, &S::dy17_after_s, "So long must it last."},
    {"dy17.min_assigned", "1", 3.0, 10000.0, true, &S::dy17_min_assigned,
     "Fewer channels given in that time are no storm."},
    {"rf03.factor", "1", 2.0, 1000.0, false, &S::rf03_factor,
     "A carrier so many times less steady than the others' is unsteady ..."},
    {"rf03.min_ppm", "ppm", 0.001, 10.0, false, &S::rf03_min_ppm, "... and never below this."},
    {"rf03.drift_ppm", "ppm", 0.01, 10.0, false, &S::rf03_drift_ppm,
     "A steady drift beyond this in ten minutes is that of a cheap oscillator."},
    {"rf03.drift_after_s", "s", 30.0, 600.0, false, &S::rf03_drift_after_s,
     "So long must the drift have been watched."},
    {"rf06.window_s", "s", 1.0, 600.0, false, &S::rf06_window_s,
     "A content that comes back within this time was never changed: a modification period is 41 s at most."},
    {"rf07.min_db", "dB", 1.0, 30.0, false, &S::rf07_min_db,
     "Subframes with messages so much louder than their neighbours are sent by another."},
    {"rf07.min_subframes", "1", 2.0, 1000.0, true, &S::rf07_min_subframes,
     "So many of them must have been read in a dwell."},
    {"rf14.max_percent", "%", 3.0, 100.0, false, &S::rf14_max_percent,
     "LTE: a symbol error beyond this, noise taken off, is no base station's."},
    {"rf14.max_deg", "deg", 1.0, 45.0, false, &S::rf14_max_deg,
     "A phase error beyond this is no base station's (TS 45.005, section 4.6.1)."},
    {"rf14.min_snr_db", "dB", 10.0, 60.0, false, &S::rf14_min_snr_db,
     "Below this the phase error, or symbol error, is the noise's."},
    {"rf15.pause_db", "dB", 2.0, 60.0, false, &S::rf15_pause_db,
     "A beacon carrier may fall by less than this in unused timeslots; power saving takes 2 to 4 dB."},
    {"rf16.min_bursts", "1", 4.0, 10000.0, true, &S::rf16_min_bursts,
     "So many bursts must tell the training sequence."},
    {"rf17.rise_db", "dB", 3.0, 60.0, false, &S::rf17_rise_db,
     "A band's floor so far above what it was is jammed ..."},
    {"rf17.min_width_hz", "Hz", 1e6, 100e6, false, &S::rf17_min_width_hz, "... where so much of it rose ..."},
    {"rf17.after_s", "s", 2.0, 25.0, false, &S::rf17_after_s, "... for so long."},
    {"rf18.min_db", "dB", 3.0, 60.0, false, &S::rf18_min_db,
     "The middle of a carrier so much louder than the rest of it is jammed ..."},
    {"rf18.min_lost", "1", 2.0, 50.0, true, &S::rf18_min_lost, "... where so many cells were lost ..."},
    {"rf18.after_s", "s", 1.0, 120.0, false, &S::rf18_after_s, "... and not heard for so long."},
    {"rf21.margin_db", "dB", 0.0, 40.0, false, &S::rf21_margin_db,
     "A level must be so far above what free space lets through."},
    {"rf21.antenna_dbi", "dBi", -10.0, 60.0, false, &S::rf21_antenna_dbi,
     "The most that the receiver's antenna gains in any direction."},
    {"rf22.distance_m", "m", 100.0, 35e3, false, &S::rf22_distance_m,
     "A listed site nearer than this has phones close to it."},
    {"rf22.near_share", "1", 0.5, 1.0, false, &S::rf22_near_share,
     "Where this part of its phones is within a kilometre, nearly all are."},
    {"rf22.min_assigned", "1", 3.0, 10000.0, true, &S::rf22_min_assigned,
     "So many channels must have been given before distances say anything."},
    {"bp10.min_windows", "1", 5.0, 10000.0, true, &S::bp10_min_windows,
     "After so many of its windows a message of which nothing was heard is not sent ..."},
    {"bp10.sib1_share", "1", 0.5, 1.0, false, &S::bp10_sib1_share,
     "... where this part of the receptions of system information block 1 needed no repeats."},
    {"dy16.min_paging", "1", 1.0, 10000.0, true, &S::dy16_min_paging,
     "So many paging messages must have been read before a change that none of them announced."},
    {"dy18.factor", "1", 2.0, 100.0, false, &S::dy18_factor,
     "So many times its usual rate of answered random accesses is a storm."},
    {"dy18.after_s", "s", 5.0, 300.0, false, &S::dy18_after_s, "So long must it last."},
    {"dy18.min_answered", "1", 3.0, 10000.0, true, &S::dy18_min_answered,
     "Fewer mobiles answered in that time are no storm."},
    {"wm01.after_s", "s", 5.0, 600.0, false, &S::wm01_after_s,
     "Other cells must have said for so long that they have no warning."},
    {"wm01.min_others", "1", 1.0, 50.0, true, &S::wm01_min_others,
     "So many other cells of its network must have said so."},
    {"wm05.after_s", "s", 10.0, 300.0, false, &S::wm05_after_s,
     "So long after its announcements a warning must have been missing."},
    {"wm05.min_indications", "1", 1.0, 1000.0, true, &S::wm05_min_indications,
     "So many paging messages must have announced a warning."},
    {"score.watch_points", "points", 1.0, 200.0, false, &S::watch_points, "Level watch begins here."},
    {"score.suspect_points", "points", 1.0, 200.0, false, &S::suspect_points, "Level suspect begins here."},
    {"score.alert_points", "points", 1.0, 200.0, false, &S::alert_points, "Level alert begins here."},
    {"score.alert_family_points", "points", 0.0, 40.0, false, &S::alert_family_points,
     "An alert needs this much from each of two families."},
    {"score.votes_needed", "1", 1.0, 32.0, true, &S::votes_needed, "A rule must hold in so many dwells ..."},
    {"score.votes_of", "1", 1.0, 32.0, true, &S::votes_of, "... of so many last ones."},
    {"score.fast_path_rules", "1", 2.0, 32.0, true, &S::fast_path_rules,
     "So many rules that fire in one dwell hold at once ..."},
    {"score.fast_path_families", "1", 1.0, 8.0, true, &S::fast_path_families,
     "... when they are of so many families ..."},
    {"score.fast_path_decodes", "1", 1.0, 100.0, true, &S::fast_path_decodes,
     "... and the cell was decoded so many times."},
    {"score.half_life_s", "s", 1.0, 1e6, false, &S::half_life_s,
     "Evidence that is not renewed halves in this time."},
    {"score.half_life_id_s", "s", 1.0, 1e7, false, &S::half_life_id_s,
     "The same for evidence about identities."},
    {"score.fall_margin_points", "points", 0.0, 50.0, false, &S::fall_margin_points,
     "A level is left only so far below its threshold ..."},
    {"score.fall_after_s", "s", 0.0, 86400.0, false, &S::fall_after_s, "... for this long."},
});

std::string range_of(const SettingInfo& info) {
  return decimal(info.min, 6) + " to " + decimal(info.max, 6) +
         (info.unit == "1" ? "" : " " + std::string(info.unit));
}

}  // namespace

std::span<const SettingInfo> setting_infos() noexcept {
  return kSettings;
}

const SettingInfo* find_setting(std::string_view key) noexcept {
  const auto found = std::ranges::find(kSettings, key, &SettingInfo::key);
  return found == kSettings.end() ? nullptr : &*found;
}

std::vector<std::string> problems(const RuleSettings& settings) {
  std::vector<std::string> lines;
  const auto complain = [&](std::string_view key, const std::string& what) {
    lines.push_back(std::string(key) + ": " + what);
  };
  for (const SettingInfo& info : kSettings) {
    const double value = settings.*info.member;
    if (!std::isfinite(value) || value < info.min || value > info.max) {
      complain(info.key,
               (std::isfinite(value) ? decimal(value, 6) : "no number") + " is outside " + range_of(info));
    } else if (info.whole && value != std::floor(value)) {
      complain(info.key, decimal(value, 6) + " is no whole number");
    }
  }
  if (settings.rf01_weak_ppm > settings.rf01_strong_ppm)
    complain("rf01.weak_ppm", "is above rf01.strong_ppm");
  if (settings.rf01_good_sigma_ppm >= settings.rf01_poor_sigma_ppm)
    complain("rf01.good_sigma_ppm", "is not below rf01.poor_sigma_ppm");
  if (settings.watch_points > settings.suspect_points)
    complain("score.watch_points", "is above score.suspect_points");
  if (settings.suspect_points > settings.alert_points)
    complain("score.suspect_points", "is above score.alert_points");
  if (settings.votes_needed > settings.votes_of) complain("score.votes_needed", "is above score.votes_of");
  for (const std::string& id : settings.disabled) {
    if (find_rule(id) == nullptr)
      complain("disabled", "\"" + id + "\" is no rule; `cellwarden rules` lists them");
  }
  return lines;
}

}  // namespace cellwarden::detector
