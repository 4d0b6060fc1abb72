#include "dsp/frontend/dwell_divider.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::frontend {

void DwellDivider::push(const IqBlock& block, DwellUser& user, std::vector<Dwell>& out) {
  const bool is_other_window = block.sample_rate_hz != sample_rate_hz_ || block.center_hz != center_hz_;
  const bool is_gap = block.gap_before || block.lost_before > 0 || block.dropped_before > 0 ||
                      block.first_sample != now_.first_sample + now_.samples;
  if (is_other_window || is_gap) {
    finish(user, out);
    is_wanted_ = user.start(block, is_other_window);
    sample_rate_hz_ = block.sample_rate_hz;
    center_hz_ = block.center_hz;
    begin(block, 0);
    now_.lost = block.lost_before;
    now_.dropped = block.dropped_before;
    carry_over();
  }
  const auto whole = static_cast<std::uint64_t>(std::llround(dwell_s_ * sample_rate_hz_));
  if (!is_wanted_ || whole == 0) {
    now_.first_sample = block.first_sample + block.samples.size();
    return;
  }
  for (std::size_t used = 0; used < block.samples.size();) {
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(whole - now_.samples, block.samples.size() - used));
    const auto part = block.samples.subspan(used, count);
    user.take(part);
    measure(part);
    if (used == 0) now_.clipped += block.clipped_samples;
    now_.samples += count;
    used += count;
    if (now_.samples < whole) continue;
    static_cast<void>(user.complete(false, out));  // as long as a dwell is
    begin(block, used);
  }
}

void DwellDivider::finish(DwellUser& user, std::vector<Dwell>& out) {
  const bool is_recorded = is_wanted_ && now_.samples > 0 && user.complete(true, out);
  if (!is_recorded) {
    unrecorded_.lost += now_.lost;
    unrecorded_.dropped += now_.dropped;
    unrecorded_.clipped += now_.clipped;
  }
  const std::uint64_t next = now_.first_sample + now_.samples;
  now_ = {};
  now_.first_sample = next;
}

void DwellDivider::carry_over() noexcept {
  now_.lost += unrecorded_.lost;
  now_.dropped += unrecorded_.dropped;
  now_.clipped += unrecorded_.clipped;
  unrecorded_ = {};
}

void DwellDivider::begin(const IqBlock& block, std::size_t used) {
  now_ = {};
  now_.first_sample = block.first_sample + used;
  now_.gain_db = block.gain_db;
  if (block.received_at) {
    const double seconds = static_cast<double>(used) / sample_rate_hz_;
    now_.received_at = *block.received_at + std::chrono::nanoseconds(std::llround(seconds * 1e9));
  }
}

// One sum over the dwell, in parts that belong to places in it.
void DwellDivider::measure(std::span<const Sample> samples) noexcept {
  const auto shift = static_cast<std::size_t>(now_.samples % now_.powers.size());
  auto& parts = now_.powers;
  std::rotate(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(shift), parts.end());
  accumulate_powers(samples, kMostPower, parts);
  std::rotate(parts.begin(), parts.end() - static_cast<std::ptrdiff_t>(shift), parts.end());
}

double DwellDivider::start_s() const noexcept {
  return static_cast<double>(now_.first_sample) / sample_rate_hz_;
}

double DwellDivider::seconds() const noexcept {
  return static_cast<double>(now_.samples) / sample_rate_hz_;
}

double DwellDivider::mean_power() const noexcept {
  if (now_.samples == 0) return 0.0;
  return std::accumulate(now_.powers.begin(), now_.powers.end(), 0.0) / static_cast<double>(now_.samples);
}

Listen DwellDivider::listen() const {
  constexpr double kLeast = 1e-20;
  Listen listen;
  listen.t_s = start_s();
  listen.duration_s = seconds();
  listen.time = now_.received_at;
  listen.total_power_dbfs = 10.0 * std::log10(std::max(mean_power(), kLeast));
  listen.gain_db = now_.gain_db;
  listen.samples = now_.samples;
  listen.samples_lost = now_.lost;
  listen.samples_dropped = now_.dropped;
  listen.samples_clipped = now_.clipped;
  return listen;
}

}  // namespace cellwarden::frontend
