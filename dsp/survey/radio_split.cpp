#include "dsp/survey/radio_split.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>
#include <optional>

namespace cellwarden::survey {
namespace {

using Carriers = std::vector<GridCarrier>;

/// What one window of the widest radio that can hear it holds.
struct Portion {
  Carriers carriers;
  double widest_s{};  ///< what it costs that radio
};

void sort_carriers(Carriers& carriers) {
  std::ranges::sort(carriers, [](const GridCarrier& a, const GridCarrier& b) {
    if (a.low_hz() != b.low_hz()) return a.low_hz() < b.low_hz();
    if (a.frequency_hz != b.frequency_hz) return a.frequency_hz < b.frequency_hz;
    return a.slice < b.slice;
  });
}

bool holds(const Window& window, const GridCarrier& carrier) {
  const auto frequency_hz = static_cast<double>(carrier.frequency_hz);
  return std::ranges::any_of(window.carriers, [&](const CarrierRange& range) {
    return range.slice == carrier.slice && frequency_hz >= range.low_hz && frequency_hz <= range.high_hz;
  });
}

/// Takes out of `rest` what this radio can hear, a portion for each of its windows.
std::vector<Portion> take_portions(Carriers& rest, const RadioView& radio, const SurveyPolicy& policy) {
  std::vector<Portion> portions;
  for (const Window& window : tile(rest, radio).windows) {
    Portion portion;
    const auto taken = std::stable_partition(rest.begin(), rest.end(),
                                             [&](const GridCarrier& c) { return !holds(window, c); });
    portion.carriers.assign(taken, rest.end());
    rest.erase(taken, rest.end());
    portion.widest_s = radio.settle_s + policy.look_s(window.rats);
    if (!portion.carriers.empty()) portions.push_back(std::move(portion));
  }
  return portions;
}

/// Seconds that a portion adds to a radio's round; nothing where it cannot hear all of it.
std::optional<double> cost_s(const Portion& portion, const RadioView& radio, const SurveyPolicy& policy) {
  const Tiling tiling = tile(portion.carriers, radio);
  if (!tiling.left_out.empty()) return std::nullopt;
  double cost = 0.0;
  for (const Window& window : tiling.windows) cost += radio.settle_s + policy.look_s(window.rats);
  return cost;
}

std::vector<std::size_t> widest_first(std::span<const RadioView> radios) {
  std::vector<std::size_t> order(radios.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t i) { return radios[i].usable_hz; });
  return order;
}

/// Of all radios together.
SliceCost total_cost(const BandPlan& plan, std::span<const RadioView> radios, const SurveyPolicy& policy) {
  SliceCost total;
  const RadioSplit shared = split(plan, radios, policy);
  for (std::size_t i = 0; i < radios.size(); ++i) {
    total.look_s += round_s(shared.windows[i], radios[i], policy);
    total.windows += static_cast<std::ptrdiff_t>(shared.windows[i].size());
  }
  return total;
}

}  // namespace

double round_s(std::span<const Window> windows, const RadioView& radio, const SurveyPolicy& policy) noexcept {
  double total_s = windows.size() > 1 ? radio.settle_s * static_cast<double>(windows.size()) : 0.0;
  for (const Window& window : windows) total_s += policy.look_s(window.rats);
  return total_s;
}

RadioSplit split(const BandPlan& plan, std::span<const RadioView> radios, const SurveyPolicy& policy) {
  RadioSplit result;
  result.windows.resize(radios.size());
  Carriers rest = carriers_of(plan);
  std::vector<Portion> portions;
  for (const std::size_t radio : widest_first(radios)) {
    auto taken = take_portions(rest, radios[radio], policy);
    std::move(taken.begin(), taken.end(), std::back_inserter(portions));
    sort_carriers(rest);
  }
  std::ranges::stable_sort(portions, std::greater<>{}, &Portion::widest_s);

  std::vector<Carriers> shares(radios.size());
  std::vector<double> busy_s(radios.size());
  for (const Portion& portion : portions) {
    std::optional<std::size_t> first;
    double first_s = 0.0;
    for (std::size_t i = 0; i < radios.size(); ++i) {
      const auto cost = cost_s(portion, radios[i], policy);
      if (!cost || (first && busy_s[i] + *cost >= first_s)) continue;
      first = i;
      first_s = busy_s[i] + *cost;
    }
    if (!first) continue;  // cannot be: the radio whose portion it is hears all of it
    busy_s[*first] = first_s;
    auto& share = shares[*first];
    share.insert(share.end(), portion.carriers.begin(), portion.carriers.end());
  }
  for (std::size_t i = 0; i < radios.size(); ++i) {
    sort_carriers(shares[i]);
    result.windows[i] = tile(shares[i], radios[i]).windows;
  }

  for (const auto& carrier : rest) {
    const auto why = radios.empty() ? WhyLeftOut::kNotTunable : why_not(carrier, radios.front());
    leave_out(result.left_out, carrier, why.value_or(WhyLeftOut::kNotTunable));
  }
  const auto bare = slices_without_carrier(plan);
  result.left_out.insert(result.left_out.end(), bare.begin(), bare.end());
  std::ranges::stable_sort(result.left_out, {}, &LeftOut::slice);
  return result;
}

std::vector<SliceCost> slice_costs(const BandPlan& plan, std::span<const RadioView> radios,
                                   const SurveyPolicy& policy) {
  std::vector<SliceCost> costs;
  const SliceCost whole = total_cost(plan, radios, policy);
  for (std::size_t i = 0; i < plan.slices.size(); ++i) {
    BandPlan without = plan;
    without.slices.erase(without.slices.begin() + static_cast<std::ptrdiff_t>(i));
    const SliceCost rest = total_cost(without, radios, policy);
    costs.push_back({whole.look_s - rest.look_s, whole.windows - rest.windows});
  }
  return costs;
}

}  // namespace cellwarden::survey
