#include "dsp/capture/packet_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "dsp/capture/radio_messages.hpp"

namespace cellwarden::capture {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

void Descriptor::close() noexcept {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Result<std::pair<PacketSocket, PacketSocket>> PacketSocket::pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail(ErrorCode::kDevice, "no local socket: " + std::generic_category().message(errno));
  }
  return std::pair{PacketSocket(Descriptor(ends[0])), PacketSocket(Descriptor(ends[1]))};
}

bool PacketSocket::send(std::string_view message, std::chrono::milliseconds patience) noexcept {
  // The kernel calls a socket writable when half of it is free; one message has room long before.
  constexpr int kLook_ms = 10;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  ssize_t sent = 0;
  while (true) {
    sent = ::send(descriptor_.number(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0 || (errno != EINTR && errno != EAGAIN)) break;
    if (errno == EINTR) continue;
    if (std::chrono::steady_clock::now() >= deadline) break;
    pollfd room{descriptor_.number(), POLLOUT, 0};
    ::poll(&room, 1, kLook_ms);
  }
  return sent == static_cast<ssize_t>(message.size());
}

std::optional<std::string> PacketSocket::receive(Waiting waiting) {
  if (is_closed_) return std::nullopt;
  octets_.resize(kLongestMessage_octets);
  ssize_t received = 0;
  do {
    received = ::recv(descriptor_.number(), octets_.data(), octets_.size(),
                      waiting == Waiting::kNo ? MSG_DONTWAIT : 0);
  } while (received < 0 && errno == EINTR);
  if (received > 0) {
    return octets_.substr(0, static_cast<std::size_t>(received));
  }
  is_closed_ = received == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  return std::nullopt;
}

}  // namespace cellwarden::capture
