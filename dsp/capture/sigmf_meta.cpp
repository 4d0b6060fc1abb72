#include "dsp/capture/sigmf_meta.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "dsp/capture/utc_time.hpp"

namespace cellwarden::capture {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, SampleFormat>, 7> kDatatypes{
    {{"cu8", SampleFormat::kCu8},
     {"ci8", SampleFormat::kCs8},
     {"ci8_le", SampleFormat::kCs8},  // no octet order to state, and yet seen
     {"cu8_le", SampleFormat::kCu8},
     {"ci16_le", SampleFormat::kCs16},
     {"ci16_be", SampleFormat::kCs16Be},
     {"cf32_le", SampleFormat::kCf32}}};

/// How deep the document's lists and objects lie in each other.
int nesting(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool is_in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_in_text) {
      if (c == '\\') ++i;
      if (c == '"') is_in_text = false;
      continue;
    }
    if (c == '"') is_in_text = true;
    if (c == '[' || c == '{') deepest = std::max(deepest, ++depth);
    if (c == ']' || c == '}') --depth;
  }
  return deepest;
}

Result<json> parse(std::string_view text, const std::string& name) {
  // Nesting costs memory. The parser's own way to refuse it takes quadratic time over long lists.
  constexpr int kDeepest = 64;
  if (nesting(text) > kDeepest) {
    return fail(ErrorCode::kFormat, name + ": JSON nested more than 64 deep; not SigMF metadata");
  }
  try {
    json document = json::parse(text);
    if (!document.is_object())
      return fail(ErrorCode::kFormat, name + ": not a SigMF document (no JSON object)");
    return document;
  } catch (const json::parse_error& error) {
    return fail(ErrorCode::kFormat, name + ": not JSON at octet " + std::to_string(error.byte));
  } catch (const json::exception&) {
    return fail(ErrorCode::kFormat, name + ": JSON with a number beyond all bounds");
  }
}

/// A place in the document, for reading and for naming it in errors.
struct Object {
  const json* value;
  std::string path;  ///< "x.sigmf-meta: captures[2]"

  [[nodiscard]] const json* find(const char* key) const {
    const auto found = value->find(key);
    return found == value->end() || found->is_null() ? nullptr : &*found;
  }
  [[nodiscard]] std::string name_of(const char* key) const { return path + "." + key; }
  [[nodiscard]] tl::unexpected<Error> error(const char* key, const std::string& what) const {
    return fail(ErrorCode::kFormat, name_of(key) + " " + what);
  }

  [[nodiscard]] Result<std::optional<double>> number(const char* key) const {
    const json* const found = find(key);
    if (found == nullptr) return std::nullopt;
    if (!found->is_number()) return error(key, "is not a number");
    return found->get<double>();
  }

  /// Whole numbers, also written as 1e6.
  [[nodiscard]] Result<std::optional<std::uint64_t>> count(const char* key) const {
    const json* const found = find(key);
    if (found == nullptr) return std::nullopt;
    if (found->is_number_unsigned()) return found->get<std::uint64_t>();
    constexpr double kExact = 9007199254740992.0;
    if (found->is_number_float()) {
      const auto real = found->get<double>();
      if (real >= 0.0 && real < kExact && real == std::floor(real)) return static_cast<std::uint64_t>(real);
    }
    return error(key, "is not a count");
  }

  [[nodiscard]] Result<std::optional<std::string>> text(const char* key) const {
    const json* const found = find(key);
    if (found == nullptr) return std::nullopt;
    if (!found->is_string()) return error(key, "is not a text");
    return found->get<std::string>();
  }

  /// GeoJSON (RFC 7946, section 3.1.2): longitude first.
  [[nodiscard]] std::optional<GeoPoint> place(const char* key) const {
    const json* const found = find(key);
    if (found == nullptr || !found->is_object()) return {};
    const auto coordinates = found->find("coordinates");
    if (coordinates == found->end() || !coordinates->is_array() || coordinates->size() < 2 ||
        !(*coordinates)[0].is_number() || !(*coordinates)[1].is_number()) {
      return {};
    }
    const GeoPoint point{(*coordinates)[1].get<double>(), (*coordinates)[0].get<double>(), {}};
    if (!(std::abs(point.latitude_deg) <= 90.0) || !(std::abs(point.longitude_deg) <= 180.0)) return {};
    return point;
  }
};

