#include "dsp/capture/packet_socket.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <thread>

#include "dsp/capture/radio_messages.hpp"
#include "tests/catch.hpp"

// The thread sanitizer has an operator new of its own.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CELLWARDEN_COUNTS_MEMORY 0
#endif
#endif
#ifndef CELLWARDEN_COUNTS_MEMORY
#define CELLWARDEN_COUNTS_MEMORY 1
#endif

#if CELLWARDEN_COUNTS_MEMORY
namespace {

std::atomic<std::size_t> octets_taken;

}  // namespace

// What is taken from memory is counted.
void* operator new(std::size_t octets) {
  octets_taken += octets;
  if (void* const memory = std::malloc(octets)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t octets, const std::nothrow_t& /*throws nothing*/) noexcept {
  octets_taken += octets;
  return std::malloc(octets);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t& /*throws nothing*/) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*octets*/) noexcept {
  std::free(memory);
}
#endif

namespace {

using cellwarden::capture::kLongestMessage_octets;
using cellwarden::capture::PacketSocket;
using Waiting = PacketSocket::Waiting;

}  // namespace

TEST_CASE("messages of every length arrive whole, in order, and then that nobody is there any more") {
  auto ends = PacketSocket::pair();
  REQUIRE(ends);
  auto& [one, other] = *ends;
  const std::string longest(kLongestMessage_octets, 'x');
  REQUIRE(one.send(longest));
  REQUIRE(one.send("short"));
  CHECK(other.receive(Waiting::kNo) == longest);
  CHECK(other.receive(Waiting::kYes) == "short");
  CHECK_FALSE(other.receive(Waiting::kNo));
  CHECK_FALSE(other.is_closed());
  one = PacketSocket();
  CHECK_FALSE(other.receive(Waiting::kYes));
  CHECK(other.is_closed());
}

TEST_CASE("what has to arrive waits where what was said before is not read yet") {
  using namespace std::chrono_literals;
  auto ends = PacketSocket::pair();
  REQUIRE(ends);
  PacketSocket& one = ends->first;
  PacketSocket& other = ends->second;
  while (one.send(std::string(1000, 'x'))) {
  }
  CHECK_FALSE(one.send("told", 1ms));
  std::thread reading([&other] {
    std::this_thread::sleep_for(20ms);
    for (int i = 0; i < 10; ++i) static_cast<void>(other.receive(Waiting::kYes));
  });
  CHECK(one.send("told", 60s));
  reading.join();
  other = PacketSocket();
  CHECK_FALSE(one.send("nobody", 60s));
}

#if CELLWARDEN_COUNTS_MEMORY
TEST_CASE(
    "to look where there is no message takes no memory: a radio's process looks before every transfer") {
  auto ends = PacketSocket::pair();
  REQUIRE(ends);
  static_cast<void>(ends->second.receive(Waiting::kNo));
  const std::size_t before = octets_taken;
  bool is_message = false;
  for (int i = 0; i < 100; ++i) is_message = is_message || ends->second.receive(Waiting::kNo);
  CHECK(octets_taken == before);
  CHECK_FALSE(is_message);
}
#endif
