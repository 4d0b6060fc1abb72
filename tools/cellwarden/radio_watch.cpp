#include "tools/cellwarden/radio_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <string>
#include <utility>

#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/survey_set_up.hpp"

namespace cellwarden::tools {
namespace {

using records::StatusState;

/// What no radio that is there can hear.
std::vector<std::string> left_out_of(const survey::Survey& survey) {
  std::vector<std::string> lines;
  for (const survey::LeftOut& one : survey.left_out()) lines.push_back(to_line(one, survey.plan()));
  return lines;
}

}  // namespace

RadioWatch::RadioWatch(std::span<const std::unique_ptr<LiveRadio>> radios, SharedSurvey* survey)
    : radios_(radios), survey_(survey), presences_(radios.size()) {
  if (survey_ == nullptr) return;
  const std::lock_guard surveying(survey_->access);
  left_out_at_start_ = left_out_of(survey_->survey);
}

std::vector<std::size_t> RadioWatch::look() {
  std::vector<std::size_t> absent;
  for (std::size_t i = 0; i < radios_.size(); ++i) {
    const LiveRadio& radio = *radios_[i];
    if (radio.has_ended()) continue;  // as it was then
    const auto change = presences_[i].update(radio.silent_s(), radio.counters().is_running);
    if (change.is_absent) absent.push_back(i);
    if (change.is_newly_lost) set_present(i, false);
    if (change.is_back) set_present(i, true);
  }
  return absent;
}

void RadioWatch::set_present(std::size_t radio, bool is_present) {
  const auto number = radios_[radio]->number_in_survey();
  if (!number) return;
  {
    const std::lock_guard surveying(survey_->access);
    const auto before = survey_->survey.shared_out();
    survey_->survey.set_present(*number, is_present);
    if (survey_->survey.shared_out() == before) return;  // there is no other
  }
  complain(fmt::format("{}: {}", radios_[radio]->name(),
                       is_present
                           ? "goes round its part of the bands again"
                           : "the other radios go round its part of the bands meanwhile, as far as they "
                             "reach"));
  for (const std::string& line : not_heard()) complain(line);
}

/// What is not heard because a radio is absent.
std::vector<std::string> RadioWatch::not_heard() const {
  if (survey_ == nullptr) return {};
  const std::lock_guard surveying(survey_->access);
  std::vector<std::string> lines = left_out_of(survey_->survey);
  std::erase_if(lines, [this](const std::string& line) {
    return std::ranges::find(left_out_at_start_, line) != left_out_at_start_.end();
  });
  return lines;
}

double RadioWatch::all_silent_s() const {
  double least_s = std::numeric_limits<double>::infinity();
  for (const auto& radio : radios_) {
    if (!radio->has_ended()) least_s = std::min(least_s, radio->silent_s());
  }
  return least_s == std::numeric_limits<double>::infinity() ? 0.0 : least_s;
}

void RadioWatch::report(records::StatusRecord& status) const {
  std::vector<std::string> silences;
  std::size_t listening = 0;
  for (std::size_t i = 0; i < radios_.size(); ++i) {
    if (radios_[i]->has_ended()) continue;
    ++listening;
    const double silent_s = radios_[i]->silent_s();
    if (!RadioPresence::is_absent(silent_s, radios_[i]->counters().is_running)) continue;
    const std::string who = radios_.size() > 1 ? radios_[i]->name() + ": " : "";
    silences.push_back(fmt::format("{}no samples for {:.0f} s", who, silent_s));
  }
  const bool is_deaf = silences.size() == listening;
  for (std::string& silence : silences) {
    worsen(status, is_deaf ? StatusState::kBlind : StatusState::kDegraded, std::move(silence));
  }
  auto unheard = not_heard();
  if (!unheard.empty() && status.survey) status.survey->unheard_s.reset();
  for (std::string& line : unheard) worsen(status, StatusState::kDegraded, std::move(line));
}

}  // namespace cellwarden::tools
