#include "dsp/survey/survey.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "cell/carrier.hpp"

namespace cellwarden::survey {
namespace {

bool holds(const Window& window, Rat rat, double frequency_hz) {
  const double reach_hz = raster_hz(rat) / 2;
  return std::ranges::any_of(window.carriers, [&](const CarrierRange& range) {
    return range.rat == rat && frequency_hz > range.low_hz - reach_hz &&
           frequency_hz < range.high_hz + reach_hz;
  });
}

/// Where to tune to have all of a cell, when `center_hz` has less of it; nothing when that would be no
/// better.
std::optional<double> better_center(const RadioView& radio, double center_hz, const KnownCell& cell) {
  const double width_hz = cell.width_hz.value_or(0.0);
  const auto has_all = [&](double center, double of_hz) {
    return std::abs(cell.frequency_hz - center) + width_hz / 2 <= of_hz / 2;
  };
  if (has_all(center_hz, radio.usable_hz)) return std::nullopt;
  // Beside the carrier, so that the radio's own spike falls between two points of the raster, where there is
  // room for that.
  constexpr double kAside_hz = 50e3;
  const double aside_hz = std::clamp(cell.frequency_hz + kAside_hz, radio.low_hz, radio.high_hz);
  const double middle_hz = std::clamp(cell.frequency_hz, radio.low_hz, radio.high_hz);
  const double best_hz = has_all(aside_hz, radio.sample_rate_hz) ? aside_hz : middle_hz;
  if (!has_all(best_hz, radio.sample_rate_hz) || std::abs(best_hz - center_hz) < 1.0) return std::nullopt;
  return best_hz;
}

}  // namespace

Survey::Survey(BandPlan plan, const std::vector<RadioView>& radios, const SurveyPolicy& policy)
    : plan_(std::move(plan)), policy_(policy), cells_(policy) {
  assert(policy.look_share > 0.0 && policy.look_share <= 1.0);
  assert(policy.park_share >= 0.0 && policy.park_share < 1.0);
  assert(policy.gsm_look_s > 0.0 && policy.lte_look_s > 0.0);
  assert(policy.gsm_identify_s > 0.0 && policy.lte_identify_s > 0.0);
  assert(policy.gsm_read_s > 0.0 && policy.lte_read_s > 0.0 && policy.most_cells > 0);
  for (const RadioView& view : radios) radios_.push_back({view, TimeBudget(policy_, 0.0)});
  share_out();
}

void Survey::share_out() {
  std::vector<std::size_t> present;
  std::vector<RadioView> views;
  for (std::size_t i = 0; i < radios_.size(); ++i) {
    if (!radios_[i].is_present) continue;
    present.push_back(i);
    views.push_back(radios_[i].view);
  }
  RadioSplit shared = split(plan_, views, policy_);
  left_out_ = std::move(shared.left_out);
  windows_.clear();
  states_.clear();
  for (std::size_t i = 0; i < radios_.size(); ++i) give(i, {});
  for (std::size_t i = 0; i < present.size(); ++i) give(present[i], std::move(shared.windows[i]));
  for (Radio& radio : radios_) {
    radio.is_own.assign(windows_.size(), false);
    for (const std::size_t window : radio.windows) radio.is_own[window] = true;
  }
  ++shared_out_;
}

// What a radio may have had before is gone with windows_.
void Survey::give(std::size_t number, std::vector<Window> windows) {
  Radio& radio = radios_[number];
  const double looks_s = round_s(windows, radio.view, policy_);
  std::vector<std::size_t> own;
  double longest_look_s = 0.0;
  for (Window& window : windows) {
    const double look_s = policy_.look_s(window.rats);
    longest_look_s = std::max(longest_look_s, radio.view.settle_s + look_s);
    own.push_back(windows_.size());
    states_.emplace_back().look_s = look_s;
    windows_.push_back({number, std::move(window)});
  }
  // First where GSM may be: its cells tell the radio's clock, and then LTE is cheaper to look for.
  std::stable_partition(own.begin(), own.end(),
                        [this](std::size_t w) { return windows_[w].window.rats.has(Rat::kGsm); });
  radio = Radio{.view = radio.view,
                .budget = TimeBudget(policy_, longest_look_s),
                .is_present = radio.is_present,
                .windows = std::move(own),
                .looks_s = looks_s};
}

void Survey::set_present(std::size_t number, bool is_present) {
  assert(number < radios_.size());
  if (radios_[number].is_present == is_present) return;
  const auto others = std::ranges::count_if(radios_, &Radio::is_present) - (is_present ? 0 : 1);
  if (others == 0 && !is_present) return;
  radios_[number].is_present = is_present;
  const std::vector<SurveyWindow> windows_before = std::move(windows_);
  const std::vector<WindowState> states_before = std::move(states_);
  share_out();
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    const auto same = std::ranges::find_if(windows_before, [&](const SurveyWindow& before) {
      return before.radio == windows_[i].radio && before.window.center_hz == windows_[i].window.center_hz;
    });
    if (same == windows_before.end()) continue;
    const double look_s = states_[i].look_s;
    states_[i] = states_before[static_cast<std::size_t>(same - windows_before.begin())];
    states_[i].look_s = look_s;
  }
  cells_.move_to([this](const KnownCell& cell) { return window_at(cell.rat, cell.frequency_hz); });
}

