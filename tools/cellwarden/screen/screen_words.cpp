#include "tools/cellwarden/screen/screen_words.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cmath>
#include <utility>

#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/text_report.hpp"

namespace cellwarden::tools {
namespace {

using detector::Incident;
using detector::Level;
using records::GpsState;
using records::StatusRecord;
using records::StatusState;

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

std::string_view what_it_means(Level level) {
  switch (level) {
    case Level::kAlert:
      return "consistent with a rogue base station, in several independent ways";
    case Level::kSuspect:
      return "consistent with a rogue base station; no proof";
    case Level::kWatch:
      return "something does not fit; by itself no sign of a rogue base station";
    case Level::kNone:
      break;
  }
  return "no longer out of the ordinary";
}

/// "0.3 %", "<0.1 %", "none".
std::string share_text(std::uint64_t part, std::uint64_t whole) {
  constexpr double kLeastShown_percent = 0.1;
  if (part == 0) return "none";
  const double share_percent =
      100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
  return share_percent < kLeastShown_percent ? "<0.1 %" : fmt::format("{:.1f} %", share_percent);
}

Facts rules_of(const StatusRecord& status) {
  constexpr double kOld_d = 365;
  const auto not_evaluated = status.rules_total - std::min(status.rules_able, status.rules_total);
  Facts facts{"Rules    ", {}};
  facts.items.push_back(
      {fmt::format("{} of {} NOT evaluated", not_evaluated, status.rules_total), Emphasis::kStrong});
  facts.items.push_back({fmt::format("{} can act", status.rules_able)});
  if (!status.towers) {
    facts.items.push_back({"no tower list", Emphasis::kLearning});
  } else {
    std::string text = fmt::format("{} known towers", *status.towers);
    if (status.towers_age_d) text += fmt::format(", {:.0f} days old", *status.towers_age_d);
    facts.items.push_back({text, status.towers_age_d > kOld_d ? Emphasis::kLearning : Emphasis::kPlain});
  }
  if (!status.baseline_hours) {
    facts.items.push_back({"no baseline of this place", Emphasis::kLearning});
  } else {
    facts.items.push_back({fmt::format("baseline of {:.1f} h", *status.baseline_hours)});
  }
  return facts;
}

Facts samples_of(const StatusRecord& status) {
  constexpr double kWorthSaying = 1e-3;
  const std::uint64_t all = status.samples + status.samples_lost + status.samples_dropped;
  const auto item = [](const char* what, std::uint64_t part, std::uint64_t whole) -> ScreenPiece {
    const bool is_much = static_cast<double>(part) > kWorthSaying * static_cast<double>(whole);
    return {fmt::format("{} {}", what, share_text(part, whole)),
            is_much ? Emphasis::kDegraded : Emphasis::kPlain};
  };
  return {"Samples  ",
          {item("lost by the radio:", status.samples_lost, all),
           item("dropped by this computer:", status.samples_dropped, all),
           item("clipped:", status.samples_clipped, status.samples)}};
}

std::string_view purpose_words(std::string_view purpose) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kWords{
      {{"look", "looking"},
       {"read", "reading a cell"},
       {"refresh", "reading again"},
       {"park", "staying at an incident"}}};
  for (const auto& [name, words] : kWords) {
    if (name == purpose) return words;
  }
  return "on the way";
}

void add_survey_items(const StatusRecord* status, std::vector<ScreenPiece>& items) {
  if (status == nullptr || !status->survey) return;
  const records::SurveyState& survey = *status->survey;
  if (survey.center_hz) {
    items.push_back({fmt::format("now {:.3f} MHz, {}", *survey.center_hz / kHertzPerMegahertz,
                                 purpose_words(survey.purpose)),
                     survey.purpose == "park" ? Emphasis::kStrong : Emphasis::kPlain});
  }
  items.push_back({fmt::format("{} windows, a round {}", survey.windows, format_duration(survey.round_s))});
  if (survey.unheard_s) {
    items.push_back(
        {fmt::format("a new transmitter is heard within {}", format_duration(*survey.unheard_s))});
  } else {
    items.push_back({"not all of it is heard", Emphasis::kDegraded});
  }
}

Facts survey_of(const ScreenState& state, const StatusRecord* status) {
  const InputDescription& input = state.input();
  Facts facts{"Listening", {}};
  if (input.is_synthetic) facts.items.push_back({"SYNTHETIC scene, no real network", Emphasis::kDegraded});
  if (!input.survey.empty()) {
    facts.items.push_back({printable(input.survey.substr(0, input.survey.find(':')))});
    add_survey_items(status, facts.items);
    return facts;
  }
  if (status != nullptr && !status->radios.empty()) {
    facts.items.push_back({fmt::format("{} windows, one of each radio", status->radios.size())});
    facts.items.push_back({"only these are heard"});
    return facts;
  }
  if (input.center_hz) {
    facts.items.push_back({fmt::format("parked on {:.3f} MHz", *input.center_hz / kHertzPerMegahertz)});
  }
  if (input.sample_rate_hz) {
    facts.items.push_back({fmt::format("{:.4g} MHz wide", *input.sample_rate_hz / kHertzPerMegahertz)});
  }
  facts.items.push_back({"only this window is heard"});
  return facts;
}

std::string clock_words(const std::optional<Measured>& ppm) {
  return ppm ? fmt::format("its clock {:+.2f} ppm (+-{:.2f})", ppm->value, ppm->sigma)
             : "its clock's error not measured";
}

Facts radio_of(const ScreenState& state, const StatusRecord* status) {
  Facts facts{"Radio    ", {}};
  facts.items.push_back({printable(state.input().name)});
  facts.items.push_back(
      {state.gain_db() ? fmt::format("gain {:.0f} dB", *state.gain_db()) : "gain not known"});
  facts.items.push_back({clock_words(status == nullptr ? std::nullopt : status->radio_ppm)});
  return facts;
}

/// One of several.
Facts radio_of(const records::RadioState& radio) {
  Facts facts{"Radio    ", {{printable(radio.name)}}};
  if (!radio.is_running) facts.items.push_back({"NO SAMPLES, looked for", Emphasis::kDegraded});
  facts.items.push_back({fmt::format("{} {:.3f} MHz", radio.goes_round ? "goes round, now" : "stays on",
                                     radio.center_hz / kHertzPerMegahertz)});
  facts.items.push_back({clock_words(radio.ppm)});
  return facts;
}

ScreenPiece gps_item(const StatusRecord& status) {
  if (!status.gps) {
    return status.position ? ScreenPiece{"place as stated"}
                           : ScreenPiece{"place not known (--gpsd)", Emphasis::kDim};
  }
  const records::GpsStatus& gps = *status.gps;
  if (gps.state == GpsState::kFix) {
    std::string text = fmt::format("GPS {}D fix", gps.dimensions.value_or(2));
    if (gps.satellites) text += fmt::format(", {} satellites", *gps.satellites);
    return {text};
  }
  std::string text = gps.state == GpsState::kGone ? "GPS is gone" : "GPS has no fix";
  if (gps.age_s) text += fmt::format(", the last {} ago", ago_text(*gps.age_s));
  return {text, Emphasis::kDegraded};
}

ScreenPiece clock_item(const StatusRecord& status) {
  if (!status.clock) return {"clock not known", Emphasis::kDim};
  if (status.clock->jumped) return {"clock was just set", Emphasis::kDegraded};
  std::string text = "clock kept by nobody";
  if (status.clock->source == ClockSource::kNtp) text = "clock kept by NTP";
  if (status.clock->source == ClockSource::kGps) text = "clock compared with GPS";
  constexpr double kMilliseconds = 1e3;
  if (status.clock->error_s)
    text += fmt::format(", +-{:.0f} ms", std::ceil(kMilliseconds * *status.clock->error_s));
  return {text, status.clock->source == ClockSource::kNone ? Emphasis::kLearning : Emphasis::kPlain};
}

Facts place_of(const StatusRecord& status) {
  Facts facts{"Place    ", {gps_item(status)}};
  if (status.position) {
    facts.items.push_back(
        {fmt::format("{:.5f}, {:.5f}", status.position->latitude_deg, status.position->longitude_deg)});
  }
  facts.items.push_back(clock_item(status));
  return facts;
}

}  // namespace

