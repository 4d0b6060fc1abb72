#pragma once

/// \file
/// Lines of a text file that may be anything.

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace cellwarden {

enum class LineRead : std::uint8_t { kLine, kTooLong, kEnd };

/// Reads up to the next line feed, without it and without a carriage return before it. A line longer than
/// `limit` is passed over whole and comes back cut.
[[nodiscard]] LineRead read_bounded_line(std::istream& in, std::size_t limit, std::string& line);

}  // namespace cellwarden
