#include "tests/fuzz/lte_message.hpp"

using namespace cellwarden::lte;

namespace {

void require_plmns(const std::vector<PlmnEntry>& plmns) {
  fuzz::require(plmns.size() <= 6);
  for (const PlmnEntry& entry : plmns) {
    if (!entry.plmn) continue;
    fuzz::require(entry.plmn->mcc <= 999 && entry.plmn->mnc <= (entry.plmn->mnc_digits == 2 ? 99 : 999));
  }
}

}  // namespace

// The first octet's first two bits are made those of SIB1.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto first = static_cast<std::uint8_t>(0x40U | (data[0] & 0x3FU));
  const auto octets = fuzz::message_of(first, {data + 1, size - 1});
  const BroadcastMessage message = fuzz::require_read(octets);
  const auto& sib1 = std::get<SystemInformationBlock1>(message.content);
  require_plmns(sib1.plmns);
  fuzz::require(sib1.tracking_area_code.value <= 0xFFFF && sib1.cell_identity.value < (1U << 28U));
  fuzz::require(sib1.scheduling.size() <= 32 && sib1.scheduling_ext.size() <= 32);
  fuzz::require(sib1.freq_band_indicator <= 64 && sib1.q_rx_lev_min_dbm <= 0 &&
                sib1.q_rx_lev_min_dbm >= -140);
  for (const SiSchedule& schedule : sib1.scheduling) {
    fuzz::require(schedule.sibs.size() <= 31 && schedule.periodicity_frames <= 512);
    for (const SibType type : schedule.sibs) fuzz::require(!to_string(type).empty());
  }
  for (const CellAccess& access : sib1.other_accesses) require_plmns(access.plmns);
  return 0;
}
