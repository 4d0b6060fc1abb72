#include "detector/towers/tower_csv.hpp"
#include "tests/fuzz/tower_list.hpp"

using namespace cellwarden::towers;
using namespace cellwarden::towers::fuzz;

// Any bytes in any pieces: no crash, every line accounted for, and the same whatever the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  CsvFormat format;
  // The first octet chooses a form of the list.
  const unsigned form = text.empty() ? 0U : static_cast<unsigned char>(text.front()) % 4U;
  if (form == 1) format.separator = ';';
  if (form == 2) format.has_decimal_comma = true;
  if (form == 3) {
    format.has_header = false;
    format.columns = {{"1", "radio"}, {"2", "mcc"}, {"3", "net"}, {"4", "cell"}, {"5", "lat"}, {"6", "lon"}};
  }
  const auto read = [&](std::size_t piece) {
    Records records;
    const auto reader = read_csv("fuzz.csv", format, records);
    static_cast<void>(read_list(*reader, text, piece, records));
    require_accounted(reader->report(), reader->report().records, records);
    return records.count();
  };
  const auto whole = read(std::max<std::size_t>(size, 1));
  require(size >= 4096 || read(7) == whole);
  return 0;
}
