#pragma once

/// \file
/// Walks a YAML document along the keys that a kind of file has, and tells of every one that is unknown,
/// doubled, missing or out of range. Private to this folder; band plans and device profiles are read by it.

#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firmware-config/yaml_document.hpp"

namespace cellwarden::config {

class YamlWalk {
 public:
  using Members = std::map<std::string, YAML::Node>;

  explicit YamlWalk(YamlProblems& problems) : problems_(problems) {}

  /// The entries of a map; nothing where it is none. Names that are unknown, doubled or missing are problems.
  [[nodiscard]] std::optional<Members> members_of(const YAML::Node& node, const std::string& key,
                                                  std::span<const std::string> required,
                                                  std::span<const std::string> optional = {});

  /// The entries of a map whose names are anybody's, each with one value.
  [[nodiscard]] std::map<std::string, std::string> texts_of(const YAML::Node& node, const std::string& key,
                                                            std::size_t most, std::size_t longest);

  [[nodiscard]] static const YAML::Node* find(const Members& members, const std::string& name);

  /// "rates" and "safe" -> "rates.safe"
  [[nodiscard]] static std::string below(const std::string& key, const std::string& name);

  /// One value of printable text.
  [[nodiscard]] std::optional<std::string> text_of(const YAML::Node& node, const std::string& key,
                                                   std::size_t longest);

  /// One of `allowed`: which.
  [[nodiscard]] std::optional<std::size_t> choice_of(const YAML::Node& node, const std::string& key,
                                                     std::span<const std::string_view> allowed);

  struct NumberRange {
    double low{};
    double high{};
    std::string_view text;     ///< "300M to 6G Hz"
    std::string_view example;  ///< "925M"
  };
  [[nodiscard]] std::optional<double> number_of(const YAML::Node& node, const std::string& key,
                                                const NumberRange& range);

  /// Calls `read(entry, "key[2]")` for each entry of a list.
  /// \param needs  what stands where there is no list: "needs a list, ..."
  template <class Read>
  void each_of(const YAML::Node& node, const std::string& key, std::size_t most, std::string_view needs,
               Read&& read) {
    if (!is_list(node, key, most, needs)) return;
    std::size_t index = 0;
    for (const auto& entry : node) {
      if (problems_.is_full()) return;
      read(entry, key + "[" + std::to_string(index++) + "]");
    }
  }

  [[nodiscard]] YamlProblems& problems() noexcept { return problems_; }

 private:
  [[nodiscard]] bool is_list(const YAML::Node& node, const std::string& key, std::size_t most,
                             std::string_view needs);

  YamlProblems& problems_;
};

}  // namespace cellwarden::config
