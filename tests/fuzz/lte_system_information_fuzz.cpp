#include "tests/fuzz/lte_message.hpp"

using namespace cellwarden::lte;

namespace {

void require_geran(const SystemInformationBlock7& block) {
  for (const GeranCarriers& carriers : block.carriers) {
    const auto arfcns = carriers.arfcns();
    fuzz::require(!arfcns.empty() && arfcns.size() <= 129);
    for (const std::uint16_t arfcn : arfcns) fuzz::require(arfcn < 1024);
  }
}

void require_eutra(const SystemInformationBlock5& block) {
  fuzz::require(block.carriers.size() <= 8 && block.more_carriers.size() <= 8);
  for (const EutraCarrier& carrier : block.carriers) {
    fuzz::require(carrier.neighbours.size() <= 16 && carrier.excluded.size() <= 16 &&
                  carrier.earfcn <= 65535);
    for (const NeighbourCell& cell : carrier.neighbours) fuzz::require(cell.pci.value < 504);
  }
}

}  // namespace

// The first octet's first three bits are made those of SystemInformation.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto octets = fuzz::message_of(data[0] & 0x1FU, {data + 1, size - 1});
  const BroadcastMessage message = fuzz::require_read(octets);
  const auto& blocks = std::get<SystemInformation>(message.content).blocks;
  fuzz::require(blocks.size() <= 32);
  for (const SystemInformationBlock& block : blocks) {
    fuzz::require(!to_string(type_of(block)).empty());
    if (const auto* sib5 = std::get_if<SystemInformationBlock5>(&block)) require_eutra(*sib5);
    if (const auto* sib7 = std::get_if<SystemInformationBlock7>(&block)) require_geran(*sib7);
    if (const auto* sib12 = std::get_if<SystemInformationBlock12>(&block))
      fuzz::require(sib12->segment.octets.size() <= octets.size());
  }
  return 0;
}
