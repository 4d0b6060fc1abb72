#include "tests/cell/lte/tshark.hpp"

#include "tests/cell/tshark.hpp"

namespace cellwarden::lte::test {
namespace {

constexpr std::uint32_t kUserLinkType = 147;

// Numbers that tshark shows in hexadecimal, in decimal.
std::string plain(const std::string& shown) {
  return shown.starts_with("0x") ? std::to_string(std::stoull(shown, nullptr, 16)) : shown;
}

synth::ShownFields shown_in(const cellwarden::test::TsharkPacket& packet) {
  const std::string prefix = "lte-rrc.";
  synth::ShownFields fields;
  for (const auto& field : packet) {
    if (field.name == "_ws.malformed") fields["malformed"].emplace_back("1");
    // A SEQUENCE has no value of its own.
    if (!field.name.starts_with(prefix) || field.name.ends_with("_element")) continue;
    fields[field.name.substr(prefix.size())].push_back(plain(field.show));
  }
  return fields;
}

}  // namespace

std::optional<std::vector<synth::ShownFields>> show_tshark(const std::vector<Octets>& messages,
                                                           const std::string& channel, bool reads_twice) {
  std::vector<std::string> packets;
  packets.reserve(messages.size());
  for (const Octets& message : messages) packets.emplace_back(message.begin(), message.end());
  const std::string link_type =
      R"x('uat:user_dlts:"User 0 (DLT=147)","lte-rrc.)x" + channel + R"x(","0","","0",""')x";
  const auto seen = cellwarden::test::dissect(kUserLinkType, packets,
                                              std::string(reads_twice ? "-2 " : "") + "-o " + link_type);
  if (!seen) return std::nullopt;
  std::vector<synth::ShownFields> shown;
  shown.reserve(seen->size());
  for (const auto& packet : *seen) shown.push_back(shown_in(packet));
  return shown;
}

}  // namespace cellwarden::lte::test
