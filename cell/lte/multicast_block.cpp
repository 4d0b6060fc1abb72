#include "cell/lte/multicast_block.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

MulticastAreaR14::Control read_control(PerReader& in) {
  constexpr std::array<std::uint8_t, 5> kRepetitions_frames{1, 2, 4, 8, 16};
  constexpr std::array<std::uint16_t, 9> kModifications_frames{1, 2, 4, 8, 16, 32, 64, 128, 256};
  MulticastAreaR14::Control control;
  const bool has_repetition = in.flag();
  const bool has_modification = in.flag();
  if (has_repetition) control.repetition_frames = in.value_of(kRepetitions_frames);
  if (has_modification) control.modification_frames = in.value_of(kModifications_frames, 10);
  return control;
}

MulticastAreaR14 read_release_14(PerReader& in) {
  MulticastAreaR14 addition;
  const bool has_control = in.flag();
  const bool has_spacing = in.flag();
  addition.control = read_if(has_control, in, read_control);
  if (has_spacing) addition.subcarrier_spacing_hz = in.flag() ? std::uint16_t{1250} : std::uint16_t{7500};
  return addition;
}

MulticastArea read_area(PerReader& in) {
  constexpr std::array<std::uint8_t, 4> kMcs{2, 7, 13, 19};
  MulticastArea area;
  const bool has_additions = in.flag();
  area.area_id = in.integer<std::uint8_t>(0, 255);
  area.non_mbsfn_region_symbols = in.integer<std::uint8_t>(1, 2);
  area.notification_indicator = in.integer<std::uint8_t>(0, 7);
  area.repetition_frames = static_cast<std::uint16_t>(32U << in.index(4));
  area.offset_frames = in.integer<std::uint8_t>(0, 10);
  area.modification_frames = static_cast<std::uint16_t>(512U << in.index(2));
  area.subframe_allocation = static_cast<std::uint8_t>(in.bits(6));
  area.signalling_mcs = in.value_of(kMcs);
  Additions additions(in, has_additions);
  additions.read([&area](PerReader& group) { area.release_14 = read_release_14(group); });
  return area;
}

}  // namespace

SystemInformationBlock13 read_system_information_block_13(PerReader& in) {
  SystemInformationBlock13 block;
  const bool has_additions = in.flag();
  const bool has_late_part = in.flag();
  block.areas = read_list(in, 1, 8, read_area);
  block.notification_repetition_coefficient = static_cast<std::uint8_t>(2U << in.index(2));
  block.notification_offset_frames = in.integer<std::uint8_t>(0, 10);
  block.notification_subframe_index = in.integer<std::uint8_t>(1, 6);
  if (has_late_part) in.skip_open_type();
  Additions additions(in, has_additions);
  additions.read([&block](PerReader& group) {
    block.notification_subframe_index_v1430 = integer_if<std::uint8_t>(group.flag(), group, 7, 10);
  });
  return block;
}

}  // namespace cellwarden::lte
