#pragma once

/// \file
/// Reading the parts of a scene file, with complaints that name line, key, value and range.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "tests/synth/level_curve.hpp"

namespace cellwarden::synth {

/// A fault of the text; read_scene makes an Error of it.
class Fault : public std::runtime_error {
 public:
  Fault(const YAML::Mark& mark, const std::string& what)
      : std::runtime_error(what), line(mark.is_null() ? 0 : mark.line + 1) {}
  int line;
};

template <class T>
using Choice = std::pair<const char*, T>;

/// One mapping: its keys are taken one by one, and what nobody took is an error.
class Section {
 public:
  Section(const YAML::Node& node, std::string path) : node_(node), path_(std::move(path)) {
    if (!node.IsMap()) throw Fault(node.Mark(), title("") + "is not a mapping of keys to values");
  }

  [[nodiscard]] YAML::Node take(const char* key) {
    taken_.insert(key);
    return node_[key];
  }

  [[nodiscard]] bool has(const char* key) const { return node_[key].IsDefined(); }

  void read(const char* key, double low, double high, double& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    double number = 0;
    const bool is_number = node.IsScalar() && YAML::convert<double>::decode(node, number);
    if (!is_number || !(number >= low && number <= high)) {
      reject(node, key, fmt::format("is not a number from {} to {}", low, high));
    }
    value = number;
  }

  void read(const char* key, double low, double high, std::optional<double>& value) {
    double number = 0;
    read(key, low, high, number);
    if (has(key)) value = number;
  }

  template <class Integer>
  void read_whole(const char* key, Integer low, Integer high, Integer& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    std::int64_t number = 0;
    const bool is_number = node.IsScalar() && YAML::convert<std::int64_t>::decode(node, number);
    if (!is_number || number < static_cast<std::int64_t>(low) || number > static_cast<std::int64_t>(high)) {
      reject(node, key, fmt::format("is not a whole number from {} to {}", low, high));
    }
    value = static_cast<Integer>(number);
  }

  void read(const char* key, bool& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, value))
      reject(node, key, "is not true or false");
  }

  void read(const char* key, std::string& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    if (!node.IsScalar()) reject(node, key, "is not a text");
    value = node.Scalar();
  }

  /// A list of whole numbers.
  template <class Integer>
  void read_list(const char* key, Integer low, Integer high, std::vector<Integer>& values) {
    const YAML::Node list = take(key);
    if (!list.IsDefined()) return;
    if (!list.IsSequence()) reject(list, key, "is not a list");
    values.clear();
    for (const YAML::Node& item : list) {
      std::int64_t number = 0;
      const bool is_number = item.IsScalar() && YAML::convert<std::int64_t>::decode(item, number);
      if (!is_number || number < static_cast<std::int64_t>(low) || number > static_cast<std::int64_t>(high)) {
        reject(item, key, fmt::format("is not a whole number from {} to {}", low, high));
      }
      values.push_back(static_cast<Integer>(number));
    }
  }

  template <class T>
  void choose(const char* key, std::initializer_list<Choice<T>> choices, T& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    std::string names;
    for (const auto& [name, meaning] : choices) {
      if (node.IsScalar() && node.Scalar() == name) {
        value = meaning;
        return;
      }
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    reject(node, key, "is not one of " + names);
  }

  /// Calls `read_item(Section&)` for each mapping of a list.
  template <class ReadItem>
  void each(const char* key, ReadItem read_item) {
    const YAML::Node list = take(key);
    if (!list.IsDefined()) return;
    if (!list.IsSequence()) reject(list, key, "is not a list");
    for (std::size_t i = 0; i < list.size(); ++i) {
      Section item(list[i], fmt::format("{}[{}]", full(key), i));
      read_item(item);
      item.finish();
    }
  }

  template <class ReadSection>
  void section(const char* key, ReadSection read_section) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    Section inner(node, full(key));
    read_section(inner);
    inner.finish();
  }

  /// Refuses keys that nobody asked for.
  void finish() const {
    for (const auto& entry : node_) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "?";
      if (taken_.contains(key)) continue;
      std::string known;
      for (const std::string& name : taken_) known += (known.empty() ? "" : ", ") + name;
      throw Fault(entry.first.Mark(), full(key.c_str()) + ": unknown key; known here: " + known);
    }
  }

  [[noreturn]] void reject(const YAML::Node& node, const char* key, const std::string& why) const {
    const std::string value = node.IsScalar() ? "'" + node.Scalar() + "'" : "this";
    throw Fault(node.Mark(), title(key) + value + " " + why);
  }

  [[noreturn]] void reject(const std::string& why) const { throw Fault(node_.Mark(), title("") + why); }

 private:
  [[nodiscard]] std::string full(const char* key) const {
    return path_.empty() || *key == '\0' ? path_ + key : path_ + "." + key;
  }
  [[nodiscard]] std::string title(const char* key) const {
    const std::string name = full(key);
    return name.empty() ? "the scene " : name + ": ";
  }

  YAML::Node node_;
  std::string path_;
  std::set<std::string> taken_;
};

/// `level`: the points of a curve.
inline void read_level(Section& in, std::vector<LevelPoint>& level) {
  in.each("level", [&level](Section& point) {
    LevelPoint p;
    point.read("time_s", 0, 1e6, p.time_s);
    point.read("change_db", -200, 200, p.change_db);
    if (!level.empty() && p.time_s <= level.back().time_s) point.reject("time_s does not rise");
    level.push_back(p);
  });
}

}  // namespace cellwarden::synth
