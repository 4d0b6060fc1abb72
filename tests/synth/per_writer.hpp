#pragma once

/// \file
/// Writes unaligned packed encoding rules (X.691) and notes down what it writes: each value under the name
/// that tshark gives the field, as tshark shows it. So one description of a message makes its octets, and
/// says what another reader must see in them.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cellwarden::synth {

/// Per field name, without the prefix "lte-rrc.", all its values in the order of the message.
using ShownFields = std::map<std::string, std::vector<std::string>>;

class PerWriter {
 public:
  /// The lowest `count` bits of a value, without a name.
  void bits(std::uint64_t value, std::size_t count);
  /// The bit that tells of an optional part or of extensions: without a name.
  void flag(bool value) { bits(value ? 1 : 0, 1); }
  /// ENUMERATED {true} OPTIONAL, of which only the bit in the preamble is sent.
  void mark(const std::string& name, bool is_sent);
  void boolean(const std::string& name, bool value);
  /// INTEGER (low..high).
  void integer(const std::string& name, std::int64_t value, std::int64_t low, std::int64_t high);
  /// ENUMERATED of `count` values, or CHOICE of as many alternatives.
  void enumerated(const std::string& name, std::size_t index, std::size_t count);
  /// With an extension mark: values from `count` on are extensions.
  void extensible(const std::string& name, std::size_t index, std::size_t count);
  /// SEQUENCE (SIZE (low..high)) OF: its length.
  void size(const std::string& name, std::size_t count, std::size_t low, std::size_t high);
  void bit_string(const std::string& name, std::uint64_t value, std::size_t count);
  /// OCTET STRING of a size that both sides know.
  void octets(const std::string& name, std::span<const std::uint8_t> value);
  /// OCTET STRING of any size.
  void octet_string(const std::string& name, std::span<const std::uint8_t> value);
  void small_number(std::size_t value);
  void length(std::size_t octets);

  /// An open type, or OCTET STRING (CONTAINING): both are a length and so many octets.
  void open_type(const PerWriter& inner);
  /// The additions after a SEQUENCE's extension mark, those that are sent; nothing when none is.
  void additions(const std::vector<std::optional<PerWriter>>& sent);

  /// Filled up with zeros to whole octets, at least one.
  [[nodiscard]] std::vector<std::uint8_t> octets() const;
  [[nodiscard]] const ShownFields& shown() const noexcept { return shown_; }
  void show(const std::string& name, std::string value) { shown_[name].push_back(std::move(value)); }

 private:
  void offset(std::uint64_t value, std::uint64_t range);

  std::vector<bool> bits_;
  ShownFields shown_;
};

}  // namespace cellwarden::synth
