#include "dsp/frontend/block_plan.hpp"

#include <cmath>
#include <numeric>

namespace cellwarden::frontend {
namespace {

constexpr std::size_t kCarrierUnit = 1920;  // 1 ms
constexpr std::size_t kSearchUnit = 1280;
constexpr std::size_t kMaxUnits = 8;
constexpr std::size_t kMinGranules = 20;
// A correlation with a symbol reaches 67 us beyond its sample, a filter's response 16 us to either side.
constexpr double kLead_ms = 0.02;
constexpr double kTail_ms = 0.075;

bool has_small_factors(std::size_t n) noexcept {
  for (const std::size_t p : {2U, 3U, 5U, 7U, 11U, 13U}) {
    while (n % p == 0) n /= p;
  }
  return n == 1;
}

}  // namespace

std::optional<BlockPlan> plan_blocks(double sample_rate_hz) {
  if (!(sample_rate_hz >= kCarrierRate_hz) || sample_rate_hz > 1e9) return std::nullopt;
  for (std::size_t units = 1; units <= kMaxUnits; ++units) {
    const double exact = sample_rate_hz * 1e-3 * static_cast<double>(units);
    const auto size = static_cast<std::size_t>(std::llround(exact));
    if (std::abs(exact - static_cast<double>(size)) > 1e-6 || !has_small_factors(size)) continue;
    const std::size_t granules = std::gcd(std::gcd(size, units * kCarrierUnit), units * kSearchUnit);
    if (granules < kMinGranules) continue;
    const auto granules_of = [&](double part_ms) {
      return static_cast<std::size_t>(
          std::ceil(part_ms * static_cast<double>(granules) / static_cast<double>(units)));
    };
    const std::size_t lead = granules_of(kLead_ms);
    const std::size_t hop = granules - lead - granules_of(kTail_ms);
    const auto scale = [granules](std::size_t block, std::size_t part) { return block / granules * part; };
    const std::size_t carrier = units * kCarrierUnit;
    const std::size_t search = units * kSearchUnit;
    return BlockPlan{.input_size = size,
                     .input_hop = scale(size, hop),
                     .input_lead = scale(size, lead),
                     .carrier_size = carrier,
                     .carrier_hop = scale(carrier, hop),
                     .carrier_lead = scale(carrier, lead),
                     .search_size = search,
                     .search_hop = scale(search, hop),
                     .search_lead = scale(search, lead),
                     .bin_hz = sample_rate_hz / static_cast<double>(size)};
  }
  return std::nullopt;
}

}  // namespace cellwarden::frontend
