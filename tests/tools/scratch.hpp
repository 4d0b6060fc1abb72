#pragma once

/// \file
/// A folder for what a test writes.

#include <filesystem>
#include <string>

namespace cellwarden::test {

/// A folder that is removed at the end.
class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  /// Writes a file. \return its path
  std::string file(const std::string& name, const std::string& bytes) const;

 private:
  std::filesystem::path folder_;
};

[[nodiscard]] std::string read_file(const std::string& path);

}  // namespace cellwarden::test
