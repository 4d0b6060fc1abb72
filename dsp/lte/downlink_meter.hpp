#pragma once

/// \file
/// Measures how a followed cell sends: the levels of its subframes with broadcast messages and of its
/// synchronisation signals, the error of its symbols, and how many of its resource blocks are in use.
///
/// Symbols are compared with the nearest of QPSK's four, in blocks whose parity fits; symbols with reference
/// signals have a level of their own (TS 36.213, section 5.2). What noise alone would do to them is told by
/// guard sub-carriers and by resource blocks that carry nothing, whichever is louder.
///
///   in      subframes as the follower reads them
///   out     DownlinkMeasurements
///   cost    two symbols more in a frame, and all of the blocks that are read; docs/performance.md
///   limits  user data is told from noise where a block stands 10 dB above it, from 8 dB below reference
///           signals on; symbol errors at low SNR come out too small (each symbol counts as the nearest)

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cell/lte/downlink_measurements.hpp"
#include "dsp/lte/common_messages.hpp"
#include "dsp/lte/frame_reader.hpp"

namespace cellwarden::lte {

enum class BroadcastKind : std::uint8_t { kSib1, kSi, kPaging };

class DownlinkMeter {
 public:
  /// A dwell begins.
  void reset() noexcept { *this = {}; }

  /// A subframe brought a message that was read.
  void note(BroadcastKind kind, unsigned subframe) { heard_.push_back({kind, subframe}); }

  /// Its symbols, where its assignment is known.
  void take_block(BroadcastKind kind, const WholeSubframe& heard, const DownlinkAssignment& assignment);

  /// Looks for user data in one symbol in each slot of a subframe whose control region was read.
  void look_for_data(FrameReader& reader, DownlinkSubframe& subframe,
                     std::span<const FoundAssignment> assignments);

  /// A frame was read.
  /// \param with_sync  measure its synchronisation signals too
  void end_frame(FrameReader& reader, bool with_sync);

  [[nodiscard]] DownlinkMeasurements measurements() const;

 private:
  // Two sums of energy whose ratio is told.
  struct Ratio {
    double own = 0.0;
    double reference = 0.0;
    void add(double more, double to) noexcept {
      own += more;
      reference += to;
    }
    [[nodiscard]] std::optional<double> db() const noexcept;
  };
  struct Level {
    std::uint32_t subframes = 0;
    Ratio reference;
    Ratio data;
  };
  struct Heard {
    BroadcastKind kind;
    unsigned subframe;
  };
  struct Mean {
    double sum = 0.0;
    std::size_t count = 0;
  };

  void compare_reference_signals(const FrameReader& reader);
  void measure_sync(FrameReader& reader);
  void measure_error(std::span<const ReceivedElement> elements, unsigned ports);
  [[nodiscard]] double noise_power() const noexcept;
  [[nodiscard]] BroadcastLevel level_of(BroadcastKind kind) const;

  std::array<Level, 3> levels_{};
  std::vector<Heard> heard_;  // in this frame
  Ratio pss_;
  Ratio sss_;
  Ratio pbch_;
  // Of broadcast symbols, in the scale of the received signal.
  double error_energy_ = 0.0;
  double symbol_energy_ = 0.0;
  std::size_t symbols_ = 0;
  std::uint32_t blocks_ = 0;
  Mean guard_;
  Mean quiet_;
  std::uint32_t looked_at_ = 0;
  std::uint32_t in_use_ = 0;
};

}  // namespace cellwarden::lte
