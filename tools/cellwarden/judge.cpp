#include "tools/cellwarden/judge.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cellwarden::tools {

void SampleCounts::add(const IqBlock& block) {
  samples += block.samples.size();
  lost += block.lost_before;
  dropped += block.dropped_before;
  clipped += block.clipped_samples;
}

void SampleCounts::add(const Listen& listen) {
  samples += listen.samples;
  lost += listen.samples_lost;
  dropped += listen.samples_dropped;
  clipped += listen.samples_clipped;
}

SampleCounts SampleCounts::since(const SampleCounts& earlier) const {
  return {samples - earlier.samples, lost - earlier.lost, dropped - earlier.dropped,
          clipped - earlier.clipped};
}

Judge::Judge(const detector::DetectorInputs& inputs, Station station,
             std::vector<std::unique_ptr<Sink>>& sinks)
    : detector_(inputs),
      station_(std::move(station)),
      sinks_(sinks),
      wants_live_state_(std::ranges::any_of(sinks, &Sink::wants_live_state)) {
  if (std::ranges::any_of(sinks_, &Sink::takes_messages)) new_messages_.emplace();
}

void Judge::begin(const InputDescription& input) {
  for (const auto& sink : sinks_) sink->begin(input);
  flush();
}

std::string Judge::sensor_of(std::string_view radio) const {
  std::string sensor = station_.sensor;
  if (!radio.empty()) sensor += (sensor.empty() ? "" : "/") + std::string(radio);
  return sensor;
}

void Judge::take(Dwell dwell, std::string_view radio) {
  take(std::move(dwell), radio, {});
}

void Judge::take(Dwell dwell, std::string_view radio, const std::vector<HandOver>& handed_over) {
  const std::string sensor = sensor_of(radio);
  const auto stamp = [&](auto& record) {
    if (!sensor.empty()) record.sensor = sensor;
    if (!record.receiver_at) record.receiver_at = station_.position;
  };
  stamp(dwell.listen);
  for (auto& observation : dwell.observations) stamp(observation);
  end_s_ = dwell.listen.t_s + dwell.listen.duration_s;
  end_time_ = dwell.listen.time;
  if (end_time_) {
    end_time_ = *end_time_ + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                 std::chrono::duration<double>(dwell.listen.duration_s));
  }
  for (const auto& sink : sinks_) sink->dwell(dwell);
  publish_messages(dwell);
  for (const HandOver& one : handed_over) {
    detector_.hand_over(dwell.observations[one.observation], sensor_of(one.from));
  }
  publish(detector_.add(dwell));
}

void Judge::status(const records::StatusRecord& status) {
  for (const auto& sink : sinks_) sink->status(status);
  flush();
}

void Judge::set_towers(const std::shared_ptr<const towers::KnownTowers>& towers) {
  detector_.set_towers(towers);
  for (const auto& sink : sinks_) sink->towers(towers->digest());
}

void Judge::live(const records::StatusRecord& status) {
  const LiveState now{status, detector_.open_incidents(), detector_.not_evaluated()};
  for (const auto& sink : sinks_) {
    if (sink->wants_live_state()) sink->live(now);
  }
}

void Judge::stopping() noexcept {
  for (const auto& sink : sinks_) sink->stopping();
}

void Judge::finish(records::SummaryRecord summary, std::optional<std::string> next_step) {
  publish(detector_.finish());
  summary.sensor = station_.sensor;
  summary.t_s = end_s_;
  summary.time = end_time_;
  summary.cells = static_cast<std::uint32_t>(decoded_cells(detector_).size());
  summary.not_evaluated = detector_.not_evaluated();
  summary.incidents = incidents_.by_highest_level();
  Ending ending{std::move(summary), detector_.cells(), incidents_.kept(), std::move(next_step)};
  std::ranges::stable_sort(ending.incidents, std::greater<>{}, &detector::Incident::level);
  for (const auto& sink : sinks_) sink->end(ending);
  flush();
}

const Writer* Judge::failed_writer() const {
  for (const auto& sink : sinks_) {
    if (sink->writer().failure()) return &sink->writer();
  }
  return nullptr;
}

void Judge::publish_messages(const Dwell& dwell) {
  if (!new_messages_) return;
  const auto tell = [this](const auto& told) {
    for (const auto& sink : sinks_) {
      if (sink->takes_messages()) told(*sink);
    }
  };
  for (const Observation& seen : dwell.observations) {
    if (new_messages_->has_new_mib(seen)) tell([&seen](Sink& sink) { sink.new_mib(seen); });
    const Observation only_new = new_messages_->only_new(seen);
    if (has_messages(only_new)) tell([&only_new](Sink& sink) { sink.messages(only_new); });
  }
}

void Judge::publish(const detector::Events& events) {
  for (const auto& incident : events.incidents) {
    incidents_.take(incident);
    highest_level_ = std::max(highest_level_, incident.level);
  }
  for (const auto& sink : sinks_) sink->events(events);
  flush();
}

void Judge::flush() {
  for (const auto& sink : sinks_) sink->writer().flush();
}

std::vector<detector::CellRecord> decoded_cells(const detector::Detector& detector) {
  auto cells = detector.cells();
  std::erase_if(cells, [](const auto& cell) { return cell.latest.state == CellState::kDetected; });
  return cells;
}

}  // namespace cellwarden::tools
