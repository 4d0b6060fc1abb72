#pragma once

/// \file
/// Runs the built program, as a shell would, and keeps what it says.

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/tools/scratch.hpp"

namespace cellwarden::test {

struct Ended {
  int exit_code{};  ///< -1 where a signal ended it
  std::string out;
  std::string err;
};

/// The program with its own home folder, so that nobody's configuration matters.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments);
  /// Works in `folder`, which is also its home, its temporary folder and all of its XDG folders.
  Program(std::vector<std::string> arguments, const std::string& folder);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  void send(int signal) const;
  /// Processes that it has started and that run.
  [[nodiscard]] std::vector<int> children() const;
  /// Waits until its output holds `text`, for a minute at most.
  [[nodiscard]] bool has_said(const std::string& text) const;
  /// The same, until what it said so far, up to the last whole line, is enough.
  [[nodiscard]] bool has_said(const std::function<bool(const std::string&)>& is_enough) const;
  [[nodiscard]] Ended wait();
  /// The same, and kills it after so long.
  [[nodiscard]] Ended wait(std::chrono::seconds longest);
  /// The same, and looks again and again which files it has open for writing, its output apart.
  [[nodiscard]] Ended wait(std::set<std::string>& written);

 private:
  void start(std::vector<std::string> arguments, const std::optional<std::string>& folder);
  [[nodiscard]] Ended ended(int status);
  void add_open_files(std::set<std::string>& written) const;

  Scratch scratch_;
  int process_{};
};

[[nodiscard]] Ended run(std::vector<std::string> arguments);

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

}  // namespace cellwarden::test
