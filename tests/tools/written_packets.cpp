#include "tests/tools/written_packets.hpp"

#include <algorithm>
#include <set>

#include "tests/catch.hpp"

namespace cellwarden::test {
namespace {

constexpr std::size_t kTapHeader_octets = 16;

/// "0a:0b" from octet `from` on, as "0a0b".
std::string without_colons(std::string octets, std::size_t from) {
  std::erase(octets, ':');
  return octets.size() > 2 * from ? octets.substr(2 * from) : std::string();
}

bool has(const WrittenPacket& packet, const std::string& start) {
  return std::ranges::any_of(packet.fields,
                             [&start](const auto& field) { return field.name.starts_with(start); });
}

/// TS 44.018, table 10.4.1: system information of the broadcast channel, types 1 to 4, 7 to 9, 13, 2bis,
/// 2ter, 2quater. Paging, assignments and rejects are 0x21, 0x22, 0x24, 0x39, 0x3a, 0x3f.
bool is_gsm_broadcast(const WrittenPacket& packet) {
  static const std::set<std::string> types{"0x00", "0x02", "0x03", "0x04", "0x07", "0x18",
                                           "0x19", "0x1a", "0x1b", "0x1c", "0x1f"};
  return packet.show("gsmtap.type") == "1" && packet.show("gsmtap.chan_type") == "1" &&
         types.contains(packet.show("gsm_a.dtap.msg_rr_type"));
}

bool is_lte_broadcast(const WrittenPacket& packet) {
  return packet.show("gsmtap.type") == "13" && has(packet, "lte-rrc.BCCH_") && !has(packet, "lte-rrc.PCCH") &&
         !has(packet, "lte-rrc.paging");
}

void check(const WrittenPacket& packet) {
  INFO(packet.comment() << " " << packet.hex);
  CHECK_FALSE(packet.comment().empty());
  CHECK_FALSE(has(packet, "_ws.malformed"));
  const bool is_page =
      packet.show("exported_pdu.prot_name") == "gsm_cbs" && has(packet, "gsm_cbs.page_content");
  CHECK((is_page || is_gsm_broadcast(packet) || is_lte_broadcast(packet)));
  if (!is_page) CHECK(packet.show("ip.checksum.status") == "1");
}

const TsharkField* find(const TsharkPacket& fields, const std::string& name) {
  const auto found = std::ranges::find(fields, name, &TsharkField::name);
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace

std::string WrittenPacket::show(const std::string& name) const {
  const auto* const field = find(fields, name);
  return field == nullptr ? std::string() : field->show;
}

std::string WrittenPacket::sentence(const std::string& name) const {
  const auto* const field = find(fields, name);
  return field == nullptr ? std::string() : field->show_name;
}

std::optional<std::vector<WrittenPacket>> written_packets(const std::string& path) {
  auto seen = dissect_file(path, "-o ip.check_checksum:TRUE");
  if (!seen) return std::nullopt;
  std::vector<WrittenPacket> packets;
  for (auto& fields : *seen) {
    WrittenPacket& packet = packets.emplace_back(WrittenPacket{std::move(fields), {}});
    const std::string page = packet.show("exported_pdu.exported_pdu");
    packet.hex = page.empty() ? without_colons(packet.show("udp.payload"), kTapHeader_octets)
                              : without_colons(page, 0);
    check(packet);
  }
  return packets;
}

}  // namespace cellwarden::test
