// From octets to messages: where each information element lies in its message.
#include <algorithm>

#include "cell/gsm/system_information.hpp"

namespace cellwarden::gsm {
namespace {

constexpr std::uint8_t kRadioResources = 0x06;  // TS 24.007, section 11.2.3.1.1, with skip indicator 0
constexpr std::size_t kHeader_octets = 3;

template <std::size_t count>
std::span<const std::uint8_t, count> octets_at(const L2Block& block, std::size_t first) noexcept {
  return std::span<const std::uint8_t, count>(block.data() + first, count);
}

std::span<const std::uint8_t> octets_from(const L2Block& block, std::size_t first) noexcept {
  return std::span(block).subspan(std::min(first, block.size()));
}

// TS 44.018, table 10.4.1.
std::optional<MessageKind> kind_of_type(std::uint8_t type) noexcept {
  switch (type) {
    case 0x19:
      return MessageKind::kSi1;
    case 0x1A:
      return MessageKind::kSi2;
    case 0x02:
      return MessageKind::kSi2bis;
    case 0x03:
      return MessageKind::kSi2ter;
    case 0x07:
      return MessageKind::kSi2quater;
    case 0x1B:
      return MessageKind::kSi3;
    case 0x1C:
      return MessageKind::kSi4;
    case 0x1F:
      return MessageKind::kSi7;
    case 0x18:
      return MessageKind::kSi8;
    case 0x04:
      return MessageKind::kSi9;
    case 0x00:
      return MessageKind::kSi13;
    default:
      return std::nullopt;
  }
}

std::size_t pseudo_length(const L2Block& block) noexcept {
  return block[0] >> 2U;
}

Si1 read_si1(const L2Block& block) {
  Si1 message;
  message.cell_allocation = read_frequency_list(octets_at<16>(block, 3), FrequencyListKind::kCellChannels);
  message.rach = read_rach_control(octets_at<3>(block, 19));
  message.rest = read_si1_rest(octets_from(block, 22));
  return message;
}

Si2 read_si2(const L2Block& block) {
  Si2 message;
  message.neighbours = read_neighbours(octets_at<16>(block, 3));
  message.ncc_permitted = block[19];
  message.rach = read_rach_control(octets_at<3>(block, 20));
  return message;
}

Si2bis read_si2bis(const L2Block& block) {
  Si2bis message;
  message.neighbours = read_neighbours(octets_at<16>(block, 3));
  message.rach = read_rach_control(octets_at<3>(block, 19));
  message.leftover = leftover_of(BitReader(octets_from(block, 22)));
  return message;
}

Si2ter read_si2ter(const L2Block& block) {
  Si2ter message;
  message.neighbours = read_extended_neighbours(octets_at<16>(block, 3));
  message.rest = read_si2ter_rest(octets_from(block, 19));
  return message;
}

Si3 read_si3(const L2Block& block) {
  Si3 message;
  message.cell_id.value = static_cast<std::uint16_t>((block[3] << 8) | block[4]);
  message.area = read_location_area(octets_at<5>(block, 5));
  message.control_channel = read_control_channel(octets_at<3>(block, 10));
  message.options = read_cell_options(block[13]);
  message.selection = read_cell_selection(octets_at<2>(block, 14));
  message.rach = read_rach_control(octets_at<3>(block, 16));
  message.rest = read_si3_rest(octets_from(block, 19));
  return message;
}

// The two optional elements and the rest octets of SI4. Rest octets may look like an element: the pseudo
// length tells them apart, by counting the octets before them.
void read_si4_tail(const L2Block& block, Si4& message) {
  constexpr std::uint8_t kChannelElement = 0x64;
  constexpr std::uint8_t kAllocationElement = 0x72;
  const std::size_t rest_at = pseudo_length(block) + 1;
  std::size_t at = 13;
  if (at + 4 <= rest_at && block[at] == kChannelElement) {
    message.cell_broadcast = read_channel_description(octets_at<3>(block, at + 1));
    at += 4;
    if (at + 2 <= rest_at && block[at] == kAllocationElement) {
      const std::size_t end = std::min<std::size_t>(at + 2 + block[at + 1], rest_at);
      message.cell_broadcast_allocation.assign(block.data() + at + 2, block.data() + end);
      at = end;
    }
  }
  message.rest = read_si4_rest(octets_from(block, std::max(at, rest_at)));
}

Si4 read_si4(const L2Block& block) {
  Si4 message;
  message.area = read_location_area(octets_at<5>(block, 3));
  message.selection = read_cell_selection(octets_at<2>(block, 8));
  message.rach = read_rach_control(octets_at<3>(block, 10));
  read_si4_tail(block, message);
  return message;
}

template <class Si7Or8>
Si7Or8 read_si7_or_8(const L2Block& block) {
  Si7Or8 message;
  std::copy(block.begin() + kHeader_octets, block.end(), message.octets.begin());
  return message;
}

Si9 read_si9(const L2Block& block) {
  Si9 message;
  message.rach = read_rach_control(octets_at<3>(block, 3));
  message.rest = read_si9_rest(octets_from(block, 6));
  return message;
}

}  // namespace

std::string_view to_string(MessageKind kind) noexcept {
  constexpr std::array<std::string_view, kMessageKinds> kNames{
      "si1", "si2", "si2bis", "si2ter", "si2quater", "si3", "si4", "si7", "si8", "si9", "si13"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<MessageKind> kind_of(const L2Block& block) noexcept {
  const bool is_unnumbered = (block[0] & 3U) == 1 && pseudo_length(block) < kBlock_octets;
  if (!is_unnumbered || block[1] != kRadioResources) return std::nullopt;
  return kind_of_type(block[2]);
}

std::optional<Message> parse(const L2Block& block) {
  const auto kind = kind_of(block);
  if (!kind) return std::nullopt;
  switch (*kind) {
    case MessageKind::kSi1:
      return read_si1(block);
    case MessageKind::kSi2:
      return read_si2(block);
    case MessageKind::kSi2bis:
      return read_si2bis(block);
    case MessageKind::kSi2ter:
      return read_si2ter(block);
    case MessageKind::kSi2quater:
      return Si2quater{read_si2quater_rest(octets_from(block, kHeader_octets))};
    case MessageKind::kSi3:
      return read_si3(block);
    case MessageKind::kSi4:
      return read_si4(block);
    case MessageKind::kSi7:
      return read_si7_or_8<Si7>(block);
    case MessageKind::kSi8:
      return read_si7_or_8<Si8>(block);
    case MessageKind::kSi9:
      return read_si9(block);
    case MessageKind::kSi13:
      return Si13{read_si13_rest(octets_from(block, kHeader_octets))};
  }
  return std::nullopt;
}

namespace {

struct LeftoverOf {
  Leftover operator()(const Si1& m) const { return m.rest.leftover; }
  Leftover operator()(const Si2& /*all is read*/) const { return {}; }
  Leftover operator()(const Si2bis& m) const { return m.leftover; }
  Leftover operator()(const Si7& m) const { return read_si7_rest(m.octets, true).leftover; }
  Leftover operator()(const Si8& m) const { return read_si7_rest(m.octets, true).leftover; }
  Leftover operator()(const Si2quater& m) const {
    Leftover leftover = m.rest.leftover;
    leftover.unread_bits = static_cast<std::uint16_t>(leftover.unread_bits + m.rest.extension_unread_bits);
    return leftover;
  }
  Leftover operator()(const Si13& m) const {
    Leftover leftover = m.rest.leftover;
    if (!m.rest.content) return leftover;
    const auto* cell = std::get_if<GprsCell>(&m.rest.content->packet_channels);
    if (cell != nullptr && cell->options.extension) {
      leftover.unread_bits =
          static_cast<std::uint16_t>(leftover.unread_bits + cell->options.extension->unread_bits);
    }
    return leftover;
  }
  template <class WithRest>
  Leftover operator()(const WithRest& m) const {
    return m.rest.leftover;
  }
};

}  // namespace

Leftover leftover_of(const Message& message) {
  return std::visit(LeftoverOf{}, message);
}

}  // namespace cellwarden::gsm
