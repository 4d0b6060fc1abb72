#include "tests/synth/gsm_broadcast.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "tests/synth/l2_writer.hpp"

extern "C" {
#include <osmocom/gsm/gsm48_rest_octets.h>
}

namespace cellwarden::synth {
namespace {

using Octet = std::uint8_t;

constexpr std::size_t kChannelList_octets = 16;
constexpr std::uint16_t kBitmap0_channels = 124;
constexpr std::uint16_t kVariableBitmap_channels = 111;
constexpr unsigned kArfcn_count = 1024;
constexpr unsigned kMultiframe_frames = 51;

Octet octet(unsigned value) noexcept {
  return static_cast<Octet>(value & 0xFFU);
}

using ChannelList = std::array<Octet, kChannelList_octets>;

void set_bit_from_end(ChannelList& list, unsigned bit) noexcept {
  list[kChannelList_octets - 1 - bit / 8] |= octet(1U << bit % 8);
}

bool fits_bitmap_0(const std::vector<std::uint16_t>& channels) noexcept {
  return std::all_of(channels.begin(), channels.end(),
                     [](auto n) { return n >= 1 && n <= kBitmap0_channels; });
}

unsigned above(unsigned channel, unsigned origin) noexcept {
  return (channel + kArfcn_count - origin) % kArfcn_count;
}

// The channel from which all others are within reach, counting on from 1023 to 0.
std::optional<unsigned> bitmap_origin(const std::vector<std::uint16_t>& channels) noexcept {
  for (const unsigned origin : channels) {
    if (std::all_of(channels.begin(), channels.end(), [&](unsigned n) {
          return n < kArfcn_count && above(n, origin) <= kVariableBitmap_channels;
        })) {
      return origin;
    }
  }
  return std::nullopt;
}

// TS 44.018, 10.5.2.13.7: one channel, then a bit for each of the 111 after it.
ChannelList variable_bitmap(const std::vector<std::uint16_t>& channels) {
  ChannelList list{};
  const unsigned origin = bitmap_origin(channels).value_or(channels.front());
  list[0] = octet(0x8EU | origin >> 9U);
  list[1] = octet(origin >> 1U);
  list[2] = octet((origin & 1U) << 7U);
  for (const unsigned channel : channels) {
    const unsigned place = above(channel, origin);
    if (place > 0 && place <= kVariableBitmap_channels)
      set_bit_from_end(list, kVariableBitmap_channels - place);
  }
  return list;
}

ChannelList channel_list(const std::vector<std::uint16_t>& channels) {
  if (!fits_bitmap_0(channels)) return variable_bitmap(channels);
  ChannelList list{};  // TS 44.018, 10.5.2.13.2: format "bit map 0"
  for (const unsigned channel : channels) set_bit_from_end(list, channel - 1);
  return list;
}

// 10.5.1.3.
std::array<Octet, 5> location_area(const GsmBroadcast& cell) {
  const auto plmn = encode_plmn(cell.plmn);
  return {plmn[0], plmn[1], plmn[2], octet(cell.lac >> 8U), octet(cell.lac)};
}

// 10.5.2.29.
std::array<Octet, 3> rach_control(const GsmBroadcast& cell) {
  return {octet(cell.max_retransmissions << 6U | cell.tx_integer << 2U | (cell.is_barred ? 2U : 0U) |
                (cell.reestablishment_allowed ? 0U : 1U)),
          octet(cell.barred_classes >> 8U), octet(cell.barred_classes)};
}

// 10.5.2.4.
std::array<Octet, 2> cell_selection(const GsmBroadcast& cell) {
  return {octet(cell.hysteresis_db / 2 << 5U | cell.max_power_level),
          octet((cell.neci ? 0x40U : 0U) | cell.rxlev_access_min)};
}

// 10.5.2.11.
std::array<Octet, 3> control_channel(const GsmBroadcast& cell) {
  return {octet((cell.attach ? 0x40U : 0U) | cell.ag_blocks_reserved << 3U | cell.ccch_conf),
          octet(cell.paging_multiframes - 2), octet(cell.t3212)};
}

// 10.5.2.5, SDCCH without hopping.
std::array<Octet, 3> cbch_channel(const GsmBroadcast& cell, unsigned training_code) {
  const unsigned timeslot = cell.cbch->timeslot;
  const unsigned type = timeslot == 0 ? 0x20U | 2U << 3U : 0x40U | 2U << 3U;
  return {octet(type | timeslot), octet(training_code << 5U | cell.arfcn >> 8U), octet(cell.arfcn)};
}

osmo_gsm48_si_ro_info rest_octets(const GsmBroadcast& cell) {
  osmo_gsm48_si_ro_info info{};
  if (cell.reselection) {
    info.selection_params.present = 1;
    info.selection_params.cbq = cell.reselection->is_barred ? 1 : 0;
    info.selection_params.cell_resel_off = cell.reselection->offset_db / 2 & 0x3FU;
    info.selection_params.temp_offs = cell.reselection->temporary_offset & 7U;
    info.selection_params.penalty_time = cell.reselection->penalty_time & 0x1FU;
  }
  info.si2ter_indicator = sends(cell, SystemInformation::k2ter);
  info.si2quater_indicator = sends(cell, SystemInformation::k2quater);
  info.early_cm_ctrl = true;
  info.gprs_ind.present = cell.gprs ? 1 : 0;
  return info;
}

gsm::L2Block si_1(const GsmBroadcast& cell) {
  L2Writer out(0x19);
  out.add(channel_list(cell.cell_allocation));
  out.add(rach_control(cell));
  return out.octets();
}

gsm::L2Block si_2(const GsmBroadcast& cell) {
  L2Writer out(0x1A);
  out.add(channel_list(cell.neighbours));
  out.add({cell.ncc_permitted});
  out.add(rach_control(cell));
  return out.octets();
}

gsm::L2Block si_2bis(const GsmBroadcast& cell) {
  L2Writer out(0x02);
  out.add(channel_list(cell.neighbours_bis));
  out.add(rach_control(cell));
  return out.octets();
}

gsm::L2Block si_2ter(const GsmBroadcast& cell) {
  L2Writer out(0x03);
  out.add(channel_list(cell.neighbours_ter));
  return out.octets();
}

gsm::L2Block si_2quater(const GsmBroadcast& cell) {
  L2Writer out(0x07, 1);
  std::array<std::uint16_t, 8> channels{};
  channels.fill(OSMO_EARFCN_INVALID);
  std::array<std::uint8_t, 8> bandwidths{};
  bandwidths.fill(OSMO_EARFCN_MEAS_INVALID);
  const std::size_t count = std::min(cell.lte_neighbours.size(), kLteNeighboursMost);
  std::copy_n(cell.lte_neighbours.begin(), count, channels.begin());
  osmo_earfcn_si2q list{};
  list.arfcn = channels.data();
  list.meas_bw = bandwidths.data();
  list.length = channels.size();
  list.thresh_hi = 4;
  list.prio = 5;
  list.prio_valid = true;
  std::uint16_t no_channel = 0;
  std::size_t no_offset = 0;
  std::size_t offset = 0;
  osmo_gsm48_rest_octets_si2quater_encode(out.rest(), 0, 0, &no_channel, &no_offset, 0, &no_channel, &list,
                                          &offset);
  return out.octets();
}

gsm::L2Block si_3(const GsmBroadcast& cell) {
  L2Writer out(0x1B);
  out.add({octet(cell.ci >> 8U), octet(cell.ci)});
  out.add(location_area(cell));
  out.add(control_channel(cell));
  out.add({octet(cell.radio_link_timeout)});
  out.add(cell_selection(cell));
  out.add(rach_control(cell));
  const auto info = rest_octets(cell);
  osmo_gsm48_rest_octets_si3_encode(out.rest(), &info);
  return out.octets();
}

gsm::L2Block si_4(const GsmBroadcast& cell, unsigned training_code) {
  L2Writer out(0x1C);
  out.add(location_area(cell));
  out.add(cell_selection(cell));
  out.add(rach_control(cell));
  if (cell.cbch) {
    out.add({0x64});
    out.add(cbch_channel(cell, training_code));
  }
  const auto info = rest_octets(cell);
  osmo_gsm48_rest_octets_si4_encode(out.rest(), &info, static_cast<int>(out.rest_octets()));
  return out.octets();
}

gsm::L2Block si_13(const GsmBroadcast& cell) {
  L2Writer out(0x00, 0);
  osmo_gsm48_si13_info info{};
  info.cell_opts.nmo = GPRS_NMO_II;
  info.cell_opts.t3168 = 2000;
  info.cell_opts.t3192 = 500;
  info.cell_opts.drx_timer_max = 3;
  info.cell_opts.bs_cv_max = 15;
  info.cell_opts.ctrl_ack_type_use_block = true;
  info.prio_acc_thr = 6;  // packet access for every priority
  info.pwr_ctrl_pars.t_avg_w = 16;
  info.pwr_ctrl_pars.t_avg_t = 16;
  info.rac = octet(cell.routing_area);
  osmo_gsm48_rest_octets_si13_encode(out.rest(), &info);
  return out.octets();
}

// Messages that share a turn follow each other.
SystemInformation one_of(const GsmBroadcast& cell, std::initializer_list<SystemInformation> candidates,
                         SystemInformation otherwise, unsigned round) {
  std::vector<SystemInformation> sent;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(sent),
               [&](SystemInformation message) { return sends(cell, message); });
  return sent.empty() ? otherwise : sent[round % sent.size()];
}

}  // namespace

