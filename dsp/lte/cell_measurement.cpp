#include "dsp/lte/cell_measurement.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/lte/downlink_search.hpp"
#include "dsp/lte/offset_alternatives.hpp"
#include "dsp/lte/offset_scan.hpp"

namespace cellwarden::lte {
namespace {

constexpr double kDetectedSss_z = 6.7;
constexpr double kDoubtfulSss_z = 10.0;  // below it the SSS must turn against the PSS alike everywhere
constexpr double kLeastAgreement = 4.5;
constexpr double kSurelyDecoded_z = 13.0;
constexpr double kOffsetAmbiguity_hz = 4000.0;
constexpr double kAround_hz = 30.0;    // of an offset already scanned for
constexpr double kUsualDecoy_z = 5.0;  // best of a scan in noise

// Frames are told by their boundary: frame 0 is made the first that begins inside the segment or up to one
// frame before it, whatever boundary the hypothesis named.
FrameTiming normalised(FrameTiming timing) noexcept {
  const double frame = kFrame_samples * (1.0 + timing.drift_ppm * 1e-6);
  timing.frame_start_samples -= std::ceil(timing.frame_start_samples / frame) * frame;
  return timing;
}

// The clearest MIB for 1, 2 and 4 ports, and the channel that it was read with (or, without one, of two
// ports).
struct BestMib {
  std::optional<MibFix> fix;
  std::shared_ptr<const ChannelEstimate> channel;
};

BestMib best_mib(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                 const PilotGrid& grid, const HeardSubcarriers& heard) {
  static thread_local MibSearch search;
  BestMib best{{}, std::make_shared<const ChannelEstimate>(grid, shape, heard)};
  for (const unsigned ports : {1U, 2U}) {
    const auto fix = search.find(receive_pbch(reader, shape, timing, *best.channel, ports), shape, ports);
    if (fix && (!best.fix || fix->z > best.fix->z)) best.fix = fix;
    if (best.fix && best.fix->z > kConfirmed_z && best.fix->mib.ports == ports) return best;
  }
  auto four = std::make_shared<const ChannelEstimate>(best.channel->with_ports_2_and_3(grid));
  const auto fix = search.find(receive_pbch(reader, shape, timing, *four, kPorts), shape, kPorts);
  if (fix && (!best.fix || fix->z > best.fix->z)) best = {fix, std::move(four)};
  return best;
}

CellState state_of(const CellMeasurement& m) noexcept {
  if (!m.mib || m.mib->z < kDecoded_z) return CellState::kDetected;
  const bool twice = m.mib->halves_agree;
  const bool beyond_doubt = m.mib->z >= kConfirmed_z;
  return twice || beyond_doubt ? CellState::kConfirmed : CellState::kDecoded;
}

// Interference that repeats with the frame (another cell's signals on a shifted carrier, a spur) adds up like
// reference signals of any identity. So a cell that rests on its reference signals alone must stand out of
// what identities that are not there show at the same place.
bool stands_out_of_decoys(SymbolReader& reader, const SssHypothesis& hypothesis, double reference_z,
                          double span_hz) {
  constexpr unsigned kDecoys = 6;
  constexpr double kMargin = 1.4;
  if (reference_z < kMargin * kUsualDecoy_z) return false;
  const double harmful_z = reference_z / kMargin;
  for (unsigned i = 0; i < kDecoys; ++i) {
    CellShape decoy = hypothesis.shape;
    decoy.pci = (decoy.pci + 6 * (5 + 13 * i)) % kPciCount;  // same places of the reference signals
    const FineSync sync = synchronise(reader, decoy, normalised(hypothesis.timing), span_hz, harmful_z);
    if (sync.reference_z > harmful_z) return false;
  }
  return true;
}

void measure_level(CellMeasurement& m) {
  const ChannelEstimate& channel = *m.channel;
  // Not decoded: a second port counts where it is heard.
  const unsigned heard_ports = channel.port_power(1) > 0.1 * channel.port_power(0) ? 2U : 1U;
  const unsigned ports = m.mib ? m.mib->mib.ports : heard_ports;
  double power = 0.0;
  for (unsigned port = 0; port < std::min(ports, channel.ports()); ++port) power += channel.port_power(port);
  // Each port's reference signals are sent at the power that all ports together have in other elements.
  power /= static_cast<double>(ports);
  const double noise = std::max(channel.noise_power(), 1e-30);
  m.cell_power = power * static_cast<double>(kCentral_subcarriers);
  m.snr = power / noise;
  // Half the elements' pilots carry the estimate of each port; the noise estimate is far better.
  const double relative =
      std::sqrt((2.0 / std::max(m.snr, 1e-6) + 1.0) / std::max(1.0, channel.sample_count()));
  m.snr_sigma_db = std::min(10.0, 4.343 * relative);
}

// What its level would make of a MIB's agreement: a cell this loud that has no MIB is no cell.
double expected_mib_z(const CellMeasurement& m, std::size_t samples) {
  const double frames = std::floor(static_cast<double>(samples) / kFrame_samples);
  const double bits = frames * static_cast<double>(pbch_bits_per_frame(m.shape.prefix));
  return std::sqrt(bits * std::min(1.0, m.snr));
}

// Below this, no SSS would have been seen: what claims one but is weaker is something else.
double least_detectable_snr(std::size_t samples) noexcept {
  constexpr double kIn80Ms = 0.025;  // -16 dB; docs/performance.md, curve "detected", and 3 dB to spare
  const double seconds = static_cast<double>(samples) / kSampleRate_hz;
  return kIn80Ms * std::sqrt(0.08 / std::max(seconds, 0.01));
}

// Everything that follows once offset and timing are known.
CellMeasurement measure_at(SymbolReader& reader, const SssHypothesis& hypothesis, const FineSync& sync,
                           const HeardSubcarriers& heard) {
  CellMeasurement m{.shape = hypothesis.shape, .sync = sync, .sss_z = hypothesis.z};
  m.sync.timing = normalised(m.sync.timing);
  m.downlink = find_downlink(reader, m.shape, m.sync.timing);
  PilotGrid grid;
  grid.collect(reader, m.shape, m.sync.timing, m.downlink, true);
  BestMib best = best_mib(reader, m.shape, m.sync.timing, grid, heard);
  m.mib = best.fix;
  m.channel = std::move(best.channel);
  // Without reference signals to lean on, a MIB must speak for itself.
  const double least_z = sync.reference_z < kWorthDecoding_z ? kConfirmed_z : kDecoded_z;
  if (m.mib && m.mib->z < least_z) m.mib.reset();
  return m;
}

// A cell's reference signals stand out at least about as clearly as its SSS (there are forty times as many in
// FDD, ten times in TDD, half of that with one port). What claims to have an SSS but lacks them is what
// another cell left behind. A fast channel spoils their addition over a frame: clear ones are always enough.
double least_reference_z(const SssHypothesis& hypothesis) noexcept {
  constexpr double kClear_z = 12.0;
  const double share = hypothesis.shape.duplex == Duplex::kFdd ? 0.9 : 0.35;
  return std::clamp(share * hypothesis.z, kWorthDecoding_z, kClear_z);
}

// The first of these places that has a MIB.
std::optional<CellMeasurement> first_with_mib(SymbolReader& reader, const SssHypothesis& hypothesis,
                                              const HeardSubcarriers& heard, FrameTiming timing,
                                              std::span<const double> offsets_hz, double span_hz,
                                              double least_runs_z) {
  for (const double offset_hz : offsets_hz) {
    timing.offset_hz = offset_hz;
    const FineSync sync = synchronise(reader, hypothesis.shape, timing, span_hz);
    if (sync.runs_z < least_runs_z) continue;
    CellMeasurement m = measure_at(reader, hypothesis, sync, heard);
    if (m.mib) return m;
  }
  return std::nullopt;
}

bool deserves_long_look(const SssHypothesis& hypothesis) noexcept {
  constexpr double kWeakestSss_z = 4.2;
  constexpr double kStrongestSss_z = 14.0;  // beyond that, its pilots are clear
  return hypothesis.shape.duplex == Duplex::kTdd && hypothesis.z >= kWeakestSss_z &&
         hypothesis.z <= kStrongestSss_z;
}

// A TDD cell's certain downlink holds so few pilots that a weak one's offset may be taken for another: the
// ones that its synchronisation signals speak for are tried until a MIB comes out.
std::optional<CellMeasurement> measure_elsewhere(SymbolReader& reader, const SssHypothesis& hypothesis,
                                                 const HeardSubcarriers& heard) {
  // Long segments have runs of frames that tell a cell from noise's best of some hundred trials.
  constexpr std::size_t kLong_frames = 20;
  const double least_runs_z = reader.baseband().size() < kLong_frames * kFrame_samples ? 3.0 : 6.0;
  constexpr double kNear_hz = 400.0;
  constexpr std::size_t kHills = 4;
  FrameTiming timing = normalised(hypothesis.timing);
  timing.offset_hz += sss_to_pss_turn(reader, hypothesis.shape, timing).offset_hz;
  std::vector<double> offsets = OffsetScan(reader, hypothesis.shape, timing).hills_hz(kNear_hz, kHills);
  for (double& offset_hz : offsets) offset_hz += timing.offset_hz;
  return first_with_mib(reader, hypothesis, heard, timing, offsets, kAround_hz, least_runs_z);
}

// Reference signals a quarter of a millisecond apart hardly tell offsets 4 kHz apart.
std::optional<CellMeasurement> measure_at_twin(SymbolReader& reader, const SssHypothesis& hypothesis,
                                               const HeardSubcarriers& heard, const FineSync& sync) {
  const std::array<double, 2> twins{sync.timing.offset_hz - kOffsetAmbiguity_hz,
                                    sync.timing.offset_hz + kOffsetAmbiguity_hz};
  return first_with_mib(reader, hypothesis, heard, sync.timing, twins, 200.0, kDetected_z);
}

// A weak TDD cell is put at the likeliest of the offsets that its reference signals can hardly tell apart,
// and its uncertainty says what doubt is left.
CellMeasurement settle_offset(SymbolReader& reader, const SssHypothesis& hypothesis,
                              const HeardSubcarriers& heard, CellMeasurement here) {
  constexpr double kBeyondDoubt_z = 30.0;
  if (here.shape.duplex != Duplex::kTdd || here.sync.reference_z > kBeyondDoubt_z) return here;
  const OffsetAlternatives alternatives = weigh_alternatives(
      reader, here.shape, here.sync.timing, here.downlink, here.mib->mib.ports, here.channel->noise_power());
  double apart_hz = likeliest(alternatives).apart_hz;
  if (apart_hz != 0.0) {
    const std::array offset_hz{here.sync.timing.offset_hz + apart_hz};
    auto there = first_with_mib(reader, hypothesis, heard, here.sync.timing, offset_hz, kAround_hz, 0.0);
    if (there) {
      here = std::move(*there);
    } else {
      apart_hz = 0.0;
    }
  }
  here.sync.offset_sigma_hz = std::hypot(here.sync.offset_sigma_hz, spread_hz(alternatives, apart_hz));
  return here;
}

// Where another's signals pass for an SSS, its phase has nothing to do with the PSS beside it.
bool turns_alike(const SymbolReader& reader, const SyncTurn& turn) noexcept {
  const double half_frames = static_cast<double>(reader.baseband().size()) / kHalfFrame_samples;
  return turn.agreement >= std::min(kLeastAgreement, 0.25 * half_frames);
}

std::optional<CellMeasurement> measure_somewhere(SymbolReader& reader, const SssHypothesis& hypothesis,
                                                 const HeardSubcarriers& heard, double span_hz,
                                                 unsigned& long_looks) {
  const FrameTiming timing = normalised(hypothesis.timing);
  if (hypothesis.z < kDoubtfulSss_z &&
      !turns_alike(reader, sss_to_pss_turn(reader, hypothesis.shape, timing)))
    return std::nullopt;
  const double wanted_z = least_reference_z(hypothesis);
  const FineSync sync = synchronise(reader, hypothesis.shape, timing, span_hz, wanted_z);
  const bool is_supported = sync.reference_z >= wanted_z;
  std::optional<CellMeasurement> here;
  if (is_supported) here = measure_at(reader, hypothesis, sync, heard);
  if (here && here->mib) return here;
  if (sync.reference_z < kDetected_z) {
    if (!deserves_long_look(hypothesis) || long_looks == 0) return std::nullopt;
    --long_looks;
    return measure_elsewhere(reader, hypothesis, heard);
  }
  const bool is_clear = is_supported && hypothesis.z >= kDetectedSss_z;
  if (!is_clear || !stands_out_of_decoys(reader, hypothesis, sync.reference_z, span_hz)) return std::nullopt;
  if (auto twin = measure_at_twin(reader, hypothesis, heard, sync)) return twin;
  return here;
}

}  // namespace

std::optional<CellMeasurement> measure_cell(SymbolReader& reader, const SssHypothesis& hypothesis,
                                            const HeardSubcarriers& heard, double span_hz,
                                            unsigned& long_looks) {
  auto m = measure_somewhere(reader, hypothesis, heard, span_hz, long_looks);
  if (!m) return std::nullopt;
  if (m->mib) m = settle_offset(reader, hypothesis, heard, std::move(*m));
  m->state = state_of(*m);
  measure_level(*m);
  if (!m->mib) {
    m->failed_decodes = 1;
    const std::size_t samples = reader.baseband().size();
    if (expected_mib_z(*m, samples) > kSurelyDecoded_z || m->snr < least_detectable_snr(samples))
      return std::nullopt;
  }
  return m;
}

}  // namespace cellwarden::lte
