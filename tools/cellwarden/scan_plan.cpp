#include "tools/cellwarden/scan_plan.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/survey_set_up.hpp"

namespace cellwarden::tools {
namespace {

std::string span_text(const BandSlice& slice) {
  return fmt::format("{:.1f} to {:.1f}", slice.low_hz / kHertzPerMegahertz,
                     slice.high_hz / kHertzPerMegahertz);
}

std::string text_of(const survey::Survey& survey, const survey::RadioView& view, const std::string& radio) {
  const BandPlan& plan = survey.plan();
  const survey::SurveyForecast forecast = survey.forecast();
  const auto costs = survey.slice_costs();
  std::string out = paragraph(
      "Plan     ", fmt::format("{}, with {} at {:g} MS/s ({:.1f} MHz of them flat), {:.0f} ms to settle",
                               plan.description.empty() ? plan.country : plan.description, radio,
                               view.sample_rate_hz / kHertzPerMegahertz, view.usable_hz / kHertzPerMegahertz,
                               1e3 * view.settle_s));
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
  const survey::RadioForecast& all = forecast.radios.front();
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

std::string json_of(const survey::Survey& survey, const survey::RadioView& view, const std::string& radio) {
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
  return json_line({{"schema", 1},
                    {"type", "plan"},
                    {"country", plan.country},
                    {"radio", radio},
                    {"rate_hz", view.sample_rate_hz},
                    {"flat_hz", view.usable_hz},
                    {"settle_s", view.settle_s},
                    {"windows", forecast.radios.front().windows},
                    {"round_s", forecast.radios.front().looks_s},
                    {"unheard_s", forecast.worst_unheard_s},
                    {"slices", slices},
                    {"left_out", left_out}});
}

}  // namespace

ExitCode write_scan_plan(const Invocation& asked, const survey::Survey& survey, const survey::RadioView& view,
                         const std::string& radio) {
  return write_plain(asked, [&](OutputFormat format) {
    return format == OutputFormat::kJson ? json_of(survey, view, radio) : text_of(survey, view, radio);
  });
}

}  // namespace cellwarden::tools
