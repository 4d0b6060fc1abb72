#include "dsp/gsm/receiver.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "cell/gsm/arfcn.hpp"
#include "dsp/frontend/channel_bank.hpp"
#include "dsp/frontend/dwell_divider.hpp"
#include "dsp/gsm/cell_report_builder.hpp"
#include "dsp/gsm/cell_tracker.hpp"
#include "dsp/gsm/channel_levels.hpp"
#include "dsp/gsm/raster.hpp"
#include "dsp/gsm/tone_search.hpp"

namespace cellwarden::gsm {
namespace {

using frontend::ChannelBank;
using frontend::ChannelCutter;

constexpr double kShortest_s = 0.01;
constexpr double kRadioError_ppm = 100.0;
constexpr double kHalfChannel_hz = kRaster_hz / 2.0;
constexpr double kSameCarrier_hz = 20e3;
constexpr double kLongestGap_s =
    2.1;  // two dwells that were left out (DwellGate); over which a cell's count of frames is carried on
constexpr std::uint32_t kConfirming_bursts = 4;
constexpr double kClear_db = 25.0;  // above the quiet channels: its phase is the transmitter's

double to_db(double power) noexcept {
  return 10.0 * std::log10(std::max(power, 1e-20));
}

// Where in a window carriers may lie, from its centre: a radio's error either way.
std::vector<ToneSpan> carrier_spans(double center_hz, double max_offset_hz) {
  std::vector<ToneSpan> spans;
  for (const DownlinkBand& band : gsm_downlink_bands()) {
    const double slack_hz = kRadioError_ppm * 1e-6 * band.high_hz;
    const double low = std::max(band.low_hz - slack_hz - center_hz, -max_offset_hz);
    const double high = std::min(band.high_hz + slack_hz - center_hz, max_offset_hz);
    if (low < high) spans.push_back({low, high});
  }
  return spans;
}

struct TrackedCell {
  CellTracker tracker;
  ChannelCutter cutter;
  std::uint64_t sch_good = 0;  // since it was found
  bool had_block = false;
  std::optional<double> nominal_hz{};
  TrackReport report{};
  CellReportBuilder builder{};
  bool is_superseded = false;
  frontend::ReadingTurns turns{};
};

}  // namespace

bool may_hold_gsm(double center_hz, double sample_rate_hz) noexcept {
  return sample_rate_hz >= Receiver::kMinSampleRate_hz &&
         !carrier_spans(center_hz, sample_rate_hz / 2.0 - kHalfChannel_hz).empty();
}

struct Receiver::State final : frontend::DwellUser {
  State(const ReceiverConfig& c, ParallelFor p) : config(c), parallel(std::move(p)), divider(c.dwell_s) {}

  ReceiverConfig config;
  ParallelFor parallel;
  frontend::DwellDivider divider;
  BurstReaders readers;
  double sample_rate_hz = 0.0;
  double center_hz = 0.0;
  std::vector<ToneSpan> carriers;  // empty: no GSM here
  std::optional<ChannelBank> bank;
  std::uint64_t bank_first_sample = 0;  // of the stream
  std::optional<ChannelCutter> search_cutter;
  std::vector<TrackedCell> cells;
  double noise_floor_dbfs = 0.0;  // of the dwell being reported
  frontend::Effort effort;
  std::vector<frontend::AttendedCell> attended;
  std::uint64_t dwells = 0;
  std::uint64_t cells_found = 0;

  void retune(const IqBlock& block) {
    sample_rate_hz = block.sample_rate_hz;
    center_hz = block.center_hz;
    cells.clear();
    bank.reset();
    const double whole = sample_rate_hz / 2.0 - kHalfChannel_hz;
    carriers = carrier_spans(center_hz, std::min(config.max_offset_hz.value_or(whole), whole));
    const auto plan = frontend::plan_channels(sample_rate_hz);
    if (carriers.empty() || !plan) return;
    bank.emplace(*plan);
    search_cutter.emplace(*plan);
  }

