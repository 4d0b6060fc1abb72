#pragma once

/// \file
/// What every reader of a YAML file here needs: the file's one document, and a list of what is wrong with it.
/// Private to this folder.

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware-config/settings.hpp"

namespace cellwarden::config {

/// Problems with their lines: enough of them to see what the file is, each fit for a terminal.
class YamlProblems {
 public:
  explicit YamlProblems(std::filesystem::path file) : file_(std::move(file)) {}

  void report(const YAML::Mark& mark, const std::string& key, std::string what);
  void report(const YAML::Node& node, const std::string& key, std::string what) {
    report(node.Mark(), key, std::move(what));
  }
  /// There are so many that no more are wanted.
  [[nodiscard]] bool is_full() const noexcept;

  /// "site.yaml:12"
  [[nodiscard]] std::string at(const YAML::Mark& mark) const;
  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

  /// In order of lines.
  [[nodiscard]] std::vector<Problem> take();

 private:
  std::filesystem::path file_;
  std::vector<Problem> problems_;
  std::vector<int> lines_;
};

/// Gives the file's document to `read`, if there is one in it. Whatever yaml-cpp cannot read, and a second
/// document, are problems.
/// \param kind  what the file should be: "configuration"
void read_document(std::string_view yaml, std::string_view kind, YamlProblems& problems,
                   const std::function<void(const YAML::Node&)>& read);

/// The same of a file that is nothing without a document: that it has none is a problem.
/// \return what is wrong, in order of lines
[[nodiscard]] std::vector<Problem> read_needed_document(
    std::string_view yaml, std::string_view kind, const std::filesystem::path& file,
    const std::function<void(const YAML::Node&, YamlProblems&)>& read);

}  // namespace cellwarden::config
