#include "dsp/capture/gain_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cellwarden::capture {
namespace {

/// How far down, for how much of a stretch clips: little tells little more than that it does.
struct Overload {
  double clipped;
  double lower_db;
};
constexpr std::array<Overload, 2> kOverloads{{{0.1, 12}, {0.01, 6}}};

double lowering_for(double clipped) {
  const auto* const found =
      std::ranges::find_if(kOverloads, [&](const Overload& overload) { return clipped >= overload.clipped; });
  return found == kOverloads.end() ? 0.0 : found->lower_db;
}

double level_dbfs(double power) {
  return 10 * std::log10(power);
}

std::string format_window(double center_hz) {
  return fmt::format("{:.1f} MHz", center_hz / 1e6);
}

}  // namespace

GainControl::GainControl(GainLadder ladder, const GainBounds& bounds)
    : ladder_(std::move(ladder)), bounds_(bounds) {}

std::optional<GainChange> GainControl::hear(const HeardStretch& stretch) {
  heard_s_ += stretch.seconds;
  if (stretch.samples == 0 || ladder_.rungs.empty()) return std::nullopt;
  Window& window = window_at(stretch.center_hz);
  if (is_late(window, stretch)) return std::nullopt;
  if (window.clipped_rung && heard_s_ >= window.ban_ends_s) window.clipped_rung.reset();
  const double clipped = static_cast<double>(stretch.clipped) / static_cast<double>(stretch.samples);
  if (clipped > bounds_.most_clipped) return lower(window, stretch, clipped);
  return consider_raising(window, stretch);
}

GainSettings GainControl::gain_at(double center_hz) const {
  const Window* const window = find(center_hz);
  return settings_of(window == nullptr ? ladder_.first : window->rung);
}

const GainControl::Window* GainControl::find(double center_hz) const {
  const auto found = std::ranges::find_if(windows_, [&](const Window& window) {
    return std::abs(window.center_hz - center_hz) < bounds_.window_hz;
  });
  return found == windows_.end() ? nullptr : &*found;
}

GainControl::Window& GainControl::window_at(double center_hz) {
  if (const Window* const known = find(center_hz)) {
    return windows_[static_cast<std::size_t>(known - windows_.data())];
  }
  Window window;
  window.center_hz = center_hz;
  window.rung = ladder_.first;
  return windows_.emplace_back(window);
}

bool GainControl::is_late(Window& window, const HeardStretch& stretch) const {
  if (!window.late_gain_db) return false;
  window.late_s += stretch.seconds;
  const bool is_old = stretch.gain_db == window.late_gain_db && window.late_s < bounds_.longest_late_s;
  if (!is_old) window.late_gain_db.reset();
  return is_old;
}

std::optional<GainChange> GainControl::lower(Window& window, const HeardStretch& stretch, double clipped) {
  const std::string why = fmt::format("{:.2g} % of samples clipped", 100 * clipped);
  begin_quiet(window);
  if (window.rung + 1 >= ladder_.rungs.size()) {
    if (std::exchange(window.is_helpless, true)) return std::nullopt;
    return GainChange{
        .gain = std::nullopt,
        .what = fmt::format("{}: {} with the least gain there is ({})", format_window(stretch.center_hz), why,
                            rung_text(ladder_.rungs[window.rung])),
        .is_helpless = true};
  }
  window.clipped_rung = window.rung;
  if (!std::exchange(window.is_descending, true)) {
    window.ban_s = window.ban_s > 0 ? std::min(2 * window.ban_s, bounds_.longest_ban_s) : bounds_.first_ban_s;
  }
  window.ban_ends_s = heard_s_ + window.ban_s;
  const double wanted_db = total_db(ladder_.rungs[window.rung]) - lowering_for(clipped);
  std::size_t rung = window.rung + 1;
  while (rung + 1 < ladder_.rungs.size() && total_db(ladder_.rungs[rung]) > wanted_db) ++rung;
  return move(window, rung, stretch, why);
}

std::optional<GainChange> GainControl::consider_raising(Window& window, const HeardStretch& stretch) {
  window.quiet_s += stretch.seconds;
  window.energy += stretch.mean_power * stretch.seconds;
  ++window.stretches;
  if (stretch.peak * std::pow(10.0, step_up_db(window) / 20) > bounds_.peak_after) ++window.loud_stretches;
  if (window.quiet_s < bounds_.patience_s) return std::nullopt;
  window.is_helpless = window.is_descending = false;
  if (!may_raise(window)) {
    begin_quiet(window);
    return std::nullopt;
  }
  const std::string why = fmt::format("{:.0f} dBFS, and nothing clipped for {:.0f} s",
                                      level_dbfs(window.energy / window.quiet_s), window.quiet_s);
  return move(window, window.rung - 1, stretch, why);
}

bool GainControl::may_raise(const Window& window) const {
  if (window.rung == 0) return false;
  if (window.clipped_rung && window.rung - 1 <= *window.clipped_rung) return false;
  const auto most_loud = bounds_.most_loud * static_cast<double>(window.stretches);
  if (static_cast<double>(window.loud_stretches) > most_loud) return false;
  // Zeros are no faint signal: something is broken, and gain does not mend it.
  if (!(window.energy > 0)) return false;
  const bool is_below_first = window.rung > ladder_.first;
  return is_below_first || level_dbfs(window.energy / window.quiet_s) < bounds_.faint_dbfs;
}

GainChange GainControl::move(Window& window, std::size_t rung, const HeardStretch& stretch,
                             const std::string& why) {
  const std::string change = change_text(ladder_.rungs[window.rung], ladder_.rungs[rung]);
  window.rung = rung;
  window.late_gain_db = stretch.gain_db;
  window.late_s = 0;
  begin_quiet(window);
  return {.gain = settings_of(rung),
          .what = fmt::format("{}: {}; {}", format_window(stretch.center_hz), why, change)};
}

double GainControl::step_up_db(const Window& window) const {
  if (window.rung == 0) return 0;
  return total_db(ladder_.rungs[window.rung - 1]) - total_db(ladder_.rungs[window.rung]);
}

GainSettings GainControl::settings_of(std::size_t rung) const {
  GainSettings settings;
  if (rung < ladder_.rungs.size()) settings.elements = ladder_.rungs[rung];
  return settings;
}

void GainControl::begin_quiet(Window& window) noexcept {
  window.quiet_s = 0;
  window.energy = 0;
  window.stretches = 0;
  window.loud_stretches = 0;
}

}  // namespace cellwarden::capture
