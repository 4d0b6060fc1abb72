#include <cstdlib>
#include <sstream>
#include <string>

#include "detector/detector.hpp"
#include "detector/records/json_lines.hpp"
#include "detector/records/observation_log.hpp"

namespace {

// Everything a log yields, written as a log again.
std::string rewritten(const std::string& log, bool judge) {
  using namespace cellwarden;
  std::istringstream in(log);
  records::ObservationLogReader reader(in, "fuzz.jsonl");
  detector::Detector detector({});
  std::string out;
  while (true) {
    const auto dwell = reader.next();
    if (!dwell || !*dwell) break;
    for (const std::string& line : records::to_json_lines(**dwell)) out += line + '\n';
    if (!judge) continue;
    const auto events = detector.add(**dwell);
    for (const auto& cell : events.cells) static_cast<void>(records::to_json_line(cell));
    for (const auto& incident : events.incidents) static_cast<void>(records::to_json_line(incident));
  }
  static_cast<void>(detector.finish());
  static_cast<void>(detector.learned_baseline());
  return out;
}

}  // namespace

// Any bytes: no crash in reader, detector or writer; and what was written reads back as itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string once = rewritten(std::string(reinterpret_cast<const char*>(data), size), true);
  if (rewritten(once, false) != once) std::abort();
  return 0;
}
