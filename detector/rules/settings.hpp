#pragma once

/// \file
/// Everything one may set about rules and scoring: a plain structure, and a table that names each member,
/// its unit, range and meaning, for the configuration reader and for `cellwarden rules`.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cellwarden::detector {

struct RuleSettings {
  // What is common to all rules.
  double radio_clock_tolerance_ppm = 100.0;
  double gate_min_decodes = 3.0;
  double gate_min_mib_z = 9.5;
  double gate_min_snr_db = -20.0;
  double gate_gsm_min_snr_db = 6.0;
  double gate_max_missing_fraction = 0.05;
  double gate_max_clipped_fraction = 0.01;
  double gate_common_level_shift_db = 6.0;
  double gate_common_carrier_shift_ppm = 1.0;
  double gate_edge_s = 60.0;
  double gate_moving_m_s = 2.0;

  double towers_radius_m = 35e3;
  double towers_max_age_d = 30.0;

  double baseline_full_after_d = 7.0;
  double baseline_min_dwells = 60.0;
  double baseline_stable_after_d = 14.0;

  // Rules.
  double rf01_weak_ppm = 0.15;
  double rf01_strong_ppm = 0.5;
  double rf01_weak_after_s = 10.0;
  double rf01_strong_after_s = 2.0;
  double rf01_good_sigma_ppm = 0.03;
  double rf01_poor_sigma_ppm = 0.15;
  double rf01_min_cohort = 3.0;
  double rf05_min_delay_us = 5.0;
  double rf05_same_carrier_ppm = 0.05;
  double rf05_persistence_s = 30.0;
  double rf05_min_relative_power_db = -20.0;
  double dy01_rise_s = 60.0;
  double dy01_top = 3.0;
  double dy03_above_max_db = 10.0;
  double dy04_step_db = 12.0;
  double dy04_window_s = 30.0;
  double dy15_restarts = 3.0;
  double dy15_window_s = 3600.0;

  // Rules about LTE cells, and about both.
  double lte_min_siblings = 3.0;
  double id01_land_m = 35e3;
  double id01_far_m = 60e3;
  double id07_gsm_m = 35e3;
  double id07_lte_m = 60e3;
  double id07_min_samples = 5.0;
  double id11_radius_m = 50e3;
  double id11_min_rows = 100.0;
  double id11_min_cells = 10.0;
  double id16_min_cells = 100.0;
  double bp15_min_siblings = 30.0;
  double bp15_min_fields = 3.0;
  double bp17_max_clock_error_s = 1.0;

  // Rules about GSM cells.
  double gsm_strong_snr_db = 25.0;
  double gsm_min_siblings = 3.0;
  double id12_min_siblings = 3.0;
  double bp01_max_offset = 40.0;
  double bp01_above_siblings = 10.0;
  double bp05_others_list = 3.0;
  double bp06_min_cells = 5.0;
  double bp06_min_listed = 3.0;
  double bp07_min_cells = 5.0;
  double bp08_min_blocks = 240.0;
  double bp08_share = 0.9;
  double bp16_values = 4.0;
  double dg04_share = 0.9;
  double dy06_changes = 2.0;
  double dy06_window_s = 1800.0;
  double dy07_changes = 2.0;
  double dy09_min_per_10_s = 20.0;
  double dy09_after_s = 30.0;
  double dy11_factor = 10.0;
  double dy11_min_share = 0.05;
  double dy11_min_named = 50.0;
  double dy12_after_s = 300.0;
  double dy12_min_block_pairs = 2000.0;
  double dy12_min_siblings = 2.0;
  double dy12_others_share = 0.06;
  double dy13_share = 0.95;
  double dy13_min_assigned = 10.0;
  double dy17_factor = 5.0;
  double dy17_after_s = 30.0;
  double dy17_min_assigned = 10.0;
  double rf03_factor = 10.0;
  double rf03_min_ppm = 0.02;
  double rf03_drift_ppm = 0.1;
  double rf03_drift_after_s = 120.0;
  double rf06_window_s = 40.0;
  double rf07_min_db = 3.0;
  double rf07_min_subframes = 8.0;
  double rf14_max_deg = 5.0;
  double rf14_max_percent = 12.0;
  double rf14_min_snr_db = 25.0;
  double rf15_pause_db = 6.0;
  double rf16_min_bursts = 16.0;
  double rf17_rise_db = 10.0;
  double rf17_min_width_hz = 5e6;
  double rf17_after_s = 20.0;
  double rf18_min_db = 10.0;
  double rf18_min_lost = 3.0;
  double rf18_after_s = 5.0;
  double rf21_margin_db = 6.0;
  double rf21_antenna_dbi = 10.0;
  double rf22_distance_m = 1000.0;
  double rf22_near_share = 0.9;
  double rf22_min_assigned = 10.0;

  // Rules about what LTE cells send, and when.
  double bp10_min_windows = 20.0;
  double bp10_sib1_share = 0.9;
  double dy16_min_paging = 10.0;
  double dy18_factor = 5.0;
  double dy18_after_s = 30.0;
  double dy18_min_answered = 10.0;

  // Rules about public warnings.
  double wm01_after_s = 30.0;
  double wm01_min_others = 2.0;
  double wm05_after_s = 60.0;
  double wm05_min_indications = 3.0;

  // Scoring.
  double watch_points = 20.0;
  double suspect_points = 40.0;
  double alert_points = 60.0;
  double alert_family_points = 10.0;
  double votes_needed = 4.0;
  double votes_of = 6.0;
  double fast_path_rules = 3.0;
  double fast_path_families = 2.0;
  double fast_path_decodes = 2.0;
  double half_life_s = 1800.0;
  double half_life_id_s = 86400.0;
  double fall_margin_points = 8.0;
  double fall_after_s = 900.0;

  std::vector<std::string> disabled;  ///< rule ids that are switched off
};

/// One number of RuleSettings. Its default is the value in a default RuleSettings.
struct SettingInfo {
  std::string_view key;   ///< "rf01.strong_ppm"; before the dot: a rule in lower case, or a group
  std::string_view unit;  ///< "ppm", "dB", "s", "1" for plain numbers
  double min{};
  double max{};
  bool whole{};  ///< only whole numbers
  double RuleSettings::*member{};
  std::string_view help;  ///< one sentence

  [[nodiscard]] double default_value() const { return RuleSettings{}.*member; }
};

[[nodiscard]] std::span<const SettingInfo> setting_infos() noexcept;
[[nodiscard]] const SettingInfo* find_setting(std::string_view key) noexcept;

/// Every value that is out of its range or at odds with another, one line each; empty when all is well.
[[nodiscard]] std::vector<std::string> problems(const RuleSettings& settings);

}  // namespace cellwarden::detector
