#include "detector/records/json_writer.hpp"

#include <cmath>

#include "detector/decimal.hpp"
#include "detector/records/rfc3339.hpp"

namespace cellwarden::records {
namespace {

// Length of the well-formed UTF-8 sequence that `text` begins with; 0 when there is none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto is_tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first <= 0xDFU) return is_tail(1) ? 2 : 0;
  if (first >= 0xE0U && first <= 0xEFU) {
    if (!is_tail(1) || !is_tail(2)) return 0;
    const unsigned second = byte(1);
    const bool is_overlong = first == 0xE0U && second < 0xA0U;
    const bool is_surrogate = first == 0xEDU && second > 0x9FU;
    return is_overlong || is_surrogate ? 0 : 3;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    if (!is_tail(1) || !is_tail(2) || !is_tail(3)) return 0;
    const unsigned second = byte(1);
    const bool is_overlong = first == 0xF0U && second < 0x90U;
    const bool is_beyond = first == 0xF4U && second > 0x8FU;
    return is_overlong || is_beyond ? 0 : 4;
  }
  return 0;
}

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    std::size_t length = utf8_length(text);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += text.front();
    } else if (c < 0x20U || c == 0x7FU) {
      out += "\\u00";
      out += kHex[c >> 4U];
      out += kHex[c & 0xFU];
    } else if (length == 0) {
      out += "\xEF\xBF\xBD";  // U+FFFD stands for what is no character
      length = 1;
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
}

}  // namespace

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

void JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
}

void JsonWriter::key(std::string_view name) {
  text(name);
  out_ += ':';
  needs_comma_ = false;
}

void JsonWriter::text(std::string_view value) {
  separate();
  out_ += '"';
  append_escaped(out_, value);
  out_ += '"';
}

void JsonWriter::number(double value, int places) {
  separate();
  out_ += std::isfinite(value) ? decimal(value, places) : "null";
}

void JsonWriter::whole(std::int64_t value) {
  separate();
  out_ += std::to_string(value);
}

void JsonWriter::whole(std::uint64_t value) {
  separate();
  out_ += std::to_string(value);
}

void JsonWriter::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  separate();
  out_ += "null";
}

void JsonWriter::text(std::string_view name, std::string_view value) {
  key(name);
  text(value);
}

void JsonWriter::number(std::string_view name, double value, int places) {
  if (!std::isfinite(value)) return;
  key(name);
  number(value, places);
}

void JsonWriter::number(std::string_view name, const std::optional<double>& value, int places) {
  if (value) number(name, *value, places);
}

void JsonWriter::time(std::string_view name, const std::optional<Time>& value) {
  if (value) text(name, format_rfc3339(*value));
}

void JsonWriter::boolean(std::string_view name, bool value) {
  key(name);
  boolean(value);
}

}  // namespace cellwarden::records
