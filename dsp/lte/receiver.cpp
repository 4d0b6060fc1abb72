#include "dsp/lte/receiver.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/frontend/band_spectra.hpp"
#include "dsp/frontend/dwell_divider.hpp"
#include "dsp/frontend/rate_adapter.hpp"
#include "dsp/frontend/rational_resampler.hpp"
#include "dsp/lte/alias_check.hpp"
#include "dsp/lte/band_search.hpp"
#include "dsp/lte/cell_followers.hpp"
#include "dsp/lte/cell_memory.hpp"
#include "dsp/lte/raster.hpp"

namespace cellwarden::lte {
namespace {

using frontend::BandSpectra;
using frontend::RateAdapter;

constexpr double kNormalSearch_s = 0.08;
constexpr double kShortest_s = 0.01;
constexpr double kRoundRate_hz = 20e3;
constexpr double kNearlyRound = 300e-6;
// As many samples are searched and measured at most: a whole dwell up to 4 MS/s, 0.2 s at 20 MS/s. More would
// need more room than a laptop's owner gives.
constexpr std::size_t kMostLook_samples = 4'000'000;
// A carrier is looked for as long as most of its synchronisation signal lies in the recorded band.
constexpr double kEdge_hz = 200e3;
// As far as a cell's skirts reach.
constexpr double kSurroundings_hz = 1e6;
constexpr double kLevelStep_hz = 360e3;

double to_db(double power) noexcept {
  return 10.0 * std::log10(std::max(power, 1e-20));
}

// docs/performance.md, curve "decoded": 90 % at -12 dB in 80 ms, and 5 dB less for ten times as long.
double sensitivity_snr_db(double seconds) noexcept {
  return -12.0 - 4.6 * std::log10(seconds / kNormalSearch_s);
}

}  // namespace

struct Receiver::State final : frontend::DwellUser {
  State(const ReceiverConfig& c, ParallelFor p)
      : config(c), parallel(std::move(p)), divider(c.dwell_s), plan(c.depth) {}

  ReceiverConfig config;
  ParallelFor parallel;
  frontend::DwellDivider divider;
  double sample_rate_hz = 0.0;
  double center_hz = 0.0;
  double clock_scale = 1.0;  // true sample rate over the one that the signal is handled at
  std::optional<RateAdapter> adapter;
  std::optional<BandSpectra> spectra;
  std::optional<BandSpectra> search_spectra;
  SearchPlan plan;
  CellMemory memory;
  std::vector<Sample> samples;     // of the dwell, at the adapter's rate, as long as they are needed
  std::size_t samples_gone = 0;    // of the dwell, before those
  std::size_t looked_samples = 0;  // of the dwell, from its start: those searched and measured
  std::vector<FoundCell> cells;    // in them
  double searched_s = 0.0;         // of each place that was searched
  double searched_share = 0.0;     // of the window
  // Whole cells are followed at a rate of their own, where that of the samples is no multiple of 15 kHz.
  std::optional<frontend::RationalResampler> resampler;
  std::vector<Sample> follow_samples;  // not yet worked off
  std::size_t follow_gone = 0;         // of the dwell, before those
  double follow_rate_hz = 0.0;
  CellFollowers followers;
  frontend::Effort effort;
  std::vector<frontend::AttendedCell> attended;
  std::uint64_t dwells = 0;

  void retune(const IqBlock& block) {
    sample_rate_hz = block.sample_rate_hz;
    center_hz = block.center_hz;
    // A rate a few ppm off a round one (a radio whose clock error is taken out by naming the true rate) is
    // handled as the round one, and its deviation put back into what is measured.
    const double round_hz = std::round(sample_rate_hz / kRoundRate_hz) * kRoundRate_hz;
    const bool is_nearly_round = std::abs(sample_rate_hz / round_hz - 1.0) < kNearlyRound;
    clock_scale = is_nearly_round ? sample_rate_hz / round_hz : 1.0;
    adapter.emplace(is_nearly_round ? round_hz : sample_rate_hz);
    const auto blocks = frontend::plan_blocks(adapter->output_rate_hz());
    spectra.emplace(*blocks);
    search_spectra.emplace(*blocks);
    plan.begin_window(max_offset_hz());
    memory.clear();
    followers.clear();
    resampler.reset();
    follow_rate_hz = frontend::symbol_rate_hz(adapter->output_rate_hz());
    if (follow_rate_hz != adapter->output_rate_hz()) {
      resampler.emplace(adapter->output_rate_hz(), follow_rate_hz);
    }
  }

