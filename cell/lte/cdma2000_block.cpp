#include "cell/lte/cdma2000_block.hpp"

namespace cellwarden::lte {
namespace {

// BandclassCDMA2000: 32 values and extensions, which count on.
std::uint8_t read_band_class(PerReader& in) {
  constexpr std::size_t kValues = 32;
  if (!in.flag()) return static_cast<std::uint8_t>(in.index(kValues));
  const std::size_t index = kValues + in.small_number();
  if (index > 255) in.mark_bad_value();
  return static_cast<std::uint8_t>(index > 255 ? 0 : index);
}

Cdma2000Time read_time(PerReader& in) {
  Cdma2000Time time;
  time.is_synchronous = in.flag();
  time.is_asynchronous_time = in.flag();
  time.count = in.bits(time.is_asynchronous_time ? 49 : 39);
  return time;
}

Cdma2000BandClass read_band_class_info(PerReader& in) {
  Cdma2000BandClass info;
  const bool has_additions = in.flag();
  const bool has_priority = in.flag();
  info.band_class = read_band_class(in);
  info.cell_reselection_priority = read_if(has_priority, in, read_priority);
  info.thresh_x_high = in.integer<std::uint8_t>(0, 63);
  info.thresh_x_low = in.integer<std::uint8_t>(0, 63);
  const Additions additions(in, has_additions);
  return info;
}

Cdma2000Carrier read_carrier(PerReader& in) {
  Cdma2000Carrier carrier;
  carrier.arfcn = in.integer<std::uint16_t>(0, 2047);
  carrier.pn_offsets =
      read_list(in, 1, 16, [](PerReader& item) { return item.integer<std::uint16_t>(0, 511); });
  return carrier;
}

Cdma2000Neighbours read_neighbours(PerReader& in) {
  Cdma2000Neighbours neighbours;
  neighbours.band_class = read_band_class(in);
  neighbours.carriers = read_list(in, 1, 16, read_carrier);
  return neighbours;
}

Cdma2000Reselection read_reselection(PerReader& in) {
  Cdma2000Reselection reselection;
  const bool has_scale = in.flag();
  reselection.band_classes = read_list(in, 1, 32, read_band_class_info);
  reselection.neighbours = read_list(in, 1, 16, read_neighbours);
  reselection.t_reselection_s = read_t_reselection_s(in);
  reselection.t_reselection_scale = read_if(has_scale, in, read_speed_scale);
  return reselection;
}

std::uint8_t read_zone(PerReader& in) {
  return in.integer<std::uint8_t>(0, 255);
}

HrpdParameters read_hrpd(PerReader& in) {
  HrpdParameters hrpd;
  const bool has_reselection = in.flag();
  const bool has_zone = in.flag();
  const bool has_secondary_zones = in.flag();
  hrpd.is_pre_registration_allowed = in.flag();
  hrpd.pre_registration_zone = read_if(has_zone, in, read_zone);
  if (has_secondary_zones) hrpd.secondary_zones = read_list(in, 1, 2, read_zone);
  hrpd.reselection = read_if(has_reselection, in, read_reselection);
  return hrpd;
}

OneXRegistration read_registration(PerReader& in) {
  OneXRegistration registration;
  registration.sid = static_cast<std::uint16_t>(in.bits(15));
  registration.nid = static_cast<std::uint16_t>(in.bits(16));
  registration.multiple_sid = in.flag();
  registration.multiple_nid = in.flag();
  registration.home_reg = in.flag();
  registration.foreign_sid_reg = in.flag();
  registration.foreign_nid_reg = in.flag();
  registration.parameter_reg = in.flag();
  registration.power_up_reg = in.flag();
  registration.registration_period = static_cast<std::uint8_t>(in.bits(7));
  registration.registration_zone = static_cast<std::uint16_t>(in.bits(12));
  registration.total_zone = static_cast<std::uint8_t>(in.bits(3));
  registration.zone_timer = static_cast<std::uint8_t>(in.bits(3));
  return registration;
}

OneXParameters read_one_x(PerReader& in) {
  OneXParameters one_x;
  const bool has_registration = in.flag();
  const bool has_long_code = in.flag();
  const bool has_reselection = in.flag();
  one_x.registration = read_if(has_registration, in, read_registration);
  if (has_long_code) one_x.long_code_state = in.bits(42);
  one_x.reselection = read_if(has_reselection, in, read_reselection);
  return one_x;
}

}  // namespace

SystemInformationBlock8 read_system_information_block_8(PerReader& in) {
  SystemInformationBlock8 block;
  const bool has_additions = in.flag();
  const bool has_time = in.flag();
  const bool has_window = in.flag();
  const bool has_hrpd = in.flag();
  const bool has_one_x = in.flag();
  block.time = read_if(has_time, in, read_time);
  block.search_window_size = integer_if<std::uint8_t>(has_window, in, 0, 15);
  block.hrpd = read_if(has_hrpd, in, read_hrpd);
  block.one_x = read_if(has_one_x, in, read_one_x);
  const Additions additions(in, has_additions);
  return block;
}

}  // namespace cellwarden::lte
