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
      case KeyKind::kRadios:
        entries(name, node, key, form_of(kind));
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

  /// A list whose entries are settings by name, each of which becomes one text.
  struct EntryForm {
    std::vector<std::string> names;   ///< of an entry's settings, as they stand in the text
    std::vector<std::string> needed;  ///< of these
    std::string example;
    std::string (*to_text)(const std::map<std::string, std::string>& given);
    std::string (*problem_of)(const std::string& text);
    bool takes_spaces{};  ///< in a value
  };

  static const EntryForm& form_of(KeyKind kind) {
    static const EntryForm kLicence{
        .names = {"plmn", "low_mhz", "high_mhz", "date"},
        .needed = {"plmn", "low_mhz", "high_mhz", "date"},
        .example = "{plmn: 460-00, low_mhz: 1805, high_mhz: 1830, date: 2026-01-01}",
        .to_text =
            [](const std::map<std::string, std::string>& given) {
              return fmt::format("{} {} {} {}", given.at("plmn"), given.at("low_mhz"), given.at("high_mhz"),
                                 given.at("date"));
            },
        .problem_of =
            [](const std::string& text) {
              LicenceText read = parse_licence(text);
              return read.licence ? std::string() : std::move(read.problem);
            },
    };
    static const EntryForm kRadio{
        .names = {"name", "args", "center_hz", "rate_hz", "gain", "antenna", "ppm", "bias_tee"},
        .needed = {"args"},
        .example = "{name: roof, args: \"driver=rtlsdr,serial=7\", center_hz: 947.4M}",
        .to_text =
            [](const std::map<std::string, std::string>& given) {
              std::string text;
              for (const auto& [name, value] : given) text += fmt::format("{}={};", name, value);
              return text;
            },
        .problem_of =
            [](const std::string& text) {
              RadioText read = parse_radio(text);
              return read.radio ? std::string() : std::move(read.problem);
            },
        .takes_spaces = true,
    };
    return kind == KeyKind::kLicences ? kLicence : kRadio;
  }

  void entries(const YAML::Node& name, const YAML::Node& node, const std::string& key,
               const EntryForm& form) {
    if (!node.IsSequence()) {
      report(name, key, fmt::format("needs a list, one entry a line after \"- \": {}", form.example));
      return;
    }
    std::vector<std::string> values;
    for (const auto& entry : node) {
      if (is_full()) return;
      const std::string place = fmt::format("{}[{}]", key, values.size());
      const auto text = entry_text(entry, place, form);
      if (!text) return;
      if (const std::string problem = form.problem_of(*text); !problem.empty()) {
        report(entry, place, problem);
        return;
      }
      values.push_back(*text);
    }
    if (!values.empty()) set(name, key, values);
  }

  /// The text of one entry; nothing where a name is unknown, missing or has no value.
  std::optional<std::string> entry_text(const YAML::Node& node, const std::string& key,
                                        const EntryForm& form) {
    if (node.IsScalar()) return node.Scalar();
    if (!node.IsMap()) {
      report(node, key, fmt::format("needs {}", listed(form.needed)));
      return {};
    }
    std::map<std::string, std::string> given;
    for (const auto& entry : node) {
      if (!take_entry(entry.first, entry.second, key, form, given)) return {};
    }
    for (const auto& name : form.needed) {
      if (given.contains(name)) continue;
      report(node, key, fmt::format("{} is missing; needed: {}", name, fmt::join(form.needed, ", ")));
      return {};
    }
    return form.to_text(given);
  }

  bool take_entry(const YAML::Node& name, const YAML::Node& value, const std::string& key,
                  const EntryForm& form, std::map<std::string, std::string>& given) {
    const std::string member = name.IsScalar() ? name.Scalar() : std::string();
    const std::string place = fmt::format("{}.{}", key, member);
    if (std::ranges::find(form.names, member) == form.names.end()) {
      const auto near = nearest_name(member, form.names);
      report(name, place,
             near ? fmt::format("there is no such setting; did you mean \"{}\"?", *near)
                  : fmt::format("there is no such setting; known here: {}", fmt::join(form.names, ", ")));
      return false;
    }
    // What parts the values of a text would make two of one.
    const char parting = form.takes_spaces ? ';' : ' ';
    const bool is_value =
        value.IsScalar() && !value.Scalar().empty() &&
        (value.Scalar().find(parting) == std::string::npos || (form.takes_spaces && member == "args"));
    if (is_value && given.emplace(member, value.Scalar()).second) return true;
    report(name, place, is_value ? "is given twice" : "needs one value");
    return false;
  }

  /// "a, b and c".
  static std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
      text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
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
