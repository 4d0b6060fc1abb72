#include "tests/tools/identity_search.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>

namespace cellwarden::test {
namespace {

constexpr std::size_t kNetwork_digits = 5;
constexpr std::size_t kSubscriber_digits = 10;

/// Bytes as they are, or what stands behind a wrapping.
struct View {
  std::string wrapping;
  std::string bytes;
};

char octet(std::uint64_t value) {
  return static_cast<char>(value & 0xFFU);
}

/// The lowest `count` octets of a number, most significant first.
std::string big_endian(std::uint64_t value, std::size_t count) {
  std::string out;
  for (std::size_t i = count; i > 0; --i) out += octet(value >> 8 * (i - 1));
  return out;
}

std::string reversed(std::string text) {
  std::ranges::reverse(text);
  return text;
}

std::string nibbles_swapped(std::string octets) {
  for (char& c : octets) {
    const auto value = static_cast<unsigned char>(c);
    c = octet(static_cast<unsigned>(value >> 4U) | static_cast<unsigned>(value << 4U));
  }
  return octets;
}

/// Two digits to an octet, the first one high.
std::string packed(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += octet(static_cast<unsigned>(digits[i] - '0') << 4U | static_cast<unsigned>(digits[i + 1] - '0'));
  return out;
}

bool is_printable(char c) {
  return c >= 0x20 && c < 0x7F;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

std::string without(std::string_view text, std::string_view dropped) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out),
                       [&](char c) { return dropped.find(c) == std::string_view::npos; });
  return out;
}

/// Without what stands between octets that are written out: separators, "0x" and "\x".
std::string squeezed(std::string_view text) {
  constexpr std::string_view kSeparators = " \t\r\n:;,._|[](){}\"'\\-";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_prefix = i + 1 < text.size() && (text[i + 1] == 'x' || text[i + 1] == 'X') &&
                           (text[i] == '\\' || (text[i] == '0' && (i == 0 || hex_digit(text[i - 1]) < 0)));
    if (is_prefix) {
      ++i;
    } else if (kSeparators.find(text[i]) == std::string_view::npos) {
      out += text[i];
    }
  }
  return out;
}

/// Runs of digits of `bits` each, read as octets from the digit number `skipped` of a run on. Runs stand
/// apart in the result, so that nothing appears between them.
std::string digits_read(std::string_view text, unsigned bits, std::size_t skipped, int (*digit_of)(char)) {
  std::string out;
  std::uint32_t value = 0;
  unsigned waiting_bits = 0;
  std::size_t in_run = 0;
  for (const char c : text) {
    const int digit = digit_of(c);
    if (digit < 0) {
      if (in_run > skipped) out += "#";
      in_run = 0;
      waiting_bits = 0;
      continue;
    }
    if (in_run++ < skipped) continue;
    value = value << bits | static_cast<std::uint32_t>(digit);
    waiting_bits += bits;
    if (waiting_bits < 8) continue;
    waiting_bits -= 8;
    out += octet(value >> waiting_bits);
  }
  return out;
}

/// "[244, 17, 3]": every number up to 255 as an octet; a larger one stands for itself.
std::string octet_list_read(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    unsigned value = 0;
    const std::size_t begin = i;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
      value = std::min(1000U, 10 * value + static_cast<unsigned>(text[i] - '0'));
    if (i > begin) {
      if (value < 256) {
        out += octet(value);
      } else {
        out += "##";
      }
    } else {
      ++i;
    }
  }
  return out;
}

bool looks_packed(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array kBeginnings{"\x1F\x8B"sv, "\x28\xB5\x2F\xFD"sv, "\xFD\x37zXZ"sv,
                                   "BZh"sv,      "PK\x03\x04"sv,       "\x04\x22\x4D\x18"sv};
  return std::ranges::any_of(kBeginnings, [&](std::string_view begin) { return bytes.starts_with(begin); });
}

