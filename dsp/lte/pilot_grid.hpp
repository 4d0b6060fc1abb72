#pragma once

/// \file
/// A cell's reference signals in the central six resource blocks, slot by slot, divided by what the cell
/// sends: samples of the channel (TS 36.211, section 6.10.1).
///
/// In every slot each of ports 0 and 1 is sent on 24 sub-carriers three apart, one half in the first symbol
/// and the other half four (or three) symbols later; ports 2 and 3 on 12 of them in the second symbol.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/lte/symbol_reader.hpp"
#include "dsp/lte/transmit_diversity.hpp"

namespace cellwarden::lte {

inline constexpr std::size_t kPilots = 24;       ///< per slot of ports 0 and 1, over 72 sub-carriers
inline constexpr std::size_t kPilotSpacing = 3;  ///< sub-carriers
inline constexpr std::size_t kPilotsPerSymbol = 12;

using PilotRow = std::array<Sample, kPilots>;  ///< element j: central sub-carrier 3 j + (PCI mod 3)

/// Which symbols of a frame's 20 slots carry reference signals: in [0] the first symbol (and the second,
/// for ports 2 and 3), in [1] the later one.
struct DownlinkMask {
  std::array<std::array<bool, 2>, kSlotsPerFrame> carries{};

  /// What every cell of this duplex sends, whatever its configuration: all in FDD; subframes 0 and 5 and
  /// the beginning of 1 and 6 in TDD (TS 36.211, tables 4.2-1 and 4.2-2).
  [[nodiscard]] static DownlinkMask certain(Duplex duplex) noexcept;
};

/// What a cell sends in the central six resource blocks in a frame's 20 slots: in the first symbol, the later
/// one, the second.
using SentPilots = std::array<std::array<std::array<Sample, kPilotsPerSymbol>, 3>, kSlotsPerFrame>;
[[nodiscard]] SentPilots sent_pilots(const CellShape& shape) noexcept;

class PilotGrid {
 public:
  /// Reads the pilots of ports 0 and 1 (and 2 and 3 where asked) wherever `mask` has them, in every frame or
  /// in one of `every_frames`.
  void collect(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
               const DownlinkMask& mask, bool with_ports_2_and_3, std::size_t every_frames = 1);

  /// Makes of pilots of ports 0 and 1 that were read with one timing what they would have been with another,
  /// a sample and 100 Hz off at most: turns them, which costs far less than to read them again.
  void retime(const FrameTiming& from, const FrameTiming& to) noexcept;

  [[nodiscard]] std::size_t slot_count() const noexcept { return slot_count_; }
  [[nodiscard]] std::size_t frame_count() const noexcept {
    return (slot_count_ + kSlotsPerFrame - 1) / kSlotsPerFrame;
  }
  /// Pilots of a port in a slot; positions not sent there are zero.
  [[nodiscard]] const PilotRow& row(unsigned port, std::size_t slot) const noexcept {
    return rows_[port][slot];
  }
  /// Whether symbol part 0 or 1 (see DownlinkMask) of this slot was read.
  [[nodiscard]] bool has(std::size_t slot, unsigned part) const noexcept { return has_[slot][part]; }
  /// Which part of the slot position j of a port is sent in.
  [[nodiscard]] unsigned part_of(unsigned port, std::size_t j) const noexcept {
    return port >= 2 || j % 2 == first_parity_[port] ? 0 : 1;
  }
  /// Whether a port sends position j in this slot at all (ports 2 and 3 alternate).
  [[nodiscard]] bool sends(unsigned port, std::size_t slot, std::size_t j) const noexcept;
  /// Seconds from frame 0's start to the middle of a part's symbol.
  [[nodiscard]] double time_s(std::size_t slot, unsigned part) const noexcept;

 private:
  CellShape shape_;
  bool is_prepared_ = false;
  SentPilots sent_{};
  std::array<std::size_t, 2> first_parity_{};  // of ports 0 and 1's positions in a slot's first symbol
  std::size_t slot_count_ = 0;
  std::array<std::vector<PilotRow>, kPorts> rows_;
  std::vector<std::array<bool, 2>> has_;
};

}  // namespace cellwarden::lte