  bool start(const IqBlock& first, bool is_other_window) override {
    if (is_other_window) retune(first);
    adapter->reset();
    begin_dwell();
    return true;
  }

  void begin_dwell() {
    samples.clear();
    samples_gone = 0;
    looked_samples = 0;
    cells.clear();
    follow_samples.clear();
    follow_gone = 0;
    if (resampler) resampler->reset();
  }

  // What is kept of a dwell until it is searched and measured. After that, whole cells are followed in what
  // comes in.
  void take(std::span<const Sample> part) override {
    adapter->process(part, samples);
    if (looked_samples == 0 && samples.size() >= kMostLook_samples) look();
    if (looked_samples > 0) follow(false);
  }

  bool complete(bool /*is_end*/, std::vector<Dwell>& out) override {
    const double seconds = static_cast<double>(samples_gone + samples.size()) / adapter->output_rate_hz();
    const bool is_long_enough = seconds >= kShortest_s;
    if (is_long_enough) {
      if (looked_samples == 0) look();
      follow(true);
      followers.end_dwell(seconds);
      out.push_back(report(seconds));
    }
    begin_dwell();
    return is_long_enough;
  }

  void look() {
    looked_samples = samples.size();
    cells.clear();
    const DwellSearch now = plan.next({effort.searches_deep, effort.search_every_dwells});
    searched_s = search(now, cells);
    searched_share = now.share;
    drop_ghosts(cells);
    // Carriers heard as images of what lies beyond the band's edge are put where they are.
    for (FoundCell& cell : cells) cell.alias_shift_hz = alias_shift_hz(*spectra, cell, looked_s());
    followers.set_cells(cells, follow_rate_hz, reading());
  }

  // How much of the cells is read in this dwell.
  [[nodiscard]] DwellReading reading() {
    DwellReading reading{.effort = effort, .dwell = dwells++};
    for (const FoundCell& cell : cells) {
      const double frequency_hz = center_hz + (cell.offset_hz + cell.alias_shift_hz) * clock_scale;
      const auto pci = static_cast<std::uint16_t>(cell.cell.shape.pci);
      reading.is_attended.push_back(frontend::is_attended(attended, Rat::kLte, frequency_hz, pci));
    }
    return reading;
  }

  [[nodiscard]] double looked_s() const noexcept {
    return static_cast<double>(looked_samples) / adapter->output_rate_hz();
  }

  void follow(bool is_end) {
    if (!resampler) return work_off(samples, samples_gone, is_end);
    if (followers.empty()) {
      samples_gone += samples.size();
    } else {
      resampler->process(samples, follow_samples);
      samples_gone += samples.size();
      work_off(follow_samples, follow_gone, is_end);
    }
    samples.clear();
  }

  void work_off(std::vector<Sample>& pending, std::size_t& gone_before, bool is_end) {
    const std::size_t done = followers.follow(pending, gone_before, is_end, parallel);
    const std::size_t gone = std::min(done - std::min(done, gone_before), pending.size());
    // Moved less often than once in a frame, whatever the size of the blocks.
    if (static_cast<double>(gone) < 0.02 * follow_rate_hz) return;
    pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(gone));
    gone_before += gone;
  }

  [[nodiscard]] double max_offset_hz() const noexcept {
    const double whole = adapter->output_rate_hz() / 2.0 - kEdge_hz;
    return std::min(config.max_offset_hz.value_or(whole), whole);
  }

  [[nodiscard]] double dwell_start_samples() const noexcept {
    return static_cast<double>(divider.now().first_sample) * (kSampleRate_hz * clock_scale / sample_rate_hz);
  }

