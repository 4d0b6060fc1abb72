#pragma once

/// \file
/// Samples through the parts of the GSM receiver, below `gsm::Receiver`: every cell found, with every block
/// that was decoded of it, octets and all. For tests and measurements, which compare those with what was
/// sent.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cell/measured.hpp"
#include "dsp/gsm/cell_tracker.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::gsm {

struct CellReading {
  std::uint8_t bsic{};
  double offset_hz{};                      ///< carrier from the band's centre, as last measured
  std::vector<TrackReport> reports;        ///< one per dwell, from the one on in which it was found
  std::vector<ReadBlock> blocks;           ///< of all dwells
  std::vector<std::uint32_t> sync_frames;  ///< frame numbers of the synchronisation bursts in what was read
  std::uint32_t sch_good{};
  // When a frame begins, as the dwell in which it was found has it.
  std::uint32_t known_frame{};
  double known_frame_s{};
  double frame_s{};

  /// Whether a block that begins with this frame lies in the first `seconds` of the signal as a whole.
  [[nodiscard]] bool holds_block(std::uint32_t frame_number, double seconds) const noexcept;
};

/// All cells anywhere in the band, in the order in which they were found.
/// \param rate_hz  0.25 MS/s or more
[[nodiscard]] std::vector<CellReading> read_cells(std::span<const Sample> samples, double rate_hz,
                                                  double dwell_s = 1.0);

/// The offsets of a cell's dwells, weighted by their variances.
[[nodiscard]] std::optional<Measured> mean_offset_hz(const CellReading& cell);

}  // namespace cellwarden::gsm