std::string unpacked(std::string_view bytes) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), archive_read_free);
  const auto check = [&reader](auto result) {
    if (result < ARCHIVE_OK)
      throw std::runtime_error(std::string("looks packed, but: ") + archive_error_string(reader.get()));
    return result;
  };
  archive_read_support_filter_all(reader.get());
  // Of a packed stream the content as it is, whatever that looks like.
  if (bytes.starts_with("PK")) {
    archive_read_support_format_zip(reader.get());
  } else {
    archive_read_support_format_raw(reader.get());
  }
  check(archive_read_open_memory(reader.get(), bytes.data(), bytes.size()));
  std::string out;
  archive_entry* entry = nullptr;
  while (check(archive_read_next_header(reader.get(), &entry)) != ARCHIVE_EOF) {
    std::array<char, 1U << 16U> part{};
    while (const auto count = check(archive_read_data(reader.get(), part.data(), part.size())))
      out.append(part.data(), static_cast<std::size_t>(count));
    out += "#";
  }
  return out;
}

std::vector<View> views_of(std::string_view bytes, const std::string& within = {}) {
  std::vector<View> views{{within + "as it is", std::string(bytes)}};
  const std::string bare = squeezed(bytes);
  views.push_back({within + "without separators", bare});
  for (const std::size_t skipped : {0U, 1U})
    views.push_back({within + "as hexadecimal text", digits_read(bare, 4, skipped, hex_digit)});
  // The characters in which the two alphabets differ end a run of the other; read as one they only add finds.
  const std::string unbroken = without(bytes, "\r\n");
  for (const std::size_t skipped : {0U, 1U, 2U, 3U})
    views.push_back({within + "as base64", digits_read(unbroken, 6, skipped, base64_digit)});
  views.push_back({within + "as a list of octets", octet_list_read(bytes)});
  if (looks_packed(bytes)) {
    auto inner = views_of(unpacked(bytes), within + "packed, ");
    std::ranges::move(inner, std::back_inserter(views));
  }
  return views;
}

}  // namespace

std::vector<IdentityForm> forms_of(const synth::GsmSubscriber& subscriber) {
  std::vector<IdentityForm> forms;
  const auto add = [&forms](const std::string& name, std::string octets) {
    forms.push_back({name + ", big endian", octets});
    forms.push_back({name + ", little endian", reversed(std::move(octets))});
  };
  const std::string temporary = big_endian(subscriber.temporary, 4);
  forms.push_back({"temporary identity, decimal", std::to_string(subscriber.temporary), true});
  add("temporary identity", temporary);
  add("temporary identity, nibbles swapped", nibbles_swapped(temporary));

  const std::string own = subscriber.permanent.substr(kNetwork_digits);
  forms.push_back({"permanent identity, decimal", own, true});
  // Where the digits begin in the middle of an octet, the eight that fill octets.
  for (const std::string_view digits : {std::string_view(own), std::string_view(own).substr(1, 8)}) {
    forms.push_back({"permanent identity, packed digits", packed(digits)});
    forms.push_back({"permanent identity, packed digits, low one first", nibbles_swapped(packed(digits))});
  }
  add("permanent identity as an integer", big_endian(std::stoull(subscriber.permanent), 6));
  add("permanent identity without network as an integer", big_endian(std::stoull(own), 4));
  return forms;
}

bool is_telling(const synth::GsmSubscriber& subscriber) {
  const std::string own = subscriber.permanent.substr(kNetwork_digits);
  const auto forms = forms_of(subscriber);
  return own.size() == kSubscriber_digits && own.front() != '0' &&
         std::to_string(subscriber.temporary).size() == 10 && subscriber.temporary >= 0x1000'0000U &&
         std::ranges::all_of(forms, [](const IdentityForm& form) {
           return form.is_text || !std::ranges::all_of(form.octets, is_printable);
         });
}

IdentitySearch::IdentitySearch(const std::vector<synth::GsmSubscriber>& subscribers,
                               std::vector<IdentityForm> also)
    : forms_(std::move(also)) {
  for (const auto& subscriber : subscribers) {
    auto forms = forms_of(subscriber);
    std::ranges::move(forms, std::back_inserter(forms_));
  }
}

std::vector<std::string> IdentitySearch::in(std::string_view bytes) const {
  std::vector<std::string> finds;
  for (const View& view : views_of(bytes)) {
    for (const IdentityForm& form : forms_) {
      const std::boyer_moore_horspool_searcher searcher(form.octets.begin(), form.octets.end());
      const auto at = std::search(view.bytes.begin(), view.bytes.end(), searcher);
      if (at == view.bytes.end()) continue;
      finds.push_back(form.name + ", " + view.wrapping + ", at " + std::to_string(at - view.bytes.begin()));
    }
  }
  return finds;
}

}  // namespace cellwarden::test
