#include "tools/cellwarden/live_radio.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cellwarden::tools {

using Clock = std::chrono::steady_clock;

LiveRadio::LiveRadio(OpenRadio radio, SharedSurvey* survey, std::size_t threads)
    : name_(radio.name),
      number_in_survey_(radio.number_in_survey),
      source_(std::move(radio.source)),
      gain_(radio.choice, source_->info()),
      pool_(threads),
      receivers_(make_receivers(radio, survey)),
      effort_(*receivers_, most_shed(survey)) {
  if (!radio.config.converter) stated_ppm_ = radio.config.ppm.value_or(0.0);
}

// From place to place there is nothing to shed: receivers begin anew at each, and where they are slow the
// round takes longer.
unsigned LiveRadio::most_shed(const SharedSurvey* survey) const {
  if (touring_ == nullptr) return frontend::kMostShed;
  return survey->survey.windows().size() > 1 ? 0 : frontend::kMostShedOfLooks;
}

std::unique_ptr<BlockReceiver> LiveRadio::make_receivers(const OpenRadio& radio, SharedSurvey* survey) {
  if (!radio.number_in_survey || survey == nullptr) {
    return std::make_unique<Receivers>(radio.config, source_->info().ppm, pool_.parallel_for());
  }
  auto touring = std::make_unique<TouringReceivers>(radio.config, *survey, *radio.number_in_survey, *source_,
                                                    radio.view, pool_.parallel_for());
  touring->set_gains([this](double center_hz) { return gain_.gain_for(center_hz); });
  touring_ = touring.get();
  return touring;
}

void LiveRadio::receive(SharedAxis* axis, Clock::time_point began, const Take& take) {
  std::vector<Dwell> dwells;
  double now_s = 0;
  bool goes_on = true;
  while (goes_on) {
    const auto read = wait_for_block();
    if (!read) failure_ = read.error();
    if (!read || !*read) break;
    IqBlock block = **read;
    if (axis != nullptr && !place(block, *axis, began)) continue;
    const double begins_s = static_cast<double>(block.first_sample) / block.sample_rate_hz;
    const double lasts_s = static_cast<double>(block.samples.size()) / block.sample_rate_hz;
    if (!began_s_) began_s_ = begins_s;
    now_s = begins_s + lasts_s;
    stream_s_ = now_s - *began_s_;
    signal_s_ = signal_s_ + lasts_s;
    effort_.take(block, source_->counters());
    gain_.hear(block, *source_);
    receivers_->push(block, dwells);
    count(block);
    note_clock(dwells);
    goes_on = take(now_s, dwells);
  }
  source_->stop();
  has_ended_ = true;
  receivers_->finish(dwells);
  take(now_s, dwells);
}

Result<std::optional<IqBlock>> LiveRadio::wait_for_block() {
  effort_.wait_begins();
  waiting_since_ = Clock::now().time_since_epoch().count();
  auto read = source_->read();
  waiting_since_ = 0;
  return read;
}

double LiveRadio::silent_s() const noexcept {
  const Clock::rep since = waiting_since_;
  if (since == 0) return 0.0;
  return std::chrono::duration<double>(Clock::now() - Clock::time_point(Clock::duration(since))).count();
}

/// Puts a block onto the shared axis. \return false: it lies before that
bool LiveRadio::place(IqBlock& block, SharedAxis& axis, Clock::time_point began) {
  const double clock_s = std::chrono::duration<double>(Clock::now() - began).count();
  const auto end = static_cast<double>(block.first_sample + block.samples.size());
  const double newest_s = end / block.sample_rate_hz + source_->counters().backlog_s;
  if (place_.note(newest_s, clock_s, axis) > 0.0) {
    block.gap_before = true;
    ++block.lost_before;  // of nobody knows how many: what was timed before is not comparable
  }
  const double shifted = static_cast<double>(block.first_sample) + place_.shift_s() * block.sample_rate_hz;
  if (shifted < 0.0) {
    dropped_before_axis_ = source_->counters().samples_dropped;
    return false;
  }
  const auto shift = std::llround(place_.shift_s() * block.sample_rate_hz);
  block.first_sample = static_cast<std::uint64_t>(static_cast<std::int64_t>(block.first_sample) + shift);
  return true;
}

capture::RadioCounters LiveRadio::counters() const {
  capture::RadioCounters counters = source_->counters();
  counters.samples_dropped -= std::min<std::uint64_t>(counters.samples_dropped, dropped_before_axis_);
  return counters;
}

void LiveRadio::count(const IqBlock& block) {
  const std::lock_guard lock(counting_);
  counted_.dropped -= left_out_;
  counted_.add(block);
  left_out_ = receivers_->samples_left_out();
  counted_.dropped += left_out_;
}

SampleCounts LiveRadio::counted() const {
  const std::lock_guard lock(counting_);
  return counted_;
}

void LiveRadio::note_clock(const std::vector<Dwell>& dwells) {
  if (touring_ != nullptr || !stated_ppm_ || dwells.empty()) return;
  const std::lock_guard lock(clock_access_);
  for (const Dwell& dwell : dwells) clock_.add(dwell, *stated_ppm_);
}

std::optional<frontend::RadioClock::Estimate> LiveRadio::clock() const {
  if (touring_ != nullptr) return touring_->state().clock;
  const std::lock_guard lock(clock_access_);
  return clock_.estimate();
}

void LiveRadio::set_suspects(std::span<const survey::SuspectCell> suspects) {
  if (touring_ != nullptr) touring_->set_suspects(suspects);
  effort_.attend(suspects);
}

}  // namespace cellwarden::tools
