#include "dsp/lte/control_reader.hpp"

#include <algorithm>

#include "dsp/lte/tdd_configuration.hpp"

namespace cellwarden::lte {
namespace {

constexpr unsigned kControlFormats = 3;
// Noise alone is as sure of one of the three formats once in a few hundred subframes.
constexpr double kClear_z = 3.2;

}  // namespace

unsigned ControlReader::symbols(const DownlinkSubframe& subframe, unsigned cfi) const noexcept {
  return std::min(control_symbols(cfi, layout_.bandwidth_rb), subframe.symbols_sent);
}

// In TDD the number of PHICH groups in a subframe follows from the configuration; until SIB1 has told that
// all three numbers are possible.
std::vector<unsigned> ControlReader::phich_factors(unsigned subframe) const {
  if (layout_.shape.duplex == Duplex::kFdd) return {1};
  if (tdd_configuration_) return {tdd_phich_factor(*tdd_configuration_, subframe)};
  std::vector<unsigned> factors{1, 0, 2};
  if (likely_tdd_configuration_) {
    const unsigned likely = tdd_phich_factor(*likely_tdd_configuration_, subframe);
    const auto is_likely = [&](unsigned factor) { return factor == likely; };
    std::stable_partition(factors.begin(), factors.end(), is_likely);
  }
  return factors;
}

ControlRegionShape ControlReader::shape(unsigned subframe, unsigned symbols,
                                        unsigned phich_factor) const noexcept {
  return {.cell = layout_.shape,
          .bandwidth_rb = layout_.bandwidth_rb,
          .ports = layout_.ports,
          .phich_duration = mib_.phich_duration,
          .phich_resource = mib_.phich_resource,
          .phich_factor = static_cast<std::uint8_t>(phich_factor),
          .is_short = layout_.shape.duplex == Duplex::kTdd && subframe % 5 == 1,
          .symbols = static_cast<std::uint8_t>(symbols)};
}

SearchSpaces ControlReader::read(const DownlinkSubframe& subframe, unsigned symbols) {
  SearchSpaces spaces;
  for (const unsigned factor : phich_factors(subframe.number)) {
    spaces.push_back(
        {symbols, factor, search_space_.read(subframe, shape(subframe.number, symbols, factor))});
  }
  return spaces;
}

std::vector<SearchSpaces> ControlReader::read_possible(const DownlinkSubframe& subframe,
                                                       const ControlFormat& format) {
  if (format.z >= kClear_z) return {read(subframe, symbols(subframe, format.cfi))};
  std::vector<SearchSpaces> all;
  for (unsigned cfi = 1; cfi <= kControlFormats; ++cfi) all.push_back(read(subframe, symbols(subframe, cfi)));
  return all;
}

}  // namespace cellwarden::lte
