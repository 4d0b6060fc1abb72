#pragma once

/// \file
/// What an LTE cell broadcasts that its operator or the maker of its equipment chose for many cells alike:
/// some fifty numbers by name, out of its system information blocks 1 to 3 and 5. What is planned for each
/// cell by itself (neighbours, random access sequences, power) is not in it.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cellwarden::history {

class LteHistory;

/// Values by name, in the units that the names tell. A name that is missing was not sent.
using LteProfile = std::map<std::string, std::int32_t, std::less<>>;

/// A profile holds no more entries than this.
inline constexpr std::size_t kMaxProfileFields = 64;

/// Nothing before all that the cell announces of these blocks was heard. Made anew each time:
/// LteHistory::profile() keeps it.
[[nodiscard]] std::optional<LteProfile> profile_of(const LteHistory& history);

}  // namespace cellwarden::history