std::optional<Visit> Survey::next(std::size_t radio, double now_s) {
  assert(radio < radios_.size());
  Radio& state = radios_[radio];
  end_visit(state, now_s);
  cells_.forget_old(now_s);
  if (state.windows.empty()) return std::nullopt;
  return begin_visit(state, choose(state, now_s), now_s);
}

void Survey::end_visit(Radio& radio, double now_s) {
  if (!radio.running) return;
  const Running& run = *radio.running;
  if (!run.is_beside) states_[run.visit.window].end_visit(run.began_s);
  tell_cells(radio, now_s, true);
  spend(radio, now_s);
  radio.running.reset();
}

void Survey::tell_cells(const Radio& radio, double now_s, bool was_heard) {
  const Running& run = *radio.running;
  const double center_hz = run.visit.center_hz;
  cells_.visited({run.visit.window, run.began_s, now_s, run.is_for_reading && !run.is_cut, was_heard},
                 [&](const KnownCell& cell) {
                   const bool is_off = std::abs(cell.frequency_hz - center_hz) > radio.view.usable_hz / 2;
                   if (run.is_beside && is_off) return Reach::kNone;
                   return better_center(radio.view, center_hz, cell) ? Reach::kHeard : Reach::kRead;
                 });
}

void Survey::missed(std::size_t radio, double now_s) {
  assert(radio < radios_.size());
  Radio& state = radios_[radio];
  if (!state.running) return;
  // Beside the window, for a cell: that says nothing of the window.
  if (!state.running->is_beside) ++states_[state.running->visit.window].missed;
  tell_cells(state, now_s, false);
  spend(state, now_s);
  state.running.reset();
  state.tuned.reset();
}

void Survey::spend(Radio& radio, double now_s) {
  const Running& run = *radio.running;
  const double spent_s = run.spent_s(now_s);
  if (run.is_in_turn) {
    radio.budget.looked_in_turn(std::max(0.0, now_s - run.began_s) - spent_s, spent_s);
  } else {
    radio.budget.spent(spent_s);
  }
  if (run.visit.purpose == Purpose::kPark) radio.budget.parked_until(now_s);
}

// Looks in turn and parks have time of their own; the budget pays what they take beyond it.
double Survey::Running::spent_s(double now_s) const noexcept {
  const bool is_planned = is_in_turn || visit.purpose == Purpose::kPark;
  return std::max(0.0, now_s - began_s - (is_planned ? planned_s() : 0.0));
}

void Survey::WindowState::begin_visit(double now_s) {
  turn_s = now_s;
  if (is_risen) risen_look_s = now_s;
  is_risen = false;
}

