#include "detector/cell_words.hpp"

namespace cellwarden {

std::string bsic_text(std::uint16_t bsic) {
  constexpr unsigned kColours = 8;
  return std::to_string(bsic / kColours) + std::to_string(bsic % kColours);
}

std::string physical_id_text(const Observation& cell) {
  if (cell.gsm() != nullptr) return "BSIC " + bsic_text(cell.physical_id);
  return "PCI " + std::to_string(cell.physical_id);
}

std::string carrier_text(const Carrier& carrier) {
  if (!carrier.nominal_hz) return format_mhz(carrier.measured_hz.value) + " by this radio's clock";
  if (carrier.rat == Rat::kGsm && carrier.channel) {
    return "ARFCN " + std::to_string(*carrier.channel) + " (" + format_mhz(*carrier.nominal_hz) + ")";
  }
  return format_mhz(*carrier.nominal_hz);
}

std::string network_text(const std::optional<Plmn>& plmn) {
  return plmn ? to_string(*plmn) : "?";
}

std::string identity_text(const gsm::CellIdentity& identity) {
  return network_text(identity.plmn) + " LAC " + std::to_string(identity.lac.value) + " CI " +
         std::to_string(identity.cell_id.value);
}

}  // namespace cellwarden
