#include "cell/lte/time_block.hpp"

namespace cellwarden::lte {
namespace {

TimeInfo read_time(PerReader& in) {
  TimeInfo time;
  const bool has_daylight_saving = in.flag();
  const bool has_leap_seconds = in.flag();
  const bool has_local_offset = in.flag();
  time.utc_10ms = in.integer<std::uint64_t>(0, 549'755'813'887);
  time.daylight_saving_h = integer_if<std::uint8_t>(has_daylight_saving, in, 0, 3);
  time.leap_seconds_s = integer_if<std::int16_t>(has_leap_seconds, in, -127, 128);
  time.local_time_offset_15min = integer_if<std::int16_t>(has_local_offset, in, -63, 64);
  return time;
}

TimeReference read_reference(PerReader& in) {
  TimeReference reference;
  const bool has_uncertainty = in.flag();
  reference.is_local_clock = in.flag();
  const bool has_sfn = in.flag();
  reference.days = in.integer<std::uint32_t>(0, 72999);
  reference.seconds_s = in.integer<std::uint32_t>(0, 86399);
  reference.milliseconds_ms = in.integer<std::uint16_t>(0, 999);
  reference.quarter_microseconds = in.integer<std::uint16_t>(0, 3999);
  reference.uncertainty = integer_if<std::uint8_t>(has_uncertainty, in, 0, 12);
  reference.reference_sfn = integer_if<std::uint16_t>(has_sfn, in, 0, 1023);
  return reference;
}

}  // namespace

SystemInformationBlock16 read_system_information_block_16(PerReader& in) {
  SystemInformationBlock16 block;
  const bool has_additions = in.flag();
  const bool has_time = in.flag();
  const bool has_late_part = in.flag();
  block.time = read_if(has_time, in, read_time);
  if (has_late_part) in.skip_open_type();
  Additions additions(in, has_additions);
  additions.read(
      [&block](PerReader& group) { block.reference = read_if(group.flag(), group, read_reference); });
  return block;
}

}  // namespace cellwarden::lte
