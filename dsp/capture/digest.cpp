#include "dsp/capture/digest.hpp"

#include <array>
#include <cassert>
#include <string_view>
#include <vector>

#include <openssl/evp.h>

namespace cellwarden::capture {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

std::string hexadecimal(std::span<const unsigned char> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 0xFU]);
  }
  return text;
}

}  // namespace

struct Digest::State {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

// The calls below fail only without memory or without the library's own default algorithms.
Digest::Digest(DigestKind kind) : state_(std::make_unique<State>()) {
  const EVP_MD* const algorithm = kind == DigestKind::kSha256 ? EVP_sha256() : EVP_sha512();
  [[maybe_unused]] const int is_ready = EVP_DigestInit_ex(state_->context.get(), algorithm, nullptr);
  assert(is_ready == 1);
}

Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::update(std::span<const std::byte> bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string Digest::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context.get(), hash.data(), &size);
  return hexadecimal(std::span(hash).first(size));
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
