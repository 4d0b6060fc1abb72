#include "tests/dsp/gsm/reading.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/gsm/tone_search.hpp"

namespace cellwarden::gsm {
namespace {

constexpr double kSameCarrier_hz = 20e3;

struct Followed {
  CellTracker tracker;
  CellReading reading;
};

void note(Followed& cell, TrackReport report, std::int64_t first_frame, std::int64_t end_frame) {
  CellReading& reading = cell.reading;
  reading.bsic = cell.tracker.bsic();
  reading.offset_hz = cell.tracker.offset_hz();
  if (reading.reports.empty()) {
    const TimeBase& time = cell.tracker.time();
    const double rate_hz = cell.tracker.channel_rate_hz();
    reading.known_frame = cell.tracker.frame_number(first_frame);
    reading.known_frame_s = time.start_of(first_frame) / rate_hz;
    reading.frame_s = time.frame_samples() / rate_hz;
  }
  reading.sch_good += report.sch_good;
  reading.blocks.insert(reading.blocks.end(), report.blocks.begin(), report.blocks.end());
  for (std::int64_t frame = first_frame; frame < end_frame; ++frame) {
    const std::uint32_t number = cell.tracker.frame_number(frame);
    if (is_sch_frame(number)) reading.sync_frames.push_back(number);
  }
  reading.reports.push_back(std::move(report));
}

class Reader {
 public:
  Reader(double rate_hz, double dwell_s)
      : plan_(*frontend::plan_channels(rate_hz)),
        bank_(plan_),
        cutter_(plan_),
        everywhere_{{-rate_hz / 2, rate_hz / 2}},
        dwell_samples_(static_cast<std::size_t>(std::llround(dwell_s * rate_hz))) {}

  std::vector<CellReading> read(std::span<const Sample> samples) {
    for (std::size_t at = 0; at < samples.size(); at += dwell_samples_) {
      const std::size_t count = std::min(dwell_samples_, samples.size() - at);
      bank_.push(samples.subspan(at, count), run_serially);
      if (at + count == samples.size()) bank_.finish(run_serially);
      for (Followed& cell : cells_) follow(cell);
      find();
      bank_.discard_before(bank_.end_block());
    }
    std::vector<CellReading> readings;
    for (Followed& cell : cells_) readings.push_back(std::move(cell.reading));
    return readings;
  }

 private:
  void follow(Followed& cell) {
    TrackReport report = cell.tracker.track(bank_, cutter_, readers());
    // The time base may have moved since: to the nearest frame.
    const std::int64_t from = nearest_frame(cell, report.from_sample);
    const std::int64_t to = nearest_frame(cell, report.to_sample);
    note(cell, std::move(report), from, to);
  }

  static std::int64_t nearest_frame(const Followed& cell, double sample) {
    const TimeBase& time = cell.tracker.time();
    return time.frame_at(sample - time.frame_samples() / 2);
  }

  void find() {
    const auto candidates =
        search_tones(bank_, everywhere_, bank_.first_block(), bank_.end_block(), run_serially);
    for (const ToneCandidate& candidate : candidates) {
      const auto explains = [&](const Followed& cell) { return cell.tracker.explains(candidate); };
      if (std::any_of(cells_.begin(), cells_.end(), explains)) continue;
      auto tracker = CellTracker::acquire(candidate, bank_, cutter_, readers());
      if (!tracker || is_known(*tracker)) continue;
      cells_.push_back({std::move(*tracker), {}});
      follow(cells_.back());
    }
  }

  [[nodiscard]] bool is_known(const CellTracker& tracker) const {
    return std::any_of(cells_.begin(), cells_.end(), [&](const Followed& cell) {
      return cell.tracker.bsic() == tracker.bsic() &&
             std::abs(cell.tracker.offset_hz() - tracker.offset_hz()) < kSameCarrier_hz;
    });
  }

  // Large tables, made once.
  static const BurstReaders& readers() {
    static const BurstReaders readers;
    return readers;
  }

  frontend::ChannelPlan plan_;
  frontend::ChannelBank bank_;
  frontend::ChannelCutter cutter_;
  std::vector<ToneSpan> everywhere_;
  std::size_t dwell_samples_;
  std::vector<Followed> cells_;
};

}  // namespace

bool CellReading::holds_block(std::uint32_t frame_number, double seconds) const noexcept {
  constexpr std::uint32_t kHalf = kHyperframe_frames / 2;
  const std::uint32_t after = advance(frame_number, -static_cast<std::int64_t>(known_frame));
  const double frames =
      after < kHalf ? after : static_cast<double>(after) - static_cast<double>(kHyperframe_frames);
  const double start_s = known_frame_s + frames * frame_s;
  const double end_s = start_s + (kBurstsPerBlock - 1) * frame_s + kBurst_symbols / kSymbolRate_hz;
  return start_s >= 0.0 && end_s <= seconds;
}

std::vector<CellReading> read_cells(std::span<const Sample> samples, double rate_hz, double dwell_s) {
  return Reader(rate_hz, dwell_s).read(samples);
}

std::optional<Measured> mean_offset_hz(const CellReading& cell) {
  double sum = 0.0;
  double weight = 0.0;
  for (const TrackReport& report : cell.reports) {
    if (!report.offset_hz) continue;
    const double w = 1.0 / (report.offset_hz->sigma * report.offset_hz->sigma);
    sum += w * report.offset_hz->value;
    weight += w;
  }
  if (weight == 0.0) return std::nullopt;
  return Measured{sum / weight, std::sqrt(1.0 / weight)};
}

}  // namespace cellwarden::gsm
