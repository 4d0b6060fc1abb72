#pragma once

/// \file
/// Where in the spectrum a cell lies: its measured frequency and, where it is certain, its place on the
/// channel raster (TS 36.101, section 5.7 for LTE).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cell/lte.hpp"
#include "cell/measured.hpp"
#include "cell/rat.hpp"

namespace cellwarden {

struct Carrier {
  Rat rat{};
  Measured measured_hz;                  ///< the carrier as this radio's clock reads it; never ambiguous
  std::optional<double> nominal_hz;      ///< on the raster; absent while the radio's error leaves a choice
  std::optional<std::uint16_t> band;     ///< absent while several bands hold nominal_hz
  std::optional<std::uint32_t> channel;  ///< ARFCN, EARFCN or NR-ARFCN; absent with band
};

/// One band and channel number that a downlink frequency may have.
struct LteChannel {
  std::uint16_t band{};
  std::uint32_t earfcn{};
  friend bool operator==(const LteChannel&, const LteChannel&) = default;
};

inline constexpr double kLteRaster_hz = 100e3;  ///< TS 36.101, section 5.7.1

/// How far apart the carriers of a standard may be set at least: half of it tells two apart.
[[nodiscard]] constexpr double raster_hz(Rat rat) noexcept {
  constexpr double kGsmRaster_hz = 200e3;  // TS 45.005, section 2
  return rat == Rat::kGsm ? kGsmRaster_hz : kLteRaster_hz;
}

/// Every band of TS 36.101, table 5.7.3-1 whose downlink holds `frequency_hz`, a multiple of 100 kHz.
/// \param duplex  leaves out bands of the other kind where known
[[nodiscard]] std::vector<LteChannel> lte_channels_at(double frequency_hz,
                                                      std::optional<lte::Duplex> duplex = {});

/// The downlink carrier of an EARFCN; nothing when no band has that number.
[[nodiscard]] std::optional<double> lte_downlink_hz(std::uint32_t earfcn) noexcept;

/// The band that owns an EARFCN (each number belongs to one band only).
[[nodiscard]] std::optional<std::uint16_t> lte_band_of(std::uint32_t earfcn) noexcept;

/// "806.006 MHz", the way every text output writes a frequency.
[[nodiscard]] std::string format_mhz(double frequency_hz);

}  // namespace cellwarden
