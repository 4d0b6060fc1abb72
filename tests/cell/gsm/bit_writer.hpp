#pragma once

/// \file
/// Writes octets bit by bit, most significant bit first, the way CSN.1 descriptions are read; what is not
/// written is padding (0x2B).

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cellwarden::gsm::test {

class BitWriter {
 public:
  /// The lowest `bits` bits of a value, at most 64.
  void put(std::uint64_t value, std::size_t bits) {
    for (std::size_t i = bits; i-- > 0;) bits_.push_back(((value >> i) & 1U) != 0);
  }
  /// Bits that are 0, not padding.
  void zeros(std::size_t bits) { bits_.insert(bits_.end(), bits, false); }
  void flag(bool value) { bits_.push_back(value); }
  /// H or L: against the padding's bit at this place.
  void high(bool value) { bits_.push_back(value != padding_at(bits_.size())); }

  [[nodiscard]] std::size_t bits() const { return bits_.size(); }

  /// All that was written, filled up to `count` octets.
  [[nodiscard]] std::vector<std::uint8_t> octets(std::size_t count) const {
    std::vector<std::uint8_t> out(count);
    for (std::size_t i = 0; i < 8 * count; ++i) {
      const bool is_set = i < bits_.size() ? bits_[i] : padding_at(i);
      if (is_set) out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | (0x80U >> (i % 8)));
    }
    return out;
  }

 private:
  static bool padding_at(std::size_t i) { return ((0x2BU >> (7 - i % 8)) & 1U) != 0; }

  std::vector<bool> bits_;
};

}  // namespace cellwarden::gsm::test
