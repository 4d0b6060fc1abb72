#include "detector/records/gsm_fields.hpp"

#include <array>
#include <string>
#include <string_view>

namespace cellwarden::records {
namespace {

template <class Whole>
void put_array(JsonWriter& json, std::string_view name, const std::vector<Whole>& values) {
  json.key(name);
  json.begin_array();
  for (const Whole value : values) json.whole(static_cast<std::uint64_t>(value));
  json.end_array();
}

void put(JsonWriter& json, std::string_view name, const std::optional<bool>& value) {
  if (value) json.boolean(name, *value);
}

/// Numbers of the bits that are set, lowest first.
void put_bits(JsonWriter& json, std::string_view name, unsigned bits) {
  std::vector<unsigned> set;
  for (unsigned i = 0; i < 16; ++i) {
    if (((bits >> i) & 1U) != 0) set.push_back(i);
  }
  put_array(json, name, set);
}

template <class Put>
void put_object(JsonWriter& json, std::string_view name, const Put& put_members) {
  json.key(name);
  json.begin_object();
  put_members();
  json.end_object();
}

/// An object where there is something, nothing else.
template <class Value, class Put>
void put_object(JsonWriter& json, std::string_view name, const std::optional<Value>& value,
                const Put& put_members) {
  if (value) put_object(json, name, [&] { put_members(*value); });
}

template <class Values, class Put>
void put_objects(JsonWriter& json, std::string_view name, const Values& values, const Put& put_members) {
  json.key(name);
  json.begin_array();
  for (const auto& value : values) {
    json.begin_object();
    put_members(value);
    json.end_object();
  }
  json.end_array();
}

void put_leftover(JsonWriter& json, const gsm::Leftover& leftover) {
  if (leftover.unread_bits > 0) json.count("unread_bits", leftover.unread_bits);
  if (leftover.is_cut_short) json.boolean("cut_short", true);
}

void put_rach(JsonWriter& json, const gsm::RachControl& rach) {
  put_object(json, "rach", [&] {
    json.count("max_retransmissions", rach.max_retransmissions);
    json.count("tx_integer_slots", rach.tx_integer_slots);
    json.boolean("barred", rach.is_barred);
    json.boolean("reestablishment", rach.is_reestablishment_allowed);
    json.boolean("emergency_for_special_only", rach.is_emergency_for_special_only);
    put_bits(json, "barred_classes", rach.barred_classes);
  });
}

void put_channels(JsonWriter& json, std::string_view name, const gsm::FrequencyList& list) {
  put_array(json, name, list.arfcns);
  json.text("list_format", gsm::to_string(list.format));
  if (list.is_malformed) json.boolean("list_malformed", true);
}

void put_neighbour_list(JsonWriter& json, const gsm::NeighbourList& list) {
  put_channels(json, "neighbours", list.channels);
  json.count("ba_ind", list.ba_ind);
}

void put_area(JsonWriter& json, const gsm::LocationArea& area) {
  if (area.plmn) json.text("plmn", to_string(*area.plmn));
  json.count("lac", area.lac.value);
}

void put_selection(JsonWriter& json, const gsm::CellSelection& selection) {
  json.count("reselect_hysteresis_db", selection.reselect_hysteresis_db);
  json.count("ms_txpwr_max_cch", selection.ms_txpwr_max_cch);
  json.boolean("neci", selection.is_neci);
  json.count("rxlev_access_min", selection.rxlev_access_min);
}

std::string_view name_of(gsm::Dtx dtx) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"allowed", "required", "forbidden", "reserved"};
  return kNames[static_cast<std::size_t>(dtx)];
}

void put_reselection(JsonWriter& json, const std::optional<gsm::ReselectionParameters>& reselection) {
  put_object(json, "reselection", reselection, [&](const gsm::ReselectionParameters& c2) {
    json.boolean("cbq", c2.is_cell_bar_qualified);
    json.count("offset_db", c2.offset_db());
    if (const auto offset = c2.temporary_offset_db()) json.count("temporary_offset_db", *offset);
    if (const auto time = c2.penalty_time_s()) json.count("penalty_time_s", *time);
  });
}

