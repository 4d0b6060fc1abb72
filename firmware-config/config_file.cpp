#include "firmware-config/config_file.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "firmware-config/yaml_document.hpp"

namespace cellwarden::config {
namespace {

/// Walks a document along the keys that exist; what else is in it is a problem, never followed. So neither
/// depth nor aliases of hostile input matter.
class Walk {
 public:
  Walk(YamlProblems& problems, std::span<const RuleKey> rule_keys, Config& config)
      : problems_(problems), rule_keys_(rule_keys), config_(config) {}

  void section(const YAML::Node& node, const std::string& prefix) {
    if (!node.IsMap()) {
      report(node, prefix, "needs names and values below it");
      return;
    }
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (is_full()) return;
      if (!entry.first.IsScalar()) {
        report(entry.first, prefix, "a name must be plain text");
        continue;
      }
      const std::string name = entry.first.Scalar();
      std::string key = prefix;
      if (!key.empty()) key += '.';
      key += name;
      if (!seen.insert(name).second) {
        report(entry.first, key, "is given twice");
      } else {
        member(entry.first, entry.second, prefix, key);
      }
    }
  }

 private:
  [[nodiscard]] bool is_full() const { return problems_.is_full(); }

  void report(const YAML::Node& node, const std::string& key, std::string what) {
    problems_.report(node, key, std::move(what));
  }

  void member(const YAML::Node& name, const YAML::Node& node, const std::string& prefix,
              const std::string& key) {
    const KeyKind kind = kind_of(key, rule_keys_);
    switch (kind) {
      case KeyKind::kUnknown:
        unknown(name, prefix, key);
        return;
      case KeyKind::kSection:
        if (!node.IsNull()) section(node, key);
        return;
      case KeyKind::kValue:
      case KeyKind::kPath:
        single(name, node, key, kind == KeyKind::kPath);
        return;
      case KeyKind::kLicences:
        licences(name, node, key);
        return;
      case KeyKind::kList:
      case KeyKind::kPathList:
        list(name, node, key, kind == KeyKind::kPathList);
        return;
    }
  }

  void unknown(const YAML::Node& name, const std::string& prefix, const std::string& key) {
    const auto known = names_below(prefix, rule_keys_);
    if (const auto near = nearest_name(name.Scalar(), known)) {
      report(name, key, fmt::format("there is no such setting; did you mean \"{}\"?", *near));
    } else {
      report(name, key, fmt::format("there is no such setting; known here: {}", fmt::join(known, ", ")));
    }
  }

  void single(const YAML::Node& name, const YAML::Node& node, const std::string& key, bool is_path) {
    if (!node.IsScalar()) {
      report(name, key, node.IsNull() ? "has no value" : "needs one value");
      return;
    }
    set(node, key, {located(node.Scalar(), is_path)});
  }

  void list(const YAML::Node& name, const YAML::Node& node, const std::string& key, bool is_path) {
    if (node.IsScalar()) {
      set(node, key, {located(node.Scalar(), is_path)});
      return;
    }
    if (!node.IsSequence()) {
      report(name, key, "needs a list, one entry a line after \"- \"");
      return;
    }
    std::vector<std::string> values;
    for (const auto& entry : node) {
      if (!entry.IsScalar()) {
        report(entry, key, "every entry must be one value");
        return;
      }
      values.push_back(located(entry.Scalar(), is_path));
    }
    if (!values.empty()) set(name, key, values);
  }

  void licences(const YAML::Node& name, const YAML::Node& node, const std::string& key) {
    if (!node.IsSequence()) {
      report(name, key,
             "needs a list, one licence a line after \"- \": {plmn: 460-00, low_mhz: 1805, "
             "high_mhz: 1830, date: 2026-01-01}");
      return;
    }
    std::vector<std::string> values;
    for (const auto& entry : node) {
      if (is_full()) return;
      const auto text = licence_text(entry, fmt::format("{}[{}]", key, values.size()));
      if (!text) return;
      if (const auto read = parse_licence(*text); !read.licence) {
        report(entry, fmt::format("{}[{}]", key, values.size()), read.problem);
        return;
      }
      values.push_back(*text);
    }
    if (!values.empty()) set(name, key, values);
  }

