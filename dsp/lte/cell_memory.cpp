#include "dsp/lte/cell_memory.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::lte {
namespace {

constexpr int kForgetAfter_dwells = 8;
constexpr double kSameInstant_samples = 9.0;  // 4.7 us
constexpr double kShortTrack_s = 0.16;
// Decoding with room to spare: twice what confirms a cell.
constexpr double kComfortable_z = 2.0 * kConfirmed_z;

// Whole frames between two boundaries, and what is left over, in samples.
struct FrameSpan {
  double frames;
  double rest_samples;
};

FrameSpan frames_between(double from_samples, double to_samples, double drift_ppm) noexcept {
  const double frame = kFrame_samples * (1.0 + drift_ppm * 1e-6);
  const double frames = std::round((to_samples - from_samples) / frame);
  return {frames, to_samples - from_samples - frames * frame};
}

bool continues(const Mib& before, const Mib& now, double frames) noexcept {
  const auto advance = static_cast<int>(std::fmod(frames, static_cast<double>(kSfnPeriod_frames)));
  const int expected = (before.sfn + advance + kSfnPeriod_frames) % kSfnPeriod_frames;
  return same_configuration(before, now) && expected == now.sfn;
}

}  // namespace

std::vector<KnownCell> CellMemory::predict(double dwell_start_samples) const {
  std::vector<const Remembered*> order;
  for (const Remembered& cell : cells_) order.push_back(&cell);
  std::stable_sort(order.begin(), order.end(),
                   [](const Remembered* a, const Remembered* b) { return a->power > b->power; });
  std::vector<KnownCell> known;
  for (const Remembered* cell : order) {
    const FrameSpan span = frames_between(cell->frame_start_samples, dwell_start_samples, cell->drift_ppm);
    known.push_back({cell->shape, cell->offset_hz, -span.rest_samples, cell->drift_ppm, cell->pss_match});
  }
  return known;
}

double CellMemory::seconds_needed(double longest_s) const noexcept {
  double seconds = std::min(kShortTrack_s, longest_s);
  for (const Remembered& cell : cells_) {
    if (cell.mib_z_per_s <= 0.0) return longest_s;
    seconds = std::max(seconds, std::min(longest_s, kComfortable_z * kComfortable_z / cell.mib_z_per_s));
  }
  return seconds;
}

CellMemory::Remembered* CellMemory::find(const FoundCell& found, double dwell_start_samples) noexcept {
  for (Remembered& cell : cells_) {
    if (cell.shape != found.cell.shape || std::abs(cell.offset_hz - found.offset_hz) > kOneCarrier_hz)
      continue;
    const double start = dwell_start_samples + found.cell.sync.timing.frame_start_samples;
    const FrameSpan span = frames_between(cell.frame_start_samples, start, cell.drift_ppm);
    if (std::abs(span.rest_samples) < kSameInstant_samples) return &cell;
  }
  return nullptr;
}

std::vector<CellMemory::Standing> CellMemory::update(std::span<const FoundCell> found,
                                                     double dwell_start_samples) {
  for (Remembered& cell : cells_) ++cell.dwells_missed;
  std::vector<Standing> standings;
  for (const FoundCell& heard : found) {
    const CellMeasurement& m = heard.cell;
    const double start = dwell_start_samples + m.sync.timing.frame_start_samples;
    const double sigma = m.sync.timing_sigma_s * kSampleRate_hz;
    Standing standing{.state = m.state};
    Remembered* cell = find(heard, dwell_start_samples);
    double drift_ppm = m.sync.timing.drift_ppm;
    if (cell != nullptr) {
      const FrameSpan span = frames_between(cell->frame_start_samples, start, cell->drift_ppm);
      const bool agrees = cell->mib && m.mib && continues(*cell->mib, m.mib->mib, span.frames);
      const bool proved_before = cell->state == CellState::kConfirmed;
      // The same cell at the same place in time: a second decode that agrees confirms it, and what was
      // confirmed stays so as long as its signals are heard.
      if (agrees || (proved_before && !m.mib)) standing.state = std::max(m.state, CellState::kConfirmed);
      if (span.frames > 0.0) {
        const double elapsed = span.frames * kFrame_samples;
        const double ppm = ((start - cell->frame_start_samples) / elapsed - 1.0) * 1e6;
        const double ppm_sigma = std::hypot(sigma, cell->timing_sigma_samples) / elapsed * 1e6;
        if (ppm_sigma < m.sync.drift_sigma_ppm) {
          standing.clock_ppm = Measured{ppm, ppm_sigma};
          drift_ppm = ppm;
        }
      }
      standing.nominal_hz = cell->nominal_hz;
    } else if (m.state != CellState::kDetected) {
      cell = &cells_.emplace_back();
    }
    standings.push_back(standing);
    if (cell == nullptr) continue;
    cell->shape = m.shape;
    cell->offset_hz = heard.offset_hz;
    cell->frame_start_samples = start;
    cell->timing_sigma_samples = sigma;
    cell->drift_ppm = drift_ppm;
    cell->power = m.cell_power;
    cell->pss_match = heard.pss_match;
    const double bits_per_s = static_cast<double>(pbch_bits_per_frame(m.shape.prefix)) / kFrame_s;
    cell->mib_z_per_s = bits_per_s * std::min(1.0, m.snr);
    if (m.mib)
      cell->mib = m.mib->mib;
    else
      cell->mib.reset();
    cell->state = standing.state;
    cell->dwells_missed = 0;
  }
  std::erase_if(cells_, [](const Remembered& cell) { return cell.dwells_missed > kForgetAfter_dwells; });
  return standings;
}

void CellMemory::set_nominal(const FoundCell& found, double nominal_hz) {
  for (Remembered& cell : cells_) {
    if (cell.shape == found.cell.shape && std::abs(cell.offset_hz - found.offset_hz) < kOneCarrier_hz) {
      cell.nominal_hz = nominal_hz;
    }
  }
}

}  // namespace cellwarden::lte
