#include "cell/lte/per_reader.hpp"

#include <algorithm>
#include <bit>

namespace cellwarden::lte {

std::uint64_t PerReader::bits(std::size_t count) noexcept {
  if (count > left()) {
    is_cut_short_ = true;
    position_ = end_;
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = (value << 1U) | (bit(position_++) ? 1U : 0U);
  return value;
}

std::uint64_t PerReader::offset(std::uint64_t range) noexcept {
  const std::uint64_t value = bits(static_cast<std::size_t>(std::bit_width(range)));
  if (value <= range) return value;
  has_bad_value_ = true;
  return 0;
}

std::size_t PerReader::small_number() noexcept {
  if (!flag()) return bits(6);
  // A semi-constrained whole number: its length in octets, then so many.
  const std::size_t octets = length();
  if (octets <= sizeof(std::uint32_t)) return bits(8 * octets);
  skip(8 * octets);
  has_bad_value_ = true;
  return 0;
}

std::size_t PerReader::length() noexcept {
  if (!flag()) return bits(7);
  if (!flag()) return bits(14);
  is_cut_short_ = true;
  position_ = end_;
  return 0;
}

std::vector<std::uint8_t> PerReader::octets(std::size_t count) {
  std::vector<std::uint8_t> out;
  if (8 * count > left()) {
    is_cut_short_ = true;
    position_ = end_;
    return out;
  }
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<std::uint8_t>(bits(8)));
  return out;
}

void PerReader::skip(std::size_t bits) noexcept {
  is_cut_short_ = is_cut_short_ || bits > left();
  position_ += std::min(bits, left());
}

void PerReader::skip_open_type() noexcept {
  const std::size_t bits = 8 * length();
  skipped_bits_ += std::min(bits, left());
  skip(bits);
}

PerReader PerReader::part(std::size_t bits) noexcept {
  PerReader inner = *this;
  skip(bits);
  inner.end_ = position_;
  inner.skipped_bits_ = 0;
  inner.is_cut_short_ = is_cut_short_;
  inner.has_bad_value_ = false;
  return inner;
}

void PerReader::take_account_of(const PerReader& inner) noexcept {
  is_cut_short_ = is_cut_short_ || inner.is_cut_short_;
  has_bad_value_ = has_bad_value_ || inner.has_bad_value_;
  skipped_bits_ += inner.skipped_bits_;
  // Less than an octet of zeros fills the last octet up.
  if (inner.left() >= 8 || inner.bits_to_last_one() > 0) skipped_bits_ += inner.left();
}

std::size_t PerReader::bits_to_last_one() const noexcept {
  std::size_t last = end_;
  while (last > position_ && !bit(last - 1)) --last;
  return last - position_;
}

Leftover PerReader::leftover() const noexcept {
  return {static_cast<std::uint32_t>(bits_to_last_one()), static_cast<std::uint32_t>(skipped_bits_),
          is_cut_short_, has_bad_value_};
}

Additions::Additions(PerReader& in, bool are_any) noexcept : in_(in) {
  if (!are_any) return;
  // A normally small length: one less in six bits, or a length determinant.
  count_ = in_.flag() ? in_.length() : in_.bits(6) + 1;
  bitmap_ = in_.position_;
  in_.skip(count_);
  if (in_.is_cut_short()) count_ = 0;
}

bool Additions::is_next_sent() noexcept {
  return next_ < count_ && in_.bit(bitmap_ + next_++) && !in_.is_cut_short();
}

}  // namespace cellwarden::lte
