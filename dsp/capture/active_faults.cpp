#include "dsp/capture/active_faults.hpp"

#include <algorithm>
#include <utility>

namespace cellwarden::capture {

ActiveFaults::ActiveFaults(std::vector<Fault> schedule, FaultMemory memory)
    : schedule_(std::move(schedule)), memory_(std::move(memory)) {
  std::erase_if(schedule_, [](const Fault& fault) { return fault.kind == FaultKind::kCrashAtOpen; });
}

void ActiveFaults::start(std::uint64_t position) noexcept {
  if (!started_at_) started_at_ = position;
}

std::optional<Fault> ActiveFaults::begin_next(std::uint64_t position, double rate_hz) {
  const double stream_s =
      static_cast<double>(position - std::min(position, started_at_.value_or(position))) / rate_hz;
  std::vector<Fault>& from = ordered_.empty() ? schedule_ : ordered_;
  if (from.empty() || from.front().at_s.value_or(0.0) > stream_s) return {};
  Fault fault = std::move(from.front());
  from.erase(from.begin());
  memory_.note(fault);
  const std::uint64_t until = position + static_cast<std::uint64_t>(fault.duration_s * rate_hz);
  if (fault.kind == FaultKind::kUnplug) is_unplugged_ = true;
  if (fault.kind == FaultKind::kStall) stalled_until_ = std::max(stalled_until_, until);
  if (fault.kind == FaultKind::kOverflow) overflows_left_ += fault.count;
  if (fault.kind == FaultKind::kRush) {
    rush_until_ = until;
    rush_pace_ = fault.count;
  }
  if (fault.kind == FaultKind::kStale) {
    stale_until_ = std::max(stale_until_, until);
    stale_transfer_.clear();
  }
  return fault;
}

bool ActiveFaults::take_overflow() noexcept {
  if (overflows_left_ == 0) return false;
  --overflows_left_;
  return true;
}

}  // namespace cellwarden::capture