void Survey::WindowState::end_visit(double began_s) {
  constexpr double kNewest = 0.25;  // weight of the latest wait in the mean
  missed = 0;
  if (visited_s) {
    const double wait_s = began_s - *visited_s;
    mean_wait_s = mean_wait_s ? std::lerp(*mean_wait_s, wait_s, kNewest) : wait_s;
    longest_wait_s = std::max(longest_wait_s.value_or(0.0), wait_s);
  }
  visited_s = began_s;
}

Visit Survey::begin_visit(Radio& radio, const Choice& choice, double now_s) {
  WindowState& state = states_[choice.window];
  if (!choice.center_hz) state.begin_visit(now_s);
  const Window& window = windows_[choice.window].window;
  Running run;
  run.visit.window = choice.window;
  run.visit.center_hz = choice.center_hz.value_or(window.center_hz);
  run.is_beside = choice.center_hz.has_value();
  run.visit.rats = window.rats;
  run.visit.purpose = choice.purpose;
  const bool is_there = !run.is_beside && radio.tuned == choice.window;
  run.visit.settle_s = is_there ? 0.0 : radio.view.settle_s;
  run.visit.duration_s = state.look_s;
  if (choice.purpose == Purpose::kPark) {
    run.visit.duration_s = std::max(radio.budget.park_s(now_s) - run.visit.settle_s, state.look_s);
  }
  run.began_s = now_s;
  run.is_in_turn = choice.is_in_turn;
  run.asked_until_s = now_s + run.planned_s();
  run.is_for_reading = choice.purpose == Purpose::kRead || choice.purpose == Purpose::kRefresh;
  radio.tuned.reset();
  if (!run.is_beside) radio.tuned = choice.window;
  radio.running = run;
  return run.visit;
}

Survey::Choice Survey::choose(Radio& radio, double now_s) {
  const Choice survey = choose_survey(radio, now_s);
  if (radio.parked.empty()) return survey;
  const double next_s = radio.view.settle_s + states_[survey.window].look_s;
  if (!radio.budget.wants_park(now_s, next_s)) return survey;
  radio.next_park = (radio.next_park + 1) % radio.parked.size();
  return {radio.parked[radio.next_park], Purpose::kPark, false};
}

Survey::Choice Survey::choose_survey(const Radio& radio, double now_s) const {
  if (radio.budget.may_read_new()) {
    const auto wanted = cells_.most_wanted(now_s, radio.is_own);
    if (wanted && wanted->rank != ReadRank::kDue) return read_choice(radio, wanted->cell, Purpose::kRead);
    const auto risen =
        std::ranges::find_if(radio.windows, [&](std::size_t w) { return states_[w].is_risen; });
    if (risen != radio.windows.end()) return {*risen, Purpose::kLook, false};
    if (wanted && radio.budget.may_refresh()) {
      return read_choice(radio, wanted->cell, wanted->cell.content_s ? Purpose::kRefresh : Purpose::kRead);
    }
  }
  return {longest_unvisited(radio), Purpose::kLook, true};
}

Survey::Choice Survey::read_choice(const Radio& radio, const KnownCell& cell, Purpose purpose) const {
  const double center_hz = windows_[cell.window].window.center_hz;
  return {cell.window, purpose, false, better_center(radio.view, center_hz, cell)};
}

std::size_t Survey::longest_unvisited(const Radio& radio) const {
  // A window whose turn never came has no time, and nothing is less than any time.
  return *std::ranges::min_element(radio.windows, {}, [&](std::size_t w) { return states_[w].turn_s; });
}

