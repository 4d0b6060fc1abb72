#pragma once

/// \file
/// What a stretch of signal told of a cell, as the detector may know it: broadcast messages whole, paging and
/// assignments as counts, everything else as a number of blocks.

#include <cstdint>
#include <optional>

#include "cell/gsm/cell_report.hpp"
#include "dsp/gsm/cell_broadcast.hpp"
#include "dsp/gsm/cell_tracker.hpp"

namespace cellwarden::gsm {

/// One per cell: a page of cell broadcast takes longer than a dwell.
class CellReportBuilder {
 public:
  /// \param frame_number  of the frame at which the report's time begins
  /// \param is_clear      the carrier stands so far above the noise that phase errors are its own
  [[nodiscard]] CellReport build(const TrackReport& track, std::uint32_t frame_number, bool is_clear);

 private:
  void take(const ReadBlock& block, CellReport& report);
  void take_cell_broadcast(const ReadBlock& block, CellReport& report);

  CellBroadcastAssembler pages_;
  std::optional<std::uint32_t> last_page_frame_;
};

}  // namespace cellwarden::gsm
