#include "tools/cellwarden/output/pcapng_blocks.hpp"

#include <cstddef>

namespace cellwarden::tools::pcapng {
namespace {

constexpr std::size_t kAlign_octets = 4;
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kEnhancedPacket = 6;

// Options of any block, of a section header and of an interface.
constexpr std::uint16_t kEndOfOptions = 0, kComment = 1;
constexpr std::uint16_t kApplication = 4;
constexpr std::uint16_t kDescription = 3, kTimeResolution = 9;

void put(std::string& out, std::uint64_t value, std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

void put_padded(std::string& out, std::string_view octets) {
  out.append(octets);
  out.append((kAlign_octets - octets.size() % kAlign_octets) % kAlign_octets, '\0');
}

void put_option(std::string& out, std::uint16_t code, std::string_view value) {
  constexpr std::size_t kLongest_octets = 0xFFFF;
  value = value.substr(0, kLongest_octets);
  put(out, code, 2);
  put(out, value.size(), 2);
  put_padded(out, value);
}

/// The length stands before and after what a block holds.
std::string block(std::uint32_t type, const std::string& content) {
  constexpr std::size_t kFrame_octets = 12;
  std::string out;
  put(out, type, 4);
  put(out, content.size() + kFrame_octets, 4);
  out += content;
  put(out, content.size() + kFrame_octets, 4);
  return out;
}

}  // namespace

std::string section_header(std::string_view application) {
  std::string content;
  put(content, 0x1A2B3C4D, 4);  // tells the order of octets
  put(content, 1, 2);           // version 1.0
  put(content, 0, 2);
  put(content, ~std::uint64_t{0}, 8);  // the section's length: not known
  put_option(content, kApplication, application);
  put_option(content, kEndOfOptions, {});
  return block(kSectionHeader, content);
}

std::string interface_description(LinkType link_type, std::string_view description) {
  constexpr std::string_view kNanoseconds = "\x09";  // ten to the minus ninth
  std::string content;
  put(content, static_cast<std::uint16_t>(link_type), 2);
  put(content, 0, 2);
  put(content, 0, 4);  // packets are of any length
  put_option(content, kDescription, description);
  put_option(content, kTimeResolution, kNanoseconds);
  put_option(content, kEndOfOptions, {});
  return block(kInterfaceDescription, content);
}

std::string enhanced_packet(const Packet& packet) {
  const auto time = static_cast<std::uint64_t>(packet.since_epoch.count());
  std::string content;
  put(content, packet.interface, 4);
  put(content, time >> 32U, 4);
  put(content, time, 4);
  put(content, packet.octets.size(), 4);  // in the file, and as it was
  put(content, packet.octets.size(), 4);
  put_padded(content, packet.octets);
  put_option(content, kComment, packet.comment);
  put_option(content, kEndOfOptions, {});
  return block(kEnhancedPacket, content);
}

}  // namespace cellwarden::tools::pcapng