  [[nodiscard]] std::span<const Sample> first_seconds(double seconds) const noexcept {
    const auto count = static_cast<std::size_t>(std::llround(seconds * adapter->output_rate_hz()));
    return std::span<const Sample>(samples).first(std::min(count, samples.size()));
  }

  // Measures what is known, then looks for more. \return seconds of signal searched
  double search(const DwellSearch& now, std::vector<FoundCell>& found) {
    const bool is_deep = now.is_deep;
    const double seconds = looked_s();
    const double normal_s = std::min(seconds, kNormalSearch_s);
    const auto known = memory.predict(dwell_start_samples());
    const double known_s = is_deep ? seconds : memory.seconds_needed(seconds);
    spectra->assign(first_seconds(known.empty() && !is_deep ? normal_s : known_s), parallel);
    search_spectra->assign(first_seconds(normal_s), parallel);
    if (!known.empty()) found = measure_known(*spectra, known, known_s, parallel);
    if (now.is_idle) return 0.0;

    BandSearchConfig config_now{.seconds = normal_s, .span = now.span};
    config_now.raster = raster();
    if (const auto clock = radio_clock_ppm(found)) config_now.clock_drift_ppm = clock->value;
    if (!is_deep) {
      search_around(*search_spectra, config_now, now.share < 1.0, found);
      return normal_s;
    }
    if (seconds > 1.5 * normal_s) find_strong_first(config_now, known, found);
    config_now.seconds = seconds;
    if (const auto clock = radio_clock_ppm(found)) config_now.clock_drift_ppm = clock->value;
    search_around(*spectra, config_now, now.share < 1.0, found);
    return seconds;
  }

  [[nodiscard]] std::optional<CarrierRaster> raster() const noexcept {
    if (!config.raster_reach_hz) return std::nullopt;
    return CarrierRaster{-std::remainder(center_hz, kLteRaster_hz), kLteRaster_hz, *config.raster_reach_hz};
  }

  // What a part of the window shows may be the skirt of a cell beside that part: where something new is
  // found, its surroundings are searched as well.
  void search_around(const BandSpectra& band, BandSearchConfig config_now, bool is_part,
                     std::vector<FoundCell>& found) {
    const std::size_t before = found.size();
    search_band(band, config_now, found, parallel);
    if (!is_part || found.size() == before) return;
    config_now.span.low_hz = std::max(config_now.span.low_hz - kSurroundings_hz, -max_offset_hz());
    config_now.span.high_hz = std::min(config_now.span.high_hz + kSurroundings_hz, max_offset_hz());
    search_band(band, config_now, found, parallel);
  }

  // Before a long search: what a short one finds tells the clock, which makes the long one cheap. What was
  // found is then measured over the whole dwell.
  void find_strong_first(BandSearchConfig config_now, const std::vector<KnownCell>& known,
                         std::vector<FoundCell>& found) {
    std::vector<FoundCell> strong = found;
    config_now.strong_only = true;
    search_band(*search_spectra, config_now, strong, parallel);
    if (strong.size() == found.size()) return;
    std::vector<KnownCell> all = known;
    for (std::size_t i = found.size(); i < strong.size(); ++i) {
      const FoundCell& cell = strong[i];
      all.push_back({cell.cell.shape, cell.offset_hz, cell.cell.sync.timing.frame_start_samples,
                     cell.cell.sync.timing.drift_ppm, cell.pss_match});
    }
    found = measure_known(*spectra, all, looked_s(), parallel);
  }

