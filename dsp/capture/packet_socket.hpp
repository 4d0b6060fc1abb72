#pragma once

/// \file
/// A local socket of whole messages between two processes, and other descriptors that close by themselves.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cell/result.hpp"

namespace cellwarden::capture {

/// An open file descriptor, or none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  void close() noexcept;
  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }

 private:
  int number_ = -1;
};

class PacketSocket {
 public:
  PacketSocket() = default;
  explicit PacketSocket(Descriptor descriptor) noexcept : descriptor_(std::move(descriptor)) {}

  /// The two ends; both close when a program is started over this one.
  [[nodiscard]] static Result<std::pair<PacketSocket, PacketSocket>> pair();

  /// \param patience  to wait where what was sent before is not read yet
  /// \return false when nobody is at the other end any more, or does not read
  bool send(std::string_view message,
            std::chrono::milliseconds patience = std::chrono::milliseconds(0)) noexcept;

  enum class Waiting : std::uint8_t { kNo, kYes };
  /// The next message; nothing when there is none now, or none will come (is_closed).
  [[nodiscard]] std::optional<std::string> receive(Waiting waiting);

  /// The other end is gone, and all that it said is read.
  [[nodiscard]] bool is_closed() const noexcept { return is_closed_; }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_.number(); }

 private:
  Descriptor descriptor_;
  std::string octets_;  ///< the longest message fits; made once, for looking costs nothing then
  bool is_closed_ = false;
};

}  // namespace cellwarden::capture
