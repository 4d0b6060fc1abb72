#include <array>

#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= kFrequencyList_octets) return 0;
  const std::span<const std::uint8_t, kFrequencyList_octets> octets(data + 1, kFrequencyList_octets);
  const FrequencyList list = read_frequency_list(octets, static_cast<FrequencyListKind>(data[0] % 3));
  fuzz::require(std::is_sorted(list.arfcns.begin(), list.arfcns.end()));
  fuzz::require(std::adjacent_find(list.arfcns.begin(), list.arfcns.end()) == list.arfcns.end());
  fuzz::require(list.arfcns.empty() || list.arfcns.back() < 1024);
  fuzz::require(list.arfcns.size() <= 124);
  fuzz::require(list.format != FrequencyFormat::kReserved || list.arfcns.empty());
  fuzz::require(!to_string(list.format).empty());
  return 0;
}
