#pragma once

/// \file
/// What cells are called in texts: by carrier, physical id and identity.

#include <string>

#include "cell/gsm/system_information.hpp"
#include "cell/observation.hpp"

namespace cellwarden {

/// "40": NCC, then BCC (TS 23.003, section 4.3.2).
[[nodiscard]] std::string bsic_text(std::uint16_t bsic);

/// "PCI 211" or "BSIC 40".
[[nodiscard]] std::string physical_id_text(const Observation& cell);

/// "806.000 MHz", or "806.006 MHz by this radio's clock" while the raster is not certain; of a GSM carrier
/// "ARFCN 44 (943.800 MHz)".
[[nodiscard]] std::string carrier_text(const Carrier& carrier);

/// "262-01 LAC 793 CI 21791"; "?" for a network code that is none.
[[nodiscard]] std::string identity_text(const gsm::CellIdentity& identity);

/// "262-01", or "?".
[[nodiscard]] std::string network_text(const std::optional<Plmn>& plmn);

}  // namespace cellwarden
