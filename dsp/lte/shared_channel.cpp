#include "dsp/lte/shared_channel.hpp"

#include "dsp/lte/symbol_reader.hpp"

namespace cellwarden::lte {
namespace {

bool is_reference(const CellLayout& cell, unsigned slot, unsigned symbol, std::size_t k) noexcept {
  for (unsigned port = 0; port < cell.ports; ++port) {
    const int offset = crs_offset(cell.shape.pci, port, slot, symbol, cell.shape.prefix);
    if (offset >= 0 && k % kCrsSpacing_subcarriers == static_cast<std::size_t>(offset)) return true;
  }
  return false;
}

// Whether any port sends them in a symbol of a slot: in every slot or in none.
bool has_reference(const CellLayout& cell, unsigned symbol) noexcept {
  for (unsigned port = 0; port < cell.ports; ++port) {
    if (crs_offset(cell.shape.pci, port, 0, symbol, cell.shape.prefix) >= 0) return true;
  }
  return false;
}

// Symbols whose central six resource blocks hold synchronisation signals or the broadcast channel.
bool is_central_taken(const CellShape& cell, unsigned subframe, unsigned symbol) noexcept {
  const unsigned per_slot = symbols_per_slot(cell.prefix);
  if (subframe == 0 && symbol >= per_slot && symbol < per_slot + 4) return true;
  if (cell.duplex == Duplex::kFdd) {
    return subframe % 5 == 0 && (symbol == per_slot - 1 || symbol == per_slot - 2);
  }
  return (subframe % 5 == 0 && symbol == 2 * per_slot - 1) || (subframe % 5 == 1 && symbol == 2);
}

}  // namespace

bool is_data_element(const CellLayout& cell, unsigned subframe, unsigned symbol,
                     std::size_t subcarrier) noexcept {
  const unsigned per_slot = symbols_per_slot(cell.shape.prefix);
  const unsigned slot = 2 * subframe + symbol / per_slot;
  if (is_reference(cell, slot, symbol % per_slot, subcarrier)) return false;
  const std::size_t from_edge = (cell.subcarriers() - kCentral_subcarriers) / 2;
  const bool is_central = subcarrier >= from_edge && subcarrier < from_edge + kCentral_subcarriers;
  return !is_central || !is_central_taken(cell.shape, subframe, symbol);
}

std::vector<ReceivedElement> pdsch_elements(const DownlinkSubframe& subframe, unsigned control_symbols,
                                            const std::array<std::span<const std::uint8_t>, 2>& blocks,
                                            PdschSymbols which) {
  const CellLayout& cell = subframe.layout;
  const unsigned per_slot = symbols_per_slot(cell.shape.prefix);
  std::vector<ReceivedElement> elements;
  for (unsigned symbol = control_symbols; symbol < subframe.symbols_sent; ++symbol) {
    const bool is_wanted = which == PdschSymbols::kAll || has_reference(cell, symbol % per_slot) ==
                                                              (which == PdschSymbols::kWithReferenceSignals);
    if (!is_wanted) continue;
    for (const std::uint8_t block : blocks[symbol / per_slot]) {
      for (std::size_t k = kSubcarriersPerRb * block; k < kSubcarriersPerRb * (block + 1UL); ++k) {
        if (is_data_element(cell, subframe.number, symbol, k))
          elements.push_back(subframe.element(symbol, k));
      }
    }
  }
  return elements;
}

std::vector<float> receive_pdsch(const DownlinkSubframe& subframe, unsigned control_symbols,
                                 std::span<const std::uint8_t> first_slot,
                                 std::span<const std::uint8_t> second_slot, std::uint32_t rnti) {
  const auto elements =
      pdsch_elements(subframe, control_symbols, {first_slot, second_slot}, PdschSymbols::kAll);
  std::vector<float> soft;
  soft.reserve(2 * elements.size());
  append_soft_bits(elements, subframe, soft);
  descramble(soft, pdsch_scrambling_seed(rnti, subframe.number, subframe.layout.shape.pci));
  return soft;
}

}  // namespace cellwarden::lte
