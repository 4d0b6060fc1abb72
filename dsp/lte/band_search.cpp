#include "dsp/lte/band_search.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::lte {
namespace {

using frontend::BandSpectra;

constexpr double kNarrowDrift_ppm = 12.0;
constexpr double kStrong_z = 6.5;
constexpr std::size_t kStrongCandidates = 16;
// Next to a cell's carrier, what matches so much worse than it does is its own skirt.
constexpr double kSkirtReach_hz = 950e3;
constexpr double kSkirtMatch = 0.15;

struct Refined {
  PssCandidate candidate;  // offset and timing refined
  double tuned_hz;
  PssFix fix;
};

// A carrier is extracted once for all candidates of one offset.
std::vector<Refined> refine_all(const BandSpectra& spectra, std::vector<PssCandidate> candidates,
                                double seconds, const ParallelFor& parallel) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const PssCandidate& a, const PssCandidate& b) { return a.offset_hz < b.offset_hz; });
  std::vector<std::size_t> firsts;  // of each offset
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i == 0 || candidates[i].offset_hz != candidates[i - 1].offset_hz) firsts.push_back(i);
  }
  constexpr std::size_t kTasks = 4;
  std::vector<Refined> refined(candidates.size());
  parallel(kTasks, [&](std::size_t task) {
    if (task >= firsts.size()) return;
    CarrierSearch carrier(spectra.plan());
    for (std::size_t f = task; f < firsts.size(); f += kTasks) {
      const std::size_t end = f + 1 < firsts.size() ? firsts[f + 1] : candidates.size();
      carrier.tune(spectra, candidates[firsts[f]].offset_hz, seconds);
      for (std::size_t i = firsts[f]; i < end; ++i) {
        const PssFix fix = carrier.refine(candidates[i]);
        PssCandidate better = candidates[i];
        better.offset_hz += fix.offset_hz;
        better.pss_start_s = fix.pss_start_samples / kSampleRate_hz;
        refined[i] = {better, candidates[i].offset_hz, fix};
      }
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
  constexpr double kLoudClaim = 0.05;  // a weak cell's claim is mostly the luck that made it a maximum
  const double claimed = refined.candidate.mean_match - kNoiseMatch;
  return claimed > kLoudClaim && refined.fix.match - kNoiseMatch < kLeastShare * claimed;
}

bool may_be_side_lobe_of_any(const PssCandidate& candidate, std::span<const FoundCell> found) {
  return std::any_of(found.begin(), found.end(),
                     [&](const FoundCell& cell) { return may_be_side_lobe(candidate, as_candidate(cell)); });
}

bool is_explained(const Refined& refined, std::span<const FoundCell> found, double best_match) {
  if (may_be_side_lobe_of_any(refined.candidate, found)) return true;
  return std::any_of(found.begin(), found.end(), [&](const FoundCell& cell) {
    return std::abs(refined.candidate.offset_hz - cell.offset_hz) < kSkirtReach_hz &&
           refined.fix.match < kSkirtMatch * best_match;
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
      if (done[j] || std::abs(known[j].offset_hz - known[i].offset_hz) > kOneCarrier_hz) continue;
      done[j] = true;
      carrier.try_known(known[j], found);
    }
    if (found.size() > before) carrier.search_rest(found[before].cell.sync.timing.drift_ppm, found, parallel);
  }
  return found;
}

void search_band(const BandSpectra& spectra, const BandSearchConfig& config, std::vector<FoundCell>& found,
                 const ParallelFor& parallel) {
  PssSearchConfig pss{.min_offset_hz = config.span.low_hz, .max_offset_hz = config.span.high_hz};
  pss.raster = config.raster;
  if (config.clock_drift_ppm) {
    pss.center_drift_ppm = *config.clock_drift_ppm;
    pss.max_drift_ppm = kNarrowDrift_ppm;
  }
  if (config.strong_only) {
    pss.min_z = kStrong_z;
    pss.max_candidates = kStrongCandidates;
  }
  for (const FoundCell& cell : found) pss.known_offsets_hz.push_back(cell.offset_hz);
  auto candidates = search_pss(spectra, pss, parallel);
  std::erase_if(candidates, [&found](const PssCandidate& c) { return may_be_side_lobe_of_any(c, found); });
  double best_match = 0.0;
  for (const FoundCell& cell : found) best_match = std::max(best_match, cell.pss_match);
  CarrierSearch carrier(spectra.plan());
  for (const Refined& refined : refine_all(spectra, std::move(candidates), config.seconds, parallel)) {
    if (is_fluke(refined) || is_explained(refined, found, best_match)) continue;
    carrier.tune(spectra, refined.tuned_hz, config.seconds);
    const std::size_t before = found.size();
    if (carrier.try_candidate(refined.fix, found) == 0) continue;
    best_match = std::max(best_match, refined.fix.match);
    carrier.search_rest(found[before].cell.sync.timing.drift_ppm, found, parallel);
  }
}

void drop_ghosts(std::vector<FoundCell>& found) {
  std::vector<FoundCell> kept;
  for (const FoundCell& cell : found) {
    const bool is_ghost = cell.cell.state == CellState::kDetected &&
                          std::any_of(found.begin(), found.end(), [&cell](const FoundCell& other) {
                            const double apart_hz = std::abs(other.offset_hz - cell.offset_hz);
                            return other.cell.state != CellState::kDetected && apart_hz > kOneCarrier_hz &&
                                   apart_hz < kSkirtReach_hz;
                          });
    if (!is_ghost) kept.push_back(cell);
  }
  found = std::move(kept);
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
