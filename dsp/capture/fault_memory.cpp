#include "dsp/capture/fault_memory.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "dsp/capture/device_settings.hpp"

namespace cellwarden::capture {
namespace {

using Seconds = std::chrono::duration<double>;
constexpr double kLatest_s = 9e9;  // nanoseconds beyond do not fit

Time now() {
  return std::chrono::system_clock::now();
}

/// The end of the last unplug of devices without a file.
struct ProcessMemory {
  std::mutex mutex;
  std::map<std::string, Time> unplugged_until;
};

ProcessMemory& process_memory() {
  static ProcessMemory memory;
  return memory;
}

/// A descriptor that takes lines at the end, closed with the object.
class AppendedFile {
 public:
  explicit AppendedFile(const std::string& name)
      : descriptor_(::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {}
  AppendedFile(const AppendedFile&) = delete;
  AppendedFile& operator=(const AppendedFile&) = delete;
  ~AppendedFile() {
    if (is_open()) ::close(descriptor_);
  }
  bool is_open() const noexcept { return descriptor_ >= 0; }
  /// In one call, so that two processes' lines do not mix.
  bool write(const std::string& line) const noexcept {
    return ::write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  }

 private:
  int descriptor_;
};

}  // namespace

std::vector<PastFault> parse_past_faults(std::string_view text) {
  std::vector<PastFault> past;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    const auto seconds = parse_number(line.substr(0, blank));
    if (!seconds || !(std::abs(*seconds) < kLatest_s)) continue;
    past.push_back({Time(std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(*seconds))),
                    std::string(line.substr(blank + 1))});
  }
  return past;
}

FaultMemory::FaultMemory(std::string file, std::string device, double speed)
    : file_(std::move(file)), device_(std::move(device)), speed_(speed > 0.0 ? speed : 1.0) {}

Result<void> FaultMemory::check() const {
  if (file_.empty() || AppendedFile(file_).is_open()) return {};
  return fail(ErrorCode::kFile, fmt::format("state={}: cannot be written: {}; name a file that can", file_,
                                            std::generic_category().message(errno)));
}

std::vector<PastFault> FaultMemory::past() const {
  if (file_.empty()) return {};
  std::ifstream in(file_, std::ios::binary);
  return parse_past_faults(std::string{std::istreambuf_iterator<char>(in), {}});
}

void FaultMemory::forget_past(std::vector<Fault>& schedule) const {
  for (const PastFault& happened : past()) {
    const auto same = std::ranges::find(schedule, happened.text, &Fault::text);
    if (same != schedule.end()) schedule.erase(same);
  }
}

void FaultMemory::note(const Fault& fault) const {
  if (!file_.empty()) {
    const double seconds = Seconds(now().time_since_epoch()).count();
    const AppendedFile file(file_);
    // It was writable when the device was opened; a full disk must not keep the fault from happening.
    if (file.is_open()) static_cast<void>(file.write(fmt::format("{:.3f} {}\n", seconds, fault.text)));
    return;
  }
  if (fault.kind != FaultKind::kUnplug) return;
  ProcessMemory& memory = process_memory();
  const std::scoped_lock lock(memory.mutex);
  memory.unplugged_until[device_] =
      now() + std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(fault.duration_s / speed_));
}

std::optional<double> FaultMemory::unplugged_for_s() const {
  double longest_s = 0.0;
  for (const PastFault& happened : past()) {
    // A fault from a schedule, or one that was ordered: with and without a time.
    const auto schedule = parse_fault_schedule(happened.text);
    const auto ordered = parse_fault(happened.text);
    const Fault* const fault =
        ordered ? &*ordered : (schedule && schedule->size() == 1 ? &schedule->front() : nullptr);
    if (fault == nullptr || fault->kind != FaultKind::kUnplug) continue;
    const double since_s = Seconds(now() - happened.at).count();
    if (since_s < 0.0) continue;  // noted by a clock that was set back since
    longest_s = std::max(longest_s, fault->duration_s / speed_ - since_s);
  }
  if (file_.empty()) {
    ProcessMemory& memory = process_memory();
    const std::scoped_lock lock(memory.mutex);
    const auto until = memory.unplugged_until.find(device_);
    if (until != memory.unplugged_until.end()) longest_s = Seconds(until->second - now()).count();
  }
  if (longest_s <= 0.0) return {};
  return longest_s;
}

}  // namespace cellwarden::capture
