#include "tests/cell/gsm/tshark_view.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace cellwarden::gsm::test {
namespace {

class Viewer {
 public:
  template <class Value>
  void add(const std::string& name, Value value) {
    view[name].push_back(static_cast<std::int64_t>(value));
  }
  template <class Value>
  void add(const std::string& name, const std::optional<Value>& value) {
    if (value) add(name, *value);
  }
  template <class Value>
  void add_all(const std::string& name, const std::vector<Value>& values) {
    for (const Value value : values) add(name, value);
  }

  void rach(const RachControl& rach) {
    constexpr std::array<int, 4> kRetransmissions{1, 2, 4, 7};
    constexpr std::array<int, 16> kSlots{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 25, 32, 50};
    add("max_retrans", std::find(kRetransmissions.begin(), kRetransmissions.end(), rach.max_retransmissions) -
                           kRetransmissions.begin());
    add("tx_integer", std::find(kSlots.begin(), kSlots.end(), rach.tx_integer_slots) - kSlots.begin());
    add("cell_barr_access", rach.is_barred);
    add("re", !rach.is_reestablishment_allowed);
    add("acc", rach.barred_classes | (rach.is_emergency_for_special_only ? 0x400 : 0));
  }
  void area(const LocationArea& area) {
    if (area.plmn) {
      add("e212.lai.mcc", area.plmn->mcc);
      add("e212.lai.mnc", area.plmn->mnc);
    }
    add("gsm_a.lac", area.lac.value);
  }
  void selection(const CellSelection& selection) {
    add("cell_reselect_hyst", selection.reselect_hysteresis_db / 2);
    add("ms_txpwr_max_cch", selection.ms_txpwr_max_cch);
    add("acs", selection.has_reselection_in_si7);
    add("neci", selection.is_neci);
    add("rxlev_access_min", selection.rxlev_access_min);
  }
  void channels(const FrequencyList& list) {
    // Number 0 is the highest, not the lowest, of its band.
    std::vector<std::int64_t>& values = view["arfcn_list"];
    values.assign(list.arfcns.begin(), list.arfcns.end());
  }
  void neighbours(const NeighbourList& list) {
    add("ba_ind", list.ba_ind);
    channels(list.channels);
  }
  void reselection(const std::optional<ReselectionParameters>& parameters) {
    if (!parameters) return;
    add("cbq", parameters->is_cell_bar_qualified);
    add("cell_reselect_offset", parameters->cell_reselect_offset);
    add("temporary_offset", parameters->temporary_offset);
    add("penalty_time", parameters->penalty_time);
  }
  void power_offset(const std::optional<std::uint8_t>& offset_db) {
    if (offset_db) add("power_offset", *offset_db / 2);
  }
  void gprs(const std::optional<GprsIndicator>& gprs) {
    if (!gprs) return;
    add("gprs_ra_colour", gprs->ra_colour);
    add("si13_position", gprs->is_si13_on_extended_bcch);
  }

