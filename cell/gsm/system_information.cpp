#include "cell/gsm/system_information.hpp"

#include <algorithm>
#include <utility>

namespace cellwarden::gsm {
namespace {

using Content = Si2terRest::Content;

// An SI2ter without rest octets is a set of its own.
std::uint8_t index_of(const Si2ter& message) noexcept {
  return message.rest.content ? message.rest.content->index : std::uint8_t{0};
}

bool is_same_set(const Si2ter& a, const Si2ter& b) noexcept {
  if (a.neighbours.ba_ind != b.neighbours.ba_ind) return false;
  if (!a.rest.content || !b.rest.content) return a.rest.content.has_value() == b.rest.content.has_value();
  const Content& x = *a.rest.content;
  const Content& y = *b.rest.content;
  return x.mp_change_mark == y.mp_change_mark && x.change_mark_3g == y.change_mark_3g && x.count == y.count;
}

bool is_same_set(const Si2quater& a, const Si2quater& b) noexcept {
  return a.rest.ba_ind == b.rest.ba_ind && a.rest.ba_ind_3g == b.rest.ba_ind_3g &&
         a.rest.mp_change_mark == b.rest.mp_change_mark && a.rest.count == b.rest.count;
}

void add(std::vector<std::uint16_t>& numbers, const NeighbourList& list, std::uint8_t ba_ind) {
  const auto& more = list.channels.arfcns;
  if (list.ba_ind == ba_ind) numbers.insert(numbers.end(), more.begin(), more.end());
}

void add(std::map<std::pair<bool, std::uint16_t>, UtraNeighbour>& carriers, bool is_tdd, std::uint16_t uarfcn,
         const std::vector<UtraCell>& cells) {
  auto& carrier = carriers[{is_tdd, uarfcn}];
  carrier.is_tdd = is_tdd;
  carrier.uarfcn = uarfcn;
  for (const UtraCell& cell : cells) {
    if (std::find(carrier.cells.begin(), carrier.cells.end(), cell) == carrier.cells.end())
      carrier.cells.push_back(cell);
  }
}

}  // namespace

bool SystemInformation::take(const L2Block& block) {
  auto message = parse(block);
  if (!message) return false;
  take(std::move(*message));
  return true;
}

void SystemInformation::take(Message&& message) {
  std::visit([this](auto&& one) { keep(std::forward<decltype(one)>(one)); }, std::move(message));
}

void SystemInformation::keep(Si2&& message) {
  newest_ba_ind_ = message.neighbours.ba_ind;
  si2_ = std::move(message);
}

void SystemInformation::keep(Si2bis&& message) {
  newest_ba_ind_ = message.neighbours.ba_ind;
  si2bis_ = std::move(message);
}

void SystemInformation::keep(Si2ter&& message) {
  newest_ba_ind_ = message.neighbours.ba_ind;
  if (!si2ter_.empty() && !is_same_set(si2ter_.begin()->second, message)) si2ter_.clear();
  si2ter_.insert_or_assign(index_of(message), std::move(message));
}

void SystemInformation::keep(Si2quater&& message) {
  if (!si2quater_.empty() && !is_same_set(si2quater_.begin()->second, message)) si2quater_.clear();
  si2quater_.insert_or_assign(message.rest.index, std::move(message));
}

bool SystemInformation::has(MessageKind kind) const noexcept {
  switch (kind) {
    case MessageKind::kSi1:
      return si1_.has_value();
    case MessageKind::kSi2:
      return si2_.has_value();
    case MessageKind::kSi2bis:
      return si2bis_.has_value();
    case MessageKind::kSi2ter:
      return !si2ter_.empty();
    case MessageKind::kSi2quater:
      return !si2quater_.empty();
    case MessageKind::kSi3:
      return si3_.has_value();
    case MessageKind::kSi4:
      return si4_.has_value();
    case MessageKind::kSi7:
      return si7_.has_value();
    case MessageKind::kSi8:
      return si8_.has_value();
    case MessageKind::kSi9:
      return si9_.has_value();
    case MessageKind::kSi13:
      return si13_.has_value();
  }
  return false;
}

std::vector<MessageKind> SystemInformation::kinds() const {
  std::vector<MessageKind> kinds;
  for (std::size_t i = 0; i < kMessageKinds; ++i) {
    if (has(static_cast<MessageKind>(i))) kinds.push_back(static_cast<MessageKind>(i));
  }
  return kinds;
}

std::optional<Si4Rest> SystemInformation::si7_rest() const {
  if (!si7_) return std::nullopt;
  return read_si7_rest(si7_->octets, si4_ && si4_->selection.has_reselection_in_si7);
}

std::optional<Si4Rest> SystemInformation::si8_rest() const {
  if (!si8_) return std::nullopt;
  return read_si7_rest(si8_->octets, si4_ && si4_->selection.has_reselection_in_si7);
}

std::optional<CellIdentity> SystemInformation::identity() const {
  if (!si3_) return std::nullopt;
  return CellIdentity{si3_->area.plmn, si3_->area.lac, si3_->cell_id};
}

std::optional<LocationArea> SystemInformation::area() const {
  if (si3_) return si3_->area;
  if (si4_) return si4_->area;
  return std::nullopt;
}

std::optional<RachControl> SystemInformation::rach() const {
  if (si3_) return si3_->rach;
  if (si4_) return si4_->rach;
  if (si1_) return si1_->rach;
  if (si2_) return si2_->rach;
  return std::nullopt;
}

std::optional<CellSelection> SystemInformation::selection() const {
  if (si3_) return si3_->selection;
  if (si4_) return si4_->selection;
  return std::nullopt;
}

std::vector<std::uint16_t> SystemInformation::neighbours() const {
  std::vector<std::uint16_t> numbers;
  if (si2_) add(numbers, si2_->neighbours, newest_ba_ind_);
  if (si2bis_) add(numbers, si2bis_->neighbours, newest_ba_ind_);
  for (const auto& [index, message] : si2ter_) add(numbers, message.neighbours, newest_ba_ind_);
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

bool SystemInformation::are_neighbours_complete() const {
  if (!si2_ || !si3_ || si2_->neighbours.ba_ind != newest_ba_ind_) return false;
  if (si3_->rest.has_si2ter && si2ter_.empty()) return false;
  const bool has_si2bis = si2bis_ && si2bis_->neighbours.ba_ind == newest_ba_ind_;
  // EXT-IND also announces SI2ter alone: only with neither is something known to be missing.
  return !si2_->neighbours.is_extended || has_si2bis || !si2ter_.empty();
}

std::vector<std::uint16_t> SystemInformation::cell_allocation() const {
  if (!si1_) return {};
  return si1_->cell_allocation.arfcns;
}

bool SystemInformation::is_band_1900() const noexcept {
  return si1_ && si1_->rest.is_band_1900;
}

std::optional<bool> SystemInformation::has_gprs() const {
  if (si13_) return true;
  if (si3_) return si3_->rest.gprs.has_value();
  if (!si4_) return std::nullopt;
  if (!si4_->selection.has_reselection_in_si7) return si4_->rest.gprs.has_value();
  const auto rest = si7_rest();
  if (!rest) return std::nullopt;
  return rest->gprs.has_value();
}

std::optional<bool> SystemInformation::has_combined_ccch() const noexcept {
  if (!si3_) return std::nullopt;
  return si3_->control_channel.is_combined();
}

std::optional<ReselectionParameters> SystemInformation::reselection() const {
  if (si3_ && si3_->rest.reselection) return si3_->rest.reselection;
  if (!si4_) return std::nullopt;
  if (!si4_->selection.has_reselection_in_si7) return si4_->rest.reselection;
  if (const auto rest = si7_rest()) return rest->reselection;
  if (const auto rest = si8_rest()) return rest->reselection;
  return std::nullopt;
}

std::vector<UtraNeighbour> SystemInformation::utra_neighbours() const {
  std::map<std::pair<bool, std::uint16_t>, UtraNeighbour> carriers;
  for (const auto& [index, message] : si2ter_) {
    if (!message.rest.content) continue;
    if (const auto& fdd = message.rest.content->fdd) add(carriers, false, fdd->uarfcn, {});
    if (const auto& tdd = message.rest.content->tdd) add(carriers, true, tdd->uarfcn, {});
  }
  for (const auto& [index, message] : si2quater_) {
    if (!message.rest.utra_neighbours) continue;
    const auto& described = *message.rest.utra_neighbours;
    if (described.fdd) {
      for (const auto& one : described.fdd->carriers) add(carriers, false, one.uarfcn, one.cells);
    }
    if (described.tdd) {
      for (const auto& one : described.tdd->carriers) add(carriers, true, one.uarfcn, one.cells);
    }
  }
  std::vector<UtraNeighbour> neighbours;
  neighbours.reserve(carriers.size());
  for (auto& [key, carrier] : carriers) neighbours.push_back(std::move(carrier));
  return neighbours;
}

std::vector<EutraNeighbour> SystemInformation::eutra_neighbours() const {
  std::map<std::uint32_t, EutraNeighbour> carriers;
  for (const auto& [index, message] : si2quater_) {
    const auto& rest = message.rest;
    if (rest.priorities && rest.priorities->eutra) {
      for (const auto& group : rest.priorities->eutra->neighbours) {
        for (const auto& one : group.carriers)
          carriers[one.earfcn] = {one.earfcn, one.bandwidth, group.priority};
      }
    }
    // Release 11 names carriers beyond 65535 apart, without bandwidth.
    for (const std::uint32_t earfcn : rest.extended_earfcns.value_or(std::vector<std::uint32_t>{}))
      carriers.try_emplace(earfcn, EutraNeighbour{earfcn, {}, {}});
  }
  std::vector<EutraNeighbour> neighbours;
  neighbours.reserve(carriers.size());
  for (const auto& [earfcn, carrier] : carriers) neighbours.push_back(carrier);
  return neighbours;
}

bool SystemInformation::is_si2quater_complete() const noexcept {
  return !si2quater_.empty() && si2quater_.size() > si2quater_.begin()->second.rest.count;
}

}  // namespace cellwarden::gsm
