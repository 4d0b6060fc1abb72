#pragma once

/// \file
/// Everything one segment of a carrier's baseband tells of one cell: how sure it is that the cell is there,
/// its offset, clock and timing, its level, and its MIB.
///
/// States and what noise does to them (bounds, all trials of one measurement counted):
///   detected   SSS 6.7 and reference signals 7 standard deviations above noise: below 1e-8; and strong
///              enough that its SSS can have been seen
///   decoded    parity, frame number and fields fit, and the soft bits agree with the re-encoded MIB by 7.2
///              standard deviations: below 1e-5; reference signals above 4.5, or else the MIB by 9.5
///   confirmed  decoded, and either both halves of the segment alone give the same MIB, or the agreement is
///              9.5 standard deviations: below 1e-9
/// docs/performance.md shows how often a real cell reaches each, by SNR.

#include <memory>
#include <optional>

#include "cell/observation.hpp"
#include "dsp/lte/channel_estimate.hpp"
#include "dsp/lte/fine_sync.hpp"
#include "dsp/lte/mib_search.hpp"
#include "dsp/lte/sync_signals.hpp"

namespace cellwarden::lte {

inline constexpr double kDetected_z = 7.0;
inline constexpr double kWorthDecoding_z = 4.5;  ///< of the reference signals, before a MIB is tried
inline constexpr double kDecoded_z = 7.2;
inline constexpr double kConfirmed_z = 9.5;

struct CellMeasurement {
  CellShape shape;
  FineSync sync{};
  CellState state{};
  double sss_z{};
  std::optional<MibFix> mib{};
  std::uint32_t failed_decodes{};  ///< attempts of which none gave a MIB
  double cell_power{};             ///< of the central 1.08 MHz; full scale is 1
  double snr{};                    ///< per resource element, all ports together
  double snr_sigma_db{};
  std::shared_ptr<const ChannelEstimate> channel{};
  DownlinkMask downlink{};
};

/// \param span_hz     how far the true carrier offset may be from the hypothesis'
/// \param long_looks  how many doubtful TDD hypotheses may still be tried at several offsets; counted down
/// \return nothing where the reference signals do not confirm the hypothesis
[[nodiscard]] std::optional<CellMeasurement> measure_cell(SymbolReader& reader,
                                                          const SssHypothesis& hypothesis,
                                                          const HeardSubcarriers& heard, double span_hz,
                                                          unsigned& long_looks);

}  // namespace cellwarden::lte
