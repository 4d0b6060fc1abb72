#include <cstdlib>
#include <string_view>

#include "detector/records/baseline_file.hpp"

// Any bytes: no crash, and a baseline that was read is written and read as itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden;
  const auto baseline = records::parse_baseline({reinterpret_cast<const char*>(data), size}, "fuzz.json");
  if (!baseline) return 0;
  const std::string text = records::to_json(*baseline);
  const auto again = records::parse_baseline(text, "again.json");
  if (!again || records::to_json(*again) != text) std::abort();
  auto merged = *baseline;
  merged.merge(*again, 100.0);
  static_cast<void>(merged.coverage(Rat::kLte, 806e6));
  static_cast<void>(records::to_json(merged));
  return 0;
}
