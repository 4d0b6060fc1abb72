#pragma once

/// \file
/// One radio going round a band plan: its tour, the receivers of the place where it is, and the tuning.
///
///   in      the radio's blocks, one after the other
///   out     dwells, as of a parked radio; `t_s` goes on from place to place
///   clock   what the cells show of the radio's error is put right with the next tuning, centre and rate
///           together; unless a converter stands before it, whose clock is another
///   cost    receivers are made anew at each place; nothing is received on the way. LTE is searched for on
///           its raster alone once the clock is known
///
/// By the thread that reads the radio, but for state() and set_suspects(), which belong to any.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "dsp/capture/tunable_source.hpp"
#include "dsp/frontend/radio_clock.hpp"
#include "dsp/survey/tour.hpp"
#include "firmware-config/settings.hpp"
#include "tools/cellwarden/receivers.hpp"
#include "tools/cellwarden/shared_survey.hpp"

namespace cellwarden::tools {

class TouringReceivers final : public BlockReceiver {
 public:
  /// \param survey, radio  must outlive this
  /// \param number  of the radio in the survey
  TouringReceivers(const config::Config& config, SharedSurvey& survey, std::size_t number,
                   capture::TunableSource& radio, const survey::RadioView& view, ParallelFor parallel);

  /// The gain that each place is to be listened to with; absent: as it is.
  using GainFor = std::function<std::optional<capture::GainSettings>(double center_hz)>;
  void set_gains(GainFor gain_for) { gain_for_ = std::move(gain_for); }

  void push(const IqBlock& block, std::vector<Dwell>& out) override;
  void finish(std::vector<Dwell>& out) override;
  void set_effort(const frontend::Effort& effort) override;
  void set_attended(std::span<const frontend::AttendedCell> cells) override;
  /// None: a look must hear its window.
  [[nodiscard]] std::uint64_t samples_left_out() const noexcept override { return 0; }

  /// The cells of open incidents: the radio keeps returning to them.
  void set_suspects(std::span<const survey::SuspectCell> suspects);

  struct State {
    std::uint64_t visits{};
    double now_s{};
    std::optional<double> center_hz;  ///< where it is, or goes
    std::optional<survey::Purpose> purpose;
    std::optional<frontend::RadioClock::Estimate> clock;
  };
  [[nodiscard]] State state() const;

 private:
  void arrive(const survey::Visit& visit);
  void go_on();
  /// A better correction than the one in force, where there is one.
  [[nodiscard]] std::optional<double> better_correction() const;

  Receivers::Shape shape_;
  SharedSurvey& survey_;
  capture::TunableSource& radio_;
  const survey::RadioView view_;
  ParallelFor parallel_;
  GainFor gain_for_;
  frontend::Effort effort_;
  std::vector<frontend::AttendedCell> attended_;
  std::optional<Receivers> receivers_;  ///< of the visit; absent on the way
  bool clock_drives_tuner_;
  bool is_clock_known_;
  double correction_ppm_;

  // Under `survey_.access`.
  survey::Tour tour_;
  frontend::RadioClock clock_;
  double now_s_ = 0;
};

}  // namespace cellwarden::tools
