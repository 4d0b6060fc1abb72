#include "tools/cellwarden/new_messages.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "detector/broadcast_block.hpp"
#include "detector/precision.hpp"

namespace cellwarden::tools {
namespace {

constexpr double kSameCarrier_hz = 50e3;  // a radio's clock drifts; the next carrier is 200 kHz away

bool comes_in_parts(std::optional<gsm::MessageKind> kind) noexcept {
  return !kind || kind == gsm::MessageKind::kSi2ter || kind == gsm::MessageKind::kSi2quater;
}

/// Whether `value` was not among `known`, which it is from now on.
template <class Value>
bool is_first(std::deque<Value>& known, const Value& value, std::size_t most) {
  if (std::ranges::find(known, value) != known.end()) return false;
  if (known.size() >= most) known.pop_front();
  known.push_back(value);
  return true;
}

/// By frames since the dwell began; half a hyperframe is far enough for those that began just before it.
void order_by_frame(gsm::CellReport& report) {
  const auto since = [&report](const gsm::BroadcastMessage& message) {
    constexpr std::uint64_t kMargin = gsm::kHyperframe_frames / 2;
    return (message.frame_number + gsm::kHyperframe_frames + kMargin - report.frame_number) %
           gsm::kHyperframe_frames;
  };
  std::ranges::stable_sort(report.messages, {}, since);
}

}  // namespace

Observation NewMessages::only_new(const Observation& seen) {
  Observation out = seen;
  auto* const gsm = out.gsm();
  if (gsm == nullptr || !has_messages(seen)) return out;
  Cell& cell = cell_of(seen);
  order_by_frame(*gsm);
  std::erase_if(gsm->messages, [&cell](const gsm::BroadcastMessage& message) {
    return !is_system_information(message.octets) || !take(cell, message.octets);
  });
  std::erase_if(gsm->pages, [&cell](const gsm::CellBroadcastPage& page) {
    return !is_first(cell.pages, page, kMaxPages);
  });
  return out;
}

NewMessages::Cell& NewMessages::cell_of(const Observation& seen) {
  const double measured_hz = seen.carrier.measured_hz.value;
  const auto found = std::ranges::find_if(cells_, [&](const Cell& cell) {
    return cell.rat == seen.carrier.rat && cell.physical_id == seen.physical_id &&
           std::abs(cell.measured_hz - measured_hz) < kSameCarrier_hz;
  });
  if (found == cells_.end()) {
    return cells_.emplace_back(Cell{seen.carrier.rat, seen.physical_id, measured_hz, {}, {}, {}});
  }
  found->measured_hz = measured_hz;
  return *found;
}

bool NewMessages::take(Cell& cell, const gsm::L2Block& message) {
  const auto kind = gsm::kind_of(message);
  if (comes_in_parts(kind)) return is_first(cell.parts, message, kMaxMessages);
  const auto [last, is_first_of_kind] = cell.last.try_emplace(*kind, message);
  if (!is_first_of_kind && last->second == message) return false;
  last->second = message;
  return true;
}

bool has_messages(const Observation& seen) noexcept {
  const auto* const gsm = seen.gsm();
  return gsm != nullptr && (!gsm->messages.empty() || !gsm->pages.empty());
}

}  // namespace cellwarden::tools