  bool start(const IqBlock& first, bool is_other_window) override {
    if (is_other_window) retune(first);
    if (!bank) return false;
    restart(first, !is_other_window && (first.lost_before > 0 || first.dropped_before > 0));
    return true;
  }

  // The stream goes on elsewhere: what follows does not join what was before.
  void restart(const IqBlock& block, bool is_counted) {
    bank->restart();
    const double gap_s =
        (static_cast<double>(block.first_sample) - static_cast<double>(divider.now().first_sample)) /
        sample_rate_hz;
    if (!is_counted || !(gap_s >= 0.0) || gap_s > kLongestGap_s) {
      cells.clear();
    } else {
      const double ratio = bank->plan().channel_rate_hz() / sample_rate_hz;
      const auto samples = static_cast<double>(block.first_sample - bank_first_sample);
      for (TrackedCell& cell : cells) cell.tracker.rebase(samples * ratio);
    }
    bank_first_sample = block.first_sample;
  }

  void take(std::span<const Sample> samples) override { bank->push(samples, parallel); }

  bool complete(bool is_end, std::vector<Dwell>& out) override {
    if (divider.seconds() < kShortest_s) return false;
    if (is_end) bank->finish(parallel);
    ++dwells;
    follow_known();
    find_new();
    out.push_back(report());
    std::erase_if(cells, [](const TrackedCell& cell) { return cell.report.is_lost || cell.is_superseded; });
    bank->discard_before(bank->end_block());
    return true;
  }

  void follow_known() {
    parallel(cells.size(), [&](std::size_t i) {
      TrackedCell& cell = cells[i];
      cell.report = cell.tracker.track(*bank, cell.cutter, readers, reading_of(cell));
    });
    for (TrackedCell& cell : cells) {
      if (reading_of(cell) == Reading::kAll) {
        cell.turns.note(divider.seconds(), cell.tracker.knows_layout());
      }
      note(cell);
      if (cell.report.restarted) cell.is_superseded = true;
    }
  }

  [[nodiscard]] Reading reading_of(const TrackedCell& cell) const noexcept {
    const double frequency_hz = cell.nominal_hz.value_or(center_hz + cell.tracker.offset_hz());
    const bool is_due = cell.turns.is_due(effort, dwells) ||
                        frontend::is_attended(attended, Rat::kGsm, frequency_hz, cell.tracker.bsic());
    return is_due ? Reading::kAll : Reading::kBroadcast;
  }

  void find_new() {
    std::vector<ToneSpan> tones = carriers;
    for (ToneSpan& span : tones) {
      // A tone is measured against what is around it.
      span.low_hz += kFcchTone_hz - kHalfChannel_hz;
      span.high_hz += kFcchTone_hz + kHalfChannel_hz;
    }
    std::vector<ToneCandidate> candidates =
        search_tones(*bank, tones, bank->first_block(), bank->end_block(), parallel);
    // The margin is for comparison only: what lies in it may be an image of what is beyond the window.
    std::erase_if(candidates, [this](const ToneCandidate& c) {
      return std::none_of(carriers.begin(), carriers.end(), [&](const ToneSpan& span) {
        const double carrier_hz = c.tone_hz - kFcchTone_hz;
        return carrier_hz > span.low_hz - kSameCarrier_hz && carrier_hz < span.high_hz + kSameCarrier_hz;
      });
    });
    std::erase_if(candidates, [this](const ToneCandidate& c) {
      return std::any_of(cells.begin(), cells.end(), [&](const TrackedCell& cell) {
        return !cell.is_superseded && cell.report.sch_good > 0 && cell.tracker.explains(c);
      });
    });
    std::vector<std::optional<TrackedCell>> found(candidates.size());
    parallel(candidates.size(), [&](std::size_t i) {
      ChannelCutter cutter(bank->plan());
      auto tracker = CellTracker::acquire(candidates[i], *bank, cutter, readers);
      if (!tracker) return;
      found[i].emplace(TrackedCell{.tracker = std::move(*tracker), .cutter = std::move(cutter)});
      found[i]->report = found[i]->tracker.track(*bank, found[i]->cutter, readers);
    });
    for (auto& one : found) {
      if (one) admit(std::move(*one));
    }
  }

