#include "tests/cell/gsm/tshark.hpp"

#include "tests/cell/tshark.hpp"

namespace cellwarden::gsm::test {
namespace {

constexpr std::uint32_t kIpv4LinkType = 228;

void append(std::string& out, std::uint64_t value, std::size_t octets) {
  for (std::size_t i = octets; i-- > 0;) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

// One packet: IPv4, UDP to GSMTAP's port, a GSMTAP header of version 2, the block.
std::string packet(const L2Block& block, GsmtapChannel channel) {
  constexpr std::size_t kGsmtap = 16, kUdp = 8, kIp = 20, kPort = 4729;
  constexpr std::size_t kUdpLength = kUdp + kGsmtap + kBlock_octets;
  std::string out;
  append(out, 0x4500, 2);
  append(out, kIp + kUdpLength, 2);
  append(out, 0, 4);
  append(out, 0x4011, 2);  // time to live, UDP
  append(out, 0, 2);
  append(out, 0x7F000001, 4);
  append(out, 0x7F000001, 4);
  append(out, kPort, 2);
  append(out, kPort, 2);
  append(out, kUdpLength, 2);
  append(out, 0, 2);
  append(out, 0x02040100, 4);  // version, length in words, Um interface, timeslot
  append(out, 0, 8);
  append(out, static_cast<std::uint64_t>(channel) << 24U, 4);
  out.append(block.begin(), block.end());
  return out;
}

TsharkFields shown_in(const cellwarden::test::TsharkPacket& packet) {
  TsharkFields fields;
  for (const auto& field : packet) {
    // A list of channel numbers is a text, with its octets as its value.
    const bool is_list = field.name == "gsm_a.rr.arfcn_list";
    if (field.name.starts_with("gsm_a") || field.name.starts_with("e212"))
      fields[field.name].push_back(is_list ? field.show_name : field.show);
  }
  return fields;
}

}  // namespace

std::optional<std::vector<TsharkFields>> show_tshark(const std::vector<L2Block>& blocks,
                                                     GsmtapChannel channel) {
  std::vector<std::string> packets;
  packets.reserve(blocks.size());
  for (const L2Block& block : blocks) packets.push_back(packet(block, channel));
  const auto seen = cellwarden::test::dissect(kIpv4LinkType, packets, "-J gsm_a.ccch");
  if (!seen) return std::nullopt;
  std::vector<TsharkFields> shown;
  shown.reserve(seen->size());
  for (const auto& one : *seen) shown.push_back(shown_in(one));
  return shown;
}

}  // namespace cellwarden::gsm::test
