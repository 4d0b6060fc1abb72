#include "dsp/lte/transport_block.hpp"

#include <algorithm>
#include <cassert>

#include "dsp/kernel/crc.hpp"

namespace cellwarden::lte {
namespace {

std::size_t block_bits(std::size_t transport_block_bits) noexcept {
  assert(transport_block_bits > 0 && transport_block_bits <= kMaxTransportBlock_bits);
  return *turbo_block_bits(transport_block_bits + kTransportBlockParity_bits);
}

bool is_sound(std::span<const std::uint8_t> bits) noexcept {
  return crc24a(bits) == 0 && std::any_of(bits.begin(), bits.end(), [](std::uint8_t b) { return b != 0; });
}

}  // namespace

TransportBlockBuffer::TransportBlockBuffer(std::size_t bits)
    : bits_(bits),
      filler_bits_(block_bits(bits) - bits - kTransportBlockParity_bits),
      matching_(block_bits(bits), filler_bits_),
      soft_(matching_.buffer_size()) {}

void TransportBlockBuffer::add(std::span<const float> soft, unsigned redundancy_version) {
  matching_.add(soft, redundancy_version, soft_);
  ++transmissions_;
}

void TransportBlockBuffer::clear() noexcept {
  std::fill(soft_.begin(), soft_.end(), 0.0F);
  transmissions_ = 0;
}

std::optional<std::vector<std::uint8_t>> TransportBlockBuffer::decode(TurboDecoder& decoder) {
  matching_.set_filler(soft_);
  const auto accept = [this](std::span<const std::uint8_t> block) {
    return is_sound(block.subspan(filler_bits_));
  };
  const auto block = decoder.decode(soft_, kTurboHalfIterations, accept);
  if (!block) return std::nullopt;
  const auto bits = block->subspan(filler_bits_, bits_);
  return std::vector<std::uint8_t>(bits.begin(), bits.end());
}

}  // namespace cellwarden::lte
