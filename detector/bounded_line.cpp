#include "detector/bounded_line.hpp"

#include <istream>
#include <streambuf>

namespace cellwarden {

LineRead read_bounded_line(std::istream& in, std::size_t limit, std::string& line) {
  using Traits = std::istream::traits_type;
  line.clear();
  std::streambuf* buffer = in.rdbuf();
  if (buffer == nullptr || !in.good()) return LineRead::kEnd;
  bool any = false;
  bool too_long = false;
  while (true) {
    const auto next = buffer->sbumpc();
    if (Traits::eq_int_type(next, Traits::eof())) {
      in.setstate(std::ios::eofbit);
      if (!any) return LineRead::kEnd;
      break;
    }
    any = true;
    const char c = Traits::to_char_type(next);
    if (c == '\n') break;
    if (line.size() < limit) {
      line.push_back(c);
    } else {
      too_long = true;
    }
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return too_long ? LineRead::kTooLong : LineRead::kLine;
}

}  // namespace cellwarden
