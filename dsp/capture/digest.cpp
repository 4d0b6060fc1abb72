#include "dsp/capture/digest.hpp"

#include <array>
#include <variant>
#include <vector>

#include <sodium.h>

namespace cellwarden::capture {
namespace {

template <std::size_t N>
std::string hexadecimal(const std::array<unsigned char, N>& bytes) {
  std::array<char, 2 * N + 1> text{};
  return sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
}

}  // namespace

struct Digest::State {
  std::variant<crypto_hash_sha256_state, crypto_hash_sha512_state> hash;
};

Digest::Digest(DigestKind kind) : state_(std::make_unique<State>()) {
  if (kind == DigestKind::kSha256) {
    crypto_hash_sha256_init(&state_->hash.emplace<crypto_hash_sha256_state>());
  } else {
    crypto_hash_sha512_init(&state_->hash.emplace<crypto_hash_sha512_state>());
  }
}

Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::update(std::span<const std::byte> bytes) {
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  if (auto* const sha256 = std::get_if<crypto_hash_sha256_state>(&state_->hash)) {
    crypto_hash_sha256_update(sha256, data, bytes.size());
  } else if (auto* const sha512 = std::get_if<crypto_hash_sha512_state>(&state_->hash)) {
    crypto_hash_sha512_update(sha512, data, bytes.size());
  }
}

std::string Digest::finish() {
  if (auto* const sha256 = std::get_if<crypto_hash_sha256_state>(&state_->hash)) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256_final(sha256, hash.data());
    return hexadecimal(hash);
  }
  std::array<unsigned char, crypto_hash_sha512_BYTES> hash{};
  crypto_hash_sha512_final(std::get_if<crypto_hash_sha512_state>(&state_->hash), hash.data());
  return hexadecimal(hash);
}

DigestingBytes::DigestingBytes(std::unique_ptr<ByteSource> source, bool with_sha512)
    : source_(std::move(source)) {
  if (with_sha512) sha512_.emplace(DigestKind::kSha512);
}

Result<std::size_t> DigestingBytes::read(std::span<std::byte> out) {
  auto got = source_->read(out);
  // After a skip the hash can no longer be the input's: no need to go on computing it.
  if (got && is_whole_) {
    sha256_.update(out.first(*got));
    if (sha512_) sha512_->update(out.first(*got));
  }
  return got;
}

bool DigestingBytes::skip(std::uint64_t count) {
  if (!source_->skip(count)) return false;
  if (count != 0) is_whole_ = false;
  return true;
}

Result<std::optional<DigestingBytes::Hashes>> DigestingBytes::finish() {
  if (!is_whole_) return std::nullopt;
  std::vector<std::byte> scratch(1U << 16U);
  for (;;) {
    const auto got = read(scratch);
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
  }
  Hashes hashes{sha256_.finish(), {}};
  if (sha512_) hashes.sha512 = sha512_->finish();
  return hashes;
}

}  // namespace cellwarden::capture
