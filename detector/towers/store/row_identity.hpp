#pragma once

/// \file
/// When two records of one source are of one cell, and which of them counts.
///
/// They are if standard, network, area, cell and start of validity are the same. Reduced lists leave out the
/// standard or the area; where the identity is not whole (no standard; GSM without its area) they must say
/// the same of the cell, too. The one listed last counts, then that of the most reports, then the later.

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

#include "detector/towers/store/stored_row.hpp"

namespace cellwarden::towers::store {

/// Equal for records of one cell; for rows that name a cell.
using RowIdentity = std::array<std::int64_t, 12>;

[[nodiscard]] RowIdentity identity_of(const StoredRow& row) noexcept;

/// Greater: it counts.
using RowWorth = std::tuple<std::optional<std::int64_t>, std::optional<std::int64_t>>;

[[nodiscard]] inline RowWorth worth_of(const StoredRow& row) noexcept {
  return {row.get(StoredColumn::kLastListed), row.get(StoredColumn::kSamples)};
}

/// The earliest of what both say when the cell was first listed goes into `kept`.
void keep_first_listing(const StoredRow& other, StoredRow& kept) noexcept;

}  // namespace cellwarden::towers::store
