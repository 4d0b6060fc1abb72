#pragma once

/// \file
/// Leaves out, on their way into a database, records that another of the same cell and grid cell makes
/// superfluous: most repeats of a list, and most of what a difference replaces. Those that moved are found by
/// the index.

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "detector/towers/store/row_identity.hpp"
#include "detector/towers/store/row_sort.hpp"

namespace cellwarden::towers::store {

class UniqueRows final : public RowStream {
 public:
  /// \param rows  by place; outlives this
  explicit UniqueRows(RowStream& rows) : rows_(rows) {}

  [[nodiscard]] Result<bool> next() override;
  [[nodiscard]] StoredRow& row() noexcept override { return group_[next_ - 1]; }

  /// How many were left out, by source.
  [[nodiscard]] const std::map<std::uint32_t, std::uint64_t>& left_out() const noexcept { return left_out_; }

 private:
  static constexpr std::size_t kMostTogether = 1U << 16U;  // of one grid cell; beyond, the index sees to them
  struct Hash {
    std::size_t operator()(const RowIdentity& identity) const noexcept;
  };

  [[nodiscard]] Result<void> read_group();
  void take(StoredRow&& row);

  RowStream& rows_;
  std::vector<StoredRow> group_;  ///< of one grid cell
  std::size_t next_ = 0;          ///< in it
  std::unordered_map<RowIdentity, std::size_t, Hash> known_;
  std::map<std::uint32_t, std::uint64_t> left_out_;
  bool has_ahead_ = false;  ///< rows_ stands on a row of the next group
  bool is_over_ = false;
};

}  // namespace cellwarden::towers::store
