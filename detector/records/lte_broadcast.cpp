#include "detector/records/lte_broadcast.hpp"

#include <concepts>
#include <string_view>
#include <type_traits>

#include "detector/records/lte_sib_fields.hpp"
#include "detector/records/message_words.hpp"

namespace cellwarden::records {
namespace {

template <class Value>
struct IsVector : std::false_type {};
template <class Item>
struct IsVector<std::vector<Item>> : std::true_type {};

template <class Value>
struct IsOptional : std::false_type {};
template <class Item>
struct IsOptional<std::optional<Item>> : std::true_type {};

// One value, by what it is. A list is a function of its own, since lists hold lists.
class FieldWriter {
 public:
  explicit FieldWriter(JsonWriter& json) : json_(json) {}

  void put(bool value) { json_.boolean(value); }
  void put(std::integral auto value) {
    if constexpr (std::is_signed_v<decltype(value)>) {
      json_.whole(std::int64_t{value});
    } else {
      json_.whole(std::uint64_t{value});
    }
  }
  template <class Tag, class Rep>
  void put(Id<Tag, Rep> id) {
    json_.whole(std::uint64_t{id.value});
  }
  void put(const Plmn& plmn) { json_.text(to_string(plmn)); }
  void put(lte::SibType type) { json_.text(lte::to_string(type)); }
  void put(const std::string& text) { json_.text(text); }
  void put(const lte::OctetsField& field) { json_.text(hex_of(field.octets)); }

  template <class Item>
  void put(const std::vector<Item>& list) {
    json_.begin_array();
    for (const Item& item : list) put(item);
    json_.end_array();
  }
  void put(const std::vector<bool>& list) {
    json_.begin_array();
    for (const bool item : list) put(item);
    json_.end_array();
  }
  // In a list, where each place has its meaning.
  template <class Item>
  void put(const std::optional<Item>& item) {
    if (item) {
      put(*item);
    } else {
      json_.null();
    }
  }
  // A place in a list of the cell in place of the thing itself: told apart by being an object.
  template <class Thing>
  void put(const std::variant<Thing, std::uint8_t>& either) {
    if (const auto* thing = std::get_if<Thing>(&either)) return put(*thing);
    json_.begin_object();
    json_.count("index", std::get<std::uint8_t>(either));
    json_.end_object();
  }
  void put(const decltype(lte::GeranCarriers::following)& following) {
    std::visit([&](const auto& way) { put(way); }, following);
  }
  template <class Block>
  requires requires(const Block& block) {
    visit_fields(block, [](std::string_view, const auto&) {});
  }
  void put(const Block& block) {
    json_.begin_object();
    visit_fields(block, [&](std::string_view name, const auto& value) { put_member(name, value); });
    json_.end_object();
  }

 private:
  template <class Value>
  void put_member(std::string_view name, const Value& value) {
    if constexpr (IsOptional<Value>::value) {
      if (!value) return;
    } else if constexpr (IsVector<Value>::value) {
      if (value.empty()) return;
    }
    json_.key(name);
    put(value);
  }

  JsonWriter& json_;
};

}  // namespace

void put_block(JsonWriter& json, const lte::SystemInformationBlock1& block) {
  FieldWriter(json).put(block);
}

void put_block(JsonWriter& json, const lte::SystemInformationBlock& block) {
  std::visit([&](const auto& one) { FieldWriter(json).put(one); }, block);
}

}  // namespace cellwarden::records
