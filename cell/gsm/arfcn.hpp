#pragma once

/// \file
/// Channel numbering of GSM (TS 45.005, section 2): absolute radio frequency channel numbers and the
/// downlink frequencies they stand for. Hz throughout.
///
/// Covered: GSM 450, 480, 750, 850, P-, E-, R- and ER-GSM 900, DCS 1800, PCS 1900. Not covered: bands whose
/// numbers a network hands out itself (GSM 710, T-GSM 810; TS 44.018, section 10.5.2.11b). DCS 1800 and
/// PCS 1900 use the same numbers: a number alone does not tell which of the two is meant.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cellwarden::gsm {

inline constexpr double kRaster_hz = 200e3;     ///< TS 45.005, section 2
inline constexpr std::uint16_t kArfcns = 1024;  ///< numbers that a message can name
inline constexpr std::uint16_t kBand900 = 900;  ///< P-, E-, R- and ER-GSM
inline constexpr std::uint16_t kBand1800 = 1800;
inline constexpr std::uint16_t kBand1900 = 1900;

struct Channel {
  std::uint16_t band{};  ///< 450, 480, 750, 850, 900, 1800 or 1900
  std::uint16_t arfcn{};
  friend bool operator==(const Channel&, const Channel&) = default;
};

/// Where base stations of one band send: the edges of its lowest and highest channel.
struct DownlinkBand {
  std::uint16_t band{};
  double low_hz{};
  double high_hz{};
};

/// Every channel whose downlink carrier is at `frequency_hz`, to within 1 Hz. No two bands of the table
/// overlap on the downlink, so there is one or none.
[[nodiscard]] std::vector<Channel> gsm_channels_at(double frequency_hz);

/// The downlink carrier of a channel number; nothing when no band has it.
/// \param pcs_instead_of_dcs  what numbers 512…810 mean (BAND_INDICATOR, TS 44.018, section 10.5.2.32)
[[nodiscard]] std::optional<double> gsm_downlink_hz(std::uint32_t arfcn, bool pcs_instead_of_dcs) noexcept;

/// The band of a channel number, as above.
[[nodiscard]] std::optional<std::uint16_t> gsm_band_of(std::uint32_t arfcn, bool pcs_instead_of_dcs) noexcept;

/// Whether the channel lies in what R- and ER-GSM add to E-GSM 900: railways' own networks.
[[nodiscard]] bool is_railway_channel(std::uint32_t arfcn) noexcept;

/// All downlink bands, by rising frequency. ER-GSM's and E-GSM's part of band 900 are one.
[[nodiscard]] std::span<const DownlinkBand> gsm_downlink_bands() noexcept;

}  // namespace cellwarden::gsm
