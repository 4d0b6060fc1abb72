#include "tools/cellwarden/place_and_time/place_and_time.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace cellwarden::tools {
namespace {

using records::GpsState;
using records::StatusState;
using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds kLeastStep{500};  // slewing moves a clock by half a millisecond a second
constexpr std::chrono::seconds kJumpMark{60};
constexpr std::chrono::seconds kKernelPeriod{1};
constexpr double kWrongClock_s = 2.0;
constexpr std::chrono::seconds kPatience{5};  // with a receiver at the start
// What waits to be received and judged is younger.
constexpr std::chrono::seconds kOldestDwell{30};

/// "1 h 0 min 2 s", "3.5 s".
std::string span_text(double s) {
  constexpr std::int64_t kMinute_s = 60;
  constexpr std::int64_t kHour_s = 3600;
  constexpr std::int64_t kDay_s = 86400;
  s = std::abs(s);
  const auto whole_s = static_cast<std::int64_t>(std::llround(s));
  if (whole_s < kMinute_s) return fmt::format("{:.1f} s", s);
  if (whole_s < kHour_s) return fmt::format("{} min {} s", whole_s / kMinute_s, whole_s % kMinute_s);
  if (whole_s < kDay_s) return fmt::format("{} h {} min", whole_s / kHour_s, whole_s % kHour_s / kMinute_s);
  return fmt::format("{:.1f} days", s / static_cast<double>(kDay_s));
}

std::string fix_text(const GpsReading& reading) {
  std::string text = fmt::format("{}D", reading.fix->dimensions);
  if (reading.satellites) text += fmt::format(", {} satellites", *reading.satellites);
  return text;
}

}  // namespace

PlaceAndTime::PlaceAndTime(PlaceAndTimeSources sources) : sources_(std::move(sources)) {
  if (!sources_.utc_now) sources_.utc_now = [] { return Time(std::chrono::system_clock::now()); };
  if (!sources_.steady_now) sources_.steady_now = [] { return Steady::now(); };
  if (!sources_.kernel_clock) sources_.kernel_clock = read_kernel_clock;
  started_ = sources_.steady_now();
  ahead_ = sources_.utc_now().time_since_epoch() - nanoseconds(started_.time_since_epoch());
}

void PlaceAndTime::stamp(Dwell& dwell) {
  look();
  const auto position = position_during(dwell.listen);
  const auto put = [&](auto& record) {
    if (!record.receiver_at) record.receiver_at = position;
    if (!record.clock && record.time) record.clock = clock_;
  };
  put(dwell.listen);
  for (auto& observation : dwell.observations) put(observation);
}

void PlaceAndTime::look() {
  const auto now = sources_.steady_now();
  look_at_gps(now);
  look_at_clock(now);
}

void PlaceAndTime::look_at_clock(Steady::time_point now) {
  const auto ahead = sources_.utc_now().time_since_epoch() - nanoseconds(now.time_since_epoch());
  const auto step = ahead - std::exchange(ahead_, ahead);
  if (std::chrono::abs(step) >= kLeastStep) {
    set_at_ = now;
    asked_kernel_at_.reset();
    const double step_s = duration<double>(step).count();
    say(fmt::format(
        "this computer's clock was set {} by {}{}: times in records follow it; what was heard, and "
        "for how long, does not depend on it",
        step_s > 0 ? "forward" : "back", span_text(step_s), step_s > 0 ? " (or it slept)" : ""));
  }
  if (!asked_kernel_at_ || now - *asked_kernel_at_ >= kKernelPeriod) {
    kernel_ = sources_.kernel_clock();
    asked_kernel_at_ = now;
  }
  // What a fix said of the clock holds no longer once that was set.
  std::optional<double> offset_s;
  if (reading_ && reading_->state == GpsState::kFix && (!set_at_ || reading_->fix->heard > *set_at_))
    offset_s = reading_->fix->clock_offset_s;
  clock_ = quality_of(kernel_, offset_s);
  clock_.jumped = set_at_ && now - *set_at_ < kJumpMark;
}

void PlaceAndTime::look_at_gps(Steady::time_point now) {
  if (!sources_.gps) return;
  reading_ = sources_.gps->latest();
  if (reading_->state == GpsState::kFix) {
    if (position_ != Position::kKnown)
      say(fmt::format("GPS: the position is known{} ({})", was_known_ ? " again" : "", fix_text(*reading_)));
    position_ = Position::kKnown;
    was_known_ = true;
    return;
  }
  const bool is_new =
      position_ == Position::kKnown || (position_ == Position::kAwaited && now - started_ >= kPatience);
  if (!is_new) return;
  say(fmt::format(
      "GPS: no position{}: {}; {}", position_ == Position::kKnown ? " any more" : " yet", reading_->why,
      sources_.stated ? "the stated one stands until it is there" : "records have none until it is there"));
  position_ = Position::kMissing;
}

std::optional<GeoPoint> PlaceAndTime::position_during(const Listen& listen) const {
  if (!sources_.gps) return std::nullopt;
  const auto now = sources_.steady_now();
  const auto half = duration_cast<nanoseconds>(duration<double>(listen.duration_s / 2.0));
  nanoseconds age = half;  // where the clock cannot tell
  if (listen.time) {
    const nanoseconds told = sources_.utc_now() - *listen.time - half;
    if (told >= nanoseconds::zero() && told < kOldestDwell) age = told;
  }
  const auto fix = sources_.gps->fix_at(now - duration_cast<Steady::duration>(age));
  if (!fix) return std::nullopt;
  return fix->at;
}

void PlaceAndTime::report(records::StatusRecord& status) {
  look();
  status.clock = clock_;
  status.position = sources_.stated;
  if (clock_.source == ClockSource::kNone)
    worsen(status, StatusState::kLearning,
           "nothing keeps this computer's clock right: rules about the time of day do not ask it");
  if (clock_.jumped) worsen(status, StatusState::kDegraded, "this computer's clock was set a moment ago");
  if (!reading_) return;
  auto& gps = status.gps.emplace();
  gps.state = reading_->state;
  gps.satellites = reading_->satellites;
  if (reading_->fix) gps.age_s = duration<double>(sources_.steady_now() - reading_->fix->heard).count();
  if (reading_->state != GpsState::kFix) {
    worsen(status, StatusState::kDegraded, fmt::format("no position by GPS: {}", reading_->why));
    return;
  }
  gps.dimensions = static_cast<std::uint8_t>(reading_->fix->dimensions);
  status.position = reading_->fix->at;
  status.clock_offset_s = reading_->fix->clock_offset_s;
  if (clock_.source == ClockSource::kGps && clock_.error_s > kWrongClock_s)
    worsen(status, StatusState::kDegraded,
           fmt::format("this computer's clock is {} off the satellites' time",
                       span_text(*status.clock_offset_s)));
}

void PlaceAndTime::say(const std::string& what) const {
  if (sources_.tell) sources_.tell(what);
}

}  // namespace cellwarden::tools
