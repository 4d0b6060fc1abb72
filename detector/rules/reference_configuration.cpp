#include "detector/rules/reference_configuration.hpp"

#include <algorithm>
#include <set>
#include <utility>
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
  return Reference{quantity.of_mib(*known->mib), true, 1.0,
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
  return Reference{*value, false, 1.0,
                   "the carrier's " + counted(values.size(), "cell", "cells") + " in the baseline"};
}

// What lists say in rows of one kind: the values, and the best of those who vouch for them.
struct Listed {
  std::vector<std::uint16_t> values;
  Worth best;
  std::set<std::uint32_t> sources;

  void add(std::uint16_t value, const towers::TowerRecord& row, Worth worth) {
    values.push_back(value);
    sources.insert(row.source);
    if (worth.quality > best.quality) best = std::move(worth);
  }
  [[nodiscard]] std::string by() const { return best.name + (sources.size() > 1 ? " and other lists" : ""); }
};

std::optional<Reference> in_tower_list(const RuleContext& context, const Quantity& quantity) {
  if (context.towers == nullptr) return std::nullopt;
  Listed own;
  Listed others;
  for (const towers::TowerRecord& row : rows_on_carrier(context)) {
    Worth worth = worth_of(row, Asked::kConfiguration, context);
    if (worth.quality <= 0.0) continue;
    const auto value = quantity.of_row(row);
    if (!value) continue;
    (row.physical_id == context.seen().physical_id ? own : others).add(*value, row, std::move(worth));
  }
  if (const auto value = common_value(own.values)) {
    return Reference{*value, true, own.best.quality, "this cell in " + own.by()};
  }
  const auto value = own.values.empty() ? common_value(others.values) : std::nullopt;
  if (!value) return std::nullopt;
  return Reference{*value, false, others.best.quality,
                   "the carrier's " + counted(others.values.size(), "row", "rows") + " in " + others.by()};
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
  return Reference{*value, false, 1.0,
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
