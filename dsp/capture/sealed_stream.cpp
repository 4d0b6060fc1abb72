#include "dsp/capture/sealed_stream.hpp"

#include <sodium.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace cellwarden::capture {
namespace {

constexpr std::size_t kSealedKeyOctets =
    crypto_secretstream_xchacha20poly1305_KEYBYTES + crypto_box_SEALBYTES;
static_assert(kKeyOctets == crypto_box_PUBLICKEYBYTES && kKeyOctets == crypto_box_SECRETKEYBYTES);
static_assert(kSealedStart_octets == kSealedKeyOctets + crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(kSealOverhead_octets == crypto_secretstream_xchacha20poly1305_ABYTES);

/// Before anything else of libsodium.
void initialise() {
  static const int kState = sodium_init();
  if (kState < 0) throw std::runtime_error("libsodium found no source of random numbers");
}

unsigned char* raw_out(std::span<std::byte> octets) {
  return reinterpret_cast<unsigned char*>(octets.data());
}
const unsigned char* raw(std::span<const std::byte> octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

/// Key of one stream, for as long as it takes to begin it.
struct StreamKey {
  StreamKey() = default;
  StreamKey(const StreamKey&) = delete;
  StreamKey& operator=(const StreamKey&) = delete;
  ~StreamKey() { sodium_memzero(octets.data(), octets.size()); }
  std::array<unsigned char, crypto_secretstream_xchacha20poly1305_KEYBYTES> octets{};
};

}  // namespace

SecretKey::SecretKey(std::span<const std::byte, kKeyOctets> octets) : octets_() {
  std::ranges::copy(octets, octets_.begin());
}

SecretKey SecretKey::make() {
  initialise();
  SecretKey key(std::array<std::byte, kKeyOctets>{});
  PublicKey unused;
  crypto_box_keypair(raw_out(unused), raw_out(key.octets_));
  return key;
}

SecretKey::~SecretKey() {
  sodium_memzero(octets_.data(), octets_.size());
}

PublicKey SecretKey::public_key() const {
  initialise();
  PublicKey key;
  crypto_scalarmult_base(raw_out(key), raw(octets_));
  return key;
}

struct SealingStream::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { sodium_memzero(&stream, sizeof stream); }
  crypto_secretstream_xchacha20poly1305_state stream{};
  std::array<std::byte, kSealedStart_octets> start{};
};

SealingStream::SealingStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
SealingStream::~SealingStream() = default;
SealingStream::SealingStream(SealingStream&&) noexcept = default;
SealingStream& SealingStream::operator=(SealingStream&&) noexcept = default;

Result<SealingStream> SealingStream::create(const PublicKey& reader) {
  initialise();
  auto state = std::make_unique<State>();
  StreamKey key;
  crypto_secretstream_xchacha20poly1305_keygen(key.octets.data());
  const auto start = std::span(state->start);
  if (crypto_box_seal(raw_out(start), key.octets.data(), key.octets.size(), raw(reader)) != 0) {
    return fail(ErrorCode::kConfig, "the public key is none; make a pair: cellwarden record --new-key FILE");
  }
  crypto_secretstream_xchacha20poly1305_init_push(&state->stream, raw_out(start.subspan(kSealedKeyOctets)),
                                                  key.octets.data());
  return SealingStream(std::move(state));
}

const std::array<std::byte, kSealedStart_octets>& SealingStream::start() const noexcept {
  return state_->start;
}

void SealingStream::seal(std::span<const std::byte> message, std::span<const std::byte> bound, bool is_last,
                         std::span<std::byte> out) {
  assert(out.size() == message.size() + kSealOverhead_octets);
  const unsigned char tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                    : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  crypto_secretstream_xchacha20poly1305_push(&state_->stream, raw_out(out), nullptr, raw(message),
                                             message.size(), raw(bound), bound.size(), tag);
}

struct OpeningStream::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { sodium_memzero(&stream, sizeof stream); }
  crypto_secretstream_xchacha20poly1305_state stream{};
};

OpeningStream::OpeningStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
OpeningStream::~OpeningStream() = default;
OpeningStream::OpeningStream(OpeningStream&&) noexcept = default;
OpeningStream& OpeningStream::operator=(OpeningStream&&) noexcept = default;

std::optional<OpeningStream> OpeningStream::open(const SecretKey& key,
                                                 std::span<const std::byte, kSealedStart_octets> start) {
  initialise();
  const PublicKey public_key = key.public_key();
  StreamKey stream_key;
  if (crypto_box_seal_open(stream_key.octets.data(), raw(start), kSealedKeyOctets, raw(public_key),
                           raw(key.octets())) != 0) {
    return std::nullopt;
  }
  auto state = std::make_unique<State>();
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state->stream, raw(start.subspan(kSealedKeyOctets)),
                                                      stream_key.octets.data()) != 0) {
    return std::nullopt;
  }
  return OpeningStream(std::move(state));
}

std::optional<OpeningStream::Message> OpeningStream::next(std::span<const std::byte> sealed,
                                                          std::span<const std::byte> bound,
                                                          std::span<std::byte> out) {
  assert(sealed.size() == out.size() + kSealOverhead_octets);
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&state_->stream, raw_out(out), nullptr, &tag, raw(sealed),
                                                 sealed.size(), raw(bound), bound.size()) != 0) {
    return std::nullopt;
  }
  return Message{tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL};
}

}  // namespace cellwarden::capture
