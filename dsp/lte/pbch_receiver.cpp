#include "dsp/lte/pbch_receiver.hpp"

#include "dsp/lte/transmit_diversity.hpp"

namespace cellwarden::lte {
namespace {

constexpr unsigned kPbchSymbols = 4;

}  // namespace

std::vector<std::size_t> pbch_subcarriers(const CellShape& shape, unsigned symbol) {
  const bool has_reference = symbol < 2 || (shape.prefix == CyclicPrefix::kExtended && symbol == 3);
  std::vector<std::size_t> subcarriers;
  for (std::size_t k = 0; k < kCentral_subcarriers; ++k) {
    if (!has_reference || k % kPilotSpacing != shape.pci % kPilotSpacing) subcarriers.push_back(k);
  }
  return subcarriers;
}

std::vector<FrameSoftBits> receive_pbch(SymbolReader& reader, const CellShape& shape,
                                        const FrameTiming& timing, const ChannelEstimate& channel,
                                        unsigned ports) {
  std::array<std::vector<std::size_t>, kPbchSymbols> places;
  for (unsigned l = 0; l < kPbchSymbols; ++l) places[l] = pbch_subcarriers(shape, l);
  const double available = static_cast<double>(reader.baseband().size()) - timing.frame_start_samples;
  const std::size_t frames = available > 0 ? static_cast<std::size_t>(available / kFrame_samples) + 1 : 0;
  const auto scale = static_cast<float>(1.0 / std::max(channel.noise_power(), 1e-30));
  const HeardSubcarriers& heard = channel.heard();

  std::vector<FrameSoftBits> result;
  std::vector<ReceivedElement> elements;
  std::vector<Sample> values;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const std::size_t slot = frame * kSlotsPerFrame + 1;
    std::array<CentralSymbol, kPorts> h{};
    std::array<CentralSymbol, kPbchSymbols> symbols{};
    bool complete = true;
    for (unsigned l = 0; l < kPbchSymbols && complete; ++l) {
      const auto start = static_cast<double>(slot * kSlot_samples + symbol_start(l, shape.prefix));
      complete = reader.read(timing, start, symbols[l]);
    }
    if (!complete) continue;
    for (unsigned port = 0; port < ports; ++port) channel.at(port, slot, h[port]);
    elements.clear();
    for (unsigned l = 0; l < kPbchSymbols; ++l) {
      for (const std::size_t k : places[l]) {
        elements.push_back(
            {symbols[l][k], {h[0][k], h[1][k], h[2][k], h[3][k]}, k >= heard.first && k < heard.last});
      }
    }
    FrameSoftBits bits{frame, {}};
    bits.soft.reserve(2 * elements.size());
    values.resize(elements.size());
    undo_diversity(elements, ports, values);
    for (const Sample v : values) {
      bits.soft.push_back(v.real() * scale);
      bits.soft.push_back(v.imag() * scale);
    }
    result.push_back(std::move(bits));
  }
  return result;
}

}  // namespace cellwarden::lte
