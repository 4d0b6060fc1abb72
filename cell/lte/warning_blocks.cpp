#include "cell/lte/warning_blocks.hpp"

namespace cellwarden::lte {
namespace {

WarningSegment read_segment(PerReader& in, bool has_data_coding_scheme) {
  WarningSegment segment;
  segment.message_identifier = static_cast<std::uint16_t>(in.bits(16));
  segment.serial_number = static_cast<std::uint16_t>(in.bits(16));
  segment.is_last = in.index(2) == 1;
  segment.number = in.integer<std::uint8_t>(0, 63);
  segment.octets = in.octet_string();
  if (has_data_coding_scheme) segment.data_coding_scheme = static_cast<std::uint8_t>(in.bits(8));
  return segment;
}

}  // namespace

SystemInformationBlock10 read_system_information_block_10(PerReader& in) {
  constexpr std::size_t kSecurityInfo_octets = 50;
  SystemInformationBlock10 block;
  const bool has_additions = in.flag();
  const bool has_security_info = in.flag();
  block.message_identifier = static_cast<std::uint16_t>(in.bits(16));
  block.serial_number = static_cast<std::uint16_t>(in.bits(16));
  block.warning_type = static_cast<std::uint16_t>(in.bits(16));
  if (has_security_info) block.security_info = in.octets(kSecurityInfo_octets);
  const Additions additions(in, has_additions);
  return block;
}

SystemInformationBlock11 read_system_information_block_11(PerReader& in) {
  const bool has_additions = in.flag();
  const bool has_data_coding_scheme = in.flag();
  SystemInformationBlock11 block{read_segment(in, has_data_coding_scheme)};
  const Additions additions(in, has_additions);
  return block;
}

SystemInformationBlock12 read_system_information_block_12(PerReader& in) {
  SystemInformationBlock12 block;
  const bool has_additions = in.flag();
  const bool has_data_coding_scheme = in.flag();
  const bool has_late_part = in.flag();
  block.segment = read_segment(in, has_data_coding_scheme);
  if (has_late_part) in.skip_open_type();
  Additions additions(in, has_additions);
  additions.read([&block](PerReader& group) {
    if (group.flag()) block.area_coordinates = group.octet_string();
  });
  return block;
}

}  // namespace cellwarden::lte