  Dwell report(double seconds) {
    const std::vector<CellMemory::Standing> standings = memory.update(cells, dwell_start_samples());
    Dwell dwell;
    dwell.listen = listen(seconds);
    const std::optional<Measured> clock = clock_for_raster(cells, standings);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (is_other_peak(cells, i)) continue;
      dwell.observations.push_back(observe(i, seconds, standings[i], clock));
    }
    std::sort(dwell.observations.begin(), dwell.observations.end(),
              [](const Observation& a, const Observation& b) {
                const double fa = std::round(a.carrier.measured_hz.value / kOneCarrier_hz);
                const double fb = std::round(b.carrier.measured_hz.value / kOneCarrier_hz);
                return fa != fb ? fa < fb : a.physical_id < b.physical_id;
              });
    return dwell;
  }

  [[nodiscard]] std::optional<Measured> clock_for_raster(
      const std::vector<FoundCell>& found, const std::vector<CellMemory::Standing>& standings) const {
    if (!config.clock_drives_tuner) return std::nullopt;
    std::vector<FoundCell> sharpened = found;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!standings[i].clock_ppm) continue;
      sharpened[i].cell.sync.timing.drift_ppm = standings[i].clock_ppm->value;
      sharpened[i].cell.sync.drift_sigma_ppm = standings[i].clock_ppm->sigma;
    }
    if (const auto clock = radio_clock_ppm(sharpened)) return clock;
    constexpr double kStatedClock_sigma_ppm = 0.5;
    if (config.assumed_ppm) return Measured{*config.assumed_ppm, kStatedClock_sigma_ppm};
    return std::nullopt;
  }

  // The weaker of two measurements of one PCI on one carrier is a second peak of the stronger.
  [[nodiscard]] static bool is_other_peak(const std::vector<FoundCell>& found, std::size_t i) noexcept {
    for (std::size_t j = 0; j < found.size(); ++j) {
      if (j == i || !is_same_cell(found[i], found[j])) continue;
      const double mine = found[i].cell.cell_power;
      const double theirs = found[j].cell.cell_power;
      if (theirs > mine || (theirs == mine && j < i)) return true;
    }
    return false;
  }

  [[nodiscard]] static bool is_same_cell(const FoundCell& a, const FoundCell& b) noexcept {
    return a.cell.shape == b.cell.shape && std::abs(a.offset_hz - b.offset_hz) < kOneCarrier_hz;
  }

  // Of the part that is searched in every dwell.
  [[nodiscard]] std::optional<BandLevels> band_levels() const {
    const BandSpectra::Levels levels = search_spectra->levels(kLevelStep_hz);
    if (levels.mean.empty()) return std::nullopt;
    BandLevels out{center_hz + levels.first_hz * clock_scale, levels.step_hz * clock_scale, {}, {}};
    for (const double power : levels.mean) out.mean_dbfs.push_back(to_db(power));
    for (const double power : levels.floor) out.floor_dbfs.push_back(to_db(power));
    return out;
  }

  [[nodiscard]] Listen listen(double seconds) const {
    Listen listen = divider.listen();
    listen.duration_s = seconds;
    listen.low_hz = center_hz - max_offset_hz();
    listen.high_hz = center_hz + max_offset_hz();
    listen.noise_floor_dbfs = to_db(spectra->median_carrier_power());
    listen.searched_s = searched_s * searched_share;
    listen.levels = band_levels();
    if (searched_s > 0.0) listen.sensitivity_snr_db = sensitivity_snr_db(searched_s);
    return listen;
  }

  [[nodiscard]] double measured_s() const noexcept {
    return static_cast<double>(std::min(looked_samples, spectra->sample_count())) / adapter->output_rate_hz();
  }

  Observation observe(std::size_t i, double seconds, const CellMemory::Standing& standing,
                      const std::optional<Measured>& clock) {
    const CellMeasurement& m = cells[i].cell;
    Observation o;
    o.t_s = divider.start_s();
    o.time = divider.now().received_at;
    o.carrier = carrier_of(cells[i], standing, clock);
    o.physical_id = static_cast<std::uint16_t>(m.shape.pci);
    CellReport report;
    report.duplex = m.shape.duplex;
    report.cyclic_prefix = m.shape.prefix;
    o.state = standing.state;
    o.signal = {to_db(m.cell_power), to_db(m.snr), m.snr_sigma_db};
    o.clock_offset_ppm = transmitter_clock(
        standing.clock_ppm.value_or(Measured{m.sync.timing.drift_ppm, m.sync.drift_sigma_ppm}));
    report.mib = set_frame_start(o, m);
    if (m.mib) {
      o.good_decodes = std::max<std::uint32_t>(1, m.mib->good_periods);
      o.bad_decodes = m.mib->bad_periods;
      report.mib_z = m.mib->z;
    } else {
      o.bad_decodes = m.failed_decodes;
    }
    report.reference_z = m.sync.reference_z;
    report.other_peaks = other_peaks(cells, i);
    report.downlink = followers.report(i);
    // A cell that is followed is heard to the dwell's end, however little of it was measured.
    o.duration_s = report.downlink ? seconds : measured_s();
    o.report = std::move(report);
    return o;
  }

  // Frames that come ever later are those of a slow transmitter.
  [[nodiscard]] Measured transmitter_clock(const Measured& drift_ppm) const noexcept {
    return {(clock_scale - 1.0) * 1e6 - drift_ppm.value, drift_ppm.sigma};
  }

  // The first frame boundary at or after the dwell's start.
  // \return the cell's MIB with the frame number that begins there
  std::optional<Mib> set_frame_start(Observation& o, const CellMeasurement& m) const {
    const double frame = kFrame_samples * (1.0 + m.sync.timing.drift_ppm * 1e-6);
    const double frames = std::ceil(-m.sync.timing.frame_start_samples / frame);
    const double start = m.sync.timing.frame_start_samples + frames * frame;
    o.frame_start_s = {o.t_s + start / (kSampleRate_hz * clock_scale), m.sync.timing_sigma_s};
    if (!m.mib) return std::nullopt;
    Mib mib = m.mib->mib;
    mib.sfn = static_cast<std::uint16_t>((mib.sfn + static_cast<unsigned>(frames)) % kSfnPeriod_frames);
    return mib;
  }

  Carrier carrier_of(const FoundCell& found, const CellMemory::Standing& standing,
                     const std::optional<Measured>& clock) {
    Carrier carrier{.rat = Rat::kLte,
                    .measured_hz = {center_hz + (found.offset_hz + found.alias_shift_hz) * clock_scale,
                                    found.cell.sync.offset_sigma_hz},
                    .nominal_hz = standing.nominal_hz,
                    .band = {},
                    .channel = {}};
    const bool is_whole =
        heard_subcarriers(found.offset_hz, adapter->output_rate_hz()).first == 0 &&
        heard_subcarriers(found.offset_hz, adapter->output_rate_hz()).last == kCentral_subcarriers;
    if (!carrier.nominal_hz && clock && (is_whole || found.alias_shift_hz != 0.0)) {
      const Measured radio_clock{clock->value - (clock_scale - 1.0) * 1e6, clock->sigma};
      carrier.nominal_hz = resolve_raster(carrier.measured_hz, radio_clock);
      if (carrier.nominal_hz) memory.set_nominal(found, *carrier.nominal_hz);
    }
    if (carrier.nominal_hz) {
      const auto channels = lte_channels_at(*carrier.nominal_hz, found.cell.shape.duplex);
      if (channels.size() == 1) {
        carrier.band = channels[0].band;
        carrier.channel = channels[0].earfcn;
      }
    }
    return carrier;
  }

  static std::vector<SyncPeak> other_peaks(const std::vector<FoundCell>& found, std::size_t i) {
    std::vector<SyncPeak> peaks;
    const FoundCell& main = found[i];
    for (std::size_t j = 0; j < found.size(); ++j) {
      if (j == i || !is_same_cell(found[i], found[j])) continue;
      const FoundCell& other = found[j];
      double delay = other.cell.sync.timing.frame_start_samples - main.cell.sync.timing.frame_start_samples;
      delay = std::remainder(delay, static_cast<double>(kHalfFrame_samples));
      peaks.push_back({.delay_us = delay / kSampleRate_hz * 1e6,
                       .relative_power_db = to_db(other.cell.cell_power) - to_db(main.cell.cell_power),
                       .frequency_offset_hz = other.offset_hz - main.offset_hz,
                       .z_score = other.cell.sync.reference_z});
    }
    return peaks;
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

}  // namespace cellwarden::lte
