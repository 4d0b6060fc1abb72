#pragma once

/// \file
/// Runs tshark over a capture file and keeps what it makes of each packet.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cellwarden::test {

/// One field, as tshark's PDML tells it.
struct TsharkField {
  std::string name;       ///< "gsm_a.lac"
  std::string show;       ///< its value
  std::string show_name;  ///< its value in a sentence
};
using TsharkPacket = std::vector<TsharkField>;

/// What tshark sees in each packet of a file, in the order in which it shows it; nothing, said aloud as
/// skipped, when there is no tshark. \param flags  as in a shell
[[nodiscard]] std::optional<std::vector<TsharkPacket>> dissect_file(const std::string& path,
                                                                    const std::string& flags = {});

/// The same of packets that are given, whatever their link type.
[[nodiscard]] std::optional<std::vector<TsharkPacket>> dissect(std::uint32_t link_type,
                                                               const std::vector<std::string>& packets,
                                                               const std::string& flags = {});

}  // namespace cellwarden::test
