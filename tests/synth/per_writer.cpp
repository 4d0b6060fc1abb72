#include "tests/synth/per_writer.hpp"

#include <bit>
#include <stdexcept>
#include <string_view>

namespace cellwarden::synth {
namespace {

std::string hexadecimal(std::span<const std::uint8_t> octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) {
    if (!text.empty()) text.push_back(':');
    text.push_back(kDigits[octet >> 4U]);
    text.push_back(kDigits[octet & 15U]);
  }
  return text;
}

}  // namespace

void PerWriter::bits(std::uint64_t value, std::size_t count) {
  for (std::size_t i = count; i-- > 0;) bits_.push_back(((value >> i) & 1U) != 0);
}

void PerWriter::offset(std::uint64_t value, std::uint64_t range) {
  if (value > range) throw std::out_of_range("value beyond its range");
  bits(value, static_cast<std::size_t>(std::bit_width(range)));
}

void PerWriter::mark(const std::string& name, bool is_sent) {
  flag(is_sent);
  if (is_sent) show(name, "0");
}

void PerWriter::boolean(const std::string& name, bool value) {
  flag(value);
  show(name, value ? "1" : "0");
}

void PerWriter::integer(const std::string& name, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value < low) throw std::out_of_range(name + " below its range");
  offset(static_cast<std::uint64_t>(value - low), static_cast<std::uint64_t>(high - low));
  show(name, std::to_string(value));
}

void PerWriter::enumerated(const std::string& name, std::size_t index, std::size_t count) {
  offset(index, count - 1);
  show(name, std::to_string(index));
}

void PerWriter::extensible(const std::string& name, std::size_t index, std::size_t count) {
  flag(index >= count);
  if (index < count) {
    offset(index, count - 1);
  } else {
    small_number(index - count);
  }
  show(name, std::to_string(index));
}

void PerWriter::size(const std::string& name, std::size_t count, std::size_t low, std::size_t high) {
  integer(name, static_cast<std::int64_t>(count), static_cast<std::int64_t>(low),
          static_cast<std::int64_t>(high));
}

void PerWriter::bit_string(const std::string& name, std::uint64_t value, std::size_t count) {
  bits(value, count);
  PerWriter alone;
  alone.bits(value, count);
  show(name, hexadecimal(alone.octets()));
}

void PerWriter::octets(const std::string& name, std::span<const std::uint8_t> value) {
  for (const std::uint8_t octet : value) bits(octet, 8);
  show(name, hexadecimal(value));
}

void PerWriter::octet_string(const std::string& name, std::span<const std::uint8_t> value) {
  length(value.size());
  octets(name, value);
}

void PerWriter::small_number(std::size_t value) {
  flag(value >= 64);
  if (value < 64) {
    bits(value, 6);
  } else {
    length(value < 256 ? 1 : 2);
    bits(value, value < 256 ? 8 : 16);
  }
}

void PerWriter::length(std::size_t octets) {
  if (octets < 128) {
    bits(octets, 8);
  } else if (octets < 16384) {
    bits(0x8000 | octets, 16);
  } else {
    throw std::out_of_range("too long for one fragment");
  }
}

void PerWriter::open_type(const PerWriter& inner) {
  const auto content = inner.octets();
  length(content.size());
  for (const std::uint8_t octet : content) bits(octet, 8);
  for (const auto& [name, values] : inner.shown_) {
    auto& all = shown_[name];
    all.insert(all.end(), values.begin(), values.end());
  }
}

void PerWriter::additions(const std::vector<std::optional<PerWriter>>& sent) {
  std::size_t count = sent.size();
  while (count > 0 && !sent[count - 1]) --count;
  if (count == 0) return;
  // A normally small length.
  flag(count > 64);
  if (count <= 64) {
    bits(count - 1, 6);
  } else {
    length(count);
  }
  for (std::size_t i = 0; i < count; ++i) flag(sent[i].has_value());
  for (std::size_t i = 0; i < count; ++i) {
    if (sent[i]) open_type(*sent[i]);
  }
}

std::vector<std::uint8_t> PerWriter::octets() const {
  std::vector<std::uint8_t> out((bits_.size() + 7) / 8);
  for (std::size_t i = 0; i < bits_.size(); ++i) {
    if (bits_[i]) out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | (0x80U >> (i % 8)));
  }
  if (out.empty()) out.push_back(0);
  return out;
}

}  // namespace cellwarden::synth
