#pragma once

/// \file
/// A line on stderr that says how far long work has come; nothing when stderr is no terminal. What is written
/// meanwhile takes it away first (output/writer.hpp).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cellwarden::tools {

class Progress {
 public:
  /// \param total_s  seconds of signal, where known
  explicit Progress(std::optional<double> total_s);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  /// `done_s` seconds of signal are done. Draws at most five times a second.
  /// \param amount  shown in place of the speed, where it is not empty
  void update(double done_s, std::string_view amount = {});
  /// Whether there is a terminal, and time for another drawing: for who must work out what to show.
  [[nodiscard]] bool is_due() const { return is_shown_ && Clock::now() - last_draw_ >= kBetweenDraws; }
  /// The same for work that has no length in seconds. \param what  "19 of 47 windows"
  void show(double fraction, const std::string& what);
  /// Takes the line away.
  static void clear();

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kBetweenDraws{200};

  bool is_shown_;
  std::optional<double> total_s_;
  Clock::time_point start_;
  Clock::time_point last_draw_;
};

}  // namespace cellwarden::tools
