#include "detector/records/report_fields.hpp"

#include <optional>

namespace cellwarden::records {
namespace {

std::optional<unsigned> digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::vector<std::uint8_t> take_octets(Fields& in, const char* key, std::size_t least, std::size_t most) {
  const std::string text = in.text(key, 2 * most);
  if (!in.ok()) return {};
  std::vector<std::uint8_t> octets;
  if (text.size() % 2 != 0 || text.size() < 2 * least) {
    in.fail(key, "has not the right number of digits");
    return octets;
  }
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = digit_of(text[i]);
    const auto low = digit_of(text[i + 1]);
    if (!high || !low) {
      in.fail(key, "has a digit that is none");
      return {};
    }
    octets.push_back(static_cast<std::uint8_t>(*high << 4U | *low));
  }
  return octets;
}

void take_counts(Fields& in, const char* key, std::span<std::uint32_t> counts) {
  const nlohmann::json* list = in.find(key);
  if (list == nullptr) return;
  if (!list->is_array() || list->size() != counts.size()) {
    return in.fail(key, "is no list of " + std::to_string(counts.size()));
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const nlohmann::json& count = (*list)[i];
    if (!count.is_number_unsigned() || count.get<std::uint64_t>() > UINT32_MAX) {
      return in.fail(key, "has a count that is none");
    }
    counts[i] = count.get<std::uint32_t>();
  }
}

void put_counts(JsonWriter& out, std::string_view name, std::span<const std::uint32_t> counts) {
  out.key(name);
  out.begin_array();
  for (const std::uint32_t count : counts) out.whole(std::uint64_t{count});
  out.end_array();
}

}  // namespace cellwarden::records
