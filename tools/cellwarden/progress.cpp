#include "tools/cellwarden/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"

namespace cellwarden::tools {
namespace {

std::string bar_of(double fraction) {
  constexpr std::size_t kBar_characters = 30;
  const auto filled = static_cast<std::size_t>(std::clamp(fraction, 0.0, 1.0) * double{kBar_characters});
  return std::string(filled, '#') + std::string(kBar_characters - filled, '.');
}

}  // namespace

Progress::Progress(std::optional<double> total_s)
    : is_shown_(isatty(STDERR_FILENO) == 1), total_s_(total_s), start_(Clock::now()), last_draw_(start_) {}

void Progress::update(double done_s, std::string_view amount) {
  if (!is_due()) return;
  const auto now = Clock::now();
  last_draw_ = now;
  const double elapsed_s = std::chrono::duration<double>(now - start_).count();
  const double speed = done_s / elapsed_s;
  const std::string pace = amount.empty() ? fmt::format("{:.1f} x real time", speed) : std::string(amount);
  std::string line = fmt::format("{} of signal, {}", format_duration(done_s), pace);
  if (total_s_ && *total_s_ > 0) {
    const double fraction = std::min(done_s / *total_s_, 1.0);
    line = fmt::format("[{}] {:3.0f} %  {}", bar_of(fraction), 100 * fraction, pace);
    if (speed > 0) line += fmt::format("  {} left", format_duration((*total_s_ - done_s) / speed));
  }
  draw_last_line(line);
}

void Progress::show(double fraction, const std::string& what) {
  if (!is_due()) return;
  last_draw_ = Clock::now();
  draw_last_line(fmt::format("[{}] {:3.0f} %  {}", bar_of(fraction), 100 * fraction, what));
}

void Progress::clear() {
  clear_last_line();
}

}  // namespace cellwarden::tools
