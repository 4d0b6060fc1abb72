#include "tools/cellwarden/new_messages.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "detector/broadcast_block.hpp"
#include "detector/lte_messages.hpp"
#include "detector/precision.hpp"

namespace cellwarden::tools {
namespace {

constexpr double kSameCarrier_hz = 50e3;  // a radio's clock drifts; the next carrier is 100 kHz away or more

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

/// The blocks of an SI message.
std::vector<lte::SibType> types_in(const lte::BroadcastMessage& message) {
  std::vector<lte::SibType> types;
  if (const auto* information = std::get_if<lte::SystemInformation>(&message.content)) {
    for (const auto& block : information->blocks) types.push_back(lte::type_of(block));
  }
  return types;
}

bool comes_in_parts(const lte::BroadcastMessage& message) {
  return std::holds_alternative<lte::UnknownBroadcast>(message.content) ||
         std::ranges::any_of(types_in(message), is_warning);
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
  if (!has_messages(seen)) return out;
  if (auto* const gsm = out.gsm()) only_new(seen, *gsm);
  if (auto* const lte = out.lte()) only_new(seen, *lte);
  return out;
}

bool NewMessages::has_new_mib(const Observation& seen) {
  const auto* const lte = seen.lte();
  if (lte == nullptr || !lte->mib || seen.state == CellState::kDetected) return false;
  Cell& cell = cell_of(seen);
  const bool is_known = cell.mib && same_configuration(*cell.mib, *lte->mib);
  cell.mib = lte->mib;
  return !is_known;
}

void NewMessages::only_new(const Observation& seen, gsm::CellReport& report) {
  Cell& cell = cell_of(seen);
  order_by_frame(report);
  std::erase_if(report.messages, [&cell](const gsm::BroadcastMessage& message) {
    return !is_system_information(message.octets) || !take(cell, message.octets);
  });
  std::erase_if(report.pages, [&cell](const gsm::CellBroadcastPage& page) {
    return !is_first(cell.pages, page, kMaxPages);
  });
}

void NewMessages::only_new(const Observation& seen, lte::CellReport& report) {
  Cell& cell = cell_of(seen);
  auto& messages = report.downlink->messages;
  std::ranges::stable_sort(messages, {},
                           [&](const auto& message) { return frames_into(report, message.sfn); });
  std::erase_if(messages, [&cell](const lte::HeardMessage& message) {
    auto read = broadcast_in(message);
    return !read || !take(cell, message.octets, *std::move(read));
  });
}

NewMessages::Cell& NewMessages::cell_of(const Observation& seen) {
  const double measured_hz = seen.carrier.measured_hz.value;
  const auto found = std::ranges::find_if(cells_, [&](const Cell& cell) {
    return cell.rat == seen.carrier.rat && cell.physical_id == seen.physical_id &&
           std::abs(cell.measured_hz - measured_hz) < kSameCarrier_hz;
  });
  if (found == cells_.end()) {
    make_room(seen.t_s);
    Cell& cell = cells_.emplace_back();
    cell.rat = seen.carrier.rat;
    cell.physical_id = seen.physical_id;
    cell.measured_hz = measured_hz;
    cell.heard_s = seen.t_s;
    return cell;
  }
  found->measured_hz = measured_hz;
  found->heard_s = seen.t_s;
  return *found;
}

void NewMessages::make_room(double now_s) {
  std::erase_if(cells_, [now_s](const Cell& cell) { return now_s - cell.heard_s > kForget_s; });
  if (cells_.size() < kMaxCells) return;
  cells_.erase(std::ranges::min_element(cells_, {}, &Cell::heard_s));
}

bool NewMessages::take(Cell& cell, const gsm::L2Block& message) {
  const auto kind = gsm::kind_of(message);
  if (comes_in_parts(kind)) return is_first(cell.parts, message, kMaxMessages);
  const auto [last, is_first_of_kind] = cell.last.try_emplace(*kind, message);
  if (!is_first_of_kind && last->second == message) return false;
  last->second = message;
  return true;
}

bool NewMessages::take(Cell& cell, const std::vector<std::uint8_t>& octets, lte::BroadcastMessage read) {
  if (comes_in_parts(read)) return is_first(cell.lte_parts, octets, kMaxMessages);
  const auto types = types_in(read);
  const auto last = cell.last_lte.find(types);
  if (last == cell.last_lte.end() && cell.last_lte.size() >= kMaxMessages) return false;
  const bool is_known = last != cell.last_lte.end() &&
                        (last->second.octets == octets || is_same_but_for_time(last->second.read, read));
  if (!is_known) cell.last_lte.insert_or_assign(types, LteMessage{octets, std::move(read)});
  return !is_known;
}

bool has_messages(const Observation& seen) noexcept {
  if (const auto* const lte = seen.lte()) return lte->downlink && !lte->downlink->messages.empty();
  const auto* const gsm = seen.gsm();
  return gsm != nullptr && (!gsm->messages.empty() || !gsm->pages.empty());
}

}  // namespace cellwarden::tools
