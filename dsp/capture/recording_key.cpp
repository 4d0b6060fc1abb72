#include "dsp/capture/recording_key.hpp"

#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "dsp/capture/byte_source.hpp"

namespace cellwarden::capture {
namespace {

constexpr std::string_view kPublic = "cellwarden-public-key ";
constexpr std::string_view kPrivate = "cellwarden-private-key ";
constexpr std::string_view kPublicEnding = ".pub";
constexpr std::size_t kMostKeyFileOctets = 256;

std::string hexadecimal(std::span<const std::byte> octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte octet : octets) {
    text.push_back(kDigits[std::to_integer<std::size_t>(octet) >> 4U]);
    text.push_back(kDigits[std::to_integer<std::size_t>(octet) & 0xFU]);
  }
  return text;
}

std::optional<unsigned> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10U;
  return {};
}

/// "PREFIX 64 digits", with or without the line's end.
std::optional<std::array<std::byte, kKeyOctets>> parse(std::string_view text, std::string_view prefix) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text.remove_suffix(1);
  }
  if (!text.starts_with(prefix) || text.size() != prefix.size() + 2 * kKeyOctets) return {};
  text.remove_prefix(prefix.size());
  std::array<std::byte, kKeyOctets> key{};
  for (std::size_t i = 0; i < kKeyOctets; ++i) {
    const auto high = digit(text[2 * i]);
    const auto low = digit(text[2 * i + 1]);
    if (!high || !low) return {};
    key[i] = static_cast<std::byte>(*high << 4U | *low);
  }
  return key;
}

Result<void> write_new(const std::string& file, const std::string& text, mode_t mode) {
  const auto failure = [&file](int error) {
    if (error == EEXIST) {
      return fail(ErrorCode::kFile, file + ": exists and is not overwritten; give another name");
    }
    return fail(ErrorCode::kFile, file + ": cannot be written: " + std::generic_category().message(error));
  };
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) return failure(errno);
  const auto count = ::write(descriptor, text.data(), text.size());
  const int error = count < 0 ? errno : ENOSPC;
  const bool is_whole = count == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (is_whole) return {};
  ::unlink(file.c_str());
  return failure(error);
}

Result<std::string> text_of(const std::string& file) {
  auto bytes = open_file(file, std::make_shared<StopSignal>());
  if (!bytes) return tl::unexpected(bytes.error());
  ByteReader reader(std::move(*bytes));
  return read_text(reader, kMostKeyFileOctets, file);
}

}  // namespace

std::string to_text(const PublicKey& key) {
  return std::string(kPublic) + hexadecimal(key);
}

std::string short_name(const PublicKey& key) {
  constexpr std::size_t kShownOctets = 6;
  return hexadecimal(std::span(key).first(kShownOctets));
}

Result<PublicKey> make_key_files(const std::string& file) {
  const SecretKey key = SecretKey::make();
  const PublicKey public_key = key.public_key();
  const std::string public_file = file + std::string(kPublicEnding);
  const std::string line = to_text(public_key) + "\n";
  if (auto written = write_new(public_file, line, 0644); !written) return tl::unexpected(written.error());
  const std::string secret = std::string(kPrivate) + hexadecimal(key.octets()) + "\n";
  if (auto written = write_new(file, secret, 0600); !written) {
    ::unlink(public_file.c_str());
    return tl::unexpected(written.error());
  }
  return public_key;
}

Result<PublicKey> read_public_key(const std::string& file) {
  const auto text = text_of(file);
  if (!text) return tl::unexpected(text.error());
  if (const auto key = parse(*text, kPublic)) return *key;
  if (text->starts_with(kPrivate)) {
    return fail(ErrorCode::kConfig,
                file + ": is a private key, which only replay needs; give its public part, " + file +
                    std::string(kPublicEnding));
  }
  return fail(ErrorCode::kConfig, file + ": no public key; make a pair: cellwarden record --new-key FILE");
}

Result<SecretKey> read_secret_key(const std::string& file) {
  const auto text = text_of(file);
  if (!text) return tl::unexpected(text.error());
  if (const auto key = parse(*text, kPrivate)) return SecretKey(*key);
  if (text->starts_with(kPublic)) {
    return fail(
        ErrorCode::kConfig,
        file + ": is a public key; opening a recording needs its private part, the file without .pub");
  }
  return fail(ErrorCode::kConfig, file + ": no private key as `cellwarden record --new-key FILE` makes it");
}

}  // namespace cellwarden::capture
