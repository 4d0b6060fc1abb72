#pragma once

/// \file
/// The terminal: draws lines, tells keys, and gives the terminal back as it was, however the program ends.
/// Through ncurses, so one at a time, and by one thread at a time.

#include <chrono>
#include <optional>
#include <span>

#include "tools/cellwarden/screen/screen_layout.hpp"
#include "tools/cellwarden/screen/screen_line.hpp"
#include "tools/cellwarden/screen/screen_state.hpp"

namespace cellwarden::tools {

class CursesScreen {
 public:
  /// Whether standard input and output are a terminal that has a screen.
  [[nodiscard]] static bool is_possible();

  /// \pre is_possible(). From now on the terminal is ours; nothing else may write to it.
  CursesScreen();
  CursesScreen(const CursesScreen&) = delete;
  CursesScreen& operator=(const CursesScreen&) = delete;
  ~CursesScreen();

  [[nodiscard]] ScreenSize size() const;
  void draw(std::span<const ScreenLine> lines);
  void ring();

  /// The next key; nothing when none comes within `patience`. A new size of the window is no key.
  [[nodiscard]] std::optional<Key> key(std::chrono::milliseconds patience);

  /// The signals that end the program at once from now on give the terminal back before.
  static void restore_on_fatal_signals();

 private:
  void draw_line(int row, int columns, const ScreenLine& line);
  bool is_deaf_ = false;  ///< nobody can type any more
};

}  // namespace cellwarden::tools
