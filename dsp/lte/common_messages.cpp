#include "dsp/lte/common_messages.hpp"

#include <algorithm>

#include "dsp/lte/control_channel.hpp"
#include "dsp/lte/shared_channel.hpp"

namespace cellwarden::lte {
namespace {

// What noise passes for once in a thousand parities that fit is about 4.
constexpr double kLeast_z = 5.0;

}  // namespace

std::vector<SearchCandidate> common_candidates(std::size_t cce_count) {
  std::vector<SearchCandidate> candidates;
  for (const unsigned cces : {8U, 4U}) {
    for (unsigned first = 0; first + cces <= std::min(cce_count, kCommonCces); first += cces) {
      candidates.push_back({first, cces});
    }
  }
  return candidates;
}

AssignmentFinder::AssignmentFinder(const DciShape& shape)
    : shape_(shape),
      decoder_1a_(dci_bits(DciFormat::k1A, shape)),
      decoder_1c_(dci_bits(DciFormat::k1C, shape)) {}

std::optional<FoundAssignment> AssignmentFinder::read(std::span<const float> bits, DciFormat format,
                                                      const SearchCandidate& candidate) {
  const auto fix = (format == DciFormat::k1A ? decoder_1a_ : decoder_1c_).decode(bits);
  if (!fix || fix->z < kLeast_z) return std::nullopt;
  auto assignment = parse_dci(fix->bits, fix->rnti, shape_);
  if (!assignment) return std::nullopt;
  return FoundAssignment{std::move(*assignment), candidate, fix->z};
}

std::vector<FoundAssignment> AssignmentFinder::find(std::span<const float> cces) {
  std::vector<FoundAssignment> found;
  for (const SearchCandidate& candidate : common_candidates(cces.size() / kControlElement_bits)) {
    for (const DciFormat format : {DciFormat::k1A, DciFormat::k1C}) {
      auto one = read(bits_of(cces, candidate), format, candidate);
      // Halves of a long candidate, which repeats its bits, may be read as well.
      if (one &&
          std::ranges::none_of(found, [&](const auto& f) { return f.assignment == one->assignment; })) {
        found.push_back(std::move(*one));
      }
    }
  }
  return found;
}

void add_transmission(const WholeSubframe& heard, const DownlinkAssignment& assignment,
                      unsigned redundancy_version, TransportBlockBuffer& block) {
  block.add(receive_pdsch(heard.subframe, heard.control_symbols, assignment.resource_blocks[0],
                          assignment.resource_blocks[1], assignment.rnti),
            redundancy_version);
}

std::vector<std::uint8_t> octets_of(std::span<const std::uint8_t> bits) {
  std::vector<std::uint8_t> octets((bits.size() + 7) / 8);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    octets[i / 8] = static_cast<std::uint8_t>(octets[i / 8] | (bits[i] & 1U) << (7 - i % 8));
  }
  return octets;
}

}  // namespace cellwarden::lte