double Survey::stay_s(std::size_t radio, double now_s, std::span<const HeardCarrier> heard) {
  assert(radio < radios_.size());
  Radio& state = radios_[radio];
  if (!state.running) return 0.0;
  Running& run = *state.running;
  const double planned_s = run.began_s + run.planned_s();
  double until_s = planned_s;
  double identified_s = planned_s;
  for (const HeardCarrier& carrier : heard) {
    const KnownCell& cell = cells_.note(carrier, window_of(radio, run, carrier), now_s);
    if (!cells_.may_read(cell, now_s)) continue;
    if (may_identify(state, cell, now_s)) {
      identified_s = std::max(identified_s, cell.noticed_s + policy_.identify_s(cell.rat));
    }
    if (!may_stay(state, cell)) continue;
    RatSet rats;
    rats.add(cell.rat);
    // A candidate gets the time of another look to become a cell.
    const double wanted_s = cell.physical_id ? policy_.read_s(cell.rat) : 2.0 * policy_.look_s(rats);
    until_s = std::max(until_s, run.listened_from_s() + wanted_s);
    run.is_for_reading = true;
  }
  if (run.visit.purpose != Purpose::kPark && !state.parked.empty()) {
    const double latest_s = std::max(planned_s, state.budget.latest_park_s());
    run.is_cut = run.is_cut || until_s > std::max(latest_s, identified_s);
    until_s = std::min(until_s, latest_s);
  }
  run.asked_until_s = std::max(run.asked_until_s, until_s);
  return std::max(0.0, std::max(until_s, identified_s) - now_s);
}

std::size_t Survey::window_of(std::size_t radio, const Running& run, const HeardCarrier& carrier) const {
  if (!run.is_beside) return run.visit.window;
  const auto best = window_at(carrier.rat, carrier.frequency_hz);
  return best && windows_[*best].radio == radio ? *best : run.visit.window;
}

// A cell that is noticed before the visit would have ended, or in its last piece; not one that is noticed
// while another is identified: whoever sends ever new identities does not hold the radio.
bool Survey::may_identify(const Radio& radio, const KnownCell& cell, double now_s) const {
  const Running& run = *radio.running;
  const bool is_new = cell.physical_id && !cell.content_s && cell.noticed_s >= run.began_s &&
                      cell.noticed_s <= run.asked_until_s + states_[run.visit.window].look_s;
  return is_new && !better_center(radio.view, run.visit.center_hz, cell) &&
         radio.budget.may_identify(run.spent_s(now_s));
}

bool Survey::may_stay(const Radio& radio, const KnownCell& cell) const {
  if (better_center(radio.view, radio.running->visit.center_hz, cell)) return false;
  if (radio.running->is_for_reading) return true;
  const bool is_urgent = !cell.content_s || cell.is_suspicious;
  return is_urgent ? radio.budget.may_read_new() : radio.budget.may_refresh();
}

void Survey::set_incidents(std::span<const IncidentCarrier> carriers) {
  std::vector<std::vector<std::size_t>> parked(radios_.size());
  for (const IncidentCarrier& carrier : carriers) {
    const auto window = window_at(carrier.rat, carrier.frequency_hz);
    if (!window) continue;
    auto& list = parked[windows_[*window].radio];
    if (std::ranges::find(list, *window) == list.end()) list.push_back(*window);
  }
  for (std::size_t i = 0; i < radios_.size(); ++i) {
    Radio& radio = radios_[i];
    radio.parked.clear();
    if (radio.budget.may_park()) radio.parked = std::move(parked[i]);
    std::ranges::sort(radio.parked);
  }
}

std::optional<std::size_t> Survey::window_at(Rat rat, double frequency_hz) const {
  std::optional<std::size_t> best;
  const auto distance_hz = [&](std::size_t i) {
    return std::abs(windows_[i].window.center_hz - frequency_hz);
  };
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    if (!holds(windows_[i].window, rat, frequency_hz)) continue;
    if (!best || distance_hz(i) < distance_hz(*best)) best = i;
  }
  return best;
}

void Survey::note_level(std::size_t window, double now_s, double level_db) {
  assert(window < states_.size());
  WindowState& state = states_[window];
  if (!state.levels.note(level_db, policy_.rise_db)) return;
  const bool has_rested = !state.risen_look_s || now_s - *state.risen_look_s >= policy_.rise_rest_s;
  if (has_rested) state.is_risen = true;
}