void put_gprs_indicator(JsonWriter& json, const std::optional<gsm::GprsIndicator>& gprs) {
  put_object(json, "gprs", gprs, [&](const gsm::GprsIndicator& one) {
    json.count("ra_colour", one.ra_colour);
    json.boolean("si13_on_extended_bcch", one.is_si13_on_extended_bcch);
  });
}

void put_message(JsonWriter& json, const gsm::Si1& si1) {
  put_channels(json, "cell_allocation", si1.cell_allocation);
  put_rach(json, si1.rach);
  json.count("nch_position", si1.rest.nch_position);
  json.boolean("band_1900", si1.rest.is_band_1900);
  put_leftover(json, si1.rest.leftover);
}

void put_message(JsonWriter& json, const gsm::Si2& si2) {
  put_neighbour_list(json, si2.neighbours);
  json.boolean("extended", si2.neighbours.is_extended);
  put_bits(json, "ncc_permitted", si2.ncc_permitted);
  put_rach(json, si2.rach);
}

void put_message(JsonWriter& json, const gsm::Si2bis& si2bis) {
  put_neighbour_list(json, si2bis.neighbours);
  json.boolean("extended", si2bis.neighbours.is_extended);
  put_rach(json, si2bis.rach);
  put_leftover(json, si2bis.leftover);
}

void put_carrier(JsonWriter& json, std::string_view name, const std::optional<gsm::UtraCarrier>& carrier) {
  put_object(json, name, carrier, [&](const gsm::UtraCarrier& one) {
    json.count("uarfcn", one.uarfcn);
    json.count("bandwidth", one.bandwidth);
  });
}

void put_message(JsonWriter& json, const gsm::Si2ter& si2ter) {
  put_neighbour_list(json, si2ter.neighbours);
  json.count("multiband_reporting", si2ter.neighbours.multiband_reporting);
  if (const auto& content = si2ter.rest.content) {
    json.count("index", content->index);
    json.count("count", content->count);
    put_carrier(json, "utra_fdd", content->fdd);
    put_carrier(json, "utra_tdd", content->tdd);
    put_object(json, "utra_measurement", content->measurement, [&](const gsm::Si2terMeasurement3g& one) {
      json.count("qsearch_i", one.qsearch_i);
      if (one.fdd) {
        json.count("fdd_qoffset", one.fdd->qoffset);
        json.count("fdd_qmin", one.fdd->qmin);
      }
      json.count("tdd_qoffset", one.tdd_qoffset);
    });
    if (content->fdd_addition) {
      json.count("fdd_qmin_offset", content->fdd_addition->qmin_offset);
      json.count("fdd_rscpmin", content->fdd_addition->rscp_min);
    }
  }
  put_leftover(json, si2ter.rest.leftover);
}

void put_utra_carriers(JsonWriter& json, std::string_view name,
                       const std::optional<gsm::UtraNeighboursDescription>& description, bool is_fdd) {
  if (!description) return;
  put_objects(json, name, description->carriers, [&](const gsm::UtraCells& carrier) {
    json.count("uarfcn", carrier.uarfcn);
    json.count("bandwidth", description->bandwidth);
    std::vector<std::uint16_t> codes;
    for (const gsm::UtraCell& cell : carrier.cells) codes.push_back(cell.code);
    put_array(json, is_fdd ? "scrambling_codes" : "cell_parameters", codes);
  });
}

void put_pcis(JsonWriter& json, const gsm::PciGroup& group) {
  put_array(json, "pcis", group.pcis);
  json.count("pci_bitmap", group.bitmap);
  if (group.patterns.empty()) return;
  put_objects(json, "pci_patterns", group.patterns, [&](const gsm::CodePattern& pattern) {
    json.count("length_bits", pattern.length_bits);
    json.count("pattern", pattern.pattern);
    json.boolean("sense", pattern.sense);
  });
}

