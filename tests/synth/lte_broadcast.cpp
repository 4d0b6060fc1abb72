#include "tests/synth/lte_broadcast.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>

#include "dsp/lte/dci.hpp"
#include "tests/synth/lte_control_region.hpp"

namespace cellwarden::synth {
namespace {

constexpr std::uint16_t kSystemInformation = 0xFFFF;
constexpr std::uint16_t kPaging = 0xFFFE;
constexpr unsigned kShortest_symbols = 3;  // DwPTS too short for a shared channel (TS 36.213, section 7.1.7)

constexpr unsigned redundancy_version(unsigned k) noexcept {
  constexpr std::array<unsigned, 4> kVersions{0, 2, 3, 1};
  return kVersions[k % 4];
}

unsigned transport_block_bits(const DciFields& fields, unsigned bandwidth_rb) {
  const auto bits = pack_dci(fields, bandwidth_rb, lte::Duplex::kFdd);
  const auto read = lte::parse_dci(bits, kPaging, {bandwidth_rb, lte::Duplex::kFdd});
  assert(read);
  return read->transport_block_bits;
}

bool is_sib1_place(unsigned sfn, unsigned subframe) noexcept {
  return sfn % 2 == 0 && subframe == 5;
}

class Broadcaster {
 public:
  Broadcaster(const LteBroadcast& broadcast, const LteGridSpec& grid) : broadcast_(broadcast), grid_(grid) {
    grid_.content = nullptr;
  }

  std::vector<LteTransmission> operator()(unsigned sfn, unsigned subframe) const {
    std::vector<LteTransmission> sent;
    if (downlink_symbols(grid_, subframe) <= kShortest_symbols) return sent;
    if (is_sib1_place(sfn, subframe) && !broadcast_.sib1.empty()) {
      add(kSystemInformation, broadcast_.sib1, redundancy_version(sfn / 2), subframe, sent);
    }
    for (std::size_t n = 0; n < broadcast_.messages.size(); ++n) {
      const auto number = number_in_window(n, sfn, subframe);
      if (!number || is_sib1_place(sfn, subframe) || *number % broadcast_.repeat_subframes != 0) continue;
      add(kSystemInformation, broadcast_.messages[n].octets, redundancy_version(*number), subframe, sent);
    }
    for (const LtePage& page : broadcast_.pages) {
      if (sfn % page.period_frames != page.frame || subframe != page.subframe) continue;
      add(kPaging, page.octets, 0, subframe, sent);
    }
    return sent;
  }

 private:
  // TS 36.331, section 5.2.3: the window begins in subframe x mod 10 of frames SFN mod T = floor(x / 10).
  [[nodiscard]] std::optional<unsigned> number_in_window(std::size_t n, unsigned sfn,
                                                         unsigned subframe) const {
    const auto x = static_cast<unsigned>(n) * broadcast_.window_subframes;
    const unsigned period = 10 * broadcast_.messages[n].period_frames;
    const unsigned number = (10 * sfn + subframe + period - x % period) % period;
    if (number >= broadcast_.window_subframes) return std::nullopt;
    return number;
  }

  // Behind what is there already, on either channel.
  void add(std::uint16_t rnti, const std::vector<std::uint8_t>& octets, unsigned version, unsigned subframe,
           std::vector<LteTransmission>& sent) const {
    LteTransmission t{.rnti = rnti,
                      .assignment = smallest_assignment(broadcast_, grid_.bandwidth_rb, octets.size()),
                      .aggregation = broadcast_.aggregation,
                      .first_element = 0,
                      .octets = octets};
    t.assignment.redundancy_version = version;
    if (!sent.empty()) {
      const DciFields& last = sent.back().assignment;
      t.assignment.first_block = last.first_block + last.block_count;
      t.first_element = sent.back().first_element + broadcast_.aggregation;
    }
    const bool is_distributed = t.assignment.is_compact || t.assignment.is_distributed;
    const unsigned blocks = is_distributed
                                ? distributed_block_count(grid_.bandwidth_rb, t.assignment.second_gap)
                                : grid_.bandwidth_rb;
    const bool fits = t.assignment.first_block + t.assignment.block_count <= blocks &&
                      t.first_element + t.aggregation <= control_region(grid_, subframe).elements();
    if (fits) sent.push_back(std::move(t));
  }

  LteBroadcast broadcast_;
  LteGridSpec grid_;
};

}  // namespace

DciFields smallest_assignment(const LteBroadcast& broadcast, unsigned bandwidth_rb, std::size_t octets) {
  DciFields fields;
  fields.is_compact = broadcast.is_compact;
  fields.is_distributed = broadcast.is_distributed || broadcast.is_compact;
  fields.second_gap = fields.is_distributed && broadcast.second_gap && bandwidth_rb >= 50;
  const unsigned step = !fields.is_compact ? 1 : bandwidth_rb < 50 ? 2 : 4;
  fields.block_count = step;
  std::optional<unsigned> best;
  DciFields trial = fields;
  for (const bool three : {false, true}) {
    for (unsigned row = 0; row < (fields.is_compact ? 32U : 27U); ++row) {
      trial.size_row = row;
      trial.three_blocks = three;
      const unsigned bits = transport_block_bits(trial, bandwidth_rb);
      if (bits < 8 * octets || (best && *best <= bits)) continue;
      best = bits;
      fields = trial;
    }
  }
  assert(best);
  const auto wanted = static_cast<unsigned>(std::ceil(*best / broadcast.bits_per_block));
  const unsigned blocks =
      fields.is_distributed ? distributed_block_count(bandwidth_rb, fields.second_gap) : bandwidth_rb;
  fields.block_count = std::min((wanted + step - 1) / step, blocks / step) * step;
  return fields;
}

LteContent broadcast_content(const LteBroadcast& broadcast, const LteGridSpec& grid) {
  return Broadcaster(broadcast, grid);
}

}  // namespace cellwarden::synth
