#pragma once

/// \file
/// What a parsed message holds, under the names of tshark's fields and as the codes that are sent: each name
/// with all its values, in the order of the message.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cell/gsm/system_information.hpp"

namespace cellwarden::gsm::test {

using View = std::map<std::string, std::vector<std::int64_t>>;

/// Without the prefix "gsm_a.rr." where a name has it.
[[nodiscard]] View view_of(const Message& message);

}  // namespace cellwarden::gsm::test
