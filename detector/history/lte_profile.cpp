#include "detector/history/lte_profile.hpp"

#include <algorithm>

#include "detector/history/lte_history.hpp"
#include "detector/lte_messages.hpp"

namespace cellwarden::history {
namespace {

using lte::SibType;

class Writer {
 public:
  template <class Value>
  void put(std::string_view name, Value value) {
    profile_.emplace(name, static_cast<std::int32_t>(value));
  }
  template <class Value>
  void put(std::string_view name, const std::optional<Value>& value) {
    if (value) put(name, *value);
  }
  [[nodiscard]] LteProfile take() { return std::move(profile_); }

 private:
  LteProfile profile_;
};

void put_sib1(Writer& out, const lte::SystemInformationBlock1& sib1) {
  out.put("sib1.networks", sib1.plmns.size());
  out.put("sib1.intra_freq_reselection", sib1.is_intra_freq_reselection_allowed);
  out.put("sib1.csg", sib1.is_csg);
  out.put("sib1.q_rx_lev_min_dbm", sib1.q_rx_lev_min_dbm);
  out.put("sib1.q_rx_lev_min_offset_db", sib1.q_rx_lev_min_offset_db);
  out.put("sib1.p_max_dbm", sib1.p_max_dbm);
  out.put("sib1.messages", sib1.scheduling.size());
  if (!sib1.scheduling.empty())
    out.put("sib1.first_period_frames", sib1.scheduling.front().periodicity_frames);
  if (!sib1.scheduling.empty()) out.put("sib1.last_period_frames", sib1.scheduling.back().periodicity_frames);
  out.put("sib1.si_window_ms", sib1.si_window_length_ms);
  out.put("sib1.more_bands", sib1.multi_bands.size());
  out.put("sib1.ims_emergency", sib1.has_ims_emergency_support);
  if (sib1.quality_selection) out.put("sib1.q_qual_min_db", sib1.quality_selection->q_qual_min_db);
  out.put("sib1.ecall", sib1.has_ecall_over_ims);
  if (sib1.tdd) {
    out.put("sib1.tdd_assignment", sib1.tdd->subframe_assignment);
    out.put("sib1.tdd_special", sib1.tdd->special_subframe_pattern);
  }
}

void put_sib2(Writer& out, const lte::SystemInformationBlock2& sib2) {
  const lte::RadioResourceConfig& radio = sib2.radio;
  const lte::RandomAccess& access = radio.random_access;
  out.put("sib2.preambles", access.preambles);
  out.put("sib2.power_ramping_step_db", access.power_ramping_step_db);
  out.put("sib2.preamble_target_dbm", access.preamble_received_target_power_dbm);
  out.put("sib2.preamble_trans_max", access.preamble_trans_max);
  out.put("sib2.response_window_subframes", access.response_window_subframes);
  out.put("sib2.contention_subframes", access.contention_resolution_subframes);
  out.put("sib2.max_harq_msg3", access.max_harq_msg3_tx);
  out.put("sib2.modification_coefficient", radio.modification_period_coefficient);
  out.put("sib2.paging_cycle_frames", radio.default_paging_cycle_frames);
  out.put("sib2.n_b", radio.n_b);
  out.put("sib2.p_b", radio.p_b);
  out.put("sib2.uplink_64qam", radio.pusch.has_64qam);
  out.put("sib2.group_hopping", radio.pusch.is_group_hopping);
  out.put("sib2.pucch_delta_shift", radio.pucch.delta_shift);
  out.put("sib2.sounding", radio.sounding.has_value());
  out.put("sib2.p0_pusch_dbm", radio.uplink_power.p0_nominal_pusch_dbm);
  out.put("sib2.alpha_percent", radio.uplink_power.alpha_percent);
  out.put("sib2.p0_pucch_dbm", radio.uplink_power.p0_nominal_pucch_dbm);
  out.put("sib2.delta_msg3_db", radio.uplink_power.delta_preamble_msg3_db);
  out.put("sib2.t300_ms", sib2.timers.t300_ms);
  out.put("sib2.t301_ms", sib2.timers.t301_ms);
  out.put("sib2.t310_ms", sib2.timers.t310_ms);
  out.put("sib2.n310", sib2.timers.n310);
  out.put("sib2.t311_ms", sib2.timers.t311_ms);
  out.put("sib2.n311", sib2.timers.n311);
  out.put("sib2.time_alignment_subframes", sib2.time_alignment_subframes);
}

void put_sib3(Writer& out, const lte::SystemInformationBlock3& sib3) {
  out.put("sib3.q_hyst_db", sib3.q_hyst_db);
  out.put("sib3.s_non_intra_search_db", sib3.s_non_intra_search_db);
  out.put("sib3.s_intra_search_db", sib3.s_intra_search_db);
  out.put("sib3.thresh_serving_low_db", sib3.thresh_serving_low_db);
  out.put("sib3.priority", sib3.cell_reselection_priority);
  out.put("sib3.q_rx_lev_min_dbm", sib3.q_rx_lev_min_dbm);
  out.put("sib3.t_reselection_s", sib3.t_reselection_s);
}

void put_sib5(Writer& out, const lte::SystemInformationBlock5& sib5) {
  std::optional<std::uint8_t> highest;
  for (const auto* list : {&sib5.carriers, &sib5.more_carriers}) {
    for (const lte::EutraCarrier& carrier : *list) {
      if (carrier.cell_reselection_priority) {
        highest = std::max(highest.value_or(0), *carrier.cell_reselection_priority);
      }
    }
  }
  out.put("sib5.carriers", sib5.carriers.size() + sib5.more_carriers.size());
  out.put("sib5.highest_priority", highest);
}

}  // namespace

std::optional<LteProfile> profile_of(const LteHistory& history) {
  if (!history.sib1()) return std::nullopt;
  const lte::SystemInformationBlock1& sib1 = history.sib1()->block;
  const auto* sib2 = history.find<lte::SystemInformationBlock2>();
  const auto* sib3 = history.find<lte::SystemInformationBlock3>();
  const auto* sib5 = history.find<lte::SystemInformationBlock5>();
  if (sib2 == nullptr) return std::nullopt;
  if (sib3 == nullptr && announces(sib1, static_cast<SibType>(3))) return std::nullopt;
  if (sib5 == nullptr && announces(sib1, static_cast<SibType>(5))) return std::nullopt;
  Writer out;
  put_sib1(out, sib1);
  put_sib2(out, *sib2);
  if (sib3 != nullptr) put_sib3(out, *sib3);
  if (sib5 != nullptr) put_sib5(out, *sib5);
  return out.take();
}

}  // namespace cellwarden::history
