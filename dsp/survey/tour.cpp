#include "dsp/survey/tour.hpp"

#include <cmath>

namespace cellwarden::survey {
namespace {

// A tuner's own grid, and what a corrected clock makes of a centre.
constexpr double kSamePlace_hz = 10e3;

}  // namespace

bool Tour::begin(double now_s, double waiting_s, bool is_retuned) {
  const bool was_shared_out = shared_out_ != survey_.shared_out();
  if (visit_ && !has_heard_ && !was_shared_out) {
    ++missed_;
    survey_.missed(radio_, now_s);
  }
  visit_ = survey_.next(radio_, now_s);
  if (!visit_) return false;
  ++visits_;
  asked_s_ = now_s;
  waiting_s_ = waiting_s;
  idle_s_ = 0.0;
  has_heard_ = false;
  shared_out_ = survey_.shared_out();
  has_new_dwell_ = false;
  is_level_noted_ = false;
  cells_.begin_visit();
  const bool is_same_place = is_there_ && tuned_hz_ == visit_->center_hz;
  tuned_hz_ = visit_->center_hz;
  is_there_ = is_same_place && !is_retuned;
  awaits_gap_ = is_same_place && is_retuned;
  return !is_there_;
}

bool Tour::hears(const Piece& piece) noexcept {
  has_just_arrived_ = false;
  if (!visit_) return false;
  idle_s_ += piece.ends_s - piece.begins_s;
  if (awaits_gap_ && !piece.is_interrupted) return false;
  const bool is_right = std::abs(piece.center_hz - visit_->center_hz) < kSamePlace_hz;
  if (is_right && !is_there_ && piece.begins_s >= asked_s_) {
    awaits_gap_ = false;
    is_there_ = true;
    has_just_arrived_ = true;
    waiting_s_ = 0.0;
    idle_s_ = 0.0;
  }
  return is_right && is_there_;
}

void Tour::add(const Dwell& dwell) {
  cells_.add(dwell);
  dwell_s_ = dwell.listen.duration_s;
  has_new_dwell_ = true;
  has_heard_ = true;
  if (!visit_ || is_level_noted_ || shared_out_ != survey_.shared_out()) return;
  is_level_noted_ = true;
  // Of the window as it is: beside it, tuned to a cell, the level is another.
  if (visit_->center_hz != survey_.windows()[visit_->window].window.center_hz) return;
  const double gain_db = dwell.listen.gain_db.value_or(0.0);
  survey_.note_level(visit_->window, dwell.listen.t_s, dwell.listen.total_power_dbfs - gain_db);
}

bool Tour::is_over(double now_s) {
  if (!visit_ || shared_out_ != survey_.shared_out()) return true;
  // What a visit has heard is known when a dwell ends, and a piece of one tells nothing.
  if (!has_new_dwell_) {
    const double longest_s = waiting_s_ + visit_->settle_s + std::max(visit_->duration_s, dwell_s_);
    return idle_s_ > longest_s + kPatience_s;
  }
  has_new_dwell_ = false;
  idle_s_ = 0.0;
  const double stay_s = survey_.stay_s(radio_, now_s, cells_.heard(now_s));
  return stay_s < dwell_s_ / 2;
}

}  // namespace cellwarden::survey
