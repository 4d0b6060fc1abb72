#include "tools/cellwarden/reachable_bands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cellwarden::tools {
namespace {

constexpr double kLeastLte_hz = 1.92e6;  // a narrower window holds no LTE cell's synchronisation

}  // namespace

ReachableBands reachable_bands(const BandPlan& plan, std::span<const capture::ValueRange> tuning_hz,
                               double rate_hz) {
  ReachableBands bands;
  bands.country = plan.country;
  for (const BandSlice& slice : plan.slices) {
    const bool is_in_reach = std::ranges::any_of(tuning_hz, [&](const capture::ValueRange& range) {
      return range.lowest < slice.high_hz && range.highest > slice.low_hz;
    });
    const bool is_seen = is_in_reach && (slice.rat != Rat::kLte || rate_hz >= kLeastLte_hz);
    (is_seen ? bands.seen : bands.unseen).push_back(slice.name);
  }
  return bands;
}

std::vector<std::string> lines_of(std::span<const ReachableBands> all) {
  std::vector<std::string> lines;
  std::vector<std::string> whole;
  for (const ReachableBands& bands : all) {
    if (bands.unseen.empty()) {
      whole.push_back(bands.country);
    } else {
      lines.push_back(fmt::format("{}: {} of {}, not {}", bands.country, bands.seen.size(),
                                  bands.seen.size() + bands.unseen.size(), fmt::join(bands.unseen, ", ")));
    }
  }
  if (!whole.empty()) lines.insert(lines.begin(), fmt::format("all of {}", fmt::join(whole, ", ")));
  return lines;
}

}  // namespace cellwarden::tools
