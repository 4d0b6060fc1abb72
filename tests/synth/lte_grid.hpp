#pragma once

/// \file
/// What an LTE cell sends on each resource element: the grids of its antenna ports, symbol by symbol
/// (TS 36.211, sections 4, 6.2 to 6.8, 6.10.1 and 6.11).

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "cell/lte.hpp"
#include "dsp/iq_block.hpp"
#include "dsp/lte/sequences.hpp"
#include "tests/synth/lte_content.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::synth {

/// How a cell is built: all that decides its grids, nothing about how it is heard.
struct LteGridSpec {
  unsigned pci = 0;            ///< 0…503
  unsigned bandwidth_rb = 50;  ///< 6, 15, 25, 50, 75 or 100
  unsigned ports = 2;          ///< 1, 2 or 4
  lte::Duplex duplex = lte::Duplex::kFdd;
  unsigned tdd_configuration = 1;      ///< uplink-downlink configuration 0…6 (table 4.2-2)
  unsigned special_configuration = 7;  ///< special subframe configuration 0…9, 0…7 with extended prefix
  lte::CyclicPrefix prefix = lte::CyclicPrefix::kNormal;
  lte::PhichDuration phich_duration = lte::PhichDuration::kNormal;
  lte::PhichResource phich_resource = lte::PhichResource::kOne;
  unsigned spare = 0;            ///< ten bits of the MIB
  unsigned sfn_start = 0;        ///< frame number of frame 0
  unsigned control_symbols = 2;  ///< 1…4, left for PDCCH and its companions
  double load = 0.5;             ///< share of control elements and of resource blocks in use, 0…1
  double share_16qam = 0.3;      ///< of the used resource blocks; the others carry QPSK
  double sync_boost_db = 0;      ///< PSS and SSS against everything else
  /// Kept for multicast (MBSFN) in frames whose number is a multiple of the period: beyond their control
  /// region random data takes all elements, in symbols like the others, and nothing that `content` has is
  /// sent.
  std::bitset<10> multicast_subframes{};
  unsigned multicast_period_frames = 1;
  double error_percent = 0;  ///< r.m.s., of each element's own amplitude: a transmitter's own noise
  /// What it says; then control_symbols is what it can be at this bandwidth, and random control channels and
  /// data fill what is left. Absent: all is random, and control channels follow no mapping.
  LteContent content{};
};

/// Sub-carriers of a cell, DC not counted; element k lies k - count/2 below DC, or one more above.
[[nodiscard]] constexpr std::size_t subcarriers(const LteGridSpec& spec) noexcept {
  return lte::kSubcarriersPerRb * spec.bandwidth_rb;
}

enum class SubframeKind : std::uint8_t { kDownlink, kSpecial, kUplink };
[[nodiscard]] SubframeKind subframe_kind(const LteGridSpec& spec, unsigned subframe) noexcept;

/// OFDM symbols of a subframe (14 or 12 in all) that the cell sends; the rest is uplink or guard.
[[nodiscard]] unsigned downlink_symbols(const LteGridSpec& spec, unsigned subframe) noexcept;

struct LteControlRegion;
struct ElementGroup;

/// Fills grids one subframe at a time. Every used element has unit power, summed over ports; reference
/// signals have it on their own port, where the others are silent.
class LteGrid {
 public:
  LteGrid(const LteGridSpec& spec, std::uint64_t seed);

  /// Makes the subframe `subframe` (0…9) of frame `frame`, which may be negative.
  void prepare(std::int64_t frame, unsigned subframe);

  /// Elements of one symbol (0…13 or 0…11) and port; empty when the cell is silent in it.
  [[nodiscard]] std::span<const Sample> symbol(unsigned symbol_in_subframe, unsigned port) const noexcept;

 private:
  [[nodiscard]] unsigned frame_number(std::int64_t frame) const noexcept;
  [[nodiscard]] Sample& at(unsigned symbol, unsigned port, std::size_t k) noexcept;
  void put_data(unsigned first_symbol, Random& random);
  void put_content(unsigned sfn, unsigned subframe, bool is_multicast, Random& random);
  void put_control(unsigned subframe, const LteControlRegion& region,
                   std::span<const LteTransmission> transmissions, Random& random);
  void put_transmission(unsigned subframe, unsigned control_symbols, const LteTransmission& transmission);
  void put_errors(Random& random);
  void put_groups(std::span<const ElementGroup> groups, const std::vector<std::vector<Sample>>& symbols);
  void put_control_symbol(unsigned symbol, Random& random);
  void put_reference_signals(unsigned subframe, unsigned end_symbol);
  [[nodiscard]] bool is_multicast(std::int64_t frame, unsigned subframe) const noexcept;
  void put_sync(unsigned subframe);
  void put_pbch(std::int64_t frame);
  void clear_centre(unsigned symbol);
  void set_on_port_0(unsigned symbol, std::span<const Sample> d);

  LteGridSpec spec_;
  std::uint64_t seed_;
  unsigned symbols_per_slot_;
  unsigned sent_symbols_ = 0;
  double subframe_level_db_ = 0;
  std::vector<Sample> elements_;                         // [symbol][port][sub-carrier]
  std::array<std::vector<Sample>, 20UL * 3> reference_;  // per slot: its symbols 0, 1 and the third from last
  std::int64_t pbch_period_ = -1;
  std::vector<std::vector<Sample>> pbch_;  // [port]: 40 ms of broadcast channel
};

}  // namespace cellwarden::synth
