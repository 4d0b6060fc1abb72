// What a warning's text may hold, made harmless and looked through.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "detector/harmless_text.hpp"
#include "detector/rules/warning_words.hpp"

using namespace cellwarden;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void require_harmless(std::string_view text) {
  require(harmless(text) == text);  // nothing is left to be taken out
  require(std::ranges::none_of(text, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7F;
  }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  require_harmless(harmless(text));
  constexpr std::size_t kMostShown = 3 * 60;  // an octet that is no UTF-8 becomes three
  for (const auto& found : {detector::link_in(text), detector::telephone_number_in(text)}) {
    if (!found) continue;
    require(!found->empty() && found->size() <= kMostShown);
    require_harmless(*found);
  }
  return 0;
}