Emphasis emphasis_of(StatusState state) noexcept {
  switch (state) {
    case StatusState::kOk:
      return Emphasis::kOk;
    case StatusState::kLearning:
      return Emphasis::kLearning;
    case StatusState::kDegraded:
      return Emphasis::kDegraded;
    case StatusState::kBlind:
      break;
  }
  return Emphasis::kBlind;
}

Emphasis emphasis_of(Level level) noexcept {
  switch (level) {
    case Level::kAlert:
      return Emphasis::kAlert;
    case Level::kSuspect:
      return Emphasis::kSuspect;
    case Level::kWatch:
      return Emphasis::kWatch;
    case Level::kNone:
      break;
  }
  return Emphasis::kPlain;
}

std::string state_word(const ShownState& shown) {
  return shown.has_begun ? upper(records::to_string(shown.state)) : "STARTING";
}

ScreenPiece verdict_words(const ScreenState& state, double now_s) {
  const auto incidents = state.incidents();
  const auto open = static_cast<std::size_t>(std::ranges::count_if(incidents, [](const Incident* incident) {
    return incident->state != detector::IncidentState::kClosed && incident->level > Level::kNone;
  }));
  if (open > 0) {
    const Incident& first = *incidents.front();
    std::string text = fmt::format("{}  {}: {}", upper(to_string(first.level)), name_of(first.subject.latest),
                                   what_it_means(first.level));
    if (open > 1) text += fmt::format("; {} incidents are open", open);
    return {text, emphasis_of(first.level)};
  }
  const ShownState shown = state.shown_state(now_s);
  if (shown.state == StatusState::kBlind)
    return {"No verdict: nothing is evaluated. That is no all-clear.", Emphasis::kBlind};
  const std::uint32_t able = state.latest()->rules_able;
  const std::uint32_t total = state.latest()->rules_total;
  return {fmt::format("No incident by the {} of {} rules that can act. That is no all-clear.", able, total),
          Emphasis::kPlain};
}

