#pragma once

/// \file
/// The channel of each antenna port over a cell's whole bandwidth, slot by slot.
///
/// Pilots are averaged over as many slots as the central resource blocks showed the channel to stand still,
/// then interpolated over frequency from the 24 nearest (channel_estimate does the same for the central six).
///
///   in      symbols that hold reference signals, in the order of time
///   out     one value per sub-carrier
///   memory  80 slots of pilots: 0.5 MB for two ports of 20 MHz
///   cost    24 complex products per sub-carrier; a sum per pilot averaged once a frame, then of those that
///           come and go

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "dsp/lte/channel_estimate.hpp"

namespace cellwarden::lte {

class WideChannel {
 public:
  WideChannel(const CellShape& shape, unsigned bandwidth_rb, unsigned ports);

  /// How fast the channel changes, how long its paths are, how loud it is. What follows is numbered anew.
  void set_statistics(const ChannelEstimate& central);

  /// Takes the pilots of a symbol (0…6) of a slot, counted from frame 0; symbols without any are ignored.
  void take(std::size_t slot, unsigned symbol, std::span<const Sample> received);

  /// The channel of a port around a slot, from the slots taken so far.
  void at(unsigned port, std::size_t slot, std::span<Sample> h);

  /// Power per resource element of the reference signals in the first symbol of a slot, noise left out: of
  /// one port, the mean over ports 0 and 1. That symbol is sent in every downlink subframe alike.
  [[nodiscard]] std::optional<double> reference_power(std::size_t slot) const;

  /// Mean power per resource element of what the reference signals of this slot leave unexplained.
  /// \param h  of port 0 around that slot
  [[nodiscard]] double noise_power(std::size_t slot, std::span<const Sample> h) const;

 private:
  static constexpr std::size_t kHistory_slots = 80;
  static constexpr std::size_t kNoSlot = std::numeric_limits<std::size_t>::max();
  struct Slot {
    std::size_t number = kNoSlot;
    std::array<std::vector<Sample>, kPorts> rows;   // by position: sub-carrier 3 j + (PCI mod 3)
    std::array<std::array<bool, 2>, kPorts> has{};  // by parity of position
    std::optional<double> reference_power{};        // of the first symbol
  };
  struct Window {
    std::size_t first_pilot, first_output, outputs;
    const std::vector<Sample>* weights;
  };

  // Of the pilots of one port around a slot; those not sent are zero.
  struct Sum {
    std::size_t slot = kNoSlot;
    std::vector<Sample> values;
    std::array<std::ptrdiff_t, 2> counts{};  // by parity of position
  };

  void add(unsigned port, std::size_t slot, std::ptrdiff_t times);
  void sum_up(unsigned port, std::size_t slot);
  void average(unsigned port, std::size_t slot);
  void make_windows(unsigned pair);
  [[nodiscard]] const std::vector<Sample>& weights(unsigned pair, std::size_t first_pilot,
                                                   std::size_t first_output, std::size_t outputs);

  CellShape shape_;
  unsigned ports_;
  std::size_t pilots_;
  std::size_t subcarriers_;
  std::size_t half_width_ = 2;
  DelaySpan span_ = kShortSpan;
  std::array<double, 2> loading_{};
  std::array<std::array<std::vector<Sample>, 3>, kSlotsPerFrame> sent_;  // symbols 0, 1 and the later one
  std::vector<Slot> slots_;
  std::array<Sum, kPorts> sums_;
  std::vector<Sample> mean_;
  std::array<std::vector<Window>, 2> windows_;  // of ports 0 and 1, of ports 2 and 3
  // By first pilot relative to DC (or none), first output relative to the window, and number of outputs.
  using WindowKind = std::array<std::ptrdiff_t, 3>;
  std::array<std::map<WindowKind, std::vector<Sample>>, 2> weights_;
};

}  // namespace cellwarden::lte
