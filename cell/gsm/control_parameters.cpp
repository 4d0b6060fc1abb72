#include "cell/gsm/control_parameters.hpp"

#include "cell/gsm/bit_reader.hpp"

namespace cellwarden::gsm {

std::optional<std::uint8_t> ControlChannel::ccch_timeslots() const noexcept {
  switch (ccch_conf) {
    case 0:
    case 1:
      return std::uint8_t{1};
    case 2:
      return std::uint8_t{2};
    case 4:
      return std::uint8_t{3};
    case 6:
      return std::uint8_t{4};
    default:
      return std::nullopt;
  }
}

RachControl read_rach_control(std::span<const std::uint8_t, 3> octets) noexcept {
  constexpr std::array<std::uint8_t, 4> kRetransmissions{1, 2, 4, 7};
  constexpr std::array<std::uint8_t, 16> kSlots{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 25, 32, 50};
  constexpr std::uint16_t kEmergencyBit = 1U << 10U;  // stands where access class 10 would
  BitReader in(octets);
  RachControl rach;
  rach.max_retransmissions = kRetransmissions[in.take8(2)];
  rach.tx_integer_slots = kSlots[in.take8(4)];
  rach.is_barred = in.take_bit();
  rach.is_reestablishment_allowed = !in.take_bit();
  const auto classes = in.take<std::uint16_t>(16);
  rach.is_emergency_for_special_only = (classes & kEmergencyBit) != 0;
  rach.barred_classes = static_cast<std::uint16_t>(classes & ~kEmergencyBit);
  return rach;
}

CellOptions read_cell_options(std::uint8_t octet) noexcept {
  BitReader in({&octet, 1});
  CellOptions options;
  options.has_dynamic_arfcn_mapping = in.take_bit();
  options.is_power_control_indicated = in.take_bit();
  options.dtx = static_cast<Dtx>(in.take8(2));
  options.radio_link_timeout_sacch_blocks = static_cast<std::uint8_t>(4 * (in.take8(4) + 1));
  return options;
}

CellSelection read_cell_selection(std::span<const std::uint8_t, 2> octets) noexcept {
  BitReader in(octets);
  CellSelection selection;
  selection.reselect_hysteresis_db = static_cast<std::uint8_t>(2 * in.take8(3));
  selection.ms_txpwr_max_cch = in.take8(5);
  selection.has_reselection_in_si7 = in.take_bit();
  selection.is_neci = in.take_bit();
  selection.rxlev_access_min = in.take8(6);
  return selection;
}

ControlChannel read_control_channel(std::span<const std::uint8_t, 3> octets) noexcept {
  BitReader in(octets);
  ControlChannel channel;
  channel.is_release_99_core = in.take_bit();
  channel.is_attach_required = in.take_bit();
  channel.access_grant_blocks = in.take8(3);
  channel.ccch_conf = in.take8(3);
  channel.has_si22 = in.take_bit();
  channel.cbq3 = in.take8(2);
  static_cast<void>(in.take8(2));
  channel.paging_period_multiframes = static_cast<std::uint8_t>(in.take8(3) + 2);
  channel.periodic_update_decihours = in.take8(8);
  return channel;
}

LocationArea read_location_area(std::span<const std::uint8_t, 5> octets) noexcept {
  LocationArea area;
  area.plmn_octets = {octets[0], octets[1], octets[2]};
  area.plmn = decode_plmn(area.plmn_octets);
  area.lac.value = static_cast<std::uint16_t>((octets[3] << 8) | octets[4]);
  return area;
}

ChannelDescription read_channel_description(std::span<const std::uint8_t, 3> octets) noexcept {
  BitReader in(octets);
  ChannelDescription channel;
  channel.type_and_offset = in.take8(5);
  channel.timeslot = in.take8(3);
  channel.training_sequence = in.take8(3);
  channel.is_hopping = in.take_bit();
  if (channel.is_hopping) {
    channel.maio = in.take8(6);
    channel.hsn = in.take8(6);
  } else {
    static_cast<void>(in.take8(2));
    channel.arfcn = in.take<std::uint16_t>(10);
  }
  return channel;
}

NeighbourList read_neighbours(std::span<const std::uint8_t, kFrequencyList_octets> octets) {
  NeighbourList list;
  list.is_extended = (octets[0] & 0x20U) != 0;
  list.ba_ind = (octets[0] >> 4U) & 1U;
  list.channels = read_frequency_list(octets, FrequencyListKind::kNeighbours);
  return list;
}

NeighbourList read_extended_neighbours(std::span<const std::uint8_t, kFrequencyList_octets> octets) {
  NeighbourList list;
  list.multiband_reporting = (octets[0] >> 5U) & 3U;
  list.ba_ind = (octets[0] >> 4U) & 1U;
  list.channels = read_frequency_list(octets, FrequencyListKind::kExtendedNeighbours);
  return list;
}

}  // namespace cellwarden::gsm
