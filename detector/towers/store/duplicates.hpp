#pragma once

/// \file
/// Within one source an identity stands once.

#include <SQLiteCpp/Database.h>

#include "detector/towers/tower_writer.hpp"

namespace cellwarden::towers::store {

/// Of the records of one source that are of one cell (row_identity.hpp) keeps the one that counts, with the
/// earliest first listing of all. One pass over the index.
[[nodiscard]] Duplicates remove_duplicates(SQLite::Database& database);

}  // namespace cellwarden::towers::store
