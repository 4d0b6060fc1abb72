#include "dsp/lte/dci.hpp"

#include <algorithm>

#include "dsp/lte/virtual_blocks.hpp"

namespace cellwarden::lte {
namespace {

// TS 36.212, table 5.3.3.1.2-1: sizes that format 1A avoids.
constexpr std::array<std::size_t, 10> kAmbiguousSizes{12, 14, 16, 20, 24, 26, 32, 40, 44, 56};

// TS 36.213, table 7.1.7.2.1-1: rows 0 to 26 for two and three resource blocks.
constexpr std::array<std::array<std::uint16_t, 27>, 2> kBlockSizes1A{
    {{32,  56,  72,  104, 120, 144, 176, 224,  256,  296,  328,  376,  440, 488,
      552, 600, 632, 696, 776, 840, 904, 1000, 1064, 1128, 1192, 1256, 1480},
     {56,  88,  144, 176,  208,  224,  256,  328,  392,  456,  504,  584,  680, 744,
      840, 904, 968, 1064, 1160, 1288, 1384, 1480, 1608, 1736, 1800, 1864, 2216}}};

// Table 7.1.7.2.3-1.
constexpr std::array<std::uint16_t, 32> kBlockSizes1C{
    40,  56,  72,  120, 136, 144, 176, 208,  224,  256,  280,  296,  328,  336,  392,  488,
    552, 600, 632, 696, 776, 840, 904, 1000, 1064, 1128, 1224, 1288, 1384, 1480, 1608, 1736};

constexpr unsigned kBlockSize_bits = 5;

class BitReader {
 public:
  explicit BitReader(std::span<const std::uint8_t> bits) noexcept : bits_(bits) {}
  unsigned read(unsigned count) noexcept {
    unsigned value = 0;
    for (const std::uint8_t bit : bits_.first(count)) value = 2 * value + (bit & 1U);
    bits_ = bits_.subspan(count);
    return value;
  }

