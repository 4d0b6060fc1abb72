#pragma once

/// \file
/// What a subframe announces to everybody: finds assignments of system information, paging and random-access
/// responses in the common search space, and reads what they assign (TS 36.213, sections 7.1 and 9.1.1).

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/lte/dci_decoder.hpp"
#include "dsp/lte/downlink_subframe.hpp"
#include "dsp/lte/transport_block.hpp"

namespace cellwarden::lte {

/// A place in the common search space where an assignment may lie.
struct SearchCandidate {
  unsigned first_cce{};
  unsigned cces{};  ///< 4 or 8
  friend bool operator==(const SearchCandidate&, const SearchCandidate&) = default;
};
/// All of them (TS 36.213, table 9.1.1-1), those that there is room for.
[[nodiscard]] std::vector<SearchCandidate> common_candidates(std::size_t cce_count);

/// Soft bits of a candidate out of those of the common search space.
[[nodiscard]] constexpr std::span<const float> bits_of(std::span<const float> cces,
                                                       const SearchCandidate& c) noexcept {
  return cces.subspan(kControlElement_bits * c.first_cce, kControlElement_bits * c.cces);
}

struct FoundAssignment {
  DownlinkAssignment assignment;
  SearchCandidate candidate;
  double z{};
};

/// Finds assignments in soft bits, of one cell.
class AssignmentFinder {
 public:
  explicit AssignmentFinder(const DciShape& shape);

  /// Assignments to RNTIs that everybody shares, each once.
  /// \param cces  soft bits of the common search space, 72 an element
  [[nodiscard]] std::vector<FoundAssignment> find(std::span<const float> cces);

  /// The one that a candidate's bits hold in a format, to any of those RNTIs.
  [[nodiscard]] std::optional<FoundAssignment> read(std::span<const float> bits, DciFormat format,
                                                    const SearchCandidate& candidate);

  [[nodiscard]] const DciShape& shape() const noexcept { return shape_; }

 private:
  DciShape shape_;
  DciDecoder decoder_1a_;
  DciDecoder decoder_1c_;
};

/// A subframe with all its symbols read, and how many of them are its control region.
struct WholeSubframe {
  const DownlinkSubframe& subframe;
  unsigned control_symbols{};
};

/// A message that passed its parity.
struct HeardBlock {
  std::vector<std::uint8_t> octets;
  bool is_combined{};  ///< only together with repeats
};

/// Adds what a subframe brings of an assigned block.
void add_transmission(const WholeSubframe& heard, const DownlinkAssignment& assignment,
                      unsigned redundancy_version, TransportBlockBuffer& block);

/// Bits, one per element, to octets; the last is filled up with zeros.
[[nodiscard]] std::vector<std::uint8_t> octets_of(std::span<const std::uint8_t> bits);

}  // namespace cellwarden::lte
