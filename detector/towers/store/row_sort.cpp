#include "detector/towers/store/row_sort.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

namespace cellwarden::towers::store {

RowRun::RowRun(std::size_t octets) : limit_(octets) {
  octets_.reserve(octets);
}

void RowRun::add(const StoredRow& row) {
  const std::size_t offset = octets_.size();
  append_octets(row, octets_);
  order_.push_back({grid_cell(row.place()), static_cast<std::uint32_t>(offset),
                    static_cast<std::uint32_t>(octets_.size() - offset)});
}

void RowRun::sorted(const std::function<bool(std::string_view)>& give) {
  constexpr std::size_t kPiece = 1U << 18U;
  std::ranges::sort(order_, [](const Place& a, const Place& b) {
    return a.cell != b.cell ? a.cell < b.cell : a.offset < b.offset;
  });
  std::string piece;
  piece.reserve(kPiece + kMaxRowOctets);
  for (const Place& place : order_) {
    piece.append(octets_, place.offset, place.length);
    if (piece.size() < kPiece) continue;
    if (!give(piece)) return;
    piece.clear();
  }
  if (!piece.empty()) give(piece);
}

void RowRun::clear() noexcept {
  octets_.clear();
  order_.clear();
}

RunStream::RunStream(std::function<Result<std::size_t>(char*, std::size_t)> read, std::string name,
                     std::uint32_t source, std::size_t buffer_octets)
    : read_(std::move(read)),
      name_(std::move(name)),
      source_(source),
      buffer_(std::max(buffer_octets, 2 * kMaxRowOctets), '\0') {}

Result<bool> RunStream::next() {
  if (end_ - begin_ < kMaxRowOctets && !is_read_out_) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    while (end_ < buffer_.size() && !is_read_out_) {
      const auto count = read_(buffer_.data() + end_, buffer_.size() - end_);
      if (!count) return tl::unexpected<Error>(count.error());
      end_ += *count;
      is_read_out_ = *count == 0;
    }
  }
  if (begin_ == end_) return false;
  std::string_view octets(buffer_.data() + begin_, end_ - begin_);
  auto row = take_octets(octets);
  if (!row) return fail(ErrorCode::kFormat, name_ + ": is damaged; begin the import anew");
  row_ = std::move(*row);
  row_.set(StoredColumn::kSource, source_);
  begin_ = end_ - octets.size();
  return true;
}

Result<void> MergedRows::push(std::size_t stream) {
  const auto has_row = streams_[stream]->next();
  if (!has_row) return tl::unexpected<Error>(has_row.error());
  if (!*has_row) return {};
  heads_.push_back({grid_cell(streams_[stream]->row().place()), stream});
  std::ranges::push_heap(heads_, std::greater<>{});
  return {};
}

Result<bool> MergedRows::next() {
  if (!has_begun_) {
    has_begun_ = true;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      if (auto pushed = push(i); !pushed) return tl::unexpected<Error>(pushed.error());
    }
  } else if (auto pushed = push(current_); !pushed) {
    return tl::unexpected<Error>(pushed.error());
  }
  if (heads_.empty()) return false;
  std::ranges::pop_heap(heads_, std::greater<>{});
  current_ = heads_.back().stream;
  heads_.pop_back();
  return true;
}

}  // namespace cellwarden::towers::store
