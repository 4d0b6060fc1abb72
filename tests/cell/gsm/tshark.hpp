#pragma once

/// \file
/// Shows layer 2 blocks to tshark, as GSMTAP packets in a file, and keeps what it makes of them.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::gsm::test {

/// Per field name, all its values in the order in which tshark shows them, as it writes them.
using TsharkFields = std::map<std::string, std::vector<std::string>>;

enum class GsmtapChannel : std::uint8_t { kBcch = 1, kCcch = 2 };

/// What tshark sees in each block; nothing, said aloud as skipped, when there is no tshark.
[[nodiscard]] std::optional<std::vector<TsharkFields>> show_tshark(const std::vector<L2Block>& blocks,
                                                                   GsmtapChannel channel);

}  // namespace cellwarden::gsm::test
