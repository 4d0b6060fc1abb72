#pragma once

/// \file
/// A terminal with the built program in it, by tmux: what it shows, keys, sizes, and what is left of it when
/// the program has ended.

#include <optional>
#include <string>
#include <vector>

#include "tests/tools/process.hpp"

namespace cellwarden::test {

class Terminal {
 public:
  /// Whether there is a tmux to make one.
  [[nodiscard]] static bool is_possible();

  /// Runs `cellwarden` with these words in a terminal of this size, in a folder of its own; after it, the
  /// terminal says "ended with" and its exit code.
  Terminal(int columns, int rows, const std::vector<std::string>& arguments,
           const std::string& environment = {});
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  /// What it shows now.
  [[nodiscard]] std::string text() const;
  /// The same, and what has scrolled out above.
  [[nodiscard]] std::string all_text() const;
  /// The same with escape sequences for colours.
  [[nodiscard]] std::string styled_text() const;
  /// Waits until it shows this; a minute at most.
  [[nodiscard]] bool shows(const std::string& part) const;
  [[nodiscard]] bool shows_no_more(const std::string& part) const;

  void type(const std::string& key) const;
  void resize(int columns, int rows) const;
  /// To the program, not to what runs it.
  void send(int signal) const;
  /// Whether it is in the state of an ordinary shell: the main screen, a cursor, echo and lines.
  [[nodiscard]] bool is_restored() const;

 private:
  [[nodiscard]] std::string tmux(const std::string& words) const;

  Scratch scratch_;
};

}  // namespace cellwarden::test
