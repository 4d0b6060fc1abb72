#pragma once

/// \file
/// A known cell or site as one source has it, and what is said of the source. Sources are never merged: two
/// of them that disagree are two records.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cell/observation.hpp"
#include "cell/plmn.hpp"
#include "cell/rat.hpp"

namespace cellwarden::towers {

/// Who vouches for a source, from least to most. Crowd: OpenCelliD and the like. Survey: measured by its
/// owner. Regulator: a public register of sites. Operator: the network's own list.
enum class Trust : std::uint8_t { kCrowd, kSurvey, kRegulator, kOperator };

/// "crowd", "survey", "regulator", "operator".
[[nodiscard]] std::string_view to_string(Trust trust) noexcept;
[[nodiscard]] std::optional<Trust> parse_trust(std::string_view text) noexcept;

/// Where records came from.
struct Source {
  std::string name;  ///< unique within a database
  Trust trust = Trust::kCrowd;
  std::optional<std::chrono::sys_days> date{};  ///< of when the list is
  std::string licence{};                        ///< "CC BY-SA 4.0"; empty: not said
  std::string attribution{};                    ///< whom to name when records are passed on; empty: not said
};

struct TowerRecord {
  std::optional<Rat> rat{};             ///< absent in reduced lists and for sites
  std::optional<Plmn> plmn{};           ///< digits of the network code: as written, else by country
  std::optional<std::uint32_t> area{};  ///< LAC or TAC; absent where the list has a filler for it
  std::optional<std::uint64_t> cell{};  ///< CI, RNC * 65536 + CI, ECI or NCI; absent: a site
  std::optional<std::uint16_t>
      physical_id{};                   ///< BSIC, PSC or PCI; absent where the list has 0, -1 or nothing
  std::optional<double> carrier_hz{};  ///< downlink centre, whole hertz
  std::optional<std::uint16_t> bandwidth_rb{};
  std::optional<std::uint8_t> ports{};
  std::optional<GeoPoint> position{};  ///< to a millionth of a degree; accuracy to a metre
  std::optional<double> range_m{};     ///< within which it was heard, to a metre
  std::uint32_t samples{};             ///< reports that the position rests on
  std::optional<std::chrono::sys_seconds> first_listed{};
  std::optional<std::chrono::sys_seconds> last_listed{};
  std::optional<std::chrono::sys_days> valid_from{};  ///< the operator's word on when it is on air
  std::optional<std::chrono::sys_days> valid_to{};    ///< its last day
  std::optional<std::uint16_t> azimuth_deg{};         ///< 0…359, clockwise from north
  std::optional<double> eirp_dbm{};                   ///< to a tenth
  std::string label{};     ///< a site's name; at most kMaxLabelBytes, harmless text
  std::uint32_t source{};  ///< index into KnownTowers::sources()
};

inline constexpr std::size_t kMaxLabelBytes = 96;

/// ECI = eNB * 256 + sector (TS 23.003, section 19.6).
inline constexpr std::uint64_t kSectorsOfEnb = 256;
/// A UMTS cell identity is RNC * 65536 + CI (TS 25.331, section 10.3.2.2).
inline constexpr std::uint32_t kCellsOfRnc = 65536;

/// A place and how far around it counts. Records without a position always count.
struct Near {
  GeoPoint centre;
  double radius_m{};
};

/// Metres between two places on a sphere.
[[nodiscard]] double distance_m(const GeoPoint& a, const GeoPoint& b) noexcept;

/// The highest physical id of a radio: BSIC 63 (TS 23.003, section 4.3.2), primary scrambling code 511
/// (TS 25.213), PCI 503 (TS 36.211, section 6.11) or 1007 (TS 38.211, section 7.4.2); of an unknown one the
/// highest of all.
[[nodiscard]] std::uint16_t highest_physical_id(std::optional<Rat> rat) noexcept;

/// The highest cell identity of a radio: 16 bits of CI, 28 of RNC and CI or of an ECI, 36 of an NCI.
[[nodiscard]] std::uint64_t highest_cell(std::optional<Rat> rat) noexcept;

/// Whether a network code of this country has three digits where a list writes it as a plain number and so
/// loses its length (ITU-T E.212, as used in practice).
[[nodiscard]] bool has_three_digit_codes(std::uint16_t mcc) noexcept;

}  // namespace cellwarden::towers
