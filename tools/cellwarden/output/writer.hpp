#pragma once

/// \file
/// Where output goes: stdout or a file. A failure is kept, not thrown: whoever drives the work asks for it
/// after each step.
///
///   slow   who takes nothing for a while (a full pipe, a pager) is waited for: what is heard meanwhile is
///          dropped and counted where samples wait
///   end    once hurry_outputs() was called, such a one is waited for `kPatience_s` and given up: a watch
///          that was told to end ends, and keeps what it learned

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cell/result.hpp"

namespace cellwarden::tools {

/// The end was asked for. From any thread.
void hurry_outputs() noexcept;

class Writer {
 public:
  static constexpr double kPatience_s = 3.0;

  static Writer to_stdout();
  /// Makes the file, or empties it.
  static Result<Writer> to_file(const std::string& path);
  Writer(Writer&&) = default;
  Writer& operator=(Writer&&) = default;
  ~Writer();

  void write(std::string_view text);
  /// Hands everything written so far to the reader.
  void flush();

  /// The first failure since the beginning: a full disk, a vanished reader.
  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }
  /// The failure was that the reader went away (`| head`): no fault of ours.
  [[nodiscard]] bool reader_is_gone() const noexcept { return reader_is_gone_; }
  [[nodiscard]] bool is_terminal() const noexcept { return is_terminal_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept;
  };

  Writer(std::string name, std::FILE* file);
  [[nodiscard]] bool is_taken() const;
  void keep_failure(const char* why);

  std::string name_;
  std::string waiting_;  ///< not handed on yet
  std::size_t at_once_;  ///< octets that a reader who takes any takes without waiting
  std::unique_ptr<std::FILE, Close> file_;
  std::optional<Error> failure_;
  bool reader_is_gone_ = false;
  bool is_terminal_ = false;
};

/// One line on stderr, "cellwarden: ..." before it.
void complain(std::string_view what);

/// One line on stderr that is no complaint.
void tell(std::string_view what);

/// A line at the bottom of the terminal that says how far work has come. Whatever is written to a terminal,
/// by whichever thread, takes it away first. Without `LinesTaken` only: a screen has its own.
void draw_last_line(std::string_view what);
void clear_last_line();

enum class LineKind : std::uint8_t { kTold, kComplaint };

/// While one is there, what is told and complained of, by any thread, goes to it instead of stderr: a screen
/// must not be written over. One at a time.
class LinesTaken {
 public:
  /// \param take  must neither complain nor tell
  using Take = std::function<void(LineKind, std::string_view what)>;
  explicit LinesTaken(Take take);
  LinesTaken(const LinesTaken&) = delete;
  LinesTaken& operator=(const LinesTaken&) = delete;
  /// No line is under way when this returns.
  ~LinesTaken();
};

}  // namespace cellwarden::tools
