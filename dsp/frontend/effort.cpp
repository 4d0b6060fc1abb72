#include "dsp/frontend/effort.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::frontend {
namespace {

// Longer than the longest period of system information (5.12 s in LTE) and a dwell.
constexpr double kReadOnce_s = 8.0;
constexpr double kGivenUp_s = 16.0;
// A cheap radio's error at 2.6 GHz; who is taken for another is only read more often.
constexpr double kReach_hz = 300e3;

}  // namespace

bool is_attended(std::span<const AttendedCell> attended, Rat rat, double frequency_hz,
                 std::uint16_t physical_id) noexcept {
  return std::ranges::any_of(attended, [&](const AttendedCell& cell) {
    return cell.rat == rat && cell.physical_id == physical_id &&
           std::abs(cell.frequency_hz - frequency_hz) < kReach_hz;
  });
}

void ReadingTurns::note(double seconds, bool is_identified) noexcept {
  read_s_ += seconds;
  is_identified_ = is_identified_ || is_identified;
}

bool ReadingTurns::is_known() const noexcept {
  return read_s_ >= (is_identified_ ? kReadOnce_s : kGivenUp_s);
}

bool ReadingTurns::is_due(const Effort& effort, std::uint64_t dwell) const noexcept {
  return !is_known() || (dwell + number_) % effort.read_every_dwells == 0;
}

}  // namespace cellwarden::frontend
