#include <algorithm>

#include "cell/lte/warning_message.hpp"
#include "tests/fuzz/lte_message.hpp"

using namespace cellwarden::lte;

namespace {

void require_message(const WarningMessage& message) {
  fuzz::require(message.octets.size() <= 64 * kMostWarning_octets);
  const auto text = text_of(message);
  fuzz::require(text == text_of(message));
  if (!text) return;
  fuzz::require(text->pages >= 1 && text->pages <= 15 && text->text.size() <= std::size_t{15} * 3 * 93);
  fuzz::require(!text->language || text->language->size() == 2);
}

}  // namespace

// Segments one after another: two octets that tell message, place and end, one of length, and so many octets.
// A message may also be all of the input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  require_message(
      {1, 1, size > 0 ? data[0] : std::uint8_t{0}, {data + std::min<std::size_t>(1, size), data + size}});
  WarningMessageAssembler assembler;
  for (std::size_t at = 0; at + 3 <= size;) {
    const std::size_t length = std::min<std::size_t>(data[at + 2], size - at - 3);
    WarningSegment segment;
    segment.serial_number = data[at] & 0x0FU;
    segment.is_last = (data[at] & 0x80U) != 0;
    segment.number = data[at + 1] & 0x3FU;
    if (segment.number == 0)
      segment.data_coding_scheme = data[at + 1] < 0x80 ? std::uint8_t{0x0F} : std::uint8_t{0x48};
    segment.octets.assign(data + at + 3, data + at + 3 + length);
    if (const auto message = assembler.take(segment)) require_message(*message);
    at += 3 + length;
  }
  return 0;
}
