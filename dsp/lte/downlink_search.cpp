#include "dsp/lte/downlink_search.hpp"

#include <cmath>

#include "dsp/kernel/complex_math.hpp"

namespace cellwarden::lte {

DownlinkMask find_downlink(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing) {
  DownlinkMask mask = DownlinkMask::certain(shape.duplex);
  if (shape.duplex == Duplex::kFdd) return mask;
  DownlinkMask all;
  for (auto& slot : all.carries) slot = {true, true};
  PilotGrid grid;
  grid.collect(reader, shape, timing, all, false);
  // What the certain slots of each frame say of the channel, against every other slot of the frame.
  constexpr double kMinAgreement_z = 5.0;
  for (std::size_t in_frame = 0; in_frame < kSlotsPerFrame; in_frame += 2) {
    if (mask.carries[in_frame][0] && mask.carries[in_frame][1]) continue;
    double agreement = 0.0;
    double variance = 0.0;
    for (std::size_t frame = 0; frame < grid.frame_count(); ++frame) {
      for (const unsigned port : {0U, 1U}) {
        PilotRow known{};
        PilotRow tested{};
        for (std::size_t s = 0; s < kSlotsPerFrame; ++s) {
          const std::size_t slot = frame * kSlotsPerFrame + s;
          if (slot >= grid.slot_count() || !grid.has(slot, 0) || !grid.has(slot, 1)) continue;
          const bool is_known = is_surely_downlink(shape.duplex, s);
          const bool is_tested = s / 2 == in_frame / 2;
          for (std::size_t j = 0; j < kPilots; ++j) {
            if (is_known) known[j] += grid.row(port, slot)[j];
            if (is_tested) tested[j] += grid.row(port, slot)[j];
          }
        }
        for (std::size_t j = 0; j < kPilots; ++j) {
          const auto product = static_cast<double>(times_conj(tested[j], known[j]).real());
          agreement += product;
          variance += static_cast<double>(squared_magnitude(tested[j])) *
                      static_cast<double>(squared_magnitude(known[j])) / 2.0;
        }
      }
    }
    if (variance > 0.0 && agreement > kMinAgreement_z * std::sqrt(variance)) {
      mask.carries[in_frame] = {true, true};
      mask.carries[in_frame + 1] = {true, true};
    }
  }
  return mask;
}

}  // namespace cellwarden::lte
