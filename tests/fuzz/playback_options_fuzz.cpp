#include <cstdlib>
#include <string_view>

#include "dsp/capture/fault_memory.hpp"
#include "dsp/capture/playback_options.hpp"

namespace {

using namespace cellwarden::capture;

void hold_one_line(const std::string& what) {
  if (what.empty() || what.find('\n') != std::string::npos) std::abort();
}

/// What a fault is written as reads as the same fault.
void hold_round_trip(const Fault& fault) {
  const auto again = parse_fault_schedule(format_fault(fault));
  if (!again || again->size() != 1) std::abort();
  const Fault& same = again->front();
  if (same.kind != fault.kind || same.at_s != fault.at_s || same.count != fault.count) std::abort();
  if (same.duration_s != fault.duration_s) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const PastFault& past : parse_past_faults(text)) {
    if (past.text.find('\n') != std::string::npos) std::abort();
  }
  if (const auto fault = parse_fault(text); fault && fault->at_s) std::abort();
  if (const auto faults = parse_fault_schedule(text)) {
    for (const Fault& fault : *faults) hold_round_trip(fault);
  }
  // An argument's line is a shell's: it holds no end of line.
  if (text.find('\n') != std::string_view::npos) return 0;
  const auto arguments = parse_device_arguments(text);
  if (!arguments) return 0;
  const auto options = parse_playback_options(*arguments);
  if (!options) {
    hold_one_line(options.error().what);
  } else if (options->recordings.empty() || options->device().empty()) {
    std::abort();
  }
  return 0;
}
