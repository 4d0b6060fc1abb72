#include "tests/cell/lte/captures.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace cellwarden::lte::test {
namespace {

std::string capture_file(const std::string& name) {
  const char* const named = std::getenv("CELLWARDEN_CAPTURES");
  std::string file =
      std::string(named != nullptr ? named : CELLWARDEN_SOURCE_DIR "/../shared/captures") + "/" + name;
  if (std::filesystem::is_regular_file(file)) return file;
  std::printf("SKIPPED: no %s\n", file.c_str());
  return {};
}

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(' ');
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> cells;
  std::istringstream in(row.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) cells.push_back(trimmed(cell));
  return cells;
}

std::size_t little_endian(const std::string& bytes, std::size_t at) {
  std::size_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = 256 * value + static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

// The payload of a MAC-LTE frame as Wireshark defines it, where its context says SI-RNTI: three octets,
// tagged fields, and tag 1 before the payload.
Octets broadcast_in(const std::string& frame) {
  constexpr char kSiRnti = 4;
  constexpr char kPayload = 1;
  if (frame.size() < 4 || frame[2] != kSiRnti) return {};
  std::size_t at = 3;
  while (at < frame.size() && frame[at] != kPayload) {
    const char tag = frame[at];
    at += tag >= 2 && tag <= 4 ? 3U : 2U;
  }
  if (at >= frame.size()) return {};
  return {frame.begin() + static_cast<std::ptrdiff_t>(at) + 1, frame.end()};
}

}  // namespace

Octets octets_of(const std::string& hex) {
  Octets octets;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    octets.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
  return octets;
}

std::vector<NamedMessage> named_messages() {
  std::vector<NamedMessage> messages;
  std::ifstream file(capture_file("messages/lte_rrc_vectors.txt"));
  std::string name, channel, hex;
  while (file >> name >> channel >> hex) messages.push_back({name, channel == "pcch", octets_of(hex)});
  return messages;
}

std::vector<HeardSib1> heard_sib1() {
  std::vector<HeardSib1> heard;
  std::ifstream file(capture_file("lte/truth.md"));
  bool is_in_table = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) is_in_table = line == "## SIB1";
    if (!is_in_table || !line.starts_with("| ") || line.starts_with("| capture")) continue;
    const auto cells = cells_of(line);
    heard.push_back({cells.at(0), cells.at(2), cells.at(3), cells.at(4), octets_of(cells.at(13))});
  }
  return heard;
}

std::vector<Octets> traced_broadcasts() {
  std::vector<Octets> blocks;
  std::ifstream file(capture_file("messages/ltesniffer_dl_mode.pcap"), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  for (std::size_t at = 24; at + 16 <= bytes.size();) {
    const std::size_t length = little_endian(bytes, at + 8);
    Octets block = broadcast_in(bytes.substr(at + 16, length));
    if (!block.empty()) blocks.push_back(std::move(block));
    at += 16 + length;
  }
  return blocks;
}

}  // namespace cellwarden::lte::test