 private:
  std::span<const std::uint8_t> bits_;
};

// Format, kind of blocks, indication, size of the transport block, HARQ process: what precedes the new data
// indicator.
std::size_t bits_before_indicator(const DciShape& shape) noexcept {
  const unsigned process_bits = shape.duplex == Duplex::kTdd ? 4 : 3;
  return 2 + indication_bits(shape.bandwidth_rb) + kBlockSize_bits + process_bits;
}

std::size_t bits_of_format_0(const DciShape& shape) noexcept {
  const unsigned index_bits = shape.duplex == Duplex::kTdd ? 2 : 0;
  return 14 + indication_bits(shape.uplink_bandwidth_rb.value_or(shape.bandwidth_rb)) + index_bits;
}

std::size_t bits_of_format_1a(const DciShape& shape) noexcept {
  // New data indicator, redundancy version, power command; in TDD the downlink assignment index.
  const std::size_t fields = bits_before_indicator(shape) + 5 + (shape.duplex == Duplex::kTdd ? 2 : 0);
  const std::size_t padded = std::max(fields, bits_of_format_0(shape));
  const bool is_ambiguous =
      std::find(kAmbiguousSizes.begin(), kAmbiguousSizes.end(), padded) != kAmbiguousSizes.end();
  return is_ambiguous ? padded + 1 : padded;
}

unsigned steps_1c(unsigned bandwidth_rb, Gap gap) noexcept {
  return distributed_blocks(bandwidth_rb, gap) / step_rb(bandwidth_rb);
}

std::size_t bits_of_format_1c(const DciShape& shape) noexcept {
  return (has_second_gap(shape.bandwidth_rb) ? 1 : 0) +
         indication_bits(steps_1c(shape.bandwidth_rb, Gap::kFirst)) + kBlockSize_bits;
}

void put_localised(const BlockRun& run, DownlinkAssignment& assignment) {
  for (auto& blocks : assignment.resource_blocks) {
    for (unsigned i = 0; i < run.count; ++i) blocks.push_back(static_cast<std::uint8_t>(run.first + i));
  }
}

void put_distributed(const BlockRun& run, unsigned bandwidth_rb, Gap gap, DownlinkAssignment& assignment) {
  assignment.is_distributed = true;
  for (unsigned slot = 0; slot < 2; ++slot) {
    auto& blocks = assignment.resource_blocks[slot];
    for (unsigned i = 0; i < run.count; ++i) {
      blocks.push_back(static_cast<std::uint8_t>(physical_block(run.first + i, slot, bandwidth_rb, gap)));
    }
    std::sort(blocks.begin(), blocks.end());
  }
}

std::optional<DownlinkAssignment> parse_1a(std::span<const std::uint8_t> bits, std::uint16_t rnti,
                                           const DciShape& shape) {
  BitReader reader(bits);
  const unsigned bandwidth_rb = shape.bandwidth_rb;
  const bool is_format_1a = reader.read(1) == 1;
  const bool is_distributed = reader.read(1) == 1;
  const unsigned indication = reader.read(indication_bits(bandwidth_rb));
  const unsigned row = reader.read(kBlockSize_bits);
  reader.read(shape.duplex == Duplex::kTdd ? 4 : 3);  // HARQ process: reserved
  const bool indicator = reader.read(1) == 1;
  const unsigned redundancy_version = reader.read(2);
  reader.read(1);
  const unsigned column = reader.read(1);
  if (!is_format_1a || row >= kBlockSizes1A[column].size()) return std::nullopt;

  const Gap gap = indicator && has_second_gap(bandwidth_rb) ? Gap::kSecond : Gap::kFirst;
  const unsigned blocks = is_distributed ? distributed_blocks(bandwidth_rb, gap) : bandwidth_rb;
  const auto run = read_indication(indication, bandwidth_rb, blocks);
  if (!run) return std::nullopt;
  DownlinkAssignment assignment{.format = DciFormat::k1A,
                                .rnti = rnti,
                                .is_distributed = false,
                                .resource_blocks = {},
                                .transport_block_bits = kBlockSizes1A[column][row],
                                .redundancy_version = static_cast<std::uint8_t>(redundancy_version)};
  if (is_distributed) {
    put_distributed(*run, bandwidth_rb, gap, assignment);
  } else {
    put_localised(*run, assignment);
  }
  return assignment;
}

std::optional<DownlinkAssignment> parse_1c(std::span<const std::uint8_t> bits, std::uint16_t rnti,
                                           const DciShape& shape) {
  BitReader reader(bits);
  const unsigned bandwidth_rb = shape.bandwidth_rb;
  const bool is_second = has_second_gap(bandwidth_rb) && reader.read(1) == 1;
  const Gap gap = is_second ? Gap::kSecond : Gap::kFirst;
  const unsigned indication = reader.read(indication_bits(steps_1c(bandwidth_rb, Gap::kFirst)));
  const unsigned steps = steps_1c(bandwidth_rb, gap);
  const auto run = read_indication(indication, steps, steps);
  if (!run) return std::nullopt;
  DownlinkAssignment assignment{.format = DciFormat::k1C,
                                .rnti = rnti,
                                .is_distributed = true,
                                .resource_blocks = {},
                                .transport_block_bits = kBlockSizes1C[reader.read(kBlockSize_bits)],
                                .redundancy_version = {}};
  if (rnti != kSystemInformationRnti) assignment.redundancy_version = std::uint8_t{0};
  const unsigned step = step_rb(bandwidth_rb);
  put_distributed({run->first * step, run->count * step}, bandwidth_rb, gap, assignment);
  return assignment;
}

}  // namespace

std::size_t dci_bits(DciFormat format, const DciShape& shape) noexcept {
  return format == DciFormat::k1A ? bits_of_format_1a(shape) : bits_of_format_1c(shape);
}

std::size_t dci_redundancy_version_bit(const DciShape& shape) noexcept {
  return bits_before_indicator(shape) + 1;
}

std::optional<DownlinkAssignment> parse_dci(std::span<const std::uint8_t> bits, std::uint16_t rnti,
                                            const DciShape& shape) {
  if (!is_common_rnti(rnti) || rnti == kMulticastRnti) return std::nullopt;
  if (bits.size() == bits_of_format_1a(shape)) return parse_1a(bits, rnti, shape);
  if (bits.size() == bits_of_format_1c(shape)) return parse_1c(bits, rnti, shape);
  return std::nullopt;
}

}  // namespace cellwarden::lte
