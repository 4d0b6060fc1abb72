#pragma once

/// \file
/// SystemInformationBlockType9: a home base station's name (TS 36.331, section 6.3.1; TS 22.220).

#include <optional>
#include <string>

#include "cell/lte/per_reader.hpp"

namespace cellwarden::lte {

struct SystemInformationBlock9 {
  std::optional<std::string> hnb_name;  ///< 1…48 octets as sent, meant to be UTF-8: anyone may send others
  bool operator==(const SystemInformationBlock9&) const = default;
};

[[nodiscard]] SystemInformationBlock9 read_system_information_block_9(PerReader& in);

}  // namespace cellwarden::lte
