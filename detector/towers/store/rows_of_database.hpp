#pragma once

/// \file
/// The rows of a database in order of place, to be taken over into another.

#include <functional>
#include <memory>
#include <optional>

#include "detector/towers/known_towers.hpp"
#include "detector/towers/store/row_sort.hpp"

namespace cellwarden::towers::store {

/// \param towers    outlives the stream
/// \param new_source  the source that a row's source becomes; nothing: such rows are left out
[[nodiscard]] std::unique_ptr<RowStream> rows_of_database(
    const KnownTowers& towers, std::function<std::optional<std::uint32_t>(std::uint32_t)> new_source);

}  // namespace cellwarden::towers::store
