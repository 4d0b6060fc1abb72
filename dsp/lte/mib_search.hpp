#pragma once

/// \file
/// One MIB out of many frames' soft bits, although its frame number changes every 40 ms.
///
/// The code is linear: two MIBs that differ in known bits differ on the air by a known pattern. So for
/// every way in which the frame number can have run on through the segment (which of four frames the first
/// one is, and how its carries fall), all frames are brought to the first MIB and added; the decoded frame
/// number must then be one for which the carries do fall so. That check makes a false MIB rarer than the
/// parity alone by a factor of 16 to 250.

#include <optional>
#include <span>

#include "dsp/lte/mib_codec.hpp"
#include "dsp/lte/pbch_receiver.hpp"

namespace cellwarden::lte {

struct MibFix {
  Mib mib;     ///< sfn: of the segment's frame 0
  double z{};  ///< soft bits against the re-encoded MIB, standard deviations of independent bits
  std::uint32_t good_periods{};  ///< 40 ms periods that decode to this MIB alone
  std::uint32_t bad_periods{};
  bool halves_agree{};  ///< the segment's two halves, each alone, give this MIB
};

class MibSearch {
 public:
  /// \param frames  soft bits under the assumption of `ports` ports, frames ascending
  /// \return the MIB with the highest z of those whose parity is that of `ports`
  [[nodiscard]] std::optional<MibFix> find(std::span<const FrameSoftBits> frames, const CellShape& shape,
                                           unsigned ports);

 private:
  struct Hit {
    MibBits bits;  // of the period that holds frame 0
    std::size_t phase;
    double z;
  };
  [[nodiscard]] std::optional<Hit> find_with_phases(std::span<const FrameSoftBits> frames,
                                                    std::span<const float> scrambling, unsigned ports,
                                                    std::size_t first_phase, std::size_t last_phase);
  MibDecoder decoder_;
};

/// How often noise alone reaches a z of this size, all 2^24 MIBs and all runs of the frame number counted
/// (a bound).
[[nodiscard]] double mib_false_alarm_bound(double z) noexcept;

}  // namespace cellwarden::lte
