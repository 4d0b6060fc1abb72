#include "detector/history/carrier_stability.hpp"

#include <cmath>

namespace cellwarden::history {
namespace {

constexpr std::size_t kEnoughInMean = 5;  // fewer dwells are no mean of ten seconds
constexpr double kNextSlack_s = 1.0;      // dwells do not begin on whole seconds

}  // namespace

void CarrierStability::add(double t_s, double ppm, double sigma_ppm) {
  if (means_.empty() || t_s < means_.back().begin_s || t_s >= means_.back().begin_s + kMean_s) {
    // Means follow each other without a gap where dwells do.
    const bool follows = !means_.empty() && t_s >= means_.back().begin_s &&
                         t_s < means_.back().begin_s + kMean_s + kNextSlack_s;
    means_.push_back({.begin_s = follows ? means_.back().begin_s + kMean_s : t_s,
                      .sum_ppm = 0.0,
                      .sum_variance = 0.0,
                      .count = 0});
  }
  Mean& mean = means_.back();
  mean.sum_ppm += ppm;
  mean.sum_variance += sigma_ppm * sigma_ppm;
  ++mean.count;
  while (means_.front().begin_s < t_s - kMemory_s) means_.pop_front();
}

std::deque<CarrierStability::Mean> CarrierStability::whole_means() const {
  std::deque<Mean> whole;
  for (const Mean& mean : means_) {
    if (mean.count >= kEnoughInMean) whole.push_back(mean);
  }
  return whole;
}

std::optional<CarrierStability::Deviation> CarrierStability::deviation() const {
  const std::deque<Mean> means = whole_means();
  double squares = 0.0;
  double variances = 0.0;
  Deviation deviation;
  for (std::size_t i = 1; i < means.size(); ++i) {
    if (means[i].begin_s - means[i - 1].begin_s > kMean_s + kNextSlack_s) continue;
    const double change = means[i].ppm() - means[i - 1].ppm();
    squares += change * change;
    variances += means[i].variance() + means[i - 1].variance();
    ++deviation.pairs;
  }
  if (deviation.pairs == 0) return std::nullopt;
  const auto doubled = 2.0 * static_cast<double>(deviation.pairs);
  deviation.ppm = std::sqrt(squares / doubled);
  deviation.noise_ppm = std::sqrt(variances / doubled);
  return deviation;
}

std::optional<CarrierStability::Drift> CarrierStability::drift() const {
  constexpr std::size_t kEnoughMeans = 3;
  const std::deque<Mean> means = whole_means();
  if (means.size() < kEnoughMeans) return std::nullopt;
  const auto count = static_cast<double>(means.size());
  double mean_t = 0.0;
  double mean_y = 0.0;
  for (const Mean& mean : means) {
    mean_t += mean.begin_s / count;
    mean_y += mean.ppm() / count;
  }
  double tt = 0.0;
  double ty = 0.0;
  for (const Mean& mean : means) {
    tt += (mean.begin_s - mean_t) * (mean.begin_s - mean_t);
    ty += (mean.begin_s - mean_t) * (mean.ppm() - mean_y);
  }
  if (tt <= 0.0) return std::nullopt;
  const double slope = ty / tt;
  double squares = 0.0;
  for (const Mean& mean : means) {
    const double off = mean.ppm() - mean_y - slope * (mean.begin_s - mean_t);
    squares += off * off;
  }
  return Drift{.ppm_per_min = 60.0 * slope,
               .residual_ppm = std::sqrt(squares / count),
               .span_s = means.back().begin_s + kMean_s - means.front().begin_s,
               .means = means.size()};
}

}  // namespace cellwarden::history
