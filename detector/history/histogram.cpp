#include <algorithm>
#include <cmath>

#include "detector/history/baseline.hpp"

namespace cellwarden::history {
namespace {

// The value in whose bin half of the counts are reached.
template <class Pairs>
std::optional<double> weighted_median(const Pairs& pairs, std::uint64_t count) {
  std::uint64_t below = 0;
  for (const auto& [value, weight] : pairs) {
    below += weight;
    if (2 * below >= count) return static_cast<double>(value);
  }
  return std::nullopt;
}

}  // namespace

void Histogram::add(double value, std::uint64_t count) {
  if (!std::isfinite(value) || count == 0) return;
  constexpr double kLast = kMaxBin;
  const double bin = std::clamp(std::round(value / bin_width_), -kLast, kLast);
  bins_[static_cast<std::int32_t>(bin)] += count;
  count_ += count;
}

void Histogram::merge(const Histogram& other) {
  for (const auto& [bin, count] : other.bins_) {
    bins_[bin] += count;
    count_ += count;
  }
}

std::optional<double> Histogram::median() const {
  const auto bin = weighted_median(bins_, count_);
  if (!bin) return std::nullopt;
  return *bin * bin_width_;
}

std::optional<double> Histogram::mad() const {
  const auto middle = weighted_median(bins_, count_);
  if (!middle) return std::nullopt;
  std::map<double, std::uint64_t> deviations;
  for (const auto& [bin, count] : bins_) deviations[std::abs(bin - *middle)] += count;
  return *weighted_median(deviations, count_) * bin_width_;
}

std::optional<double> Histogram::max() const {
  if (bins_.empty()) return std::nullopt;
  return bins_.rbegin()->first * bin_width_;
}

}  // namespace cellwarden::history
