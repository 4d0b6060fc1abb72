#include "detector/rules/reference_configuration.hpp"

#include <algorithm>
#include <vector>

#include "detector/rules/list_worth.hpp"

namespace cellwarden::detector {
namespace {

constexpr std::size_t kEnoughSiblings = 2;

// The value on which all agree.
std::optional<std::uint16_t> common_value(const std::vector<std::uint16_t>& values) {
  if (values.empty()) return std::nullopt;
  const bool agree =
      std::ranges::all_of(values, [&](std::uint16_t value) { return value == values.front(); });
  return agree ? std::optional(values.front()) : std::nullopt;
}

bool is_known(const history::KnownCell& cell, const RuleContext& context) {
  return cell.mib && static_cast<double>(cell.dwells_heard) >= context.settings.baseline_min_dwells;
}

std::optional<Reference> own_in_baseline(const RuleContext& context, const Quantity& quantity) {
  if (context.baseline == nullptr) return std::nullopt;
  const history::KnownCell* known = context.baseline->find(context.seen().carrier, context.seen().physical_id,
                                                           context.settings.radio_clock_tolerance_ppm);
  if (known == nullptr || !is_known(*known, context)) return std::nullopt;
  return Reference{quantity.of_mib(*known->mib), true,
                   "this cell in the baseline (" + counted(known->dwells_heard, "dwell", "dwells") + ")"};
}

std::optional<Reference> others_in_baseline(const RuleContext& context, const Quantity& quantity) {
  if (context.baseline == nullptr) return std::nullopt;
  std::vector<std::uint16_t> values;
  for (const history::KnownCell* known :
       context.baseline->on_carrier(context.seen().carrier, context.settings.radio_clock_tolerance_ppm)) {
    if (is_known(*known, context)) values.push_back(quantity.of_mib(*known->mib));
  }
  const auto value = common_value(values);
  if (!value) return std::nullopt;
  return Reference{*value, false,
                   "the carrier's " + counted(values.size(), "cell", "cells") + " in the baseline"};
}

std::optional<Reference> in_tower_list(const RuleContext& context, const Quantity& quantity) {
  if (context.towers == nullptr) return std::nullopt;
  std::vector<std::uint16_t> own;
  std::vector<std::uint16_t> others;
  for (const towers::TowerRecord& row : rows_on_carrier(context)) {
    if (worth_of(row, Asked::kConfiguration, context).quality <= 0.0) continue;
    if (const auto value = quantity.of_row(row)) {
      (row.physical_id == context.seen().physical_id ? own : others).push_back(*value);
    }
  }
  if (const auto value = common_value(own)) return Reference{*value, true, "this cell in the tower list"};
  const auto value = own.empty() ? common_value(others) : std::nullopt;
  if (!value) return std::nullopt;
  return Reference{*value, false,
                   "the carrier's " + counted(others.size(), "row", "rows") + " in the tower list"};
}

std::optional<Reference> siblings_now(const RuleContext& context, const Quantity& quantity) {
  std::vector<std::uint16_t> values;
  for (const history::CellTrack* other : context.others) {
    if (is_same_carrier(other->latest().carrier, context.seen().carrier) && other->mib()) {
      values.push_back(quantity.of_mib(*other->mib()));
    }
  }
  const auto value = common_value(values);
  if (!value || values.size() < kEnoughSiblings) return std::nullopt;
  return Reference{*value, false,
                   "the " + std::to_string(values.size()) + " other cells heard on this carrier now"};
}

}  // namespace

std::optional<Reference> reference_of(const RuleContext& context, const Quantity& quantity) {
  for (const auto witness : {own_in_baseline, others_in_baseline, in_tower_list, siblings_now}) {
    if (auto reference = witness(context, quantity)) return reference;
  }
  return std::nullopt;
}

}  // namespace cellwarden::detector
