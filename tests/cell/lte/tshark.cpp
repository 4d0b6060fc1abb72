#include "tests/cell/lte/tshark.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

namespace cellwarden::lte::test {
namespace {

constexpr std::uint32_t kUserLinkType = 147;

void append(std::string& out, std::uint32_t value, std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

std::string capture_file(const std::vector<Octets>& messages) {
  std::string out;
  append(out, 0xA1B2C3D4, 4);
  append(out, 2, 2);
  append(out, 4, 2);
  append(out, 0, 4);
  append(out, 0, 4);
  append(out, 65535, 4);
  append(out, kUserLinkType, 4);
  for (const Octets& message : messages) {
    append(out, 0, 4);
    append(out, 0, 4);
    append(out, static_cast<std::uint32_t>(message.size()), 4);
    append(out, static_cast<std::uint32_t>(message.size()), 4);
    out.append(message.begin(), message.end());
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

// Numbers that tshark shows in hexadecimal, in decimal.
std::string plain(const std::string& shown) {
  return shown.starts_with("0x") ? std::to_string(std::stoull(shown, nullptr, 16)) : shown;
}

std::vector<synth::ShownFields> read_pdml(std::istream& in) {
  const std::string prefix = "lte-rrc.";
  std::vector<synth::ShownFields> packets;
  for (std::string line; std::getline(in, line);) {
    if (line.find("<packet>") != std::string::npos) packets.emplace_back();
    if (packets.empty() || line.find("<field ") == std::string::npos) continue;
    const std::string name = attribute(line, "name");
    if (name == "_ws.malformed") packets.back()["malformed"].emplace_back("1");
    // A SEQUENCE has no value of its own.
    if (!name.starts_with(prefix) || name.ends_with("_element")) continue;
    packets.back()[name.substr(prefix.size())].push_back(plain(attribute(line, "show")));
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

std::optional<std::vector<synth::ShownFields>> show_tshark(const std::vector<Octets>& messages,
                                                           const std::string& channel, bool reads_twice) {
  if (std::system("tshark --version >/dev/null 2>&1") != 0) {
    std::printf("SKIPPED: no tshark\n");
    return std::nullopt;
  }
  const TemporaryFolder folder;
  const std::string capture = folder.path / "messages.pcap";
  const std::string told = folder.path / "told.xml";
  const std::string bytes = capture_file(messages);
  std::ofstream(capture, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const std::string link_type =
      R"x('uat:user_dlts:"User 0 (DLT=147)","lte-rrc.)x" + channel + R"x(","0","","0",""')x";
  const std::string command = std::string("tshark ") + (reads_twice ? "-2 " : "") + "-n -r " + capture +
                              " -o " + link_type + " -T pdml >" + told + " 2>/dev/null";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("tshark failed");
  std::ifstream in(told);
  auto packets = read_pdml(in);
  if (packets.size() != messages.size()) throw std::runtime_error("tshark lost packets");
  return packets;
}

}  // namespace cellwarden::lte::test
