#include "dsp/capture/sigmf_captures.hpp"

#include <cmath>
#include <string_view>

#include <nlohmann/json.hpp>

#include "dsp/capture/sigmf_meta.hpp"
#include "dsp/capture/utc_time.hpp"

namespace cellwarden::capture {
namespace {

using nlohmann::ordered_json;

std::string_view datatype_of(SampleFormat format) {
  switch (format) {
    case SampleFormat::kCu8:
      return "cu8";
    case SampleFormat::kCs8:
      return "ci8";
    case SampleFormat::kCs16:
      return "ci16_le";
    case SampleFormat::kCf32:
      return "cf32_le";
    default:
      return {};
  }
}

/// Whole numbers without ".0": rates and frequencies are mostly such.
ordered_json number(double value) {
  constexpr double kExact = 9007199254740992.0;
  if (std::abs(value) < kExact && value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}

std::string text_of(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

bool is_sigmf_format(SampleFormat format) noexcept {
  return !datatype_of(format).empty();
}

std::string sigmf_global(const SigmfWriterOptions& options, double rate_hz, const std::string& sha512) {
  ordered_json global{{"core:datatype", datatype_of(options.format)}, {"core:version", "1.2.0"}};
  if (rate_hz > 0.0) global["core:sample_rate"] = number(rate_hz);
  global["core:recorder"] = "cellwarden";
  if (!options.hardware.empty()) global["core:hw"] = options.hardware;
  if (!options.description.empty()) global["core:description"] = options.description;
  if (options.receiver_at) {
    global["core:geolocation"] = {
        {"type", "Point"},
        {"coordinates", {options.receiver_at->longitude_deg, options.receiver_at->latitude_deg}}};
  }
  if (options.loops_seamlessly) {
    global["core:extensions"] =
        ordered_json::array({{{"name", "cellwarden"}, {"version", "1.0.0"}, {"optional", true}}});
    global[kLoopsSeamlesslyKey] = true;
  }
  if (!sha512.empty()) global["core:sha512"] = sha512;
  return text_of(global);
}

std::optional<std::string> SigmfCaptures::add(const IqBlock& block, std::size_t count) {
  const bool is_new = !is_begun_ || block.gap_before || block.lost_before != 0 || block.dropped_before != 0 ||
                      block.first_sample != next_index_ || block.center_hz != center_hz_;
  std::optional<std::string> segment;
  if (is_new) {
    ordered_json capture{{"core:sample_start", stored_},
                         {"core:global_index", block.first_sample},
                         {"core:frequency", number(block.center_hz)}};
    if (block.received_at) capture["core:datetime"] = format_utc(*block.received_at);
    segment = text_of(capture);
  }
  is_begun_ = true;
  center_hz_ = block.center_hz;
  stored_ += count;
  next_index_ = block.first_sample + count;
  return segment;
}

}  // namespace cellwarden::capture
