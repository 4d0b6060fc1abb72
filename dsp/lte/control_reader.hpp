#pragma once

/// \file
/// The common search space of a cell's subframes, under every assumption about the control region that its
/// broadcasts leave open: how many symbols it has, and in TDD how many PHICH groups.

#include <optional>
#include <vector>

#include "dsp/lte/control_channel.hpp"

namespace cellwarden::lte {

/// Soft bits of the common search space, if the control region is so long and has so many PHICH groups.
struct SearchSpace {
  unsigned symbols{};
  unsigned phich_factor{};
  std::vector<float> cces;  ///< 72 for each control channel element
};

/// One for each number of PHICH groups that is possible, the likeliest first.
using SearchSpaces = std::vector<SearchSpace>;

class ControlReader {
 public:
  ControlReader(const CellLayout& cell, const Mib& mib) noexcept : layout_(cell), mib_(mib) {}

  /// Uplink-downlink configuration 0…6, while SIB1 tells it.
  void set_tdd_configuration(std::optional<unsigned> configuration) noexcept {
    tdd_configuration_ = configuration;
  }
  [[nodiscard]] const std::optional<unsigned>& tdd_configuration() const noexcept {
    return tdd_configuration_;
  }
  /// The one that is tried first until then. Whatever tells it may be wrong: of a weak cell reference signals
  /// tell the fewest downlink subframes that there can be.
  void set_likely_tdd_configuration(std::optional<unsigned> configuration) noexcept {
    likely_tdd_configuration_ = configuration;
  }

  /// Symbols of a subframe's control region, for control format 1…3.
  [[nodiscard]] unsigned symbols(const DownlinkSubframe& subframe, unsigned cfi) const noexcept;

  /// \param subframe  whose first `symbols` symbols have been read
  [[nodiscard]] SearchSpaces read(const DownlinkSubframe& subframe, unsigned symbols);

  /// The search space for the control format that was heard or, where that is in doubt, for each.
  /// \param subframe  whose first symbols(3) symbols have been read
  [[nodiscard]] std::vector<SearchSpaces> read_possible(const DownlinkSubframe& subframe,
                                                        const ControlFormat& format);

 private:
  [[nodiscard]] std::vector<unsigned> phich_factors(unsigned subframe) const;
  [[nodiscard]] ControlRegionShape shape(unsigned subframe, unsigned symbols,
                                         unsigned phich_factor) const noexcept;

  CellLayout layout_;
  Mib mib_;
  std::optional<unsigned> tdd_configuration_;
  std::optional<unsigned> likely_tdd_configuration_;
  CommonSearchSpace search_space_;
};

}  // namespace cellwarden::lte
