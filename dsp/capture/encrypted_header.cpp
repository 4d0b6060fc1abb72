#include "dsp/capture/encrypted_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "dsp/capture/recording.hpp"
#include "dsp/capture/utc_time.hpp"

namespace cellwarden::capture {
namespace {

constexpr std::string_view kMagic = "cellwarden-recording ";
constexpr std::string_view kVersion = "1";
constexpr std::string_view kEnd = "\n\n";

std::string number_text(double value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
  return {text.data(), end};
}

std::optional<double> number_of(std::string_view text, double low, double high) {
  double value = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value) || value < low || value > high) return {};
  return value;
}

/// Lines of "key value" in a fixed order.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  /// The value of the next line, where that has this key; else the line stays.
  std::optional<std::string_view> take(std::string_view key) {
    const std::string_view line = text_.substr(0, text_.find('\n'));
    if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != ' ') return {};
    text_.remove_prefix(std::min(line.size() + 1, text_.size()));
    return line.substr(key.size() + 1);
  }
  [[nodiscard]] bool is_empty() const { return text_.empty(); }

 private:
  std::string_view text_;
};

bool is_name(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !text.empty() && text.size() <= kMostSensorOctets && std::ranges::none_of(text, is_control);
}

tl::unexpected<Error> damaged(const std::string& name, std::string_view what) {
  return fail(ErrorCode::kFormat, name + ": its header has no valid \"" + std::string(what) +
                                      "\": damaged, or of another version");
}

/// \param body  the lines after the first
Result<EncryptedHeader> parse(std::string_view body, const std::string& name) {
  Lines lines(body);
  EncryptedHeader header;
  const auto made = parse_utc(lines.take("made").value_or(""));
  if (!made) return damaged(name, "made");
  const auto delete_after = parse_utc(lines.take("delete-after").value_or(""));
  if (!delete_after) return damaged(name, "delete-after");
  if (const auto sensor = lines.take("sensor")) {
    if (!is_name(*sensor)) return damaged(name, "sensor");
    header.sensor = *sensor;
  }
  const auto center_hz = number_of(lines.take("center_hz").value_or(""), 0, kMaxCenter_hz);
  if (!center_hz) return damaged(name, "center_hz");
  const auto rate_hz = number_of(lines.take("rate_hz").value_or(""), kMinRate_hz, kMaxRate_hz);
  if (!rate_hz) return damaged(name, "rate_hz");
  const auto format = sample_format_named(lines.take("format").value_or(""));
  if (!format || !lines.is_empty()) return damaged(name, "format");
  header.made = *made;
  header.delete_after = *delete_after;
  header.center_hz = *center_hz;
  header.rate_hz = *rate_hz;
  header.format = *format;
  return header;
}

}  // namespace

std::string to_text(const EncryptedHeader& header) {
  std::string text = std::string(kMagic) + std::string(kVersion);
  text += "\nmade " + format_utc(header.made);
  text += "\ndelete-after " + format_utc(header.delete_after);
  if (header.sensor) text += "\nsensor " + *header.sensor;
  text += "\ncenter_hz " + number_text(header.center_hz);
  text += "\nrate_hz " + number_text(header.rate_hz);
  text += "\nformat " + std::string(to_string(header.format));
  return text + std::string(kEnd);
}

Result<ReadHeader> read_encrypted_header(ByteReader& reader, const std::string& name) {
  const auto beginning = reader.peek(kMostHeaderOctets);
  if (!beginning) return tl::unexpected(beginning.error());
  std::string text(beginning->size(), '\0');
  std::ranges::transform(*beginning, text.begin(), [](std::byte b) { return static_cast<char>(b); });
  if (!text.starts_with(kMagic)) {
    return fail(ErrorCode::kFormat, name + ": no encrypted recording, whatever its name says");
  }
  const std::size_t end = text.find(kEnd);
  if (end == std::string::npos) return fail(ErrorCode::kFormat, name + ": its header has no end: damaged");
  text.resize(end + kEnd.size());
  const std::size_t line_end = text.find('\n');
  const std::string version = text.substr(kMagic.size(), line_end - kMagic.size());
  if (version != kVersion) {
    return fail(ErrorCode::kFormat, name + ": made by a newer version, or damaged; this one reads version " +
                                        std::string(kVersion));
  }
  auto header = parse(std::string_view(text).substr(line_end + 1, end - line_end), name);
  if (!header) return tl::unexpected(header.error());
  if (const auto passed = reader.discard(text.size()); !passed) return tl::unexpected(passed.error());
  return ReadHeader{std::move(*header), std::move(text)};
}

Result<EncryptedHeader> read_encrypted_header(const std::string& file) {
  auto bytes = open_file(file, std::make_shared<StopSignal>());
  if (!bytes) return tl::unexpected(bytes.error());
  ByteReader reader(std::move(*bytes));
  auto read = read_encrypted_header(reader, file);
  if (!read) return tl::unexpected(read.error());
  return std::move(read->header);
}

}  // namespace cellwarden::capture