  void operator()(const Si1& m) {
    channels(m.cell_allocation);
    rach(m.rach);
    add("nch_position", m.rest.nch_position);
    add("band_indicator", m.rest.is_band_1900);
  }
  void operator()(const Si2& m) {
    add("ext_ind", m.neighbours.is_extended);
    neighbours(m.neighbours);
    add("ncc_permitted", m.ncc_permitted);
    rach(m.rach);
  }
  void operator()(const Si2bis& m) {
    add("ext_ind", m.neighbours.is_extended);
    neighbours(m.neighbours);
    rach(m.rach);
  }
  void operator()(const Si2ter& m) {
    add("multiband_reporting", m.neighbours.multiband_reporting);
    neighbours(m.neighbours);
    if (!m.rest.content) return;
    const auto& content = *m.rest.content;
    add("si2ter_mp_change_mark", content.mp_change_mark);
    add("si2ter_3g_change_mark", content.change_mark_3g);
    add("si2ter_index", content.index);
    add("si2ter_count", content.count);
    if (content.fdd) {
      add("fdd_uarfcn", content.fdd->uarfcn);
      add("bandwidth_fdd", content.fdd->bandwidth);
    }
    if (content.tdd) {
      add("tdd_uarfcn", content.tdd->uarfcn);
      add("bandwidth_tdd", content.tdd->bandwidth);
    }
    if (content.measurement) {
      add("qsearch_i", content.measurement->qsearch_i);
      if (content.measurement->fdd) {
        add("fdd_qoffset", content.measurement->fdd->qoffset);
        add("fdd_qmin", content.measurement->fdd->qmin);
      }
      add("tdd_qoffset", content.measurement->tdd_qoffset);
    }
    if (content.fdd_addition) {
      add("fdd_qmin_offset", content.fdd_addition->qmin_offset);
      add("fdd_rscpmin", content.fdd_addition->rscp_min);
    }
  }
  void operator()(const Si3& m) {
    add("gsm_a.bssmap.cell_ci", m.cell_id.value);
    area(m.area);
    add("mscr", m.control_channel.is_release_99_core);
    add("att", m.control_channel.is_attach_required);
    add("bs_ag_blks_res", m.control_channel.access_grant_blocks);
    add("ccch_conf", m.control_channel.ccch_conf);
    add("cbq3", m.control_channel.cbq3);
    add("bs_pa_mfrms", m.control_channel.paging_period_multiframes % 8);  // tshark keeps three bits
    add("t3212", m.control_channel.periodic_update_decihours);
    add("pwrc", m.options.is_power_control_indicated);
    add("dtx_bcch", static_cast<int>(m.options.dtx));
    add("radio_link_timeout", m.options.radio_link_timeout_sacch_blocks / 4 - 1);
    selection(m.selection);
    rach(m.rach);
    reselection(m.rest.reselection);
    power_offset(m.rest.power_offset_db);
    add("system_information_type_2ter", m.rest.has_si2ter);
    add("early_classmark_sending", m.rest.is_early_classmark_allowed);
    add("where", m.rest.scheduling_where);
    gprs(m.rest.gprs);
    add("3g_early_classmark_sending_restriction", m.rest.is_3g_early_classmark_allowed);
    add("si2quater_position", m.rest.si2quater_on_extended_bcch);
    add("si13alt_position", m.rest.si13alt_on_extended_bcch);
    add("si21_position", m.rest.si21_on_extended_bcch);
  }
  void operator()(const Si4& m) {
    area(m.area);
    selection(m.selection);
    rach(m.rach);
    if (m.cell_broadcast) {
      add("timeslot", m.cell_broadcast->timeslot);
      add("training_sequence", m.cell_broadcast->training_sequence);
      add("hopping_channel", m.cell_broadcast->is_hopping);
      add("single_channel_arfcn", m.cell_broadcast->arfcn);
      add("hopping_channel_maio", m.cell_broadcast->maio);
      add("hsn", m.cell_broadcast->hsn);
    }
    if (!m.cell_broadcast_allocation.empty()) add("gsm_a.len", m.cell_broadcast_allocation.size());
    add_all("inc_arfcn_bitmap", m.cell_broadcast_allocation);
    reselection(m.rest.reselection);
    power_offset(m.rest.power_offset_db);
    gprs(m.rest.gprs);
    add("si4_rest_octets_s", m.rest.has_second_part);
    if (!m.rest.has_second_part) {
      add("break_indicator", m.rest.is_break_indicated);
      return;
    }
    if (m.rest.lsa_parameters) {
      add("prio_thr", m.rest.lsa_parameters->prio_thr);
      add("lsa_offset", m.rest.lsa_parameters->lsa_offset);
      if (m.rest.lsa_parameters->network) {
        add("mcc", m.rest.lsa_parameters->network->mcc);
        add("mnc", m.rest.lsa_parameters->network->mnc);
      }
    }
    add("cell_id", m.rest.cell_id);
    for (const LsaName& name : m.rest.lsa_names) add(name.is_short ? "short_lsa_id" : "lsa_id", name.value);
    add("cbq3", m.rest.cbq3);
  }
  void operator()(const Si7& /*tshark does not read it*/) {}
  void operator()(const Si8& /*nor this*/) {}
  void operator()(const Si9& /*nor this*/) {}