/// A text of the document on one line of an error.
std::string quoted(const std::string& text) {
  constexpr std::size_t kLongest = 40;
  std::string shown = text.substr(0, kLongest);
  std::ranges::replace_if(
      shown, [](char c) { return c < ' ' || c == '\x7F'; }, '?');
  return '"' + shown + '"';
}

class MetaReader {
 public:
  explicit MetaReader(const std::string& name) : name_(name) {}

  Result<SigmfMeta> read(const json& document) {
    const auto global = document.find("global");
    if (global == document.end() || !global->is_object()) {
      return fail(ErrorCode::kFormat, name_ + ": not a SigMF document (no global object)");
    }
    if (auto read = read_global({&*global, name_ + ": global"}); !read) return tl::unexpected(read.error());
    const auto captures = document.find("captures");
    if (captures != document.end() && !captures->is_null()) {
      if (!captures->is_array()) return fail(ErrorCode::kFormat, name_ + ": captures is not a list");
      if (auto read = read_captures(*captures); !read) return tl::unexpected(read.error());
    }
    return std::move(meta_);
  }

 private:
  Facts& facts() { return meta_.layout.facts; }

  Result<void> read_global(const Object& global) {
    const auto rate = global.number("core:sample_rate");
    const auto datatype = global.text("core:datatype");
    const auto channels = global.count("core:num_channels");
    const auto offset = global.count("core:offset");
    const auto trailing = global.count("core:trailing_bytes");
    const auto sha512 = global.text("core:sha512");
    const auto dataset = global.text("core:dataset");
    const auto description = global.text("core:description");
    if (!rate) return tl::unexpected(rate.error());
    if (!datatype) return tl::unexpected(datatype.error());
    if (!sha512) return tl::unexpected(sha512.error());
    if (!dataset) return tl::unexpected(dataset.error());
    for (const auto* const count : {&channels, &offset, &trailing}) {
      if (!*count) return tl::unexpected(count->error());
    }
    if (*channels && **channels != 1) {
      return global.error("core:num_channels", std::to_string(**channels) + ": only 1 is understood");
    }
    if (const json* const only = global.find("core:metadata_only"); only != nullptr && *only == true) {
      return global.error("core:metadata_only", "is true: there are no samples");
    }
    const json* const seamless = global.find(kLoopsSeamlesslyKey);
    meta_.layout.loops_seamlessly = seamless != nullptr && *seamless == true;
    if (*rate) facts().rate_hz = {**rate, global.name_of("core:sample_rate")};
    if (*datatype) read_datatype(**datatype, global);
    if (const auto place = global.place("core:geolocation")) {
      facts().receiver_at = {*place, global.name_of("core:geolocation")};
    }
    offset_ = offset->value_or(0);
    meta_.layout.trailing_bytes = trailing->value_or(0);
    meta_.layout.sha512 = *sha512;
    meta_.dataset = dataset->value_or("");
    if (description) meta_.layout.description = description->value_or("");  // prose: nothing hangs on it
    return {};
  }

  void read_datatype(const std::string& datatype, const Object& global) {
    const auto* const found =
        std::ranges::find(kDatatypes, datatype, &std::pair<std::string_view, SampleFormat>::first);
    if (found == kDatatypes.end()) {
      facts().unclear = global.name_of("core:datatype") + " " + quoted(datatype) +
                        " is none of cu8, ci8, ci16_le, ci16_be, cf32_le";
      return;
    }
    facts().format = {found->second, global.name_of("core:datatype")};
  }

