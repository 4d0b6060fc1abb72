#include "tools/cellwarden/effort_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace cellwarden::tools {
namespace {

/// "3 of 4 searches": what goes where one of `every` stays.
std::string all_but_one(unsigned every, std::string_view what) {
  return fmt::format("{} of {} {}", every - 1, every, what);
}

}  // namespace

void EffortControl::wait_begins() {
  wait_began_ = Clock::now();
  if (!start_) start_ = wait_began_;
}

void EffortControl::take(const IqBlock& block, const capture::RadioCounters& counters) {
  const auto now = Clock::now();
  waited_ += now - wait_began_;
  const std::chrono::duration<double> elapsed = now - *start_;
  load_.dropped_s = static_cast<double>(counters.samples_dropped) / block.sample_rate_hz;
  load_.backlog_s = counters.backlog_s;
  load_.ring_s = counters.ring_s;
  load_.elapsed_s = elapsed.count();
  load_.busy_s = std::chrono::duration<double>(elapsed - waited_).count();
  const unsigned before = std::min(shedding_.level(), most_);
  const unsigned level = std::min(shedding_.update(load_), most_);
  if (level != before) receivers_.set_effort(frontend::effort_at(level));
  {
    const std::scoped_lock lock(crossing_);
    level_ = level;
    too_slow_by_ = shedding_.too_slow_by();
    if (attended_) receivers_.set_attended(*attended_);
    attended_.reset();
  }
  load_.received_s += static_cast<double>(block.samples.size()) / block.sample_rate_hz;
}

unsigned EffortControl::level() const {
  const std::scoped_lock lock(crossing_);
  return level_;
}

void EffortControl::attend(std::span<const survey::SuspectCell> suspects) {
  std::vector<frontend::AttendedCell> attended;
  attended.reserve(suspects.size());
  for (const survey::SuspectCell& cell : suspects) {
    attended.push_back({cell.rat, cell.frequency_hz, cell.physical_id});
  }
  const std::scoped_lock lock(crossing_);
  attended_ = std::move(attended);
}

void EffortControl::report(records::StatusRecord& status) const {
  const std::scoped_lock lock(crossing_);
  if (level_ == 0) return;
  const frontend::Effort effort = frontend::effort_at(level_);
  status.shedding = records::SheddingState{
      .level = level_, .shed = names_of_shed(effort), .received_share = 1.0 / effort.receive_every_dwells};
  worsen(status, records::StatusState::kDegraded,
         fmt::format("too slow: shedding {}", fmt::join(what_is_shed(effort), ", ")));
  if (const auto factor = too_slow_by_) {
    worsen(
        status, records::StatusState::kDegraded,
        fmt::format("too slow even so, by a factor of {:.1f}: lower --rate, or watch fewer bands", *factor));
  }
}

std::vector<std::string> what_is_shed(const frontend::Effort& effort) {
  std::vector<std::string> shed;
  if (!effort.measures_known_cells) shed.emplace_back("measurements of known LTE cells");
  if (!effort.searches_deep) shed.emplace_back("deep searches");
  const auto thin_out = [&](unsigned every, std::string_view what) {
    if (every > 1) shed.push_back(all_but_one(every, what));
  };
  thin_out(effort.search_every_dwells, "searches for LTE carriers");
  thin_out(effort.read_every_dwells, "readings of known cells");
  thin_out(effort.receive_every_dwells, "dwells");
  return shed;
}

std::vector<std::string> names_of_shed(const frontend::Effort& effort) {
  std::vector<std::string> names;
  if (!effort.measures_known_cells) names.emplace_back("lte_measurements");
  if (!effort.searches_deep) names.emplace_back("deep_search");
  if (effort.search_every_dwells > 1) names.emplace_back("lte_search");
  if (effort.read_every_dwells > 1) names.emplace_back("known_cells");
  if (effort.receive_every_dwells > 1) names.emplace_back("dwells");
  return names;
}

}  // namespace cellwarden::tools
