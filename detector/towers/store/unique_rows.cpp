#include "detector/towers/store/unique_rows.hpp"

#include <utility>

namespace cellwarden::towers::store {

std::size_t UniqueRows::Hash::operator()(const RowIdentity& identity) const noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 by the golden ratio
  std::uint64_t hash = 0;
  for (const std::int64_t part : identity)
    hash = (hash ^ static_cast<std::uint64_t>(part)) * kOdd ^ (hash >> 29U);
  return hash;
}

Result<bool> UniqueRows::next() {
  if (next_ == group_.size()) {
    if (auto read = read_group(); !read) return tl::unexpected<Error>(read.error());
    if (group_.empty()) return false;
  }
  ++next_;
  return true;
}

void UniqueRows::take(StoredRow&& row) {
  if (!row.has(StoredColumn::kCell)) return group_.push_back(std::move(row));
  const auto [known, is_new] = known_.try_emplace(identity_of(row), group_.size());
  if (is_new) return group_.push_back(std::move(row));
  StoredRow& other = group_[known->second];
  ++left_out_[static_cast<std::uint32_t>(row.get(StoredColumn::kSource).value_or(0))];
  if (worth_of(row) < worth_of(other)) return keep_first_listing(row, other);
  keep_first_listing(other, row);
  other = std::move(row);
}

Result<void> UniqueRows::read_group() {
  group_.clear();
  known_.clear();
  next_ = 0;
  std::optional<GridCell> cell;
  while (!is_over_ && group_.size() < kMostTogether) {
    if (!has_ahead_) {
      const auto has_row = rows_.next();
      if (!has_row) return tl::unexpected<Error>(has_row.error());
      is_over_ = !*has_row;
      if (is_over_) break;
      has_ahead_ = true;
    }
    const GridCell own = grid_cell(rows_.row().place());
    if (cell && own != *cell) break;
    cell = own;
    take(std::move(rows_.row()));
    has_ahead_ = false;
  }
  return {};
}

}  // namespace cellwarden::towers::store
