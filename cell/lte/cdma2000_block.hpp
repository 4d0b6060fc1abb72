#pragma once

/// \file
/// SystemInformationBlockType8: CDMA2000 cells to move to, and CDMA2000's system time (TS 36.331,
/// sections 6.3.1 and 6.3.4), Release 8. In: the reader at the block, which it leaves behind it. What a cell
/// does not send is absent.

#include <cstdint>
#include <optional>
#include <vector>

#include "cell/lte/common_fields.hpp"

namespace cellwarden::lte {

/// SystemTimeInfoCDMA2000.
struct Cdma2000Time {
  bool is_synchronous{};        ///< cdma-EUTRA-Synchronisation
  bool is_asynchronous_time{};  ///< which of the two counts is sent
  std::uint64_t count{};        ///< 39 bits of 10 ms, or 49 bits of 8 chips
  bool operator==(const Cdma2000Time&) const = default;
};

/// NeighCellsPerBandclassCDMA2000.
struct Cdma2000Carrier {
  std::uint16_t arfcn{};                  ///< 0…2047
  std::vector<std::uint16_t> pn_offsets;  ///< 0…511
  bool operator==(const Cdma2000Carrier&) const = default;
};
/// NeighCellCDMA2000.
struct Cdma2000Neighbours {
  std::uint8_t band_class{};
  std::vector<Cdma2000Carrier> carriers;
  bool operator==(const Cdma2000Neighbours&) const = default;
};
/// BandClassInfoCDMA2000.
struct Cdma2000BandClass {
  std::uint8_t band_class{};
  std::optional<std::uint8_t> cell_reselection_priority;
  std::uint8_t thresh_x_high{}, thresh_x_low{};  ///< 0…63, steps of -0.5 dB
  bool operator==(const Cdma2000BandClass&) const = default;
};
/// CellReselectionParametersCDMA2000.
struct Cdma2000Reselection {
  std::vector<Cdma2000BandClass> band_classes;
  std::vector<Cdma2000Neighbours> neighbours;
  std::uint8_t t_reselection_s{};
  std::optional<SpeedScale> t_reselection_scale;
  bool operator==(const Cdma2000Reselection&) const = default;
};

/// parametersHRPD.
struct HrpdParameters {
  bool is_pre_registration_allowed{};
  std::optional<std::uint8_t> pre_registration_zone;
  std::vector<std::uint8_t> secondary_zones;
  std::optional<Cdma2000Reselection> reselection;
  bool operator==(const HrpdParameters&) const = default;
};

/// CSFB-RegistrationParam1XRTT.
struct OneXRegistration {
  std::uint16_t sid{}, nid{};  ///< system and network: 15 and 16 bits
  bool multiple_sid{}, multiple_nid{}, home_reg{}, foreign_sid_reg{}, foreign_nid_reg{}, parameter_reg{},
      power_up_reg{};
  std::uint8_t registration_period{};       ///< 7 bits
  std::uint16_t registration_zone{};        ///< 12 bits
  std::uint8_t total_zone{}, zone_timer{};  ///< 3 bits each
  bool operator==(const OneXRegistration&) const = default;
};

/// parameters1XRTT.
struct OneXParameters {
  std::optional<OneXRegistration> registration;
  std::optional<std::uint64_t> long_code_state;  ///< 42 bits
  std::optional<Cdma2000Reselection> reselection;
  bool operator==(const OneXParameters&) const = default;
};

struct SystemInformationBlock8 {
  std::optional<Cdma2000Time> time;
  std::optional<std::uint8_t> search_window_size;  ///< code, 0…15
  std::optional<HrpdParameters> hrpd;
  std::optional<OneXParameters> one_x;
  bool operator==(const SystemInformationBlock8&) const = default;
};

[[nodiscard]] SystemInformationBlock8 read_system_information_block_8(PerReader& in);

}  // namespace cellwarden::lte
