#pragma once

/// \file
/// Another program's process, with what it inherits, and its words: ended at the latest with this object.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/packet_socket.hpp"

namespace cellwarden::capture {

class ChildProcess {
 public:
  /// Starts a program in a process group of its own, so that Ctrl-C at the prompt does not reach it.
  /// \param inherited  become its descriptors 3, 4, …; it has no others but 0 to 2, and its words to
  ///                   stderr come out of said()
  [[nodiscard]] static Result<ChildProcess> start(const std::vector<std::string>& command,
                                                  std::span<const int> inherited);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept = delete;
  ~ChildProcess();

  [[nodiscard]] int id() const noexcept { return id_; }

  /// Becomes readable when the process says something.
  [[nodiscard]] int words_descriptor() const noexcept { return words_.number(); }
  /// Whole lines that it said since; never waits. What is longer than a line should be is cut, and of very
  /// much the rest comes with the next call.
  [[nodiscard]] std::vector<std::string> said();

  /// How it ended, for people; nothing while it runs.
  [[nodiscard]] std::optional<std::string> how_it_ended();
  /// Waits for its end, and ends it when it takes longer. What even then does not end is waited for again
  /// whenever another process is started. \return how it ended; asked again, the same
  std::string end(std::chrono::milliseconds patience);

 private:
  void wait_for_end(std::chrono::milliseconds patience);
  ChildProcess(int id, Descriptor words) : id_(id), words_(std::move(words)) {}

  int id_ = -1;
  Descriptor words_;
  std::string unfinished_;
  std::optional<std::string> ending_;
};

}  // namespace cellwarden::capture