  void options(const GprsCellOptions& options) {
    add("nmo", options.nmo);
    add("t3168", options.t3168);
    add("t3192", options.t3192);
    add("drx_timer_max", options.drx_timer_max);
    add("access_burst_type", options.has_11_bit_access_burst);
    add("control_ack_type", options.is_control_ack_rlc_block);
    add("bs_cv_max", options.bs_cv_max);
    if (options.pan) {
      add("pan_dec", options.pan->decrement);
      add("pan_inc", options.pan->increment);
      add("pan_max", options.pan->maximum);
    }
    if (!options.extension) return;
    const auto& extension = *options.extension;
    if (extension.egprs) {
      add("egprs_packet_channel_request", extension.egprs->has_packet_channel_request);
      add("bep_period", extension.egprs->bep_period);
    }
    add("pfc_feature_mode", extension.pfc_feature_mode);
    add("dtm_support", extension.dtm_support);
    add("bss_paging_coordination", extension.bss_paging_coordination);
    add("ccn_active", extension.ccn_active);
    add("nw_ext_utbf", extension.nw_ext_utbf);
    add("multiple_tbf_capability", extension.multiple_tbf_capability);
    add("ext_utbf_no_data", extension.ext_utbf_nodata);
    add("dtm_enhancements_capability", extension.dtm_enhancements_capability);
    if (extension.mbms) {
      add("dedicated_mode_mbms_notification_support", extension.mbms->is_notified_in_dedicated_mode);
      add("mnci_support", extension.mbms->has_mnci);
    }
    add("reduced_latency_access", extension.reduced_latency_access);
  }
  void operator()(const Si13& m) {
    add("si13_contents", m.rest.content.has_value());
    if (!m.rest.content) return;
    const auto& content = *m.rest.content;
    add("bcch_change_mark", content.bcch_change_mark);
    add("si_change_field", content.si_change_field);
    if (content.hopping) {
      add("si13_change_mark", content.hopping->change_mark);
      add("hsn", content.hopping->allocation.hsn);
      add_all("rfl_number", content.hopping->allocation.rfl_numbers);
      if (content.hopping->allocation.bitmap_bits > 0)
        add("ma_length", content.hopping->allocation.bitmap_bits - 1);
      add_all("arfcn_index", content.hopping->allocation.arfcn_indices);
    }
    if (const auto* cell = std::get_if<GprsCell>(&content.packet_channels)) {
      add("pbcch", 0);
      add("rac", cell->rac);
      add("spgc_ccch_sup", cell->is_spgc_ccch_supported);
      add("priority_access_thr", cell->priority_access_thr);
      add("network_control_order", cell->network_control_order);
      options(cell->options);
      add("alpha", cell->power.alpha);
      add("t_avg_w", cell->power.t_avg_w);
      add("t_avg_t", cell->power.t_avg_t);
      add("pc_meas_chan", cell->power.is_measured_on_pdch);
      add("n_avg_i", cell->power.n_avg_i);
    } else {
      const auto& pbcch = std::get<GprsCellWithPbcch>(content.packet_channels);
      add("pbcch", 1);
      add("psi1_repeat_period", pbcch.psi1_repeat_period);
      add("pbcch_pb", pbcch.pb);
      add("pbcch_tsc", pbcch.tsc);
      add("pbcch_tn", pbcch.timeslot);
      add("maio", pbcch.maio);
      add("arfcn", pbcch.arfcn);
    }
    add("sgsnr", content.is_sgsn_release_99);
    add("si_status_ind", content.si_status_ind);
    add("lb_ms_txpwr_max_cch", content.lb_ms_txpwr_max_cch);
    add("si2n_support", content.si2n_support);
    if (content.energy_saving) {
      add("peo_dsc", content.energy_saving->peo_dsc);
      add("gsm_a.rr_rcc", content.energy_saving->rcc);
    }
    if (content.c1_delta) {
      add("c1_delta_min", content.c1_delta->minimum);
      add("c1_delta_max", content.c1_delta->maximum);
    }
  }

