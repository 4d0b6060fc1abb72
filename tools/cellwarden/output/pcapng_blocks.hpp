#pragma once

/// \file
/// The blocks of a pcapng file (IETF draft-ietf-opsawg-pcapng, sections 4.1 to 4.3), as octets to be written
/// one after the other: a section header, then interfaces and packets, each interface before its packets.
/// Little endian on every machine, times in nanoseconds, so that the same packets give the same file.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace cellwarden::tools::pcapng {

/// What a packet begins with (tcpdump.org/linktypes.html).
enum class LinkType : std::uint16_t {
  kIpv4 = 228,
  kUpperProtocol = 252,  ///< tags that name one of Wireshark's dissectors, then what it reads
};

[[nodiscard]] std::string section_header(std::string_view application);

/// Interfaces are numbered by their order in the file, from 0.
[[nodiscard]] std::string interface_description(LinkType link_type, std::string_view description);

struct Packet {
  std::uint32_t interface {};
  std::chrono::nanoseconds since_epoch{};  ///< 1970-01-01, UTC; not negative
  std::string octets;
  std::string comment;
};
[[nodiscard]] std::string enhanced_packet(const Packet& packet);

}  // namespace cellwarden::tools::pcapng
