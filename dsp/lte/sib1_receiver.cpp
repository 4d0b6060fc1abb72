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

std::optional<HeardBlock> Sib1Receiver::take(const DownlinkSubframe& subframe,
                                             std::vector<SearchSpaces> spaces, std::uint16_t sfn,
                                             TurboDecoder& decoder) {
  forget_before(sfn);
  // What became known of the cell meanwhile puts its control channels elsewhere, or another place first.
  const bool is_alike =
      heard_.empty() || std::ranges::equal(heard_.back().spaces.front(), spaces.front(), {},
                                           &SearchSpace::phich_factor, &SearchSpace::phich_factor);
  if (!is_alike) heard_.clear();
  auto own = own_assignment(spaces);
  heard_.push_back({sfn, std::move(spaces), subframe, std::move(own)});
  if (auto block = decode(announced_in(heard_.back()), decoder)) return block;
  // What was read may have been noise; and where the channel fades, even the sum may be too weak.
  if (auto block = decode(combined_assignment(), decoder)) return block;
  return decode(announced_before(), decoder);
}

std::optional<HeardBlock> Sib1Receiver::decode(const std::optional<Announced>& announced,
                                               TurboDecoder& decoder) const {
  if (!announced) return std::nullopt;
  const unsigned sfn = heard_.back().sfn;
  const auto of_period = static_cast<std::size_t>(std::ranges::count_if(
      heard_, [&](const Heard& h) { return frames_since(h.sfn, sfn) <= sfn % kPeriod_frames; }));
  std::size_t before = 0;
  for (const std::size_t count : {std::size_t{1}, of_period, heard_.size()}) {
    if (count <= before) continue;
    before = count;
    if (const auto bits = decode_last(*announced, count, decoder))
      return HeardBlock{octets_of(*bits), count > 1};
  }
  return std::nullopt;
}

std::optional<Sib1Receiver::Heard::Own> Sib1Receiver::own_assignment(
    const std::vector<SearchSpaces>& spaces) {
  for (const SearchSpaces& of_format : spaces) {
    for (const SearchSpace& space : of_format) {
      for (FoundAssignment& found : finder_.find(space.cces)) {
        if (found.assignment.rnti == kSystemInformationRnti)
          return Heard::Own{std::move(found.assignment), space.symbols};
      }
    }
  }
  return std::nullopt;
}

std::optional<Sib1Receiver::Announced> Sib1Receiver::announced_in(const Heard& heard) {
  if (!heard.own) return std::nullopt;
  // The format that it was read with is the likeliest for the others in doubt.
  std::size_t format = 0;
  for (std::size_t i = 0; i < heard.spaces.size(); ++i) {
    if (heard.spaces[i].front().symbols == heard.own->control_symbols) format = i;
  }
  return Announced{heard.own->assignment, heard.sfn, format};
}

std::optional<Sib1Receiver::Announced> Sib1Receiver::announced_before() const {
  for (std::size_t i = heard_.size() - 1; i-- > 0;) {
    if (auto own = announced_in(heard_[i])) return own;
  }
  return std::nullopt;
}

std::vector<Sib1Receiver::Way> Sib1Receiver::ways() const {
  std::size_t formats = 1;
  for (const Heard& h : heard_) formats = std::max(formats, h.spaces.size());
  std::vector<Way> ways;
  for (std::size_t format = 0; format < formats; ++format) {
    for (std::size_t i = 0; i < heard_.back().spaces.front().size(); ++i) ways.push_back({format, i});
  }
  return ways;
}

std::optional<Sib1Receiver::Announced> Sib1Receiver::combined_assignment() {
  std::optional<Announced> best;
  double best_z = 0.0;
  if (heard_.size() < 2) return best;
  for (const Way& way : ways()) {
    auto found = best_combined(way);
    if (!found || found->z <= best_z) continue;
    best_z = found->z;
    best = Announced{std::move(found->assignment), heard_.back().sfn, way.format};
  }
  return best;
}

std::optional<FoundAssignment> Sib1Receiver::best_combined(const Way& way) {
  std::optional<FoundAssignment> best;
  const std::size_t bits = heard_.back().if_format(way.format)[way.phich].cces.size();
  for (const SearchCandidate& candidate : common_candidates(bits / kControlElement_bits)) {
    for (const DciFormat format : {DciFormat::k1A, DciFormat::k1C}) {
      for (const bool do_versions_vary : {true, false}) {
        if (format == DciFormat::k1C && do_versions_vary) continue;
        auto found = combined(way, format, candidate, do_versions_vary);
        if (found && (!best || found->z > best->z)) best = std::move(found);
      }
    }
  }
  return best;
}

// All that was heard of a candidate, turned into what it would have been with the newest one's redundancy
// version. Candidates are counted in control channel elements, however long the control region is.
std::optional<FoundAssignment> Sib1Receiver::combined(const Way& way, DciFormat format,
                                                      const SearchCandidate& candidate,
                                                      bool do_versions_vary) {
  const Heard& now = heard_.back();
  std::vector<float> sum(kControlElement_bits * candidate.cces);
  std::vector<float> pattern(sum.size());
  for (const Heard& h : heard_) {
    const std::vector<float>& cces = h.if_format(way.format)[way.phich].cces;
    if (cces.size() < kControlElement_bits * (candidate.first_cce + candidate.cces)) continue;
    const std::span<const float> soft = bits_of(cces, candidate);
    std::ranges::fill(pattern, 1.0F);
    if (do_versions_vary) {
      redundancy_version_pattern(finder_.shape(), redundancy_version(h.sfn), redundancy_version(now.sfn),
                                 pattern);
    }
    for (std::size_t i = 0; i < soft.size(); ++i) sum[i] += soft[i] * pattern[i];
  }
  auto found = finder_.read(sum, format, candidate);
  if (!found || found->assignment.rnti != kSystemInformationRnti) return std::nullopt;
  return found;
}

std::optional<std::vector<std::uint8_t>> Sib1Receiver::decode_last(const Announced& announced,
                                                                   std::size_t count,
                                                                   TurboDecoder& decoder) const {
  const DownlinkAssignment& assignment = announced.assignment;
  TransportBlockBuffer block(assignment.transport_block_bits);
  // As the standard implies them, unless the assignment tells otherwise.
  const auto told = assignment.redundancy_version;
  const bool do_versions_vary = !told || *told == redundancy_version(announced.sfn);
  for (std::size_t i = heard_.size() - count; i < heard_.size(); ++i) {
    const Heard& h = heard_[i];
    if (h.own && h.own->assignment.transport_block_bits != assignment.transport_block_bits) continue;
    const unsigned implied = do_versions_vary ? redundancy_version(h.sfn) : *told;
    const unsigned version = h.own ? h.own->assignment.redundancy_version.value_or(implied) : implied;
    const unsigned symbols = h.own ? h.own->control_symbols : h.if_format(announced.format).front().symbols;
    add_transmission({h.subframe, symbols}, h.own ? h.own->assignment : assignment, version, block);
  }
  return block.decode(decoder);
}

}  // namespace cellwarden::lte