void put_eutra(JsonWriter& json, const gsm::EutraParameters& eutra) {
  json.boolean("ccn_active", eutra.is_ccn_active);
  if (eutra.measurement) json.count("qsearch_c_initial", eutra.measurement->qsearch);
  if (eutra.gprs_measurement) json.count("qsearch_p", eutra.gprs_measurement->qsearch);
  put_objects(json, "neighbours", eutra.neighbours, [&](const gsm::EutraNeighbours& group) {
    std::vector<std::uint32_t> earfcns;
    for (const auto& carrier : group.carriers) earfcns.push_back(carrier.earfcn);
    put_array(json, "earfcns", earfcns);
    json.count("priority", group.priority);
    json.count("thresh_high", group.thresh_high);
    json.count("thresh_low", group.thresh_low);
    json.count("qrxlevmin", group.qrxlevmin);
  });
  if (!eutra.not_allowed.empty()) {
    put_objects(json, "not_allowed", eutra.not_allowed, [&](const gsm::EutraNotAllowed& one) {
      put_pcis(json, one.cells);
      put_array(json, "frequency_indices", one.frequency_indices);
    });
  }
  if (!eutra.tracking_areas.empty()) json.count("tracking_area_mappings", eutra.tracking_areas.size());
}

void put_priorities(JsonWriter& json, const gsm::Priorities& priorities) {
  put_object(json, "serving_priority", priorities.serving, [&](const gsm::ServingCellPriority& one) {
    json.count("geran_priority", one.geran_priority);
    json.count("thresh_priority_search", one.thresh_priority_search);
    json.count("thresh_gsm_low", one.thresh_gsm_low);
    json.count("h_prio", one.h_prio);
    json.count("t_reselection", one.t_reselection);
  });
  if (priorities.utra) {
    put_objects(json, "utra_priorities", priorities.utra->entries,
                [&](const gsm::UtraPrioritiesEntry& entry) {
                  put_array(json, "frequency_indices", entry.frequency_indices);
                  json.count("priority", entry.priority);
                  json.count("thresh_high", entry.thresh_high);
                  json.count("thresh_low", entry.thresh_low);
                  json.count("qrxlevmin", entry.qrxlevmin);
                });
  }
  put_object(json, "eutra", priorities.eutra, [&](const gsm::EutraParameters& one) { put_eutra(json, one); });
}

void put_message(JsonWriter& json, const gsm::Si2quater& si2quater) {
  const auto& rest = si2quater.rest;
  json.count("index", rest.index);
  json.count("count", rest.count);
  json.count("ba_ind", rest.ba_ind);
  json.count("ba_ind_3g", rest.ba_ind_3g);
  json.count("mp_change_mark", rest.mp_change_mark);
  if (rest.nc_measurement) json.count("network_control_order", rest.nc_measurement->network_control_order);
  if (rest.utra_neighbours) {
    put_utra_carriers(json, "utra_fdd", rest.utra_neighbours->fdd, true);
    put_utra_carriers(json, "utra_tdd", rest.utra_neighbours->tdd, false);
  }
  put_object(json, "utra_measurement", rest.utra_measurement, [&](const gsm::UtraMeasurement& one) {
    json.count("qsearch_i", one.qsearch_i);
    if (one.fdd) {
      json.count("fdd_qoffset", one.fdd->qoffset);
      json.count("fdd_qmin", one.fdd->qmin);
    }
    if (one.tdd) json.count("tdd_qoffset", one.tdd->qoffset);
  });
  if (rest.fdd_addition) {
    json.count("fdd_qmin_offset", rest.fdd_addition->qmin_offset);
    json.count("fdd_rscpmin", rest.fdd_addition->rscp_min);
  }
  put(json, "utra_ccn_active", rest.is_utra_ccn_active);
  if (rest.priorities) put_priorities(json, *rest.priorities);
  if (rest.extended_earfcns) put_array(json, "extended_earfcns", *rest.extended_earfcns);
  put_leftover(json, gsm::leftover_of(gsm::Message{si2quater}));
}

