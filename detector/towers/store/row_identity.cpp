#include "detector/towers/store/row_identity.hpp"

namespace cellwarden::towers::store {
namespace {

bool is_identity_whole(const StoredRow& row) noexcept {
  const auto rat = row.get(StoredColumn::kRat);
  return rat && (*rat != static_cast<std::int64_t>(Rat::kGsm) || row.has(StoredColumn::kArea));
}

}  // namespace

RowIdentity identity_of(const StoredRow& row) noexcept {
  const auto get = [&row](StoredColumn column) { return row.get(column).value_or(INT64_MIN); };
  RowIdentity identity{get(StoredColumn::kSource), get(StoredColumn::kRat),  get(StoredColumn::kNetwork),
                       get(StoredColumn::kArea),   get(StoredColumn::kCell), get(StoredColumn::kValidFrom)};
  if (is_identity_whole(row)) return identity;
  std::size_t next = 6;
  for (const auto column : {StoredColumn::kLatitude, StoredColumn::kLongitude, StoredColumn::kRange,
                            StoredColumn::kPhysicalId, StoredColumn::kCarrier, StoredColumn::kValidTo}) {
    identity[next++] = get(column);
  }
  return identity;
}

void keep_first_listing(const StoredRow& other, StoredRow& kept) noexcept {
  const auto theirs = other.get(StoredColumn::kFirstListed);
  const auto own = kept.get(StoredColumn::kFirstListed);
  if (theirs && (!own || *theirs < *own)) kept.set(StoredColumn::kFirstListed, *theirs);
}

}  // namespace cellwarden::towers::store
