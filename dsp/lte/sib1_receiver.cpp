#include "dsp/lte/sib1_receiver.hpp"

#include <algorithm>

namespace cellwarden::lte {
namespace {

constexpr unsigned kMemory_frames = 32;
constexpr unsigned kPeriod_frames = 8;

unsigned redundancy_version(std::uint16_t sfn) noexcept {
  return si_redundancy_version(sfn / 2U);
}

}  // namespace

Sib1Receiver::Sib1Receiver(const DciShape& shape) : finder_(shape) {}

void Sib1Receiver::forget_before(std::uint16_t sfn) {
  while (!heard_.empty() && frames_since(heard_.front().sfn, sfn) >= kMemory_frames) heard_.pop_front();
}

std::optional<Sib1Receiver::Block> Sib1Receiver::take(const WholeSubframe& heard,
                                                      const std::vector<std::vector<float>>& cces,
                                                      std::uint16_t sfn, TurboDecoder& decoder) {
  forget_before(sfn);
  if (!heard_.empty() && heard_.back().cces.size() != cces.size()) heard_.clear();
  heard_.push_back({sfn, heard.control_symbols, cces, heard.subframe, own_assignment(cces)});
  const auto& own = heard_.back().own;
  const auto assignment = own ? own : combined_assignment();
  if (!assignment) return std::nullopt;
  const auto of_period = static_cast<std::size_t>(std::ranges::count_if(
      heard_, [&](const Heard& h) { return frames_since(h.sfn, sfn) <= sfn % kPeriod_frames; }));
  std::size_t before = 0;
  for (const std::size_t count : {std::size_t{1}, of_period, heard_.size()}) {
    if (count <= before) continue;
    before = count;
    if (const auto bits = decode_last(*assignment, count, decoder)) return Block{octets_of(*bits), count > 1};
  }
  return std::nullopt;
}

std::optional<DownlinkAssignment> Sib1Receiver::own_assignment(const std::vector<std::vector<float>>& cces) {
  for (const std::vector<float>& one : cces) {
    for (FoundAssignment& found : finder_.find(one)) {
      if (found.assignment.rnti == kSystemInformationRnti) return std::move(found.assignment);
    }
  }
  return std::nullopt;
}

std::optional<DownlinkAssignment> Sib1Receiver::combined_assignment() {
  std::optional<FoundAssignment> best;
  const auto& now = heard_.back().cces;
  for (std::size_t way = 0; way < now.size(); ++way) {
    for (const SearchCandidate& candidate : common_candidates(now[way].size() / kControlElement_bits)) {
      for (const DciFormat format : {DciFormat::k1A, DciFormat::k1C}) {
        for (const bool do_versions_vary : {true, false}) {
          if (format == DciFormat::k1C && do_versions_vary) continue;
          auto found = combined(way, format, candidate, do_versions_vary);
          if (found && (!best || found->z > best->z)) best = std::move(found);
        }
      }
    }
  }
  if (!best) return std::nullopt;
  return std::move(best->assignment);
}

// All that was heard with as long a control region, which puts candidates at the same places, turned into
// what it would have been with the newest one's redundancy version.
std::optional<FoundAssignment> Sib1Receiver::combined(std::size_t way, DciFormat format,
                                                      const SearchCandidate& candidate,
                                                      bool do_versions_vary) {
  const Heard& now = heard_.back();
  std::vector<float> sum(kControlElement_bits * candidate.cces);
  std::vector<float> pattern(sum.size());
  std::size_t count = 0;
  for (const Heard& h : heard_) {
    if (h.control_symbols != now.control_symbols || h.cces[way].size() != now.cces[way].size()) continue;
    ++count;
    const std::span<const float> soft = bits_of(h.cces[way], candidate);
    std::ranges::fill(pattern, 1.0F);
    if (do_versions_vary) {
      redundancy_version_pattern(finder_.shape(), redundancy_version(h.sfn), redundancy_version(now.sfn),
                                 pattern);
    }
    for (std::size_t i = 0; i < soft.size(); ++i) sum[i] += soft[i] * pattern[i];
  }
  if (count < 2) return std::nullopt;
  auto found = finder_.read(sum, format, candidate);
  if (!found || found->assignment.rnti != kSystemInformationRnti) return std::nullopt;
  return found;
}

std::optional<std::vector<std::uint8_t>> Sib1Receiver::decode_last(const DownlinkAssignment& assignment,
                                                                   std::size_t count,
                                                                   TurboDecoder& decoder) const {
  TransportBlockBuffer block(assignment.transport_block_bits);
  // As the standard implies them, unless the newest assignment tells otherwise.
  const auto told = assignment.redundancy_version;
  const bool do_versions_vary = !told || *told == redundancy_version(heard_.back().sfn);
  for (std::size_t i = heard_.size() - count; i < heard_.size(); ++i) {
    const Heard& h = heard_[i];
    if (h.own && h.own->transport_block_bits != assignment.transport_block_bits) continue;
    const unsigned implied = do_versions_vary ? redundancy_version(h.sfn) : *told;
    const unsigned version = h.own ? h.own->redundancy_version.value_or(implied) : implied;
    add_transmission({h.subframe, h.control_symbols}, h.own ? *h.own : assignment, version, block);
  }
  return block.decode(decoder);
}

}  // namespace cellwarden::lte
