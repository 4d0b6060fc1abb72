#include "cell/gsm/rest_octets.hpp"

namespace cellwarden::gsm {
namespace {

std::optional<ReselectionParameters> read_reselection(BitReader& in) {
  if (!in.high()) return std::nullopt;
  ReselectionParameters parameters;
  parameters.is_cell_bar_qualified = in.take_bit();
  parameters.cell_reselect_offset = in.take8(6);
  parameters.temporary_offset = in.take8(3);
  parameters.penalty_time = in.take8(5);
  return parameters;
}

std::optional<std::uint8_t> read_power_offset(BitReader& in) {
  if (!in.high()) return std::nullopt;
  return static_cast<std::uint8_t>(2 * in.take8(2));
}

std::optional<GprsIndicator> read_gprs_indicator(BitReader& in) {
  if (!in.high()) return std::nullopt;
  GprsIndicator gprs;
  gprs.ra_colour = in.take8(3);
  gprs.is_si13_on_extended_bcch = in.take_bit();
  return gprs;
}

std::optional<UtraCarrier> read_utra_carrier(BitReader& in, std::uint16_t& refused) {
  if (!in.flag()) return std::nullopt;
  // Other values than 01 belonged to a withdrawn version; nothing tells how long what follows them is.
  if (in.take8(2) != 1) refused = 2;
  UtraCarrier carrier;
  carrier.uarfcn = in.take<std::uint16_t>(14);
  carrier.bandwidth = in.optional(3);
  return carrier;
}

Si2terRest::Measurement3g read_si2ter_measurement(BitReader& in) {
  Si2terRest::Measurement3g measurement;
  measurement.qsearch_i = in.take8(4);
  if (in.flag()) {
    measurement.fdd.emplace();
    measurement.fdd->qoffset = in.take8(4);
    measurement.fdd->qmin = in.take8(3);
  }
  measurement.tdd_qoffset = in.optional(4);
  return measurement;
}

Si4Rest::LsaParameters read_lsa_parameters(BitReader& in) {
  Si4Rest::LsaParameters parameters;
  parameters.prio_thr = in.take8(3);
  parameters.lsa_offset = in.take8(3);
  if (in.flag()) {
    parameters.network.emplace();
    parameters.network->mcc = in.take<std::uint16_t>(12);
    parameters.network->mnc = in.take<std::uint16_t>(12);
  }
  return parameters;
}

std::vector<LsaName> read_lsa_names(BitReader& in) {
  std::vector<LsaName> names;
  do {
    LsaName name;
    name.is_short = in.take_bit();
    name.value = in.take<std::uint32_t>(name.is_short ? 10 : 24);
    if (in.is_cut_short()) break;
    names.push_back(name);
  } while (in.flag());
  return names;
}

// <SI4 Rest Octets_O>
void read_first_part(BitReader& in, Si4Rest& rest) {
  rest.reselection = read_reselection(in);
  rest.power_offset_db = read_power_offset(in);
  rest.gprs = read_gprs_indicator(in);
}

// <SI4 Rest Octets_S>
void read_second_part(BitReader& in, Si4Rest& rest) {
  rest.has_second_part = true;
  if (in.high()) rest.lsa_parameters = read_lsa_parameters(in);
  if (in.high()) rest.cell_id = in.take<std::uint16_t>(16);
  if (in.high()) rest.lsa_names = read_lsa_names(in);
  if (in.high()) {
    rest.cbq3 = in.take8(2);
    if (in.flag()) rest.si13alt_on_extended_bcch = in.take_bit();
  }
}

Si9Rest::Position read_position(BitReader& in) {
  Si9Rest::Position position;
  position.modulus = in.take8(4);
  if (position.modulus != 0) position.relative_position = in.take<std::uint16_t>(1U + position.modulus);
  position.is_on_extended_bcch = in.take_bit();
  return position;
}

Si9Rest::Schedule read_schedule(BitReader& in) {
  Si9Rest::Schedule schedule;
  schedule.info_type_bits = 4;
  if (in.take_bit()) schedule.info_type_bits = in.take_bit() ? 6 : 5;
  schedule.info_type = in.take8(schedule.info_type_bits);
  schedule.positions.push_back(read_position(in));
  if (in.flag()) schedule.positions.push_back(read_position(in));
  return schedule;
}

GprsMobileAllocation read_mobile_allocation(BitReader& in) {
  GprsMobileAllocation allocation;
  allocation.hsn = in.take8(6);
  for (bool more = in.flag(); more && !in.is_cut_short(); more = in.flag()) {
    allocation.rfl_numbers.push_back(in.take8(4));
  }
  if (!in.take_bit()) {
    allocation.bitmap_bits = static_cast<std::uint8_t>(in.take8(6) + 1);
    for (std::size_t i = 0; i < allocation.bitmap_bits; ++i) {
      allocation.bitmap = 2 * allocation.bitmap + (in.take_bit() ? 1U : 0U);
    }
  } else {
    for (bool more = in.flag(); more && !in.is_cut_short(); more = in.flag()) {
      allocation.arfcn_indices.push_back(in.take8(6));
    }
  }
  return allocation;
}

std::optional<bool> next_if_any(BitReader& in) {
  if (in.left() == 0) return std::nullopt;
  return in.take_bit();
}

GprsCellOptions::Extension read_cell_options_extension(BitReader in) {
  GprsCellOptions::Extension extension;
  // A part that the announced length cuts off counts as not sent (section 12.24).
  if (in.flag() && in.left() >= 5) {
    extension.egprs.emplace();
    extension.egprs->has_packet_channel_request = in.take_bit();
    extension.egprs->bep_period = in.take8(4);
  }
  extension.pfc_feature_mode = next_if_any(in);
  extension.dtm_support = next_if_any(in);
  extension.bss_paging_coordination = next_if_any(in);
  extension.ccn_active = next_if_any(in);
  extension.nw_ext_utbf = next_if_any(in);
  extension.multiple_tbf_capability = next_if_any(in);
  extension.ext_utbf_nodata = next_if_any(in);
  extension.dtm_enhancements_capability = next_if_any(in);
  if (in.flag() && in.left() >= 2) {
    extension.mbms.emplace();
    extension.mbms->is_notified_in_dedicated_mode = in.take_bit();
    extension.mbms->has_mnci = in.take_bit();
  }
  extension.reduced_latency_access = next_if_any(in);
  extension.nmo_i_alternate = next_if_any(in);
  extension.unread_bits = in.unread_ones();
  return extension;
}

GprsCellOptions read_gprs_cell_options(BitReader& in) {
  GprsCellOptions options;
  options.nmo = in.take8(2);
  options.t3168 = in.take8(3);
  options.t3192 = in.take8(3);
  options.drx_timer_max = in.take8(3);
  options.has_11_bit_access_burst = in.take_bit();
  options.is_control_ack_rlc_block = in.take_bit();
  options.bs_cv_max = in.take8(4);
  if (in.flag()) {
    options.pan.emplace();
    options.pan->decrement = in.take8(3);
    options.pan->increment = in.take8(3);
    options.pan->maximum = in.take8(3);
  }
  if (in.flag()) {
    const std::size_t bits = in.take8(6) + 1U;
    options.extension = read_cell_options_extension(in.part(bits));
  }
  return options;
}

GprsPowerControl read_gprs_power_control(BitReader& in) {
  GprsPowerControl power;
  power.alpha = in.take8(4);
  power.t_avg_w = in.take8(5);
  power.t_avg_t = in.take8(5);
  power.is_measured_on_pdch = in.take_bit();
  power.n_avg_i = in.take8(4);
  return power;
}

GprsCell read_without_pbcch(BitReader& in) {
  GprsCell cell;
  cell.rac = in.take8(8);
  cell.is_spgc_ccch_supported = in.take_bit();
  cell.priority_access_thr = in.take8(3);
  cell.network_control_order = in.take8(2);
  cell.options = read_gprs_cell_options(in);
  cell.power = read_gprs_power_control(in);
  return cell;
}

GprsCellWithPbcch read_with_pbcch(BitReader& in) {
  GprsCellWithPbcch pbcch;
  pbcch.psi1_repeat_period = in.take8(4);
  pbcch.pb = in.take8(4);
  pbcch.tsc = in.take8(3);
  pbcch.timeslot = in.take8(3);
  if (in.take_bit()) {
    pbcch.maio = in.take8(6);
  } else if (in.take_bit()) {
    pbcch.arfcn = in.take<std::uint16_t>(10);
  }
  return pbcch;
}

void read_si13_additions(BitReader& in, Si13Rest::Content& content) {
  if (!in.high()) return;
  content.is_sgsn_release_99 = in.take_bit();
  if (!in.high()) return;
  content.si_status_ind = in.take_bit();
  if (!in.high()) return;
  content.lb_ms_txpwr_max_cch = in.optional(5);
  content.si2n_support = in.take8(2);
  // What Release 11 and later add has no mark of its own, and padding holds ones: padding means nothing more.
  if (in.is_padding_left()) return;
  content.si_change_alt = in.high();
  if (in.is_padding_left()) return;
  if (in.flag()) {
    content.energy_saving.emplace();
    content.energy_saving->peo_dsc = in.take8(2);
    content.energy_saving->rcc = in.take8(3);
  }
  if (in.is_padding_left()) return;
  if (in.flag()) {
    content.c1_delta.emplace();
    content.c1_delta->minimum = in.take8(2);
    content.c1_delta->maximum = in.take8(3);
  }
}

}  // namespace

Si1Rest read_si1_rest(std::span<const std::uint8_t> octets) {
  BitReader in(octets);
  Si1Rest rest;
  if (in.high()) rest.nch_position = in.take8(5);
  rest.is_band_1900 = in.high();
  rest.leftover = leftover_of(in);
  return rest;
}

Si2terRest read_si2ter_rest(std::span<const std::uint8_t> octets) {
  BitReader in(octets);
  Si2terRest rest;
  std::uint16_t refused = 0;
  if (in.high()) {
    auto& content = rest.content.emplace();
    content.mp_change_mark = in.take8(1);
    content.change_mark_3g = in.take8(1);
    content.index = in.take8(3);
    content.count = in.take8(3);
    content.fdd = read_utra_carrier(in, refused);
    content.tdd = read_utra_carrier(in, refused);
    if (in.flag()) content.measurement = read_si2ter_measurement(in);
    if (in.high() && in.flag()) {
      content.fdd_addition.emplace();
      content.fdd_addition->qmin_offset = in.take8(3);
      content.fdd_addition->rscp_min = in.take8(4);
    }
  }
  rest.leftover = leftover_of(in);
  rest.leftover.unread_bits = static_cast<std::uint16_t>(rest.leftover.unread_bits + refused);
  return rest;
}

Si3Rest read_si3_rest(std::span<const std::uint8_t> octets) {
  BitReader in(octets);
  Si3Rest rest;
  rest.reselection = read_reselection(in);
  rest.power_offset_db = read_power_offset(in);
  rest.has_si2ter = in.high();
  rest.is_early_classmark_allowed = in.high();
  if (in.high()) rest.scheduling_where = in.take8(3);
  rest.gprs = read_gprs_indicator(in);
  rest.is_3g_early_classmark_allowed = in.high();
  if (in.high()) rest.si2quater_on_extended_bcch = in.take_bit();
  if (!rest.gprs) rest.si13alt_on_extended_bcch = in.take_bit();
  if (in.high()) rest.si21_on_extended_bcch = in.take_bit();
  rest.leftover = leftover_of(in);
  return rest;
}

Si4Rest read_si4_rest(std::span<const std::uint8_t> octets) {
  BitReader in(octets);
  Si4Rest rest;
  read_first_part(in, rest);
  if (in.high()) {
    read_second_part(in, rest);
  } else {
    rest.is_break_indicated = in.high();
  }
  rest.leftover = leftover_of(in);
  return rest;
}

Si4Rest read_si7_rest(std::span<const std::uint8_t> octets, bool has_reselection) {
  BitReader in(octets);
  Si4Rest rest;
  if (has_reselection) read_first_part(in, rest);
  read_second_part(in, rest);
  rest.leftover = leftover_of(in);
  return rest;
}

Si9Rest read_si9_rest(std::span<const std::uint8_t> octets) {
  BitReader in(octets);
  Si9Rest rest;
  for (bool more = in.high(); more && !in.is_cut_short(); more = in.flag()) {
    rest.schedules.push_back(read_schedule(in));
  }
  rest.leftover = leftover_of(in);
  return rest;
}

Si13Rest read_si13_rest(std::span<const std::uint8_t> octets) {
  BitReader in(octets);
  Si13Rest rest;
  if (in.high()) {
    auto& content = rest.content.emplace();
    content.bcch_change_mark = in.take8(3);
    content.si_change_field = in.take8(4);
    if (in.flag()) {
      content.hopping.emplace();
      content.hopping->change_mark = in.take8(2);
      content.hopping->allocation = read_mobile_allocation(in);
    }
    const bool has_pbcch = in.take_bit();
    if (has_pbcch) content.packet_channels = read_with_pbcch(in);
    if (!has_pbcch) content.packet_channels = read_without_pbcch(in);
    read_si13_additions(in, content);
  }
  rest.leftover = leftover_of(in);
  return rest;
}

}  // namespace cellwarden::gsm