void put_message(JsonWriter& json, const gsm::Si3& si3) {
  put_area(json, si3.area);
  json.count("cell_id", si3.cell_id.value);
  json.boolean("attach_required", si3.control_channel.is_attach_required);
  json.count("access_grant_blocks", si3.control_channel.access_grant_blocks);
  json.count("ccch_conf", si3.control_channel.ccch_conf);
  json.boolean("ccch_combined", si3.control_channel.is_combined());
  json.count("paging_period_multiframes", si3.control_channel.paging_period_multiframes);
  json.count("periodic_update_decihours", si3.control_channel.periodic_update_decihours);
  json.count("cbq3", si3.control_channel.cbq3);
  json.boolean("release_99_core", si3.control_channel.is_release_99_core);
  json.boolean("power_control_indicated", si3.options.is_power_control_indicated);
  json.text("dtx", name_of(si3.options.dtx));
  json.count("radio_link_timeout_sacch_blocks", si3.options.radio_link_timeout_sacch_blocks);
  put_selection(json, si3.selection);
  put_rach(json, si3.rach);
  put_reselection(json, si3.rest.reselection);
  json.count("power_offset_db", si3.rest.power_offset_db);
  json.boolean("has_si2ter", si3.rest.has_si2ter);
  json.boolean("early_classmark", si3.rest.is_early_classmark_allowed);
  json.count("scheduling_where", si3.rest.scheduling_where);
  put_gprs_indicator(json, si3.rest.gprs);
  json.boolean("early_classmark_3g", si3.rest.is_3g_early_classmark_allowed);
  put(json, "si2quater_on_extended_bcch", si3.rest.si2quater_on_extended_bcch);
  put(json, "si21_on_extended_bcch", si3.rest.si21_on_extended_bcch);
  put_leftover(json, si3.rest.leftover);
}

void put_si4_rest(JsonWriter& json, const gsm::Si4Rest& rest) {
  put_reselection(json, rest.reselection);
  json.count("power_offset_db", rest.power_offset_db);
  put_gprs_indicator(json, rest.gprs);
  put_object(json, "lsa", rest.lsa_parameters, [&](const gsm::Si4LsaParameters& lsa) {
    json.count("prio_thr", lsa.prio_thr);
    json.count("offset", lsa.lsa_offset);
  });
  json.count("cell_id", rest.cell_id);
  if (!rest.lsa_names.empty()) json.count("lsa_count", rest.lsa_names.size());
  json.count("cbq3", rest.cbq3);
  put_leftover(json, rest.leftover);
}

void put_message(JsonWriter& json, const gsm::Si4& si4) {
  put_area(json, si4.area);
  put_selection(json, si4.selection);
  json.boolean("reselection_in_si7", si4.selection.has_reselection_in_si7);
  put_rach(json, si4.rach);
  put_object(json, "cell_broadcast", si4.cell_broadcast, [&](const gsm::ChannelDescription& channel) {
    json.count("timeslot", channel.timeslot);
    json.count("training_sequence", channel.training_sequence);
    json.count("arfcn", channel.arfcn);
    json.count("maio", channel.maio);
    json.count("hsn", channel.hsn);
  });
  put_si4_rest(json, si4.rest);
}

void put_message(JsonWriter& json, const gsm::Si9& si9) {
  put_rach(json, si9.rach);
  json.count("schedules", si9.rest.schedules.size());
  put_leftover(json, si9.rest.leftover);
}

void put_gprs_cell(JsonWriter& json, const gsm::GprsCell& cell) {
  json.count("rac", cell.rac);
  json.boolean("spgc_ccch_sup", cell.is_spgc_ccch_supported);
  json.count("priority_access_thr", cell.priority_access_thr);
  json.count("network_control_order", cell.network_control_order);
  json.count("nmo", cell.options.nmo);
  json.count("t3168", cell.options.t3168);
  json.count("t3192", cell.options.t3192);
  json.count("drx_timer_max", cell.options.drx_timer_max);
  json.boolean("access_burst_11_bit", cell.options.has_11_bit_access_burst);
  json.count("bs_cv_max", cell.options.bs_cv_max);
  if (const auto& extension = cell.options.extension) {
    json.boolean("egprs", extension->egprs.has_value());
    put(json, "pfc_feature_mode", extension->pfc_feature_mode);
    put(json, "dtm_support", extension->dtm_support);
    put(json, "bss_paging_coordination", extension->bss_paging_coordination);
    put(json, "ccn_active", extension->ccn_active);
    put(json, "nw_ext_utbf", extension->nw_ext_utbf);
    put(json, "multiple_tbf_capability", extension->multiple_tbf_capability);
    put(json, "reduced_latency_access", extension->reduced_latency_access);
  }
  json.count("alpha", cell.power.alpha);
  json.count("t_avg_w", cell.power.t_avg_w);
  json.count("t_avg_t", cell.power.t_avg_t);
  json.boolean("measured_on_pdch", cell.power.is_measured_on_pdch);
  json.count("n_avg_i", cell.power.n_avg_i);
}

