#include "detector/records/json_writer.hpp"

#include <cmath>

#include "detector/decimal.hpp"
#include "detector/harmless_text.hpp"
#include "detector/records/rfc3339.hpp"

namespace cellwarden::records {
namespace {

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
    } else if (length == 2 && c == 0xC2U && static_cast<unsigned char>(text[1]) < 0xA0U) {
      const auto control = static_cast<unsigned char>(text[1]);  // of C1: terminals may obey those as well
      out += "\\u00";
      out += kHex[control >> 4U];
      out += kHex[control & 0xFU];
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
