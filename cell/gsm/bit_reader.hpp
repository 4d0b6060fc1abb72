#pragma once

/// \file
/// Reads octets bit by bit, most significant bit first, the way CSN.1 descriptions are written (TS 44.018,
/// section 8.9; TS 24.007, annex B). Total: any octets, any number of reads.
///
/// L and H are bits compared with the padding 0x2B (TS 44.018, section 10.5.2.0): L is the padding's own bit
/// at that place, H its opposite. Past the end there is nothing but L, and a flag there is 0; a value that
/// would lie past the end reads as 0 and marks the message as cut short.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cellwarden::gsm {

class BitReader {
 public:
  explicit BitReader(std::span<const std::uint8_t> octets) noexcept
      : octets_(octets), end_(8 * octets.size()) {}

  /// A number of 1…32 bits.
  template <class Number>
  [[nodiscard]] Number take(std::size_t bits) noexcept {
    if (bits > left()) {
      is_cut_short_ = true;
      position_ = end_;
      return Number{};
    }
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bits; ++i) value = (value << 1U) | bit(position_++);
    return static_cast<Number>(value);
  }
  [[nodiscard]] std::uint8_t take8(std::size_t bits) noexcept { return take<std::uint8_t>(bits); }
  [[nodiscard]] bool take_bit() noexcept { return take8(1) != 0; }

  /// The choice bit of { 0 | 1 ... }.
  [[nodiscard]] bool flag() noexcept { return left() > 0 && bit(position_++) == 1; }
  /// The choice bit of { L | H ... }: true for H.
  [[nodiscard]] bool high() noexcept {
    const bool is_high = left() > 0 && is_high_at(position_);
    if (left() > 0) ++position_;
    return is_high;
  }
  /// { 0 | 1 < number > }
  template <class Number = std::uint8_t>
  [[nodiscard]] std::optional<Number> optional(std::size_t bits) noexcept {
    if (!flag()) return std::nullopt;
    return take<Number>(bits);
  }

  /// A reader of the next `bits` only, which this one skips.
  [[nodiscard]] BitReader part(std::size_t bits) noexcept {
    BitReader inner = *this;
    is_cut_short_ = is_cut_short_ || bits > left();
    position_ += std::min(bits, left());
    inner.end_ = position_;
    return inner;
  }

  [[nodiscard]] std::size_t left() const noexcept { return end_ - position_; }
  [[nodiscard]] bool is_cut_short() const noexcept { return is_cut_short_; }
  /// Whether all that follows is padding, which says nothing.
  [[nodiscard]] bool is_padding_left() const noexcept { return unread_bits() == 0; }

  /// Bits from here to the last one that is not padding.
  [[nodiscard]] std::uint16_t unread_bits() const noexcept {
    std::size_t last = end_;
    while (last > position_ && !is_high_at(last - 1)) --last;
    return static_cast<std::uint16_t>(last - position_);
  }
  /// Bits from here to the last 1: for places whose spare bits are 0.
  [[nodiscard]] std::uint16_t unread_ones() const noexcept {
    std::size_t last = end_;
    while (last > position_ && bit(last - 1) == 0) --last;
    return static_cast<std::uint16_t>(last - position_);
  }

 private:
  [[nodiscard]] std::uint32_t bit(std::size_t at) const noexcept {
    return (static_cast<std::uint32_t>(octets_[at / 8]) >> (7 - at % 8)) & 1U;
  }
  [[nodiscard]] bool is_high_at(std::size_t at) const noexcept {
    constexpr std::uint32_t kPadding = 0x2B;
    return bit(at) != ((kPadding >> (7 - at % 8)) & 1U);
  }

  std::span<const std::uint8_t> octets_;
  std::size_t position_ = 0;
  std::size_t end_;
  bool is_cut_short_ = false;
};

/// What a message held beyond what is understood. A well-formed message of the releases that a parser covers
/// leaves both at their defaults.
struct Leftover {
  std::uint16_t unread_bits{};  ///< after the last field read, up to the last bit that is not padding
  bool is_cut_short{};          ///< a field that was announced does not fit into the message
  bool operator==(const Leftover&) const = default;
};

[[nodiscard]] inline Leftover leftover_of(const BitReader& in) noexcept {
  return {in.unread_bits(), in.is_cut_short()};
}

}  // namespace cellwarden::gsm
