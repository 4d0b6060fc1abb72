#pragma once

/// \file
/// Shows RRC messages to tshark, in a file of a user-defined link type, and keeps what it makes of them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/synth/per_writer.hpp"

namespace cellwarden::lte::test {

using Octets = std::vector<std::uint8_t>;

/// What tshark sees in each message, under names without "lte-rrc." and in decimal; nothing, said aloud as
/// skipped, when there is no tshark.
/// \param channel  "bcch.dl.sch" or "pcch"
/// \param reads_twice  it needs to for the text of warnings, whose coding stands after it
[[nodiscard]] std::optional<std::vector<synth::ShownFields>> show_tshark(const std::vector<Octets>& messages,
                                                                         const std::string& channel,
                                                                         bool reads_twice = false);

}  // namespace cellwarden::lte::test
