#include "tools/cellwarden/scan_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>
#include <string>

#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/plain_json.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/survey_set_up.hpp"

namespace cellwarden::tools {
namespace {

std::string span_text(const BandSlice& slice) {
  return fmt::format("{:.1f} to {:.1f}", slice.low_hz / kHertzPerMegahertz,
                     slice.high_hz / kHertzPerMegahertz);
}

/// Of all radios together: they go round side by side.
struct Round {
  std::size_t windows{};
  double looks_s{};  ///< of the radio that takes longest
};

Round round_of(const survey::SurveyForecast& forecast) {
  Round round;
  for (const survey::RadioForecast& radio : forecast.radios) {
    round.windows += radio.windows;
    round.looks_s = std::max(round.looks_s, radio.looks_s);
  }
  return round;
}

std::string text_of(const survey::Survey& survey, std::span<const PlannedRadio> radios) {
  const BandPlan& plan = survey.plan();
  const survey::SurveyForecast forecast = survey.forecast();
  const auto costs = survey.slice_costs();
  std::vector<std::string> listening;
  for (const auto& [name, view] : radios) {
    listening.push_back(fmt::format("{} at {:g} MS/s ({:.1f} MHz of them flat), {:.0f} ms to settle", name,
                                    view.sample_rate_hz / kHertzPerMegahertz,
                                    view.usable_hz / kHertzPerMegahertz, 1e3 * view.settle_s));
  }
  std::string out = paragraph(
      "Plan     ", fmt::format("{}, with {}", plan.description.empty() ? plan.country : plan.description,
                               fmt::join(listening, ", and ")));
  using Align = Table::Align;
  Table table({{"Slice"},
               {"Standard"},
               {"MHz", Align::kRight},
               {"Windows", Align::kRight},
               {"Seconds a round", Align::kRight}});
  for (std::size_t i = 0; i < plan.slices.size(); ++i) {
    const BandSlice& slice = plan.slices[i];
    table.add({slice.name, std::string(to_string(slice.rat)), span_text(slice),
               fmt::format("{:+}", costs[i].windows), fmt::format("{:+.1f}", costs[i].look_s)});
  }
  const Round all = round_of(forecast);
  table.add({"all", "", "", fmt::format("{}", all.windows), fmt::format("{:.1f}", all.looks_s)});
  out += "\n" + table.text(2) + "\n";
  out +=
      paragraph("  ",
                "Of a slice: what it adds to the plan without it. Slices that share spectrum share windows, "
                "so that the rows need not add up.");
  out += "\n" +
         paragraph(
             "Unheard  ",
             fmt::format("A transmitter anywhere in it, strong enough for one look, is heard after {:.0f} s "
                         "at most; when nothing else wants reading, after {:.1f} s.",
                         forecast.worst_unheard_s, all.looks_s));
  for (const survey::LeftOut& left_out : survey.left_out()) {
    out += paragraph("Left out ", to_line(left_out, plan));
  }
  return out;
}

std::string json_of(const survey::Survey& survey, std::span<const PlannedRadio> radios) {
  const BandPlan& plan = survey.plan();
  const survey::SurveyForecast forecast = survey.forecast();
  const auto costs = survey.slice_costs();
  nlohmann::ordered_json slices = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < plan.slices.size(); ++i) {
    const BandSlice& slice = plan.slices[i];
    slices.push_back({{"name", slice.name},
                      {"rat", to_string(slice.rat)},
                      {"low_hz", slice.low_hz},
                      {"high_hz", slice.high_hz},
                      {"adds_windows", costs[i].windows},
                      {"adds_s", costs[i].look_s}});
  }
  nlohmann::ordered_json left_out = nlohmann::ordered_json::array();
  for (const survey::LeftOut& one : survey.left_out()) left_out.push_back(to_line(one, plan));
  nlohmann::ordered_json listening = nlohmann::ordered_json::array();
  for (const auto& [name, view] : radios) {
    listening.push_back({{"name", name},
                         {"rate_hz", view.sample_rate_hz},
                         {"flat_hz", view.usable_hz},
                         {"settle_s", view.settle_s}});
  }
  const Round all = round_of(forecast);
  return json_line({{"schema", 1},
                    {"type", "plan"},
                    {"country", plan.country},
                    {"radios", listening},
                    {"windows", all.windows},
                    {"round_s", all.looks_s},
                    {"unheard_s", forecast.worst_unheard_s},
                    {"slices", slices},
                    {"left_out", left_out}});
}

}  // namespace

ExitCode write_scan_plan(const Invocation& asked, const survey::Survey& survey,
                         std::span<const PlannedRadio> radios) {
  return write_plain(asked, [&](OutputFormat format) {
    return format == OutputFormat::kJson ? json_of(survey, radios) : text_of(survey, radios);
  });
}

}  // namespace cellwarden::tools
