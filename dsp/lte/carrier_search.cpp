#include "dsp/lte/carrier_search.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/lte/cell_canceller.hpp"

namespace cellwarden::lte {
namespace {

using frontend::BandSpectra;
using frontend::BlockPlan;

constexpr double kSss_z = 4.0;  // a hint is enough here: its MIB or, without one, measure_cell() decides
constexpr double kCandidateSpan_hz = 2000.0;
constexpr double kKnownSpan_hz = 400.0;
constexpr std::size_t kMaxCellsPerCarrier = 8;
constexpr std::size_t kMaxHypotheses = 4;
constexpr std::size_t kMaxRestCandidates = 6;
constexpr double kRestSpan_hz = 10e3;
constexpr double kSameInstant_s = 4.7e-6;  // paths of one cell lie within a cyclic prefix

double frame_distance_s(double a_samples, double b_samples) noexcept {
  const double d = std::fmod(std::abs(a_samples - b_samples), static_cast<double>(kFrame_samples));
  return std::min(d, static_cast<double>(kFrame_samples) - d) / kSampleRate_hz;
}

}  // namespace

HeardSubcarriers heard_subcarriers(double offset_hz, double sample_rate_hz) noexcept {
  // The outermost per cent of a recording is its filter's skirt.
  const double edge_hz = 0.495 * sample_rate_hz;
  HeardSubcarriers heard;
  const auto frequency = [offset_hz](std::size_t k) {
    return offset_hz + (static_cast<double>(k) - 36.0 + (k >= 36 ? 1.0 : 0.0)) * kSubcarrier_hz;
  };
  while (heard.first < heard.last && frequency(heard.first) < -edge_hz) ++heard.first;
  while (heard.last > heard.first && frequency(heard.last - 1) > edge_hz) --heard.last;
  return heard;
}

CarrierSearch::CarrierSearch(const BlockPlan& plan) : plan_(plan), extractor_(plan) {}

void CarrierSearch::tune(const BandSpectra& spectra, double offset_hz, double seconds) {
  offset_hz_ = offset_hz;
  failed_.clear();
  extractor_.extract(spectra, offset_hz, seconds, baseband_);
  reader_.set_baseband(baseband_);
  heard_ = heard_subcarriers(offset_hz, plan_.bin_hz * static_cast<double>(plan_.input_size));
}

PssFix CarrierSearch::refine(const PssCandidate& candidate) {
  return refine_pss(baseband_, {.n_id_2 = candidate.n_id_2,
                                .pss_start_samples = candidate.pss_start_s * kSampleRate_hz,
                                .drift_ppm = candidate.drift_ppm,
                                .offset_hz = candidate.offset_hz - offset_hz_});
}

bool CarrierSearch::accept(const SssHypothesis& hypothesis, double span_hz, double pss_match,
                           std::vector<FoundCell>& found) {
  const auto same = [&](const FoundCell& f) {
    return f.cell.shape.pci == hypothesis.shape.pci &&
           std::abs(f.offset_hz - offset_hz_) < 2 * kRestSpan_hz &&
           frame_distance_s(f.cell.sync.timing.frame_start_samples, hypothesis.timing.frame_start_samples) <
               kSameInstant_s;
  };
  if (std::any_of(found.begin(), found.end(), same)) return false;
  // No band has carriers of both duplex modes.
  const bool other_duplex = std::any_of(found.begin(), found.end(), [&hypothesis](const FoundCell& f) {
    return f.cell.mib && f.cell.shape.duplex != hypothesis.shape.duplex;
  });
  unsigned none = 0;
  auto measured = measure_cell(reader_, hypothesis, heard_, span_hz, other_duplex ? none : long_looks_);
  if (!measured) return false;
  cancel_cell(baseband_, reader_, *measured);
  const double offset = offset_hz_ + measured->sync.timing.offset_hz;
  found.push_back({std::move(*measured), offset, pss_match});
  return true;
}

std::size_t CarrierSearch::try_candidate(const PssFix& fix, std::vector<FoundCell>& found) {
  const auto hypotheses = find_sss(reader_, fix, kSss_z);
  for (std::size_t i = 0; i < std::min(hypotheses.size(), kMaxHypotheses); ++i) {
    if (accept(hypotheses[i], kCandidateSpan_hz, fix.match, found)) return 1;
  }
  return 0;
}

bool CarrierSearch::try_known(const KnownCell& known, std::vector<FoundCell>& found) {
  SssHypothesis hypothesis{
      known.shape, {known.frame_start_samples, known.drift_ppm, known.offset_hz - offset_hz_}, 0.0};
  hypothesis.z = sss_z_score(reader_, known.shape, hypothesis.timing);
  if (hypothesis.z < 4.0) return false;
  return accept(hypothesis, kKnownSpan_hz, known.pss_match, found);
}

// What failed is tried again only where taking out other cells has made it clearer.
bool CarrierSearch::has_failed_before(const PssFix& fix) const noexcept {
  constexpr double kSamePlace_samples = 2.0;
  constexpr double kClearer = 1.1;
  return std::any_of(failed_.begin(), failed_.end(), [&fix](const PssFix& failed) {
    return failed.n_id_2 == fix.n_id_2 &&
           std::abs(failed.pss_start_samples - fix.pss_start_samples) < kSamePlace_samples &&
           fix.match < kClearer * failed.match;
  });
}

std::size_t CarrierSearch::search_rest(double drift_ppm, std::vector<FoundCell>& found,
                                       const ParallelFor& parallel) {
  if (!rest_spectra_) {
    const auto plan = frontend::plan_blocks(kSampleRate_hz);
    rest_spectra_.emplace(*plan);
  }
  std::size_t new_cells = 0;
  while (new_cells < kMaxCellsPerCarrier) {
    rest_spectra_->assign(baseband_, parallel);
    const auto candidates = search_pss(*rest_spectra_,
                                       {.min_offset_hz = -kRestSpan_hz,
                                        .max_offset_hz = kRestSpan_hz,
                                        .center_drift_ppm = drift_ppm,
                                        .max_drift_ppm = 12.0,
                                        .max_candidates = kMaxRestCandidates},
                                       parallel);
    // Each cell is taken out before the next candidate is tried: what was its side lobe fails then.
    std::size_t found_now = 0;
    for (const PssCandidate& candidate : candidates) {
      PssCandidate in_band = candidate;
      in_band.offset_hz += offset_hz_;
      const PssFix fix = refine(in_band);
      if (has_failed_before(fix)) continue;
      const std::size_t cells = try_candidate(fix, found);
      if (cells == 0) failed_.push_back(fix);
      found_now += cells;
    }
    if (found_now == 0) break;
    new_cells += found_now;
  }
  return new_cells;
}

}  // namespace cellwarden::lte
