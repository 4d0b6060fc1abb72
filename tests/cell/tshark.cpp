#include "tests/cell/tshark.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

namespace cellwarden::test {
namespace {

void append(std::string& out, std::uint32_t value, std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

std::string capture_file(std::uint32_t link_type, const std::vector<std::string>& packets) {
  std::string out;
  append(out, 0xA1B2C3D4, 4);
  append(out, 2, 2);
  append(out, 4, 2);
  append(out, 0, 4);
  append(out, 0, 4);
  append(out, 65535, 4);
  append(out, link_type, 4);
  for (const std::string& packet : packets) {
    append(out, 0, 4);
    append(out, 0, 4);
    append(out, static_cast<std::uint32_t>(packet.size()), 4);
    append(out, static_cast<std::uint32_t>(packet.size()), 4);
    out += packet;
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

std::vector<TsharkPacket> read_pdml(std::istream& in) {
  std::vector<TsharkPacket> packets;
  for (std::string line; std::getline(in, line);) {
    if (line.find("<packet>") != std::string::npos) packets.emplace_back();
    if (packets.empty() || line.find("<field ") == std::string::npos) continue;
    packets.back().push_back({attribute(line, "name"), attribute(line, "show"), attribute(line, "showname")});
  }
  return packets;
}

struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "cellwarden-tshark-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace

std::optional<std::vector<TsharkPacket>> dissect_file(const std::string& path, const std::string& flags) {
  if (std::system("tshark --version >/dev/null 2>&1") != 0) {
    std::printf("SKIPPED: no tshark\n");
    return std::nullopt;
  }
  const TemporaryFolder folder;
  const std::string told = folder.path / "told.xml";
  const std::string command = "tshark -n -r " + path + " " + flags + " -T pdml >" + told + " 2>/dev/null";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("tshark failed");
  std::ifstream in(told);
  return read_pdml(in);
}

std::optional<std::vector<TsharkPacket>> dissect(std::uint32_t link_type,
                                                 const std::vector<std::string>& packets,
                                                 const std::string& flags) {
  const TemporaryFolder folder;
  const std::string capture = folder.path / "packets.pcap";
  const std::string bytes = capture_file(link_type, packets);
  std::ofstream(capture, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  auto seen = dissect_file(capture, flags);
  if (seen && seen->size() != packets.size()) throw std::runtime_error("tshark lost packets");
  return seen;
}

}  // namespace cellwarden::test
