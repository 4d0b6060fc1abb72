#pragma once

/// \file
/// A short name for a content, the same on every machine: FNV-1a, 64 bits. Enough to tell contents apart,
/// no protection against someone who makes two alike.

#include <cstdint>
#include <string>
#include <string_view>

namespace cellwarden {

/// 16 hexadecimal digits.
[[nodiscard]] inline std::string content_hash(std::string_view content) {
  constexpr std::uint64_t kOffset = 0xcbf29ce484222325ULL;
  constexpr std::uint64_t kPrime = 0x100000001b3ULL;
  std::uint64_t hash = kOffset;
  for (const char c : content) {
    hash ^= static_cast<unsigned char>(c);
    hash *= kPrime;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex(16, '0');
  for (std::size_t i = 0; i < hex.size(); ++i) hex[hex.size() - 1 - i] = kDigits[(hash >> (4U * i)) & 0xFU];
  return hex;
}

}  // namespace cellwarden