  // A cell found anew replaces what it was known as; found twice it counts once.
  void admit(TrackedCell fresh) {
    for (TrackedCell& cell : cells) {
      if (!is_same_cell(cell, fresh)) continue;
      const bool is_better = cell.is_superseded || fresh.report.sch_good > cell.report.sch_good;
      if (!is_better) return;
      cell.is_superseded = true;
      cell.report = {};
    }
    note(fresh);
    fresh.turns = frontend::ReadingTurns(cells_found++);
    cells.push_back(std::move(fresh));
  }

  [[nodiscard]] static bool is_same_cell(const TrackedCell& a, const TrackedCell& b) noexcept {
    return a.tracker.bsic() == b.tracker.bsic() &&
           std::abs(a.tracker.offset_hz() - b.tracker.offset_hz()) < kSameCarrier_hz;
  }

  static void note(TrackedCell& cell) noexcept {
    cell.sch_good += cell.report.sch_good;
    cell.had_block = cell.had_block || !cell.report.blocks.empty();
  }

  Dwell report() {
    Dwell dwell;
    dwell.listen = listen();
    noise_floor_dbfs = dwell.listen.noise_floor_dbfs;
    for (TrackedCell& cell : cells) {
      if (cell.report.sch_good > 0 || !cell.report.blocks.empty())
        dwell.observations.push_back(observe(cell));
    }
    std::stable_sort(dwell.observations.begin(), dwell.observations.end(),
                     [](const Observation& a, const Observation& b) {
                       const double fa = std::round(a.carrier.measured_hz.value / kSameCarrier_hz);
                       const double fb = std::round(b.carrier.measured_hz.value / kSameCarrier_hz);
                       return fa != fb ? fa < fb : a.physical_id < b.physical_id;
                     });
    return dwell;
  }

  Listen listen() const {
    Listen listen = divider.listen();
    listen.rat = Rat::kGsm;
    listen.low_hz = center_hz + carriers.front().low_hz;
    listen.high_hz = center_hz + carriers.back().high_hz;
    listen.noise_floor_dbfs = to_db(quiet_channel_power(*bank, carriers.front().low_hz - kHalfChannel_hz,
                                                        carriers.back().high_hz + kHalfChannel_hz));
    listen.searched_s = divider.seconds();
    return listen;
  }

  // Stream time of a channel sample of the present bank.
  [[nodiscard]] double seconds_at(double channel_sample) const noexcept {
    return static_cast<double>(bank_first_sample) / sample_rate_hz +
           channel_sample / bank->plan().channel_rate_hz();
  }
  [[nodiscard]] double channel_sample_at(double seconds) const noexcept {
    return (seconds - static_cast<double>(bank_first_sample) / sample_rate_hz) *
           bank->plan().channel_rate_hz();
  }

  Observation observe(TrackedCell& cell) {
    const TrackReport& report = cell.report;
    const CellTracker& tracker = cell.tracker;
    Observation o;
    o.t_s = std::max(divider.start_s(), seconds_at(report.from_sample));
    o.duration_s =
        std::max(std::min(divider.start_s() + divider.seconds(), seconds_at(report.to_sample)) - o.t_s, 0.0);
    o.time = divider.now().received_at;
    if (o.time) *o.time += std::chrono::nanoseconds(std::llround((o.t_s - divider.start_s()) * 1e9));
    o.carrier = carrier_of(cell);
    o.physical_id = tracker.bsic();
    const bool is_confirmed = cell.had_block || cell.sch_good >= kConfirming_bursts;
    o.state = is_confirmed ? CellState::kConfirmed : CellState::kDecoded;
    o.signal = signal_of(cell);
    o.clock_offset_ppm = Measured{-tracker.time().drift_ppm(), tracker.time().drift_sigma_ppm()};
    const std::int64_t frame = tracker.time().frame_at(channel_sample_at(o.t_s));
    o.frame_start_s = {seconds_at(tracker.time().start_of(frame)),
                       tracker.time().start_sigma() / bank->plan().channel_rate_hz()};
    o.good_decodes = report.sch_good + report.bcch.good + report.ccch.good;
    o.bad_decodes = report.sch_bad + report.bcch.bad + report.ccch.bad;
    o.report = cell.builder.build(report, tracker.frame_number(frame),
                                  o.signal.power_dbfs - noise_floor_dbfs > kClear_db);
    return o;
  }

