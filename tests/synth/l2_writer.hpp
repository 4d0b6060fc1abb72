#pragma once

/// \file
/// A layer 2 block of a common channel as it grows, octet by octet (TS 44.006, section 6.9; TS 44.018, 10.1).

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::synth {

/// What is not written is padding.
class L2Writer {
 public:
  /// `stated_length` where the standard fixes another than that of what comes before the rest octets.
  explicit L2Writer(std::uint8_t message_type, std::optional<unsigned> stated_length = {})
      : stated_length_(stated_length) {
    octets_.fill(kPadding);
    octets_[1] = kRadioResource;
    octets_[2] = message_type;
    count_part_before_rest();
  }

  void add(std::span<const std::uint8_t> octets) {
    assert(octets.size() <= octets_.size() - size_);
    std::copy(octets.begin(), octets.end(), octets_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += octets.size();
    count_part_before_rest();
  }
  void add(std::initializer_list<std::uint8_t> octets) { add(std::span(octets.begin(), octets.size())); }

  /// From here on stand rest octets, which the length does not count.
  [[nodiscard]] std::uint8_t* rest() noexcept { return octets_.data() + size_; }
  [[nodiscard]] std::size_t rest_octets() const noexcept { return octets_.size() - size_; }

  /// Replaces bits of the rest octets, first one first. Those after them stay padding.
  void add_rest_bit(bool bit) noexcept {
    std::uint8_t& octet = octets_[size_ + rest_bits_ / 8];
    const auto mask = static_cast<std::uint8_t>(0x80U >> rest_bits_ % 8);
    octet = static_cast<std::uint8_t>(bit ? octet | mask : octet & ~mask);
    ++rest_bits_;
  }
  void add_rest_bits(unsigned value, unsigned count) noexcept {
    while (count-- > 0) add_rest_bit((value >> count & 1U) != 0);
  }
  /// H: the opposite of the padding in its place.
  void add_rest_high() noexcept { add_rest_bit((kPadding >> (7 - rest_bits_ % 8) & 1U) == 0); }

  [[nodiscard]] const gsm::L2Block& octets() const noexcept { return octets_; }

 private:
  static constexpr std::uint8_t kPadding = 0x2B;
  static constexpr std::uint8_t kRadioResource = 0x06;  // protocol discriminator

  void count_part_before_rest() noexcept {
    octets_[0] =
        static_cast<std::uint8_t>(stated_length_.value_or(static_cast<unsigned>(size_ - 1)) << 2U | 1U);
  }

  gsm::L2Block octets_{};
  std::size_t size_ = 3;
  unsigned rest_bits_ = 0;
  std::optional<unsigned> stated_length_;
};

}  // namespace cellwarden::synth
