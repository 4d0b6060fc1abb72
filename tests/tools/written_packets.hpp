#pragma once

/// \file
/// What tshark reads in a pcapng file that the program wrote.

#include <optional>
#include <string>
#include <vector>

#include "tests/cell/tshark.hpp"

namespace cellwarden::test {

/// A broadcast message, or a page of cell broadcast.
struct WrittenPacket {
  TsharkPacket fields;
  std::string hex;  ///< the message without what stands before it, as records have it

  /// Of the first field of this name; empty without one.
  [[nodiscard]] std::string show(const std::string& name) const;
  [[nodiscard]] std::string sentence(const std::string& name) const;
  [[nodiscard]] std::string comment() const { return show("frame.comment"); }
};

/// Checks of each packet that it is whole, that its checksum is right, and that it is nothing but broadcast.
/// \return nothing, said aloud as skipped, when there is no tshark
[[nodiscard]] std::optional<std::vector<WrittenPacket>> written_packets(const std::string& path);

}  // namespace cellwarden::test
