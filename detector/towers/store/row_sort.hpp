#pragma once

/// \file
/// Puts more records in order of place than memory holds: sorted runs of so many octets each, to be kept
/// elsewhere, and the merging of such runs. Pure: who keeps the octets writes and reads them.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cell/result.hpp"
#include "detector/towers/store/stored_row.hpp"

namespace cellwarden::towers::store {

/// Rows in memory, to become one sorted run.
class RowRun {
 public:
  /// \param octets  of the rows, beyond which the run is full; another half of it is needed to sort them
  explicit RowRun(std::size_t octets);

  void add(const StoredRow& row);
  [[nodiscard]] bool is_full() const noexcept { return octets_.size() + kMaxRowOctets > limit_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return order_.size(); }

  /// Gives the rows' octets in order of place, rows of one cell in the order in which they came.
  /// \param give  takes pieces; false ends it
  void sorted(const std::function<bool(std::string_view)>& give);
  void clear() noexcept;

 private:
  struct Place {
    GridCell cell;
    std::uint32_t offset;
    std::uint32_t length;
  };
  std::size_t limit_;
  std::string octets_;
  std::vector<Place> order_;
};

/// Rows in order of place.
class RowStream {
 public:
  RowStream() = default;
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;
  virtual ~RowStream() = default;

  /// Moves to the next row. \return false at the end
  [[nodiscard]] virtual Result<bool> next() = 0;
  /// The row until the next call; whoever takes it may change or empty it.
  [[nodiscard]] virtual StoredRow& row() noexcept = 0;
};

/// Rows of a sorted run whose octets come in pieces.
class RunStream final : public RowStream {
 public:
  /// \param read  fills what it is given from the front, and says how far; 0 at the end
  /// \param name  for messages
  /// \param source  of all its rows
  RunStream(std::function<Result<std::size_t>(char*, std::size_t)> read, std::string name,
            std::uint32_t source, std::size_t buffer_octets);
  [[nodiscard]] Result<bool> next() override;
  [[nodiscard]] StoredRow& row() noexcept override { return row_; }

 private:
  std::function<Result<std::size_t>(char*, std::size_t)> read_;
  std::string name_;
  std::uint32_t source_;
  StoredRow row_;
  std::string buffer_;
  std::size_t begin_{};
  std::size_t end_{};
  bool is_read_out_ = false;
};

/// All rows of several streams, in order of place; of one cell first those of the earlier stream.
class MergedRows final : public RowStream {
 public:
  explicit MergedRows(std::vector<std::unique_ptr<RowStream>> streams) : streams_(std::move(streams)) {}
  [[nodiscard]] Result<bool> next() override;
  [[nodiscard]] StoredRow& row() noexcept override { return streams_[current_]->row(); }

 private:
  struct Head {
    GridCell cell;
    std::size_t stream;
    friend bool operator>(const Head& a, const Head& b) noexcept {
      return a.cell != b.cell ? a.cell > b.cell : a.stream > b.stream;
    }
  };
  [[nodiscard]] Result<void> push(std::size_t stream);

  std::vector<std::unique_ptr<RowStream>> streams_;
  std::vector<Head> heads_;
  std::size_t current_{};
  bool has_begun_ = false;
};

}  // namespace cellwarden::towers::store
