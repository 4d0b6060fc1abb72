#include "dsp/lte/band_search.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::lte {
namespace {

using frontend::BandSpectra;

constexpr double kSameCarrier_hz = 25e3;
constexpr double kNarrowDrift_ppm = 12.0;
// Next to a cell's carrier, what matches so much worse than it does is its own skirt.
constexpr double kSkirtReach_hz = 950e3;
constexpr double kSkirtMatch = 0.15;

struct Refined {
  PssCandidate candidate;  // offset and timing refined
  double tuned_hz;
  PssFix fix;
};

std::vector<Refined> refine_all(const BandSpectra& spectra, const std::vector<PssCandidate>& candidates,
                                double seconds, const ParallelFor& parallel) {
  constexpr std::size_t kTasks = 4;
  std::vector<Refined> refined(candidates.size());
  parallel(kTasks, [&](std::size_t task) {
    if (task >= candidates.size()) return;
    CarrierSearch carrier(spectra.plan());
    for (std::size_t i = task; i < candidates.size(); i += kTasks) {
      carrier.tune(spectra, candidates[i].offset_hz, seconds);
      const PssFix fix = carrier.refine(candidates[i]);
      PssCandidate better = candidates[i];
      better.offset_hz += fix.offset_hz;
      better.pss_start_s = fix.pss_start_samples / kSampleRate_hz;
      refined[i] = {better, candidates[i].offset_hz, fix};
    }
  });
  std::stable_sort(refined.begin(), refined.end(),
                   [](const Refined& a, const Refined& b) { return a.fix.match > b.fix.match; });
  return refined;
}

PssCandidate as_candidate(const FoundCell& found) {
  const CellShape& shape = found.cell.shape;
  const double start = found.cell.sync.timing.at(static_cast<double>(pss_start(shape.duplex, shape.prefix)));
  return {.offset_hz = found.offset_hz,
          .n_id_2 = static_cast<std::uint8_t>(shape.pci % 3),
          .pss_start_s = start / kSampleRate_hz,
          .z = 1e9};
}

// What stands out of the grid but not when looked at closely was a quiet stretch beside a loud one.
bool is_fluke(const Refined& refined) {
  constexpr double kNoiseMatch = 1.0 / 64.0;
  constexpr double kLeastShare = 0.3;
  const double claimed = refined.candidate.mean_match - kNoiseMatch;
  return refined.fix.match - kNoiseMatch < kLeastShare * claimed;
}

bool is_explained(const Refined& refined, std::span<const FoundCell> found, double best_match) {
  return std::any_of(found.begin(), found.end(), [&](const FoundCell& cell) {
    const bool is_skirt = std::abs(refined.candidate.offset_hz - cell.offset_hz) < kSkirtReach_hz &&
                          refined.fix.match < kSkirtMatch * best_match;
    return is_skirt || may_be_side_lobe(refined.candidate, as_candidate(cell));
  });
}

}  // namespace

std::vector<FoundCell> measure_known(const BandSpectra& spectra, std::span<const KnownCell> known,
                                     double seconds, const ParallelFor& parallel) {
  std::vector<FoundCell> found;
  CarrierSearch carrier(spectra.plan());
  std::vector<bool> done(known.size(), false);
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (done[i]) continue;
    // The list comes strongest first: the first of a carrier leads it.
    carrier.tune(spectra, known[i].offset_hz, seconds);
    const std::size_t before = found.size();
    for (std::size_t j = i; j < known.size(); ++j) {
      if (done[j] || std::abs(known[j].offset_hz - known[i].offset_hz) > kSameCarrier_hz) continue;
      done[j] = true;
      carrier.try_known(known[j], found);
    }
    if (found.size() > before) carrier.search_rest(found[before].cell.sync.timing.drift_ppm, found, parallel);
  }
  return found;
}

void search_band(const BandSpectra& spectra, const BandSearchConfig& config, std::vector<FoundCell>& found,
                 const ParallelFor& parallel) {
  PssSearchConfig pss{.min_offset_hz = -config.max_offset_hz, .max_offset_hz = config.max_offset_hz};
  if (config.clock_drift_ppm) {
    pss.center_drift_ppm = *config.clock_drift_ppm;
    pss.max_drift_ppm = kNarrowDrift_ppm;
  }
  const auto candidates = search_pss(spectra, pss, parallel);
  double best_match = 0.0;
  for (const FoundCell& cell : found) best_match = std::max(best_match, cell.pss_match);
  CarrierSearch carrier(spectra.plan());
  for (const Refined& refined : refine_all(spectra, candidates, config.seconds, parallel)) {
    if (is_fluke(refined) || is_explained(refined, found, best_match)) continue;
    carrier.tune(spectra, refined.tuned_hz, config.seconds);
    const std::size_t before = found.size();
    if (carrier.try_candidate(refined.fix, found) == 0) continue;
    best_match = std::max(best_match, refined.fix.match);
    carrier.search_rest(found[before].cell.sync.timing.drift_ppm, found, parallel);
  }
}

std::optional<Measured> radio_clock_ppm(std::span<const FoundCell> cells) {
  struct Vote {
    double ppm, weight;
  };
  constexpr double kTransmitter_ppm = 0.05;
  std::vector<Vote> votes;
  double total = 0.0;
  for (const FoundCell& found : cells) {
    if (found.cell.state == CellState::kDetected) continue;
    const double sigma = std::hypot(found.cell.sync.drift_sigma_ppm, kTransmitter_ppm);
    votes.push_back({found.cell.sync.timing.drift_ppm, 1.0 / (sigma * sigma)});
    total += votes.back().weight;
  }
  if (votes.empty()) return std::nullopt;
  std::sort(votes.begin(), votes.end(), [](const Vote& a, const Vote& b) { return a.ppm < b.ppm; });
  double sum = 0.0;
  for (const Vote& vote : votes) {
    sum += vote.weight;
    // A median is a quarter worse than a mean, and does not follow the one cell that is off.
    if (sum >= total / 2.0) return Measured{vote.ppm, 1.25 / std::sqrt(total)};
  }
  return Measured{votes.back().ppm, 1.25 / std::sqrt(total)};
}

}  // namespace cellwarden::lte
