#pragma once

/// \file
/// What the reports of all radio standards have in common in an `observation` record, out of it and into it.
/// Private to detector/records.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detector/records/json_fields.hpp"
#include "detector/records/json_writer.hpp"

namespace cellwarden::records {

/// A member whose value is an object, read by `take`, where it is there.
template <class Take>
void with_object(Fields& fields, const char* key, Take take) {
  const nlohmann::json* object = fields.find(key);
  if (object == nullptr) return;
  Fields in(*object);
  take(in);
  if (!in.ok()) fields.fail(std::string(key) + ':', in.problem());
}

/// The same of each member of a list.
template <class Take>
void with_list(Fields& fields, const char* key, std::size_t most, Take take) {
  const nlohmann::json* list = fields.find(key);
  if (list == nullptr) return;
  if (!list->is_array() || list->size() > most) return fields.fail(key, "is no list, or too long");
  for (const nlohmann::json& object : *list) {
    Fields in(object);
    take(in);
    if (!in.ok()) return fields.fail(std::string(key) + ':', in.problem());
  }
}

/// 0 where it is absent.
[[nodiscard]] inline std::uint32_t count_in(Fields& in, const char* key) {
  return in.optional_whole<std::uint32_t>(key).value_or(0);
}

/// As many octets as are allowed, two hexadecimal digits each.
[[nodiscard]] std::vector<std::uint8_t> take_octets(Fields& in, const char* key, std::size_t least,
                                                    std::size_t most);
/// A list of just so many counts, where it is there.
void take_counts(Fields& in, const char* key, std::span<std::uint32_t> counts);
void put_counts(JsonWriter& out, std::string_view name, std::span<const std::uint32_t> counts);

/// gsm::BlockCounts, lte::BlockCounts.
template <class Counts>
void put_blocks(JsonWriter& out, std::string_view name, const Counts& blocks) {
  out.key(name);
  out.begin_object();
  out.count("good", blocks.good);
  out.count("combined", blocks.combined);
  out.count("bad", blocks.bad);
  out.end_object();
}

template <class Counts>
[[nodiscard]] Counts take_blocks(Fields& fields, const char* key) {
  Counts blocks;
  with_object(fields, key, [&](Fields& in) {
    blocks.good = count_in(in, "good");
    blocks.combined = in.optional_whole<std::uint32_t>("combined", 0, blocks.good).value_or(0);
    blocks.bad = count_in(in, "bad");
  });
  return blocks;
}

}  // namespace cellwarden::records