  Result<void> read_captures(const json& captures) {
    constexpr std::size_t kMostCaptures = 100'000;
    if (captures.size() > kMostCaptures) {
      return fail(ErrorCode::kFormat,
                  name_ + ": " + std::to_string(captures.size()) + " captures; 100000 is the most");
    }
    std::vector<Segment> segments;
    std::optional<std::uint64_t> last_global_index;
    for (std::size_t i = 0; i < captures.size(); ++i) {
      const std::string path = name_ + ": captures[" + std::to_string(i) + "]";
      if (!captures[i].is_object()) return fail(ErrorCode::kFormat, path + " is not an object");
      const Object capture{&captures[i], path};
      auto segment = read_capture(capture, segments, last_global_index);
      if (!segment) return tl::unexpected(segment.error());
      if (i == 0) read_first(capture, *segment);
      segments.push_back(*segment);
    }
    if (segments.empty()) return {};
    // Samples before the first capture belong to the recording, too.
    segments.front().first_sample = 0;
    meta_.layout.segments = std::move(segments);
    return {};
  }

  /// What the first capture says holds for the stream, until a later one differs.
  void read_first(const Object& capture, const Segment& segment) {
    if (segment.center_hz) facts().center_hz = {*segment.center_hz, capture.name_of("core:frequency")};
    if (segment.start) facts().start = {*segment.start, capture.name_of("core:datetime")};
    if (facts().receiver_at) return;
    if (const auto place = capture.place("core:geolocation")) {
      facts().receiver_at = {*place, capture.name_of("core:geolocation")};
    }
  }

  Result<Segment> read_capture(const Object& capture, const std::vector<Segment>& before,
                               std::optional<std::uint64_t>& last_global_index) {
    const auto sample_start = capture.count("core:sample_start");
    const auto global_index = capture.count("core:global_index");
    const auto header_bytes = capture.count("core:header_bytes");
    const auto frequency = capture.number("core:frequency");
    const auto datetime = capture.text("core:datetime");
    for (const auto* const count : {&sample_start, &global_index, &header_bytes}) {
      if (!*count) return tl::unexpected(count->error());
    }
    if (!frequency) return tl::unexpected(frequency.error());
    if (!datetime) return tl::unexpected(datetime.error());
    Segment segment;
    const std::uint64_t at = sample_start->value_or(offset_);
    if (at < offset_)
      return capture.error("core:sample_start", std::to_string(at) + " lies before core:offset");
    segment.first_sample = at - offset_;
    segment.header_bytes = header_bytes->value_or(0);
    segment.center_hz = *frequency;
    if (segment.center_hz && !before.empty() && !is_possible_center(*segment.center_hz)) {
      return capture.error("core:frequency",
                           format_number(*segment.center_hz) + " is not within 0 to 300 GHz");
    }
    if (*datetime) segment.start = parse_utc(**datetime);
    if (*datetime && !segment.start) {
      meta_.layout.warnings.push_back(capture.name_of("core:datetime") + " " + quoted(**datetime) +
                                      " is no UTC time and is not used");
    }
    if (!before.empty()) {
      const std::uint64_t previous = before.size() == 1 ? 0 : before.back().first_sample;
      if (segment.first_sample < previous) {
        return capture.error("core:sample_start", std::to_string(at) + " lies before the one before it");
      }
      if (last_global_index && *global_index) {
        const std::uint64_t stored = segment.first_sample - previous;
        if (**global_index < *last_global_index || **global_index - *last_global_index < stored) {
          return capture.error("core:global_index",
                               std::to_string(**global_index) + " lies inside the capture before it");
        }
        segment.counts_losses = true;
        segment.lost_before = **global_index - *last_global_index - stored;
      }
    }
    last_global_index = *global_index;
    return segment;
  }

  const std::string& name_;
  SigmfMeta meta_;
  std::uint64_t offset_{};
};

}  // namespace

Result<SigmfMeta> read_sigmf_meta(std::string_view text, const std::string& name) {
  if (text.size() > kMaxSigmfMetaBytes) {
    return fail(ErrorCode::kFormat, name + ": " + std::to_string(text.size()) + " octets; 4 MiB is the most");
  }
  const auto document = parse(text, name);
  if (!document) return tl::unexpected(document.error());
  return MetaReader(name).read(*document);
}

}  // namespace cellwarden::capture
