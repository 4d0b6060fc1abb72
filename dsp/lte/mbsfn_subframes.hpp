#pragma once

/// \file
/// Subframes that a cell keeps for multicast (MBSFN), as its SIB2 lists them (TS 36.331, section 6.3.7,
/// MBSFN-SubframeConfig; of Release 14 its extension in FDD). Beyond their control region they have no
/// cell-specific reference signals, and nothing that is meant for every mobile is sent in them.

#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "cell/lte.hpp"
#include "cell/lte/radio_resource_config.hpp"

namespace cellwarden::lte {

class MbsfnSubframePlan {
 public:
  /// None.
  MbsfnSubframePlan() = default;
  MbsfnSubframePlan(const SystemInformationBlock2& sib2, Duplex duplex);

  /// Those of a frame, by subframe.
  [[nodiscard]] std::bitset<10> in_frame(std::uint16_t sfn) const noexcept;

 private:
  struct Pattern {
    unsigned period_frames;
    unsigned offset_frames;
    std::vector<std::bitset<10>> frames;  // one, or four in a row
  };
  std::vector<Pattern> patterns_;
};

}  // namespace cellwarden::lte
