#include "dsp/lte/cell_measurement.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::lte {
namespace {

constexpr double kDetectedSss_z = 6.7;
constexpr double kSurelyDecoded_z = 13.0;
constexpr double kOffsetAmbiguity_hz = 4000.0;
constexpr double kUsualDecoy_z = 5.0;  // best of a scan in noise

// Frames are told by their boundary: frame 0 is made the first that begins inside the segment or up to one
// frame before it, whatever boundary the hypothesis named.
FrameTiming normalised(FrameTiming timing) noexcept {
  const double frame = kFrame_samples * (1.0 + timing.drift_ppm * 1e-6);
  timing.frame_start_samples -= std::ceil(timing.frame_start_samples / frame) * frame;
  return timing;
}

std::optional<MibFix> best_mib(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                               const ChannelEstimate& two, const ChannelEstimate& four) {
  static thread_local MibSearch search;
  std::optional<MibFix> best;
  for (const unsigned ports : {1U, 2U, 4U}) {
    const auto frames = receive_pbch(reader, shape, timing, ports == 4 ? four : two, ports);
    const auto fix = search.find(frames, shape, ports);
    if (fix && (!best || fix->z > best->z)) best = fix;
    if (best && best->z > kConfirmed_z && best->mib.ports == ports && ports < 4) break;
  }
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
  for (unsigned i = 0; i < kDecoys; ++i) {
    CellShape decoy = hypothesis.shape;
    decoy.pci = (decoy.pci + 6 * (5 + 13 * i)) % kPciCount;  // same places of the reference signals
    const FineSync sync = synchronise(reader, decoy, normalised(hypothesis.timing), span_hz);
    if (reference_z < kMargin * sync.reference_z) return false;
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

// Everything that follows once offset and timing are known.
CellMeasurement measure_at(SymbolReader& reader, const SssHypothesis& hypothesis, const FineSync& sync,
                           const HeardSubcarriers& heard) {
  CellMeasurement m{.shape = hypothesis.shape, .sync = sync, .sss_z = hypothesis.z};
  m.sync.timing = normalised(m.sync.timing);
  m.downlink = find_downlink(reader, m.shape, m.sync.timing);
  PilotGrid grid;
  grid.collect(reader, m.shape, m.sync.timing, m.downlink, true);
  auto two = std::make_shared<const ChannelEstimate>(grid, m.shape, 2, heard);
  auto four = std::make_shared<const ChannelEstimate>(grid, m.shape, 4, heard);
  m.mib = best_mib(reader, m.shape, m.sync.timing, *two, *four);
  if (m.mib && m.mib->z < kDecoded_z) m.mib.reset();
  m.channel = m.mib && m.mib->mib.ports == 4 ? four : two;
  return m;
}

}  // namespace

std::optional<CellMeasurement> measure_cell(SymbolReader& reader, const SssHypothesis& hypothesis,
                                            const HeardSubcarriers& heard, double span_hz) {
  const FineSync sync = synchronise(reader, hypothesis.shape, normalised(hypothesis.timing), span_hz);
  if (sync.reference_z < kWorthDecoding_z) return std::nullopt;
  CellMeasurement m = measure_at(reader, hypothesis, sync, heard);
  if (!m.mib) {
    const bool is_clear = sync.reference_z >= kDetected_z && hypothesis.z >= kDetectedSss_z;
    if (!is_clear || !stands_out_of_decoys(reader, hypothesis, sync.reference_z, span_hz))
      return std::nullopt;
    // Reference signals a quarter of a millisecond apart hardly tell offsets 4 kHz apart.
    for (const double ambiguity_hz : {-kOffsetAmbiguity_hz, kOffsetAmbiguity_hz}) {
      FrameTiming shifted = sync.timing;
      shifted.offset_hz += ambiguity_hz;
      const FineSync other = synchronise(reader, hypothesis.shape, shifted, 200.0);
      if (other.reference_z < kDetected_z) continue;
      CellMeasurement there = measure_at(reader, hypothesis, other, heard);
      if (there.mib) {
        m = std::move(there);
        break;
      }
    }
  }
  m.state = state_of(m);
  measure_level(m);
  if (!m.mib) {
    m.failed_decodes = 1;
    if (expected_mib_z(m, reader.baseband().size()) > kSurelyDecoded_z) return std::nullopt;
  }
  return m;
}

}  // namespace cellwarden::lte