  // The tones stand against all else that passes the channel's filter, neighbours included.
  [[nodiscard]] Signal signal_of(const TrackedCell& cell) const {
    const TrackReport& report = cell.report;
    double total = 0.0;
    for (const double power : report.slot_power) total = std::max(total, power);
    constexpr double kFew = 2.0;
    const double ratio = report.tone_ratio.value_or(1.0);
    const double snr = ratio * cell.cutter.noise_bandwidth_hz() / kRaster_hz;
    const double sigma_db = 4.34 / std::sqrt(std::max(static_cast<double>(report.tones), kFew) * kFew);
    return {to_db(total * ratio / (1.0 + ratio)), to_db(snr), sigma_db};
  }

  Carrier carrier_of(TrackedCell& cell) const {
    const TrackReport& report = cell.report;
    constexpr double kUnmeasured_hz = 100.0;
    const Measured offset = report.offset_hz.value_or(Measured{cell.tracker.offset_hz(), kUnmeasured_hz});
    Carrier carrier{.rat = Rat::kGsm,
                    .measured_hz = {center_hz + offset.value, offset.sigma},
                    .nominal_hz = cell.nominal_hz,
                    .band = {},
                    .channel = {}};
    if (!cell.nominal_hz) cell.nominal_hz = resolve_raster(carrier.measured_hz.value, radio_clock(cell));
    if (!cell.nominal_hz) return carrier;
    const auto channels = gsm_channels_at(*cell.nominal_hz);
    if (channels.empty()) return carrier;
    carrier.nominal_hz = cell.nominal_hz;
    carrier.band = channels.front().band;
    carrier.channel = channels.front().arfcn;
    cell.tracker.set_arfcn(channels.front().arfcn);
    return carrier;
  }

  // How fast the radio's clock is, as the cell's own symbols tell where they share it.
  [[nodiscard]] std::optional<Measured> radio_clock(const TrackedCell& cell) const {
    constexpr double kSharp_ppm = 3.0;
    constexpr double kStatedClock_sigma_ppm = 0.5;
    if (!config.clock_drives_tuner) return std::nullopt;
    const TimeBase& time = cell.tracker.time();
    if (time.drift_sigma_ppm() < kSharp_ppm && time.bursts() > 2)
      return Measured{time.drift_ppm(), time.drift_sigma_ppm()};
    if (config.assumed_ppm) return Measured{*config.assumed_ppm, kStatedClock_sigma_ppm};
    return std::nullopt;
  }
};

Receiver::Receiver(const ReceiverConfig& config, ParallelFor parallel)
    : state_(std::make_unique<State>(config, std::move(parallel))) {}
Receiver::~Receiver() = default;
Receiver::Receiver(Receiver&&) noexcept = default;
Receiver& Receiver::operator=(Receiver&&) noexcept = default;

void Receiver::push(const IqBlock& block, std::vector<Dwell>& out) {
  if (block.sample_rate_hz >= kMinSampleRate_hz) state_->divider.push(block, *state_, out);
}

void Receiver::finish(std::vector<Dwell>& out) {
  state_->divider.finish(*state_, out);
}

void Receiver::set_effort(const frontend::Effort& effort) {
  state_->effort = effort;
}

void Receiver::set_attended(std::span<const frontend::AttendedCell> cells) {
  state_->attended.assign(cells.begin(), cells.end());
}

}  // namespace cellwarden::gsm
