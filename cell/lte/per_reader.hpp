#pragma once

/// \file
/// Reads unaligned packed encoding rules (X.691, basic, unaligned) bit by bit: what LTE's RRC messages are
/// written in (TS 36.331, section 8.1). Total: any octets, any number of reads, no exceptions.
///
/// Past the end everything reads as 0 and the message is marked as cut short; a number or an enumeration
/// beyond its range reads as its lowest value and is marked as bad. Lengths of 16384 and more come in
/// fragments, which no broadcast message can hold (TS 36.213, table 7.1.7.2.1-1): they count as cut short.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace cellwarden::lte {

/// What a message held beyond what is understood. A well-formed message of which everything is read leaves
/// all at their defaults.
struct Leftover {
  std::uint32_t unread_bits{};   ///< after the last field, up to the last 1: sent by a later release
  std::uint32_t skipped_bits{};  ///< in extensions, containers and blocks that are not read
  bool is_cut_short{};           ///< something that was announced does not fit into the message
  bool has_bad_value{};          ///< a value that the standard does not give a meaning
  bool operator==(const Leftover&) const = default;
};

class PerReader {
 public:
  explicit PerReader(std::span<const std::uint8_t> octets) noexcept
      : octets_(octets), end_(8 * octets.size()) {}

  /// BIT STRING of a fixed size, or any number of bits, 0…64.
  [[nodiscard]] std::uint64_t bits(std::size_t count) noexcept;
  /// BOOLEAN, or the bit that says whether an OPTIONAL part or extensions follow.
  [[nodiscard]] bool flag() noexcept { return bits(1) != 0; }
  /// INTEGER (low..high), sent as the offset from low in as many bits as high - low needs.
  template <class Number>
  [[nodiscard]] Number integer(std::int64_t low, std::int64_t high) noexcept {
    return static_cast<Number>(low +
                               static_cast<std::int64_t>(offset(static_cast<std::uint64_t>(high - low))));
  }
  /// The index of an ENUMERATED value or of a CHOICE's alternative.
  [[nodiscard]] std::size_t index(std::size_t count) noexcept { return offset(count - 1); }
  /// An ENUMERATED with `values`, of which those past the table's end are spare and bad.
  template <class Value, std::size_t kCount>
  [[nodiscard]] Value value_of(const std::array<Value, kCount>& table, std::size_t values = kCount) noexcept {
    const std::size_t i = index(values);
    if (i < kCount) return table[i];
    has_bad_value_ = true;
    return table.front();
  }
  /// A normally small non-negative number: the index of an extension (X.691, section 11.6).
  [[nodiscard]] std::size_t small_number() noexcept;
  /// A length determinant, in octets (X.691, section 11.9).
  [[nodiscard]] std::size_t length() noexcept;
  /// OCTET STRING of a given size; empty when it is cut short.
  [[nodiscard]] std::vector<std::uint8_t> octets(std::size_t count);
  /// OCTET STRING of any size.
  [[nodiscard]] std::vector<std::uint8_t> octet_string() { return octets(length()); }

  /// Lets `read` have what stands in an open type or in OCTET STRING (CONTAINING): both are a length and so
  /// many octets. What it leaves counts as skipped.
  template <class Read>
  void open_type(Read read) {
    PerReader inner = part(8 * length());
    read(inner);
    take_account_of(inner);
  }
  /// Skips an open type or OCTET STRING.
  void skip_open_type() noexcept;
  /// Skips bits that must not be kept.
  void skip(std::size_t bits) noexcept;

  void mark_bad_value() noexcept { has_bad_value_ = true; }
  [[nodiscard]] bool is_cut_short() const noexcept { return is_cut_short_; }
  [[nodiscard]] std::size_t left() const noexcept { return end_ - position_; }
  /// To be asked for when all is read.
  [[nodiscard]] Leftover leftover() const noexcept;

 private:
  friend class Additions;
  [[nodiscard]] std::uint64_t offset(std::uint64_t range) noexcept;
  [[nodiscard]] PerReader part(std::size_t bits) noexcept;
  void take_account_of(const PerReader& inner) noexcept;
  [[nodiscard]] bool bit(std::size_t at) const noexcept {
    return ((octets_[at / 8] >> (7 - at % 8)) & 1U) != 0;
  }
  [[nodiscard]] std::size_t bits_to_last_one() const noexcept;

  std::span<const std::uint8_t> octets_;
  std::size_t position_ = 0;
  std::size_t end_;
  std::size_t skipped_bits_ = 0;
  bool is_cut_short_ = false;
  bool has_bad_value_ = false;
};

/// The extension additions of a SEQUENCE (X.691, section 19.7 and on): each one an open type, be it a single
/// field or a group in double brackets. What is not asked for, of this release or of a later one, is skipped
/// when the object ends.
class Additions {
 public:
  /// \param are_any  the SEQUENCE's extension bit, its very first
  Additions(PerReader& in, bool are_any) noexcept;
  Additions(const Additions&) = delete;
  Additions& operator=(const Additions&) = delete;
  ~Additions() {
    while (next_ < count_) skip();
  }
  /// The next addition, where it is sent.
  template <class Read>
  void read(Read read) {
    if (is_next_sent()) in_.open_type(read);
  }
  void skip() noexcept {
    if (is_next_sent()) in_.skip_open_type();
  }

 private:
  [[nodiscard]] bool is_next_sent() noexcept;

  PerReader& in_;
  std::size_t bitmap_ = 0;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

/// SEQUENCE (SIZE (low..high)) OF what `read` reads; ends where the message does.
template <class Read>
[[nodiscard]] auto read_list(PerReader& in, std::size_t low, std::size_t high, Read read) {
  std::vector<std::invoke_result_t<Read, PerReader&>> items;
  const auto count = in.integer<std::size_t>(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high));
  for (std::size_t i = 0; i < count && !in.is_cut_short(); ++i) {
    auto item = read(in);
    if (!in.is_cut_short()) items.push_back(std::move(item));
  }
  return items;
}

/// An OPTIONAL part, of which an earlier bit told whether it is there.
template <class Read>
[[nodiscard]] auto read_if(bool is_sent, PerReader& in, Read read) {
  std::optional<std::invoke_result_t<Read, PerReader&>> part;
  if (is_sent) part = read(in);
  return part;
}

/// INTEGER (low..high) OPTIONAL.
template <class Number>
[[nodiscard]] std::optional<Number> integer_if(bool is_sent, PerReader& in, std::int64_t low,
                                               std::int64_t high) {
  if (!is_sent) return std::nullopt;
  return in.integer<Number>(low, high);
}

}  // namespace cellwarden::lte
