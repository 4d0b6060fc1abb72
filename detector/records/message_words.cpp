#include "detector/records/message_words.hpp"

#include "cell/gsm/system_information.hpp"

namespace cellwarden::records {

std::string hex_of(std::span<const std::uint8_t> octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * octets.size());
  for (const std::uint8_t octet : octets) {
    text += kDigits[octet >> 4U];
    text += kDigits[octet & 0xFU];
  }
  return text;
}

std::string_view message_name(const gsm::L2Block& block) noexcept {
  const auto kind = gsm::kind_of(block);
  return kind ? gsm::to_string(*kind) : "other";
}

std::string_view message_name(const lte::BroadcastMessage& message) noexcept {
  if (std::holds_alternative<lte::SystemInformationBlock1>(message.content)) return "sib1";
  return std::holds_alternative<lte::SystemInformation>(message.content) ? "si" : "other";
}

std::vector<std::string> block_names(const lte::BroadcastMessage& message) {
  std::vector<std::string> names;
  if (const auto* information = std::get_if<lte::SystemInformation>(&message.content)) {
    for (const auto& block : information->blocks) names.push_back(lte::to_string(lte::type_of(block)));
  }
  return names;
}

}  // namespace cellwarden::records