bool fits_one_list(const std::vector<std::uint16_t>& channels) noexcept {
  return channels.empty() || fits_bitmap_0(channels) || bitmap_origin(channels).has_value();
}

bool sends(const GsmBroadcast& cell, SystemInformation message) {
  if (cell.raw.contains(message)) return true;
  switch (message) {
    case SystemInformation::k1:
      return !cell.cell_allocation.empty();
    case SystemInformation::k2bis:
      return !cell.neighbours_bis.empty();
    case SystemInformation::k2ter:
      return !cell.neighbours_ter.empty();
    case SystemInformation::k2quater:
      return !cell.lte_neighbours.empty();
    case SystemInformation::k13:
      return cell.gprs;
    default:
      return true;
  }
}

gsm::L2Block system_information(const GsmBroadcast& cell, SystemInformation message, unsigned training_code) {
  if (const auto raw = cell.raw.find(message); raw != cell.raw.end()) return raw->second;
  switch (message) {
    case SystemInformation::k1:
      return si_1(cell);
    case SystemInformation::k2:
      return si_2(cell);
    case SystemInformation::k2bis:
      return si_2bis(cell);
    case SystemInformation::k2ter:
      return si_2ter(cell);
    case SystemInformation::k2quater:
      return si_2quater(cell);
    case SystemInformation::k3:
      return si_3(cell);
    case SystemInformation::k4:
      return si_4(cell, training_code);
    case SystemInformation::k13:
      break;
  }
  return si_13(cell);
}

// SI 2bis, else 2ter, else 2quater has turn 5; the others share turn 4 with SI 13.
SystemInformation scheduled_message(const GsmBroadcast& cell, std::uint32_t frame_number) {
  using enum SystemInformation;
  const unsigned count = frame_number / kMultiframe_frames;
  const unsigned round = count / 8;
  const bool bis = sends(cell, k2bis);
  const bool ter = sends(cell, k2ter);
  switch (count % 8) {
    case 0:
      return one_of(cell, {k1}, k3, 0);
    case 1:
      return k2;
    case 4:
      if (bis) return one_of(cell, {k13, k2ter, k2quater}, k2, round);
      return ter ? one_of(cell, {k13, k2quater}, k2, round) : one_of(cell, {k13}, k2, round);
    case 5:
      if (bis) return k2bis;
      return ter ? k2ter : one_of(cell, {k2quater}, k2, 0);
    case 2:
    case 6:
      return k3;
    default:
      return k4;
  }
}

}  // namespace cellwarden::synth