  void differences(const std::optional<RealTimeDifferences>& differences) {
    if (!differences) return;
    add("ba_index_start_rtd", differences->start_index);
    for (const auto& entry : differences->entries) add("rtd_index", entry.difference);
  }
  void limits(const std::optional<ReportingLimits>& limits, const std::string& offset,
              const std::string& threshold) {
    if (!limits) return;
    add(offset, limits->offset);
    add(threshold, limits->threshold);
  }
  void utra_cells(const UtraCells& carrier, bool is_fdd) {
    add(is_fdd ? "fdd_uarfcn" : "tdd_uarfcn", carrier.uarfcn);
    add(is_fdd ? "fdd_cell_info_param_value0" : "tdd_cell_info_param_value0", carrier.has_cell_0);
    add(is_fdd ? "nr_of_fdd_cells" : "nr_of_tdd_cells", carrier.announced);
    for (const UtraCell& cell : carrier.cells) {
      if (is_fdd) {
        add("scrambling_code", cell.code);
        add("diversity", cell.has_diversity);
      } else {
        add("cell_parameter", cell.code);
        add("sync_case_tstd", cell.has_sync_case_2);
        add("diversity_tdd", cell.has_diversity);
      }
    }
  }
  void utra_neighbours(const UtraNeighbours& neighbours) {
    // tshark shows whether they are present under the same name.
    add("index_start_3g", neighbours.index_start.has_value());
    add("index_start_3g", neighbours.index_start);
    add("absolute_index_start_emr", neighbours.absolute_index_start_emr.has_value());
    add("absolute_index_start_emr", neighbours.absolute_index_start_emr);
    if (neighbours.fdd) {
      add("bandwidth_fdd", neighbours.fdd->bandwidth);
      for (const auto& carrier : neighbours.fdd->carriers) utra_cells(carrier, true);
    }
    if (neighbours.tdd) {
      add("bandwidth_tdd", neighbours.tdd->bandwidth);
      for (const auto& carrier : neighbours.tdd->carriers) utra_cells(carrier, false);
    }
  }
  void eutra_measurement(const EutraMeasurement& measurement) {
    const auto system = [&](const std::optional<EutraReporting>& reporting, const std::string& name) {
      if (!reporting) return;
      const std::string threshold = measurement.has_three_bit_reporting ? "_measurement_report_offset"
                                    : measurement.is_rsrq_reported      ? "_reporting_threshold_rsrq"
                                                                        : "_reporting_threshold_rsrp";
      add(name + threshold, reporting->threshold);
      add(name + "_reporting_threshold_2", reporting->threshold_2);
      add(name + "_reporting_offset", reporting->offset);
    };
    add("eutran_reporting_quantity", measurement.is_rsrq_reported);
    add("eutran_multirat_reporting", measurement.multirat_reporting);
    system(measurement.fdd, "eutran_fdd");
    system(measurement.tdd, "eutran_tdd");
    add("reporting_granularity", measurement.reporting_granularity);
  }
  void patterns(const std::vector<CodePattern>& patterns, const std::string& name) {
    for (const CodePattern& pattern : patterns) {
      add(name + "_pattern_length", pattern.length_bits - 1);
      add(name + "_pattern", pattern.pattern);
      add(name + "_pattern_sense", pattern.sense);
    }
  }
  void pci_group(const PciGroup& group) {
    add_all("pcid", group.pcis);
    add("pcid_bitmap_group", group.bitmap);
    patterns(group.patterns, "pcid");
  }
  void eutra(const EutraParameters& eutra) {
    add("3g_priority.eutran_ccn_active", eutra.is_ccn_active);
    add("3g_priority.eutran_start", eutra.is_start);
    add("3g_priority.utran_stop", eutra.is_stop);  // tshark has one name for both systems
    if (eutra.measurement) {
      add("qsearch_c_eutran_initial", eutra.measurement->qsearch);
      eutra_measurement(*eutra.measurement);
    }
    if (eutra.gprs_measurement) {
      add("qsearch_p_eutran", eutra.gprs_measurement->qsearch);
      eutra_measurement(*eutra.gprs_measurement);
    }
    for (const auto& group : eutra.neighbours) {
      for (const auto& carrier : group.carriers) {
        add("earfcn", carrier.earfcn);
        add("eutran_measurement_bandwidth", carrier.bandwidth);
      }
      add("eutran_priority", group.priority);
      add("thresh_eutran_high", group.thresh_high);
      add("thresh_eutran_low", group.thresh_low);
      add("eutran_qrxlevmin", group.qrxlevmin);
    }
    for (const auto& group : eutra.not_allowed) {
      pci_group(group.cells);
      add_all("eutran_frequency_index", group.frequency_indices);
    }
    for (const auto& mapping : eutra.tracking_areas) {
      for (const auto& area : mapping.areas) pci_group(area);
      add_all("eutran_frequency_index", mapping.frequency_indices);
    }
  }
  void priorities(const Priorities& priorities) {
    if (priorities.serving) {
      const std::string name = "serving_cell_priority_param_";
      add(name + "geran_priority", priorities.serving->geran_priority);
      add(name + "thresh_prio_search", priorities.serving->thresh_priority_search);
      add(name + "thresh_gsm_low", priorities.serving->thresh_gsm_low);
      add(name + "h_prio", priorities.serving->h_prio);
      add(name + "t_reselection", priorities.serving->t_reselection);
    }
    if (priorities.utra) {
      add("3g_priority.utran_start", priorities.utra->is_start);
      add("3g_priority.utran_stop", priorities.utra->is_stop);
      if (priorities.utra->common) {
        add("3g_priority.default_utran_prio", priorities.utra->common->priority);
        add("3g_priority.default_threshold_utran", priorities.utra->common->threshold);
        add("3g_priority.default_utran_qrxlevmin", priorities.utra->common->qrxlevmin);
      }
      for (const auto& entry : priorities.utra->entries) {
        add_all("3g_priority.utran_frequency_index", entry.frequency_indices);
        add("3g_priority.utran_priority", entry.priority);
        add("3g_priority.thres_utran_high", entry.thresh_high);
        add("3g_priority.thres_utran_low", entry.thresh_low);
        add("3g_priority.utran_qrxlevmin", entry.qrxlevmin);
      }
    }
    if (priorities.eutra) eutra(*priorities.eutra);
  }
  void closed_groups(const Si2quaterRest& rest) {
    if (rest.utra_closed_groups) {
      for (const auto& split : rest.utra_closed_groups->splits) {
        add_all("psc", split.codes);
        patterns(split.patterns, "psc");
        add_all("3g_priority.utran_frequency_index", split.frequency_indices);
      }
      for (const auto& carrier : rest.utra_closed_groups->carriers)
        add(carrier.is_tdd ? "utran_csg_tdd_uarfcn" : "utran_csg_fdd_uarfcn", carrier.uarfcn);
    }
    if (rest.eutra_closed_groups) {
      for (const auto& split : rest.eutra_closed_groups->splits) {
        pci_group(split.cells);
        add_all("eutran_frequency_index", split.frequency_indices);
      }
      add_all("csg_earfcn", rest.eutra_closed_groups->earfcns);
    }
  }
  void gprs_measurement(const GprsMeasurement& measurement) {
    add("report_type", measurement.has_normal_reports);
    add("reporting_rate", measurement.is_reduced_rate);
    add("invalid_bsic_reporting", measurement.invalid_bsic_reporting);
    add("multiband_reporting", measurement.multiband_reporting);
    add("serving_band_reporting", measurement.serving_band_reporting);
    add("scale_ord", measurement.scale_ord);
    constexpr std::array<std::string_view, 5> kBands{"900", "1800", "400", "1900", "850"};
    for (std::size_t i = 0; i < kBands.size(); ++i) {
      const std::string name(kBands[i]);
      // tshark shows one threshold under another's name.
      const std::string threshold = name == "850" ? "900" : name;
      limits(measurement.bands[i], name + "_reporting_offset", threshold + "_reporting_threshold");
    }
  }
  void utra_measurement(const Si2quaterRest& rest) {
    if (rest.utra_measurement) {
      add("qsearch_i", rest.utra_measurement->qsearch_i);
      add("qsearch_c_initial", rest.utra_measurement->qsearch_c_initial);
      if (const auto& fdd = rest.utra_measurement->fdd) {
        add("fdd_qoffset", fdd->qoffset);
        add("fdd_rep_quant", fdd->is_ecno_reported);
        add("fdd_multirat_reporting", fdd->multirat_reporting);
        add("fdd_qmin", fdd->qmin);
      }
      if (const auto& tdd = rest.utra_measurement->tdd) {
        add("tdd_qoffset", tdd->qoffset);
        add("tdd_multirat_reporting", tdd->multirat_reporting);
      }
    }
    if (!rest.gprs_utra_measurement) return;
    const auto& gprs = *rest.gprs_utra_measurement;
    add("qsearch_p", gprs.qsearch_p);
    add("3g_search_prio", gprs.search_priority);
    if (gprs.fdd) {
      add("fdd_rep_quant", gprs.fdd->is_ecno_reported);
      add("fdd_multirat_reporting", gprs.fdd->multirat_reporting);
    }
    const std::string quantity = gprs.fdd && gprs.fdd->is_ecno_reported ? "_ecn0" : "_rscp";
    limits(gprs.fdd_limits, "fdd_reporting_offset", "fdd_reporting_threshold" + quantity);
    add("tdd_multirat_reporting", gprs.tdd_multirat_reporting);
    limits(gprs.tdd_limits, "tdd_reporting_offset", "tdd_reporting_threshold" + quantity);
  }
  void operator()(const Si2quater& m) {
    const Si2quaterRest& rest = m.rest;
    add("ba_ind", rest.ba_ind);
    add("3g_ba_ind", rest.ba_ind_3g);
    add("mp_change_mark", rest.mp_change_mark);
    add("si2quater_index", rest.index);
    add("si2quater_count", rest.count);
    if (rest.measurement) {
      add("gsm_report_type", rest.measurement->has_normal_reports);
      add("serving_band_reporting", rest.measurement->serving_band_reporting);
    }
    differences(rest.rtd_6_bits);
    differences(rest.rtd_12_bits);
    if (rest.bsics) {
      add("ba_index_start_bsic", rest.bsics->start_index);
      add("number_remaining_bsic", rest.bsics->entries.size() - 1);
      for (std::size_t i = 0; i < rest.bsics->entries.size(); ++i) {
        add("bsic", rest.bsics->entries[i].bsic);
        if (i > 0) add("frequency_scrolling", rest.bsics->entries[i].is_next_frequency);
      }
    }
    if (rest.report_priority) {
      add("number_cells", rest.report_priority->size());
      for (const bool bit : *rest.report_priority) add("rep_priority", bit);
    }
    if (rest.gprs_measurement) gprs_measurement(*rest.gprs_measurement);
    if (rest.nc_measurement) {
      add("network_control_order", rest.nc_measurement->network_control_order);
      if (const auto& periods = rest.nc_measurement->periods) {
        add("nc_non_drx_period", periods->non_drx);
        add("nc_reporting_period_i", periods->idle);
        add("nc_reporting_period_t", periods->transfer);
      }
    }
    if (rest.extension_bits) add("extension_length", *rest.extension_bits - 1);
    if (rest.ccn_supported) add("number_cells", rest.ccn_supported->size());
    if (rest.utra_neighbours) utra_neighbours(*rest.utra_neighbours);
    utra_measurement(rest);
    if (rest.fdd_addition) {
      add("fdd_qmin_offset", rest.fdd_addition->qmin_offset);
      add("fdd_rscpmin", rest.fdd_addition->rscp_min);
    }
    add("fdd_reporting_threshold_2", rest.fdd_reporting_threshold_2);
    add("3g_ccn_active", rest.is_utra_ccn_active);
    limits(rest.limits_700, "700_reporting_offset", "700_reporting_threshold");
    limits(rest.limits_810, "810_reporting_offset", "810_reporting_threshold");
    if (rest.priorities) priorities(*rest.priorities);
    closed_groups(rest);
  }

  View view;
};

}  // namespace

View view_of(const Message& message) {
  Viewer viewer;
  std::visit(viewer, message);
  return viewer.view;
}

}  // namespace cellwarden::gsm::test