std::vector<Facts> facts_of(const ScreenState& state) {
  const StatusRecord* const status = state.latest() ? &*state.latest() : nullptr;
  std::vector<Facts> facts;
  if (status != nullptr) facts.push_back(rules_of(*status));
  if (status != nullptr) facts.push_back(samples_of(*status));
  facts.push_back(survey_of(state, status));
  if (status == nullptr || status->radios.empty()) {
    facts.push_back(radio_of(state, status));
  } else {
    for (const auto& radio : status->radios) facts.push_back(radio_of(radio));
  }
  if (status != nullptr) facts.push_back(place_of(*status));
  return facts;
}

std::string reason_of(const Incident& incident) {
  if (incident.findings.empty()) return "what was found does not hold any more";
  const detector::Finding& heaviest = incident.findings.front();
  std::string text = heaviest.text.empty() ? heaviest.observed : heaviest.text;
  if (incident.findings.size() > 1) {
    text = fmt::format("({} findings) {}", incident.findings.size(), text);
  }
  return printable(text);
}

std::string ago_text(double seconds) {
  constexpr double kNow_s = 2.5;
  constexpr double kMinute_s = 60;
  constexpr double kHour_s = 3600;
  if (seconds < kNow_s) return "now";
  if (seconds < kMinute_s) return fmt::format("{:.0f} s", std::floor(seconds));
  if (seconds < kHour_s) return fmt::format("{:.0f} min", std::floor(seconds / kMinute_s));
  return fmt::format("{:.0f} h", std::floor(seconds / kHour_s));
}

std::string clock_text(const Time& utc) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(utc);
  return fmt::format("{:%H:%M:%S}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

std::string help_text(std::size_t width) {
  struct Row {
    std::string_view what, meaning;
  };
  static constexpr std::array kRows{
      Row{"q", "end the watch, with its summary"},
      Row{"up, down", "choose an incident; scroll a text"},
      Row{"Enter",
          "the evidence of the chosen incident, what else could explain it, and which rules could "
          "not be evaluated"},
      Row{"Esc", "back"},
      Row{"PgUp, PgDn", "scroll cells or a text"},
      Row{"s", "sound on or off"},
      Row{"n", "which rules could not be evaluated, and why"},
      Row{"?", "this help"},
      Row{"", ""},
      Row{"OK", "cells are heard, and every rule that is switched on can act"},
      Row{"LEARNING", "cells are heard, but not every rule can act: a tower list or a baseline is missing"},
      Row{"DEGRADED",
          "samples are lost or clipped, no cell was heard lately, or place or time are not known"},
      Row{"BLIND", "nothing is heard: what is on the air, nobody knows"},
      Row{"", ""},
      Row{"watch", "something about a cell does not fit; by itself no sign of a rogue base station"},
      Row{"suspect", "consistent with a rogue base station; no proof. Two rising tones"},
      Row{"alert", "the same in several independent ways. Three rising tones, twice"},
      Row{"not judged", "a cell that was not read for certain yet"},
      Row{"NOT evaluated",
          "rules that have nothing to go by, yet or at all. What they would have seen, nobody "
          "knows"},
      Row{"", ""},
      Row{"Cells", "those with an incident first, then what was heard lately, then the strong ones"},
      Row{"heard", "how long ago; dim where it should have been heard again by now"},
      Row{"dBFS, SNR", "level against full scale; signal-to-noise ratio"},
      Row{"two low tones", "the watch went blind"}};
  constexpr std::size_t kIndent = 15;
  std::string out;
  for (const Row& row : kRows) {
    out += row.what.empty() ? std::string("\n")
                            : paragraph(fmt::format("{:<{}}", row.what, kIndent), row.meaning, width);
  }
  return out;
}

}  // namespace cellwarden::tools
