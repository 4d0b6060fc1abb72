#include "cell/lte/system_information.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

constexpr std::size_t kRootBlocks = 10;  // SIB2 to SIB11

// The alternatives after the extension mark, in the standard's order.
constexpr std::array kExtensionTypes{SibType{12}, SibType{13}, SibType{14}, SibType{15},      SibType{16},
                                     SibType{17}, SibType{18}, SibType{19}, SibType{20},      SibType{21},
                                     SibType{24}, SibType{25}, SibType{26}, SibType::kSib26a, SibType{27},
                                     SibType{28}, SibType{29}, SibType{30}, SibType{31},      SibType{32}};

SystemInformationBlock read_root_block(PerReader& in) {
  switch (in.index(kRootBlocks)) {
    case 0:
      return read_system_information_block_2(in);
    case 1:
      return read_system_information_block_3(in);
    case 2:
      return read_system_information_block_4(in);
    case 3:
      return read_system_information_block_5(in);
    case 4:
      return read_system_information_block_6(in);
    case 5:
      return read_system_information_block_7(in);
    case 6:
      return read_system_information_block_8(in);
    case 7:
      return read_system_information_block_9(in);
    case 8:
      return read_system_information_block_10(in);
    default:
      return read_system_information_block_11(in);
  }
}

SystemInformationBlock skip_block(PerReader& in, SibType type) {
  const std::size_t before = in.left();
  in.skip_open_type();
  return UnreadBlock{type, static_cast<std::uint16_t>((before - in.left()) / 8)};
}

template <class Read>
SystemInformationBlock read_open(PerReader& in, Read read) {
  SystemInformationBlock block;
  in.open_type([&](PerReader& part) { block = read(part); });
  return block;
}

SystemInformationBlock read_extension_block(PerReader& in) {
  const std::size_t index = in.small_number();
  const SibType type = index < kExtensionTypes.size() ? kExtensionTypes[index] : SibType::kUnknown;
  switch (static_cast<unsigned>(type)) {
    case 12:
      return read_open(in, read_system_information_block_12);
    case 13:
      return read_open(in, read_system_information_block_13);
    case 16:
      return read_open(in, read_system_information_block_16);
    case 24:
      return read_open(in, read_system_information_block_24);
    default:
      return skip_block(in, type);
  }
}

SystemInformationBlock read_block(PerReader& in) {
  return in.flag() ? read_extension_block(in) : read_root_block(in);
}

SystemInformation read_release_8(PerReader& in) {
  SystemInformation information;
  const bool has_v8a0 = in.flag();
  information.blocks = read_list(in, 1, 32, read_block);
  if (!has_v8a0) return information;
  const bool has_late_part = in.flag();
  static_cast<void>(in.flag());
  if (has_late_part) in.skip_open_type();
  return information;
}

BroadcastContent read_content(PerReader& in) {
  if (in.flag()) return UnknownBroadcast{};  // messageClassExtension
  if (in.flag()) return read_system_information_block_1(in);
  if (in.flag()) return UnknownBroadcast{};  // criticalExtensionsFuture: positioning, and what is to come
  return read_release_8(in);
}

}  // namespace

SibType type_of(const SystemInformationBlock& block) noexcept {
  constexpr std::array<std::uint8_t, 14> kNumbers{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 24};
  if (const auto* unread = std::get_if<UnreadBlock>(&block)) return unread->type;
  return static_cast<SibType>(kNumbers[block.index()]);
}

std::optional<BroadcastMessage> parse_bcch_dl_sch(std::span<const std::uint8_t> octets) {
  if (octets.empty()) return std::nullopt;
  PerReader in(octets);
  // Made at once: g++ 12 takes a variant that is assigned to for one that may be uninitialised.
  BroadcastMessage message{read_content(in), {}};
  message.leftover = in.leftover();
  return message;
}

}  // namespace cellwarden::lte
