#include "tools/cellwarden/survey_set_up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "firmware-config/band_plan.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/program_file.hpp"

namespace cellwarden::tools {
namespace {

constexpr double kMega = 1e6;
// Of a radio that does not say where it tunes.
constexpr capture::TuningRange kAnywhere{1e6, 6e9};

std::string_view why(survey::WhyLeftOut reason) {
  switch (reason) {
    case survey::WhyLeftOut::kNotTunable:
      return "the radio does not tune there";
    case survey::WhyLeftOut::kTooWide:
      return "its signal is wider than the radio's window";
    case survey::WhyLeftOut::kNoReceiver:
      return "there is no receiver for it";
    case survey::WhyLeftOut::kNoChannel:
      return "the standard has no channel there";
    case survey::WhyLeftOut::kNoCarrier:
      return "no carrier fits in";
  }
  return "the radio does not tune there";
}

}  // namespace

OrExit<std::optional<BandPlan>> band_plan_of(const config::Config& config) {
  if (!config.bands) return std::optional<BandPlan>();
  auto plan = config::load_band_plan(*config.bands, config::band_plan_folders(program_file()));
  if (!plan) {
    complain(plan.error().what);
    return tl::unexpected(kFailed);
  }
  if (config.rat != "auto") {
    std::erase_if(plan->slices, [&](const BandSlice& slice) { return to_string(slice.rat) != config.rat; });
  }
  if (plan->slices.empty()) {
    complain(fmt::format("{}: the band plan has nothing for --rat {}", *config.bands, config.rat));
    return tl::unexpected(kFailed);
  }
  return std::optional<BandPlan>(std::move(*plan));
}

std::vector<double> first_centers_hz(const BandPlan& plan) {
  std::vector<double> centers_hz;
  for (const BandSlice& slice : plan.slices) centers_hz.push_back((slice.low_hz + slice.high_hz) / 2);
  for (const BandSlice& slice : plan.slices) {
    centers_hz.push_back(slice.low_hz);
    centers_hz.push_back(slice.high_hz);
  }
  return centers_hz;
}

double usable_hz(const config::DeviceProfile& profile, double sample_rate_hz,
                 std::optional<double> max_offset_hz) noexcept {
  const double flat_hz = profile.flat_fraction * sample_rate_hz;
  return max_offset_hz ? std::min(flat_hz, 2 * *max_offset_hz) : flat_hz;
}

survey::RadioView radio_view_of(const capture::StreamInfo& info, const RadioChoice& radio,
                                std::optional<double> max_offset_hz) noexcept {
  const capture::TuningRange tunes = info.tunes.value_or(kAnywhere);
  return {.low_hz = tunes.low_hz,
          .high_hz = tunes.high_hz,
          .sample_rate_hz = info.sample_rate_hz,
          .usable_hz = usable_hz(radio.profile, info.sample_rate_hz, max_offset_hz),
          .settle_s = std::chrono::duration<double>(radio.settings.settling).count()};
}

OrExit<survey::Survey> survey_of(const BandPlan& plan, const std::vector<survey::RadioView>& radios) {
  std::vector<std::string> rates;
  rates.reserve(radios.size());
  for (const auto& radio : radios) rates.push_back(fmt::format("{:g}", radio.sample_rate_hz / kMega));
  survey::Survey survey(plan, radios);
  if (!survey.windows().empty()) return survey;
  complain(fmt::format("nothing of the band plan \"{}\" can be heard with {} at {} MS/s", plan.country,
                       rates.size() == 1 ? "this radio" : "these radios", fmt::join(rates, " and ")));
  return tl::unexpected(kFailed);
}

std::string to_line(const survey::LeftOut& left_out, const BandPlan& plan) {
  return fmt::format("{}: {:.1f} to {:.1f} MHz is not heard: {}", plan.slices[left_out.slice].name,
                     left_out.low_hz / kMega, left_out.high_hz / kMega, why(left_out.why));
}

}  // namespace cellwarden::tools
