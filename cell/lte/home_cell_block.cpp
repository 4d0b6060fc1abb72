#include "cell/lte/home_cell_block.hpp"

namespace cellwarden::lte {

SystemInformationBlock9 read_system_information_block_9(PerReader& in) {
  SystemInformationBlock9 block;
  const bool has_additions = in.flag();
  if (in.flag()) {
    const auto octets = in.octets(in.integer<std::size_t>(1, 48));
    block.hnb_name.emplace(octets.begin(), octets.end());
  }
  const Additions additions(in, has_additions);
  return block;
}

}  // namespace cellwarden::lte
