#include "tools/cellwarden/stream_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"

namespace cellwarden::tools {
namespace {

/// The cheapest radio that reaches this window.
std::string_view driver_for(double center_hz, double rate_hz) {
  constexpr double kRtlHighest_hz = 1766e6;
  constexpr double kRtlFastest_hz = 2.56e6;
  return center_hz <= kRtlHighest_hz && rate_hz <= kRtlFastest_hz ? "rtlsdr" : "hackrf";
}

bool calls_itself_synthetic(std::string description) {
  std::ranges::transform(description, description.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return description.find("synthetic") != std::string::npos;
}

}  // namespace

InputDescription describe_stream(const capture::StreamInfo& info) {
  InputDescription input;
  input.name = info.name;
  input.kind = info.native_format;
  input.center_hz = info.center_hz;
  input.sample_rate_hz = info.sample_rate_hz;
  input.start = info.start;
  input.is_synthetic = calls_itself_synthetic(info.description);
  if (info.total_samples && info.sample_rate_hz > 0) {
    input.seconds = static_cast<double>(*info.total_samples) / info.sample_rate_hz;
  }
  return input;
}

void tell_provenance(const capture::StreamInfo& info) {
  for (const auto& parameter : info.provenance) {
    tell(fmt::format("{}: {} {} (from {})", printable(info.name), parameter.parameter,
                     printable(parameter.value), printable(parameter.origin)));
  }
}

std::string next_step_after(const capture::StreamInfo& info) {
  return fmt::format(
      "With a radio of your own, see what is there and listen to this window live:\n"
      "  cellwarden devices\n"
      "  cellwarden watch --device driver={} --center {:.6g}M --rate {:.6g}M\n",
      driver_for(info.center_hz, info.sample_rate_hz), info.center_hz / kHertzPerMegahertz,
      info.sample_rate_hz / kHertzPerMegahertz);
}

}  // namespace cellwarden::tools
