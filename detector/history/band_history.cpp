#include "detector/history/band_history.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace cellwarden::history {
namespace {

constexpr std::size_t kMaxWindows = 64;
constexpr std::size_t kMaxRecent = 64;
constexpr double kApart_s = 5.0;
constexpr std::size_t kEnoughUsual = 6;
constexpr std::size_t kEnoughRecent = 3;
// What lasts for most of the time known is still told from what was before.
constexpr std::size_t kUsualPart = 4;

}  // namespace

void BandHistory::add(const Listen& listen) {
  newest_.reset();
  if (!listen.levels || listen.levels->floor_dbfs.empty()) return;
  const BandLevels& levels = *listen.levels;
  const auto is_same = [&](const Window& w) {
    return w.sensor == listen.sensor && w.first_hz == levels.first_hz && w.step_hz == levels.step_hz &&
           w.steps == levels.floor_dbfs.size();
  };
  auto window = std::ranges::find_if(windows_, is_same);
  if (window == windows_.end()) {
    if (windows_.size() >= kMaxWindows) return;
    windows_.push_back({.sensor = listen.sensor,
                        .first_hz = levels.first_hz,
                        .step_hz = levels.step_hz,
                        .steps = levels.floor_dbfs.size(),
                        .gain_db = listen.gain_db,
                        .recent = {},
                        .usual = {}});
    window = std::prev(windows_.end());
  }
  newest_ = static_cast<std::size_t>(window - windows_.begin());
  if (window->gain_db != listen.gain_db) {
    window->gain_db = listen.gain_db;
    window->recent.clear();
    window->usual.clear();
  }
  window->recent.push_back({listen.t_s, {levels.floor_dbfs.begin(), levels.floor_dbfs.end()}});
  while (window->recent.size() > kMaxRecent || window->recent.front().t_s < listen.t_s - kRecent_s) {
    Point old = std::move(window->recent.front());
    window->recent.pop_front();
    if (window->usual.empty() || old.t_s >= window->usual.back().t_s + kApart_s)
      window->usual.push_back(std::move(old));
  }
  while (!window->usual.empty() && window->usual.front().t_s < listen.t_s - kMemory_s)
    window->usual.pop_front();
}

std::vector<double> BandHistory::usual_floor(const Window& window) {
  std::vector<double> floor;
  std::vector<float> values(window.usual.size());
  for (std::size_t step = 0; step < window.steps; ++step) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = window.usual[i].floor_dbfs[step];
    const auto low = values.begin() + static_cast<std::ptrdiff_t>(values.size() / kUsualPart);
    std::nth_element(values.begin(), low, values.end());
    floor.push_back(static_cast<double>(*low));
  }
  return floor;
}

std::optional<BandHistory::Rise> BandHistory::rise(double lasting_s) const {
  if (!newest_) return std::nullopt;
  const Window& window = windows_[*newest_];
  if (window.usual.size() < kEnoughUsual) return std::nullopt;
  const double now_s = window.recent.back().t_s;
  // From the newest back to the first that is old enough.
  std::vector<double> least(window.steps, std::numeric_limits<double>::infinity());
  std::size_t count = 0;
  double spanned_s = 0.0;
  for (auto point = window.recent.rbegin(); point != window.recent.rend() && spanned_s < lasting_s;
       ++point, ++count) {
    spanned_s = now_s - point->t_s;
    for (std::size_t step = 0; step < window.steps; ++step)
      least[step] = std::min(least[step], static_cast<double>(point->floor_dbfs[step]));
  }
  if (count < kEnoughRecent || spanned_s < lasting_s) return std::nullopt;
  const std::vector<double> usual = usual_floor(window);
  for (std::size_t step = 0; step < window.steps; ++step) least[step] -= usual[step];
  return Rise{window.first_hz, window.step_hz, std::move(least),
              window.usual.back().t_s - window.usual.front().t_s, window.usual.front().t_s};
}

bool BandHistory::is_elsewhere_usual(double since_s, double within_db) const {
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    const Window& window = windows_[i];
    if (i == newest_ || window.usual.size() < kEnoughUsual || window.recent.empty()) continue;
    // Another sensor stands elsewhere, or has another receiver.
    if (newest_ && window.sensor != windows_[*newest_].sensor) continue;
    if (window.recent.back().t_s < since_s) continue;
    std::vector<double> rises = usual_floor(window);
    for (std::size_t step = 0; step < window.steps; ++step)
      rises[step] = static_cast<double>(window.recent.back().floor_dbfs[step]) - rises[step];
    const auto middle = rises.begin() + static_cast<std::ptrdiff_t>(rises.size() / 2);
    std::nth_element(rises.begin(), middle, rises.end());
    if (*middle < within_db) return true;
  }
  return false;
}

}  // namespace cellwarden::history
