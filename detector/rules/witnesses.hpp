#pragma once

/// \file
/// What is known of the cell that has a certain identity, whatever its standard: by lists, by the site's
/// baseline and by this run. A rule that compares the cell on air with it needs no list of its own.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detector/rules/siblings.hpp"

namespace cellwarden::detector {

/// One who knows the cell of that identity.
struct Witness {
  std::optional<double> carrier_hz;
  double carrier_doubt_hz{};
  std::optional<std::uint16_t> physical_id;
  std::optional<std::uint32_t> area;
  double quality{};  ///< 0…1: what its word is worth
  std::string name;  ///< "operator.csv (operator, 12 days old)", "the site's baseline (120 dwells)"
};

/// Who a cell of the baseline was, where that is known.
[[nodiscard]] std::optional<Claim> claim_of(const history::KnownCell& known);

/// Rows of the tower list with the cell's identity, in any of its networks, wherever and whenever they are.
/// A GSM cell is named by its area and cell identity together, an LTE cell without its area.
[[nodiscard]] std::vector<towers::TowerRecord> listed_rows(const RuleContext& context,
                                                           const history::CellTrack& cell);

/// Those of them that are not far from the sensor, and on at the time of the observation.
[[nodiscard]] std::vector<towers::TowerRecord> rows_of_identity(const RuleContext& context,
                                                                const history::CellTrack& cell);

/// Whether a row of listed_rows() names this very cell, and so can accuse it: without a standard, or in GSM
/// without an area, its number may be another cell's.
[[nodiscard]] bool names_cell(const towers::TowerRecord& row, const history::CellTrack& cell) noexcept;

/// "operator.csv has it on air until 2026-03-01", where a row of its identity is not on; else empty.
[[nodiscard]] std::string not_on_text(const RuleContext& context, const history::CellTrack& cell);

/// All who know the identity of `cell`, which may be the subject or another; the best first. The baseline
/// also knows a GSM cell of one carrier, BSIC and cell identity in another area.
[[nodiscard]] std::vector<Witness> witnesses_of(const RuleContext& context, const history::CellTrack& cell);

/// ID12: whether a list has the subject's area code of one of its networks within `towers.radius_m`. It then
/// is an area of this place, of which just one cell is heard, or a borrowed number: worth less.
[[nodiscard]] bool is_area_listed(const RuleContext& context);
inline constexpr double kListedAreaQuality = 0.5;

/// Whether its identity was read in more than one dwell.
[[nodiscard]] bool is_identity_steady(const history::CellTrack& cell);

/// "262-01 LAC 793 CI 21791", "262-01 TAC 4711 ECI 315909".
[[nodiscard]] std::string claim_text(const history::CellTrack& cell);

}  // namespace cellwarden::detector
