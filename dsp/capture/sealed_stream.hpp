#pragma once

/// \file
/// Messages in order, sealed for the holder of one key: whoever writes them cannot read them again.
///
///   key      of the stream: random, sealed to a public key (libsodium, crypto_box_seal: X25519,
///            XSalsa20-Poly1305)
///   message  crypto_secretstream_xchacha20poly1305: encrypted and authenticated, in its place in the order
///   last     is marked, so that an end that is missing is noticed
///
/// libsodium: doc.libsodium.org. Keys are wiped from memory when their objects end.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "cell/result.hpp"

namespace cellwarden::capture {

inline constexpr std::size_t kKeyOctets = 32;

using PublicKey = std::array<std::byte, kKeyOctets>;

class SecretKey {
 public:
  explicit SecretKey(std::span<const std::byte, kKeyOctets> octets);
  [[nodiscard]] static SecretKey make();
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();

  [[nodiscard]] std::span<const std::byte, kKeyOctets> octets() const noexcept { return octets_; }
  [[nodiscard]] PublicKey public_key() const;

 private:
  std::array<std::byte, kKeyOctets> octets_;
};

/// What stands before the first message: the stream's sealed key, and what both ends begin from.
inline constexpr std::size_t kSealedStart_octets = 104;
/// What sealing adds to a message.
inline constexpr std::size_t kSealOverhead_octets = 17;

class SealingStream {
 public:
  /// Fails for a public key that is none.
  [[nodiscard]] static Result<SealingStream> create(const PublicKey& reader);
  ~SealingStream();
  SealingStream(SealingStream&&) noexcept;
  SealingStream& operator=(SealingStream&&) noexcept;

  [[nodiscard]] const std::array<std::byte, kSealedStart_octets>& start() const noexcept;

  /// \param bound  not in the message, but the message opens only together with it
  /// \pre out.size() == message.size() + kSealOverhead_octets
  void seal(std::span<const std::byte> message, std::span<const std::byte> bound, bool is_last,
            std::span<std::byte> out);

 private:
  struct State;
  explicit SealingStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class OpeningStream {
 public:
  /// Nothing where `start` is not sealed to this key.
  [[nodiscard]] static std::optional<OpeningStream> open(
      const SecretKey& key, std::span<const std::byte, kSealedStart_octets> start);
  ~OpeningStream();
  OpeningStream(OpeningStream&&) noexcept;
  OpeningStream& operator=(OpeningStream&&) noexcept;

  struct Message {
    bool is_last{};
  };
  /// The next message into `out`; nothing where it is not the one that was sealed here.
  /// \pre sealed.size() == out.size() + kSealOverhead_octets
  [[nodiscard]] std::optional<Message> next(std::span<const std::byte> sealed,
                                            std::span<const std::byte> bound, std::span<std::byte> out);

 private:
  struct State;
  explicit OpeningStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cellwarden::capture
