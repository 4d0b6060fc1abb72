#pragma once

/// \file
/// Soft bits of the control channels of a subframe: how long the control region is (PCFICH), and what the
/// common search space holds (PDCCH): TS 36.211, sections 6.7 and 6.8; TS 36.213, section 9.1.1.

#include <array>
#include <map>
#include <span>
#include <vector>

#include "dsp/lte/control_region.hpp"
#include "dsp/lte/downlink_subframe.hpp"

namespace cellwarden::lte {

/// The common search space lies in the first 16 control channel elements.
inline constexpr std::size_t kCommonCces = 16;

struct ControlFormat {
  unsigned cfi{};  ///< 1, 2 or 3
  double z{};      ///< by how many standard deviations of noise it beats the next likely
};

/// Reads the PCFICH; the subframe's first symbol must have been read.
[[nodiscard]] ControlFormat read_control_format(const DownlinkSubframe& subframe);

/// Symbols of the control region (TS 36.211, section 6.7; TS 36.212, section 5.3.4).
[[nodiscard]] constexpr unsigned control_symbols(unsigned cfi, unsigned bandwidth_rb) noexcept {
  return bandwidth_rb > 10 ? cfi : cfi + 1;
}

/// Reads the common search space of subframes of one cell.
class CommonSearchSpace {
 public:
  /// \param subframe  whose control symbols have been read
  /// \return 72 soft bits, descrambled, for each of the control channel elements that there are
  [[nodiscard]] std::vector<float> read(const DownlinkSubframe& subframe, const ControlRegionShape& shape);

 private:
  struct Known {
    ControlRegionShape shape;
    ControlRegion region;
  };
  [[nodiscard]] const ControlRegion& region(const ControlRegionShape& shape);

  std::vector<Known> known_;
};

}  // namespace cellwarden::lte