void put_message(JsonWriter& json, const gsm::Si13& si13) {
  if (const auto& content = si13.rest.content) {
    json.count("bcch_change_mark", content->bcch_change_mark);
    json.count("si_change_field", content->si_change_field);
    if (content->hopping) json.count("hsn", content->hopping->allocation.hsn);
    const auto* cell = std::get_if<gsm::GprsCell>(&content->packet_channels);
    json.boolean("pbcch", cell == nullptr);
    if (cell != nullptr) put_gprs_cell(json, *cell);
    put(json, "sgsn_release_99", content->is_sgsn_release_99);
    put(json, "si_status_ind", content->si_status_ind);
    json.count("lb_ms_txpwr_max_cch", content->lb_ms_txpwr_max_cch);
    json.count("si2n_support", content->si2n_support);
  }
  put_leftover(json, gsm::leftover_of(gsm::Message{si13}));
}

template <class One>
void put_kind(JsonWriter& json, gsm::MessageKind kind, const std::optional<One>& message) {
  put_object(json, gsm::to_string(kind), message, [&](const One& one) { put_message(json, one); });
}

template <class One>
void put_set(JsonWriter& json, gsm::MessageKind kind, const std::map<std::uint8_t, One>& instances) {
  if (instances.empty()) return;
  put_objects(json, gsm::to_string(kind), instances,
              [&](const auto& entry) { put_message(json, entry.second); });
}

void put_rest(JsonWriter& json, gsm::MessageKind kind, const std::optional<gsm::Si4Rest>& rest) {
  put_object(json, gsm::to_string(kind), rest, [&](const gsm::Si4Rest& one) { put_si4_rest(json, one); });
}

void put_together(JsonWriter& json, const gsm::SystemInformation& cell) {
  if (cell.si2() || cell.si2bis() || !cell.si2ter().empty()) {
    put_array(json, "neighbours", cell.neighbours());
    json.boolean("neighbours_complete", cell.are_neighbours_complete());
  }
  put(json, "gprs", cell.has_gprs());
  if (const auto utra = cell.utra_neighbours(); !utra.empty()) {
    std::vector<std::uint16_t> uarfcns;
    uarfcns.reserve(utra.size());
    for (const auto& one : utra) uarfcns.push_back(one.uarfcn);
    put_array(json, "utra_uarfcns", uarfcns);
  }
  if (const auto eutra = cell.eutra_neighbours(); !eutra.empty()) {
    std::vector<std::uint32_t> earfcns;
    earfcns.reserve(eutra.size());
    for (const auto& one : eutra) earfcns.push_back(one.earfcn);
    put_array(json, "eutra_earfcns", earfcns);
  }
}

}  // namespace

void put_broadcast(JsonWriter& json, const gsm::SystemInformation& cell) {
  using Kind = gsm::MessageKind;
  json.begin_object();
  put_kind(json, Kind::kSi1, cell.si1());
  put_kind(json, Kind::kSi2, cell.si2());
  put_kind(json, Kind::kSi2bis, cell.si2bis());
  put_set(json, Kind::kSi2ter, cell.si2ter());
  put_set(json, Kind::kSi2quater, cell.si2quater());
  put_kind(json, Kind::kSi3, cell.si3());
  put_kind(json, Kind::kSi4, cell.si4());
  put_rest(json, Kind::kSi7, cell.si7_rest());
  put_rest(json, Kind::kSi8, cell.si8_rest());
  put_kind(json, Kind::kSi9, cell.si9());
  put_kind(json, Kind::kSi13, cell.si13());
  put_together(json, cell);
  json.end_object();
}

}  // namespace cellwarden::records
