#pragma once

/// \file
/// Frames of one cell over its whole bandwidth: reads symbols when they are asked for, keeps the channel's
/// estimate up to date, and gives subframes ready to be demodulated.
///
///   in      samples of a rate that is a multiple of 15 kHz and holds the whole cell, from anywhere
///   out     DownlinkSubframe
///   memory  the symbols of one frame: 1.4 MB at 20 MHz, and WideChannel's

#include <array>
#include <bitset>
#include <optional>
#include <span>
#include <vector>

#include "dsp/lte/cell_measurement.hpp"
#include "dsp/lte/downlink_subframe.hpp"
#include "dsp/lte/wide_channel.hpp"

namespace cellwarden::lte {

class FrameReader {
 public:
  /// \param cell  with a MIB
  FrameReader(const CellMeasurement& cell, double sample_rate_hz);

  /// Whether a stream of this rate holds a whole cell and its symbols can be read from it.
  [[nodiscard]] static bool can_read(double sample_rate_hz, double offset_hz, unsigned bandwidth_rb) noexcept;

  /// What a later dwell measured of the cell. Frames are numbered from its frame 0 from now on.
  void set_measurement(const CellMeasurement& cell, double offset_hz);

  /// Which subframes are special ones; until told, those that may be.
  void set_special_subframes(const std::bitset<10>& special) noexcept { special_ = special; }
  /// Downlink symbols of a special subframe; until told, only those of every configuration are taken for
  /// such.
  void set_special_symbols(unsigned symbols) noexcept { special_symbols_ = symbols; }

  void set_samples(std::span<const Sample> samples, std::size_t first_sample) noexcept {
    reader_.set_baseband(samples, first_sample);
  }

  /// Goes on to a frame and reads its reference signals, wherever the cell sends them and the samples have
  /// them.
  /// \param multicast  subframes that have reference signals in their control region only
  void begin_frame(std::size_t frame, const std::bitset<10>& multicast);

  /// Whether the cell sends a whole subframe for all mobiles, or the beginning of one, and the samples hold
  /// it.
  [[nodiscard]] bool has(unsigned subframe) const noexcept;
  /// Whether it is one in which the cell sends.
  [[nodiscard]] bool is_downlink(unsigned subframe) const noexcept {
    return mask_.carries[2 * subframe][0] && !multicast_[subframe];
  }
  /// Whether only its beginning is downlink.
  [[nodiscard]] bool is_special(unsigned subframe) const noexcept { return special_[subframe]; }

  /// A subframe of this frame with the channel of its first slot; only its first symbol is read yet.
  [[nodiscard]] DownlinkSubframe& subframe(unsigned number);

  /// Reads the symbols [first, last) of a subframe, those that have not been read, and their slots' channel.
  void read_symbols(DownlinkSubframe& subframe, unsigned first, unsigned last);

  /// Reads one symbol only, and not its slot's channel.
  /// \return false where the samples do not hold it
  bool read_one(DownlinkSubframe& subframe, unsigned symbol) { return read_symbol(subframe.number, symbol); }

  /// Power per resource element of a subframe's reference signals, noise left out: of one port, in the first
  /// symbol.
  [[nodiscard]] std::optional<double> reference_power(unsigned subframe) const {
    return channel_.reference_power(frame_ * kSlotsPerFrame + 2UL * subframe);
  }

  /// Of the symbol read last: SymbolReader::guard_power.
  [[nodiscard]] std::optional<double> guard_power() const noexcept {
    return reader_.guard_power(layout_.subcarriers());
  }

 private:
  void read_pilots(unsigned slot_in_frame, unsigned part);
  void estimate_second_slot(DownlinkSubframe& subframe);
  bool read_symbol(unsigned subframe, unsigned symbol);

  CellLayout layout_;
  SymbolReader reader_;
  FrameTiming timing_;
  DownlinkMask mask_;
  WideChannel channel_;
  std::size_t frame_ = 0;
  std::bitset<10> multicast_;
  std::bitset<10> special_;
  unsigned special_symbols_ = 3;
  std::vector<DownlinkSubframe> subframes_;
  std::array<bool, 10> is_ready_{};
  std::array<bool, 10> has_second_slot_{};
  std::array<std::array<bool, kMostSymbolsPerSubframe>, 10> is_read_{};
};

}  // namespace cellwarden::lte