WindowForecast Survey::forecast_of(std::size_t window) const {
  const WindowState& state = states_[window];
  const Radio& radio = radios_[windows_[window].radio];
  const TimeBudget& budget = radio.budget;
  WindowForecast forecast;
  forecast.last_visit_s = state.visited_s;
  forecast.longest_wait_s = state.longest_wait_s;
  forecast.missed = state.missed;
  const auto parked = static_cast<double>(radio.parked.size());
  const double round = budget.longest_round_s(radio.looks_s, radio.view.settle_s, parked > 0);
  if (std::ranges::find(radio.parked, window) == radio.parked.end()) {
    forecast.worst_revisit_s = round;
    forecast.worst_unheard_s = round + state.look_s;
  } else {
    // Parks take turns; a cell that is new there makes one longer, one that is met on the way the way.
    const double identify_s = budget.longest_identification_s();
    const double park_s =
        radio.view.settle_s + std::max(budget.longest_park_s(), policy_.longest_read_s()) + identify_s;
    const double away_s = parked * (budget.longest_stretch_s() + identify_s) + (parked - 1) * park_s;
    forecast.worst_revisit_s = away_s + park_s;
    forecast.worst_unheard_s = away_s + radio.view.settle_s + state.look_s;
  }
  // On a machine that is too slow the looks themselves take longer than any plan knows.
  forecast.worst_unheard_s =
      std::max(forecast.worst_unheard_s, state.mean_wait_s.value_or(0.0) + state.look_s);
  const double planned_s = parked > 0 ? radio.looks_s / (1.0 - policy_.park_share) : radio.looks_s;
  forecast.expected_revisit_s = state.mean_wait_s.value_or(planned_s);
  return forecast;
}

bool Survey::has_gone_round() const {
  const auto waits = [](const KnownCell& cell) {
    return cell.physical_id && !cell.content_s && cell.tries == 0 && cell.misses == 0;
  };
  const auto is_done = [](const WindowState& state) {
    return state.visited_s || state.missed >= kMissesUntilGivenUp;
  };
  return !states_.empty() && std::ranges::all_of(states_, is_done) &&
         std::ranges::none_of(cells_.cells(), waits);
}

SurveyForecast Survey::forecast() const {
  SurveyForecast forecast;
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    forecast.windows.push_back(forecast_of(i));
    forecast.worst_unheard_s = std::max(forecast.worst_unheard_s, forecast.windows.back().worst_unheard_s);
  }
  for (const Radio& radio : radios_) {
    const double worst_s =
        radio.budget.longest_round_s(radio.looks_s, radio.view.settle_s, !radio.parked.empty());
    forecast.radios.push_back({radio.windows.size(), radio.looks_s, radio.windows.empty() ? 0.0 : worst_s});
  }
  return forecast;
}

std::optional<CarrierForecast> Survey::forecast(Rat rat, double frequency_hz, double now_s) const {
  std::optional<CarrierForecast> found;
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    if (!holds(windows_[i].window, rat, frequency_hz)) continue;
    const WindowForecast window = forecast_of(i);
    const double next_s = std::max(now_s, window.last_visit_s.value_or(now_s) + window.expected_revisit_s);
    if (!found) found = CarrierForecast{window.last_visit_s, next_s, window.worst_unheard_s};
    found->last_visit_s = std::max(found->last_visit_s, window.last_visit_s);
    found->expected_next_s = std::min(found->expected_next_s, next_s);
    found->worst_unheard_s = std::min(found->worst_unheard_s, window.worst_unheard_s);
  }
  return found;
}

std::vector<SliceCost> Survey::slice_costs() const {
  std::vector<RadioView> views;
  for (const Radio& radio : radios_) views.push_back(radio.view);
  return survey::slice_costs(plan_, views, policy_);
}

}  // namespace cellwarden::survey
