#pragma once

/// \file
/// What one run has heard of one cell so far: what rules about time look back on.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cell/observation.hpp"
#include "detector/history/carrier_stability.hpp"
#include "detector/history/frame_clock.hpp"
#include "detector/history/gsm_history.hpp"
#include "detector/history/lte_history.hpp"

namespace cellwarden::history {

/// One dwell, as far as later dwells need it.
struct TrackPoint {
  double t_s{};
  double power_dbfs{};
  double measured_hz{};
  std::optional<double> cohort_ppm;  ///< carrier against the other cells, where there were enough
  std::vector<SyncPeak> other_peaks;
  bool is_level_usable{};  ///< false where gain or sensor changed: level histories end here
};

class CellTrack {
 public:
  static constexpr double kMemory_s = 120.0;
  static constexpr std::size_t kMaxPoints = 2048;

  explicit CellTrack(const Observation& first);

  /// Takes the observation of the newest dwell.
  void add(const Observation& seen, std::optional<double> gain_db);

  /// The newest point's carrier against the other cells.
  void set_cohort_ppm(const Measured& ppm) {
    points_.back().cohort_ppm = ppm.value;
    stability_.add(points_.back().t_s, ppm.value, ppm.sigma);
  }
  /// All level histories end before the newest point.
  void break_level_history();
  void forget_frames() noexcept { frames_.forget(); }
  /// Another sensor hears it from now on: what is compared with one antenna or one clock begins anew.
  void hand_over_to(std::string sensor);
  /// The clock was set by `by`: what was dated before is dated anew.
  void move_clock(Time::duration by);

  [[nodiscard]] const Observation& latest() const noexcept { return latest_; }
  [[nodiscard]] const std::deque<TrackPoint>& points() const noexcept { return points_; }
  [[nodiscard]] const FrameClock& frames() const noexcept { return frames_; }
  [[nodiscard]] const CarrierStability& stability() const noexcept { return stability_; }
  /// Null for cells of other standards.
  [[nodiscard]] const GsmHistory* gsm() const noexcept { return gsm_ ? &*gsm_ : nullptr; }
  [[nodiscard]] const LteHistory* lte() const noexcept { return lte_ ? &*lte_ : nullptr; }
  [[nodiscard]] bool is_confirmed() const noexcept { return is_confirmed_; }
  [[nodiscard]] double first_seen_s() const noexcept { return first_seen_s_; }
  [[nodiscard]] double last_seen_s() const noexcept { return last_seen_s_; }  ///< end of the newest samples
  [[nodiscard]] double heard_s() const noexcept { return last_seen_s_ - first_seen_s_; }
  [[nodiscard]] const std::optional<Time>& first_seen() const noexcept { return first_seen_; }
  [[nodiscard]] std::optional<Time> last_seen() const;
  [[nodiscard]] std::uint64_t good_decodes() const noexcept { return good_decodes_; }
  [[nodiscard]] std::uint64_t bad_decodes() const noexcept { return bad_decodes_; }
  /// The newest master information block; older than latest() where that dwell read none.
  [[nodiscard]] const std::optional<lte::Mib>& mib() const noexcept { return mib_; }
  [[nodiscard]] double mib_frame_start_s() const noexcept { return mib_frame_start_s_; }
  [[nodiscard]] std::optional<double> reached_top_s() const noexcept { return reached_top_s_; }
  void reach_top(double t_s) {
    if (!reached_top_s_) reached_top_s_ = t_s;
  }

  /// Median level over the points in [from_s, to_s], back to where the level history last broke.
  struct Level {
    double median_dbfs{};
    std::size_t points{};
  };
  [[nodiscard]] std::optional<Level> level(double from_s, double to_s) const;

 private:
  Observation latest_;
  std::deque<TrackPoint> points_;
  FrameClock frames_;
  CarrierStability stability_;
  std::optional<GsmHistory> gsm_;
  std::optional<LteHistory> lte_;
  std::optional<lte::Mib> mib_;
  double mib_frame_start_s_{};
  std::optional<double> gain_db_;
  std::optional<double> reached_top_s_;
  double first_seen_s_{};
  double last_seen_s_{};
  std::optional<Time> first_seen_;
  std::uint64_t good_decodes_{};
  std::uint64_t bad_decodes_{};
  bool is_confirmed_ = false;
};

/// The middle value; the mean of the two middle ones.
[[nodiscard]] std::optional<double> median_of(std::vector<double> values);

}  // namespace cellwarden::history