  /// The four values of one licence in a row; nothing where a name is unknown, missing or has no value.
  std::optional<std::string> licence_text(const YAML::Node& node, const std::string& key) {
    if (node.IsScalar()) return node.Scalar();
    if (!node.IsMap()) {
      report(node, key, "needs plmn, low_mhz, high_mhz and date");
      return {};
    }
    static const std::vector<std::string> kNames{"plmn", "low_mhz", "high_mhz", "date"};
    std::map<std::string, std::string> given;
    for (const auto& entry : node) {
      const std::string member = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
      if (std::ranges::find(kNames, member) == kNames.end()) {
        const auto near = nearest_name(member, kNames);
        report(entry.first, fmt::format("{}.{}", key, member),
               near ? fmt::format("there is no such setting; did you mean \"{}\"?", *near)
                    : fmt::format("there is no such setting; known here: {}", fmt::join(kNames, ", ")));
        return {};
      }
      // A space would make two values of one.
      const bool is_value = entry.second.IsScalar() && !entry.second.Scalar().empty() &&
                            entry.second.Scalar().find(' ') == std::string::npos;
      if (!is_value || !given.emplace(member, is_value ? entry.second.Scalar() : "").second) {
        report(entry.first, fmt::format("{}.{}", key, member),
               is_value ? "is given twice" : "needs one value");
        return {};
      }
    }
    std::string text;
    for (const auto& name : kNames) {
      const auto found = given.find(name);
      if (found == given.end()) {
        report(node, key, fmt::format("{} is missing; needed: {}", name, fmt::join(kNames, ", ")));
        return {};
      }
      text += (text.empty() ? "" : " ") + found->second;
    }
    return text;
  }

  void set(const YAML::Node& node, const std::string& key, const std::vector<std::string>& values) {
    if (const auto problem = assign(config_, rule_keys_, key, values, problems_.at(node.Mark()))) {
      report(node, key, problem->what);
    }
  }

  [[nodiscard]] std::string located(const std::string& text, bool is_path) const {
    const std::filesystem::path path(text);
    if (!is_path || text.empty() || path.is_absolute()) return text;
    return (problems_.file().parent_path() / path).lexically_normal().string();
  }

  YamlProblems& problems_;
  std::span<const RuleKey> rule_keys_;
  Config& config_;
};

}  // namespace

std::vector<Problem> read_config(std::string_view yaml, const std::filesystem::path& file,
                                 std::span<const RuleKey> rule_keys, Config& config) {
  YamlProblems problems(file);
  read_document(yaml, "configuration", problems,
                [&](const YAML::Node& root) { Walk(problems, rule_keys, config).section(root, ""); });
  return problems.take();
}

Result<std::string> load_config_bytes(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return fail(ErrorCode::kConfig,
                fmt::format("{}: is a folder; a configuration file is needed", file.string()));
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::kConfig, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  std::string bytes(kMaxConfig_bytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

std::optional<std::filesystem::path> find_config_file() {
  std::vector<std::filesystem::path> places;
  const char* const config_home = std::getenv("XDG_CONFIG_HOME");
  const char* const home = std::getenv("HOME");
  if (config_home != nullptr && *config_home != '\0') {
    places.push_back(std::filesystem::path(config_home) / "cellwarden" / "config.yaml");
  } else if (home != nullptr && *home != '\0') {
    places.push_back(std::filesystem::path(home) / ".config" / "cellwarden" / "config.yaml");
  }
  places.emplace_back("/etc/cellwarden/config.yaml");
  std::error_code error;
  for (auto& place : places) {
    if (std::filesystem::exists(place, error)) return std::move(place);
  }
  return {};
}

}  // namespace cellwarden::config
