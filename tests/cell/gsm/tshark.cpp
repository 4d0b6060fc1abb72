#include "tests/cell/gsm/tshark.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <unistd.h>

namespace cellwarden::gsm::test {
namespace {

void append(std::string& out, std::uint64_t value, std::size_t octets, bool is_big_endian) {
  for (std::size_t i = 0; i < octets; ++i) {
    const std::size_t shift = 8 * (is_big_endian ? octets - 1 - i : i);
    out.push_back(static_cast<char>((value >> shift) & 0xFFU));
  }
}

// One packet: IPv4, UDP to GSMTAP's port, a GSMTAP header of version 2, the block.
std::string packet(const L2Block& block, GsmtapChannel channel) {
  constexpr std::size_t kGsmtap = 16, kUdp = 8, kIp = 20, kPort = 4729;
  constexpr std::size_t kUdpLength = kUdp + kGsmtap + kBlock_octets;
  std::string out;
  append(out, 0x4500, 2, true);
  append(out, kIp + kUdpLength, 2, true);
  append(out, 0, 4, true);
  append(out, 0x4011, 2, true);  // time to live, UDP
  append(out, 0, 2, true);
  append(out, 0x7F000001, 4, true);
  append(out, 0x7F000001, 4, true);
  append(out, kPort, 2, true);
  append(out, kPort, 2, true);
  append(out, kUdpLength, 2, true);
  append(out, 0, 2, true);
  append(out, 0x02040100, 4, true);  // version, length in words, Um interface, timeslot
  append(out, 0, 8, true);
  append(out, static_cast<std::uint64_t>(channel) << 24U, 4, true);
  out.append(block.begin(), block.end());
  return out;
}

std::string capture_file(const std::vector<L2Block>& blocks, GsmtapChannel channel) {
  std::string out;
  append(out, 0xA1B2C3D4, 4, false);
  append(out, 2, 2, false);
  append(out, 4, 2, false);
  append(out, 0, 8, false);
  append(out, 65535, 4, false);
  append(out, 228, 4, false);  // link type: IPv4
  for (const L2Block& block : blocks) {
    const std::string one = packet(block, channel);
    append(out, 0, 8, false);
    append(out, one.size(), 4, false);
    append(out, one.size(), 4, false);
    out += one;
  }
  return out;
}

std::string attribute(const std::string& line, const std::string& name) {
  const std::string opening = " " + name + "=\"";
  const auto begin = line.find(opening);
  if (begin == std::string::npos) return {};
  const auto from = begin + opening.size();
  return line.substr(from, line.find('"', from) - from);
}

std::vector<TsharkFields> read_pdml(std::istream& in) {
  std::vector<TsharkFields> packets;
  for (std::string line; std::getline(in, line);) {
    if (line.find("<packet>") != std::string::npos) packets.emplace_back();
    if (packets.empty() || line.find("<field ") == std::string::npos) continue;
    const std::string name = attribute(line, "name");
    // A list of channel numbers is a text, with its octets as its value.
    const bool is_list = name == "gsm_a.rr.arfcn_list";
    if (name.starts_with("gsm_a") || name.starts_with("e212"))
      packets.back()[name].push_back(attribute(line, is_list ? "showname" : "show"));
  }
  return packets;
}

struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tshark-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace

std::optional<std::vector<TsharkFields>> show_tshark(const std::vector<L2Block>& blocks,
                                                     GsmtapChannel channel) {
  if (std::system("tshark --version >/dev/null 2>&1") != 0) {
    std::printf("SKIPPED: no tshark\n");
    return std::nullopt;
  }
  const TemporaryFolder folder;
  const std::string capture = folder.path / "blocks.pcap";
  const std::string told = folder.path / "told.xml";
  const std::string bytes = capture_file(blocks, channel);
  std::ofstream(capture, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const std::string command = "tshark -n -r " + capture + " -T pdml -J gsm_a.ccch >" + told + " 2>/dev/null";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("tshark failed");
  std::ifstream in(told);
  auto packets = read_pdml(in);
  if (packets.size() != blocks.size()) throw std::runtime_error("tshark lost packets");
  return packets;
}

}  // namespace cellwarden::gsm::test
