#pragma once

/// \file
/// How steady a carrier is against the other cells: means over ten seconds, for ten minutes.

#include <cstddef>
#include <deque>
#include <optional>

namespace cellwarden::history {

class CarrierStability {
 public:
  static constexpr double kMean_s = 10.0;
  static constexpr double kMemory_s = 600.0;

  /// \param ppm        the carrier against the other cells of its dwell
  /// \param sigma_ppm  its doubt
  void add(double t_s, double ppm, double sigma_ppm);

  /// Allan deviation over ten seconds: half the mean square of what changes from one mean to the next, its
  /// root. Only means that follow each other count.
  struct Deviation {
    double ppm{};
    double noise_ppm{};   ///< of it, what the measurement's own doubt explains
    std::size_t pairs{};  ///< that it rests on
  };
  [[nodiscard]] std::optional<Deviation> deviation() const;

  /// Change per minute of a straight line through the means.
  struct Drift {
    double ppm_per_min{};
    double residual_ppm{};  ///< scatter of the means about the line
    double span_s{};
    std::size_t means{};
  };
  [[nodiscard]] std::optional<Drift> drift() const;

 private:
  struct Mean {
    double begin_s{};
    double sum_ppm{};
    double sum_variance{};
    std::size_t count{};
    [[nodiscard]] double ppm() const noexcept { return sum_ppm / static_cast<double>(count); }
    [[nodiscard]] double variance() const noexcept {
      return sum_variance / static_cast<double>(count) / static_cast<double>(count);
    }
  };
  [[nodiscard]] std::deque<Mean> whole_means() const;

  std::deque<Mean> means_;  ///< the last is being filled
};

}  // namespace cellwarden::history
