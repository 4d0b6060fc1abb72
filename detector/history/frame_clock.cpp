#include "detector/history/frame_clock.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::history {
namespace {

constexpr double kLteFrame_s = 0.01;
constexpr double kUnknownClock_ppm = 100.0;  // transmitter and radio together
constexpr double kKnownClock_ppm = 1.0;      // drift of a measured clock between two dwells
constexpr double kTimingSlack_s = 50e-6;     // multipath and the measurement's own scatter
constexpr double kUncertain_s = 2e-3;        // beyond this a frame could be miscounted
constexpr std::size_t kMaxBreaks = 256;

}  // namespace

std::optional<FrameClock::Reference> FrameClock::reference_of(const Observation& seen) {
  if (const auto* lte = seen.lte(); lte != nullptr && lte->mib) {
    return Reference{.frame_start_s = seen.frame_start_s.value,
                     .number = lte->mib->sfn,
                     .period = lte::kSfnPeriod_frames,
                     .frame_s = kLteFrame_s,
                     .mib = lte->mib};
  }
  if (const auto* gsm = seen.gsm(); gsm != nullptr && gsm->sch_good > 0) {
    return Reference{.frame_start_s = seen.frame_start_s.value,
                     .number = gsm->frame_number,
                     .period = gsm::kHyperframe_frames,
                     .frame_s = gsm::kFrame_s,
                     .mib = std::nullopt};
  }
  return std::nullopt;
}

FrameClock::Comparison worse(FrameClock::Comparison a, FrameClock::Comparison b) noexcept {
  using enum FrameClock::Comparison;
  if (a == kBroke || b == kBroke) return kBroke;
  return a == kNone || b == kNone ? kNone : kHeld;
}

bool FrameClock::has_number(const Observation& seen) noexcept {
  if (const auto* lte = seen.lte()) return lte->mib.has_value();
  const auto* gsm = seen.gsm();
  return gsm != nullptr && gsm->sch_good > 0;
}

FrameClock::Comparison FrameClock::add(const Observation& seen) {
  const auto now = reference_of(seen);
  if (!now) return Comparison::kNone;
  const std::optional<Reference> before = last_;
  last_ = now;
  if (!before) return Comparison::kNone;

  const double elapsed_s = now->frame_start_s - before->frame_start_s;
  const double clock_ppm = seen.clock_offset_ppm ? seen.clock_offset_ppm->value : 0.0;
  const double doubt_ppm = seen.clock_offset_ppm
                               ? std::max(kKnownClock_ppm, 3.0 * seen.clock_offset_ppm->sigma)
                               : kUnknownClock_ppm;
  const double tolerance_s = kTimingSlack_s + std::abs(elapsed_s) * doubt_ppm * 1e-6;
  if (elapsed_s <= 0.0 || tolerance_s > kUncertain_s) return Comparison::kNone;

  const double frames = elapsed_s * (1.0 + clock_ppm * 1e-6) / now->frame_s;
  const double whole = std::round(frames);
  const double off_s = std::abs(frames - whole) * now->frame_s;
  const auto expected = static_cast<std::uint32_t>(std::fmod(before->number + whole, now->period));
  const bool is_same_cell = !now->mib || lte::same_configuration(*before->mib, *now->mib);
  if (is_same_cell) ++comparisons_;
  if (off_s <= tolerance_s && expected == now->number) return Comparison::kHeld;
  if (!is_same_cell) return Comparison::kBroke;
  breaks_s_.push_back(seen.t_s);
  if (breaks_s_.size() > kMaxBreaks) breaks_s_.pop_front();
  return Comparison::kBroke;
}

std::size_t FrameClock::breaks_since(double t_s) const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(breaks_s_, [&](double at) { return at >= t_s; }));
}

}  // namespace cellwarden::history
