#include "firmware-config/yaml_walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cellwarden::config {
namespace {

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string scalar_of(const YAML::Node& node) {
  return node.IsScalar() ? node.Scalar() : std::string();
}

}  // namespace

std::string YamlWalk::below(const std::string& key, const std::string& name) {
  return key.empty() ? name : fmt::format("{}.{}", key, name);
}

const YAML::Node* YamlWalk::find(const Members& members, const std::string& name) {
  const auto found = members.find(name);
  return found == members.end() ? nullptr : &found->second;
}

std::optional<YamlWalk::Members> YamlWalk::members_of(const YAML::Node& node, const std::string& key,
                                                      std::span<const std::string> required,
                                                      std::span<const std::string> optional) {
  if (!node.IsMap()) {
    problems_.report(node, key, fmt::format("needs {}", fmt::join(required, ", ")));
    return std::nullopt;
  }
  std::vector<std::string> names(required.begin(), required.end());
  names.insert(names.end(), optional.begin(), optional.end());
  Members members;
  for (const auto& entry : node) {
    if (problems_.is_full()) return std::nullopt;
    const std::string name = scalar_of(entry.first);
    const std::string full = below(key, name);
    if (std::ranges::find(names, name) == names.end()) {
      const auto near = nearest_name(name, names);
      problems_.report(entry.first, full,
                       near
                           ? fmt::format("there is no such setting; did you mean \"{}\"?", *near)
                           : fmt::format("there is no such setting; known here: {}", fmt::join(names, ", ")));
    } else if (!members.emplace(name, entry.second).second) {
      problems_.report(entry.first, full, "is given twice");
    }
  }
  for (const auto& name : required) {
    if (members.find(name) == members.end()) problems_.report(node, below(key, name), "is missing");
  }
  return members;
}

std::map<std::string, std::string> YamlWalk::texts_of(const YAML::Node& node, const std::string& key,
                                                      std::size_t most, std::size_t longest) {
  std::map<std::string, std::string> texts;
  if (!node.IsMap() || node.size() == 0) {
    problems_.report(node, key, "needs names with a value each: {product: Blog V4}");
    return texts;
  }
  if (node.size() > most) {
    problems_.report(node, key, fmt::format("has more than {} entries", most));
    return texts;
  }
  for (const auto& entry : node) {
    const auto name = text_of(entry.first, key, longest);
    if (!name) continue;
    const auto value = text_of(entry.second, below(key, *name), longest);
    if (value && !texts.emplace(*name, *value).second) {
      problems_.report(entry.first, below(key, *name), "is given twice");
    }
  }
  return texts;
}

std::optional<std::string> YamlWalk::text_of(const YAML::Node& node, const std::string& key,
                                             std::size_t longest) {
  if (!node.IsScalar() || node.Scalar().empty()) {
    problems_.report(node, key, "needs one value");
  } else if (node.Scalar().size() > longest) {
    problems_.report(node, key, fmt::format("is longer than {} characters", longest));
  } else if (has_control(node.Scalar())) {
    problems_.report(node, key, "has a control character in it");
  } else {
    return node.Scalar();
  }
  return std::nullopt;
}

std::optional<std::size_t> YamlWalk::choice_of(const YAML::Node& node, const std::string& key,
                                               std::span<const std::string_view> allowed) {
  const std::string text = scalar_of(node);
  const auto found = std::ranges::find(allowed, text);
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  problems_.report(node, key,
                   fmt::format("\"{}\" is not allowed; allowed: {}", text, fmt::join(allowed, ", ")));
  return std::nullopt;
}

std::optional<double> YamlWalk::number_of(const YAML::Node& node, const std::string& key,
                                          const NumberRange& range) {
  const std::string text = scalar_of(node);
  const auto number = parse_number(text);
  if (!number) {
    problems_.report(node, key, fmt::format("\"{}\" is no number; such as {}", text, range.example));
  } else if (*number < range.low || *number > range.high) {
    problems_.report(node, key, fmt::format("{} is outside {}", text, range.text));
  } else {
    return number;
  }
  return std::nullopt;
}

bool YamlWalk::is_list(const YAML::Node& node, const std::string& key, std::size_t most,
                       std::string_view needs) {
  if (!node.IsSequence() || node.size() == 0) {
    problems_.report(node, key, std::string(needs));
    return false;
  }
  if (node.size() > most) {
    problems_.report(node, key, fmt::format("has more than {} entries", most));
    return false;
  }
  return true;
}

}  // namespace cellwarden::config
