#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dsp/capture/device_list.hpp"
#include "dsp/capture/device_search.hpp"
#include "dsp/capture/playback_device.hpp"
#include "firmware-config/band_plan.hpp"
#include "firmware-config/device_profile.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/plain_json.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/program_file.hpp"
#include "tools/cellwarden/radio_settings.hpp"
#include "tools/cellwarden/reachable_bands.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {
namespace {

using capture::DeviceDescription;
using capture::DeviceList;
using capture::ValueRange;

/// A radio, with what its profile and the band plans say of it.
struct ListedRadio {
  DeviceDescription device;
  config::DeviceProfile profile;
  std::vector<ValueRange> tuning_hz;      ///< the radio's own word, else the profile's
  std::vector<ValueRange> safe_rates_hz;  ///< the profile's, else the radio's own
  std::vector<std::string> can_see;
  std::vector<ReachableBands> bands;
};

std::vector<ValueRange> ranges_of(const std::vector<config::ProfileSpan>& spans) {
  std::vector<ValueRange> ranges;
  ranges.reserve(spans.size());
  for (const auto& span : spans) ranges.push_back({span.low_hz, span.high_hz});
  return ranges;
}

/// The widest window that the radio keeps up with.
std::optional<double> widest_rate_hz(const ListedRadio& radio) {
  if (radio.safe_rates_hz.empty()) return std::nullopt;
  const auto& able = radio.device.sample_rates_hz;
  const double safe_hz = std::ranges::max(radio.safe_rates_hz, {}, &ValueRange::highest).highest;
  if (able.empty()) return safe_hz;
  return std::min(safe_hz, std::ranges::max(able, {}, &ValueRange::highest).highest);
}

ListedRadio listed(const DeviceDescription& device, const std::vector<config::DeviceProfile>& profiles,
                   const std::vector<BandPlan>& plans) {
  ListedRadio radio;
  radio.device = device;
  radio.profile = config::profile_for(profiles, device.radio_driver, device.told);
  radio.tuning_hz = device.frequencies_hz.empty() ? ranges_of(radio.profile.tuning) : device.frequencies_hz;
  radio.safe_rates_hz =
      radio.profile.safe_rates.empty() ? device.sample_rates_hz : ranges_of(radio.profile.safe_rates);
  const auto rate_hz = widest_rate_hz(radio);
  if (!rate_hz || radio.tuning_hz.empty()) return radio;
  const ValueRange reach_hz{std::ranges::min(radio.tuning_hz, {}, &ValueRange::lowest).lowest,
                            std::ranges::max(radio.tuning_hz, {}, &ValueRange::highest).highest};
  radio.can_see = capture::what_it_can_see(reach_hz, *rate_hz);
  if (device.radio_driver == capture::kPlaybackDriver) return radio;
  for (const BandPlan& plan : plans) radio.bands.push_back(reachable_bands(plan, radio.tuning_hz, *rate_hz));
  return radio;
}

/// Every plan that can be read; what is wrong with another is said.
std::vector<BandPlan> all_plans() {
  const auto folders = config::band_plan_folders(program_file());
  std::vector<BandPlan> plans;
  for (const auto& country : config::band_plan_countries(folders)) {
    auto plan = config::load_band_plan(country, folders);
    if (plan) {
      plans.push_back(std::move(*plan));
    } else {
      complain(plan.error().what);
    }
  }
  return plans;
}

std::string ranges_in_mhz(const std::vector<capture::ValueRange>& ranges) {
  std::vector<std::string> parts;
  parts.reserve(ranges.size());
  for (const auto& range : ranges) {
    parts.push_back(range.lowest == range.highest
                        ? fmt::format("{:.7g}", range.lowest / kHertzPerMegahertz)
                        : fmt::format("{:.7g} to {:.7g}", range.lowest / kHertzPerMegahertz,
                                      range.highest / kHertzPerMegahertz));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string gains_text(const DeviceDescription& device) {
  std::vector<std::string> parts;
  for (const auto& gain : device.gains) {
    parts.push_back(fmt::format("{} {:g} to {:g} dB", gain.name, gain.gain_db.lowest, gain.gain_db.highest));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string safe_text(const ListedRadio& radio) {
  const config::DeviceProfile& profile = radio.profile;
  std::string text;
  if (!profile.safe_rates.empty()) {
    text = fmt::format("{} MS/s without losses; ", ranges_in_mhz(radio.safe_rates_hz));
  }
  return text + fmt::format("{:.7g} MS/s unless --rate says otherwise; {:.0f} % of a window are even",
                            profile.default_rate_hz / kHertzPerMegahertz, 100 * profile.flat_fraction);
}

std::string radio_text(const ListedRadio& radio) {
  const DeviceDescription& device = radio.device;
  std::string out = paragraph("", printable(device.label));
  out += paragraph("  use      ", fmt::format("--device {}", printable(device.arguments)));
  out += paragraph("  profile  ", fmt::format("{}: {}", radio.profile.name, radio.profile.description));
  for (const auto& hint : device.hints) out += paragraph("  note     ", printable(hint));
  if (device.not_opened) {
    out += paragraph("  in use?  ", printable(*device.not_opened));
    out += paragraph("  next     ", next_steps(radio.profile, config::FaultSign::kNotOpened));
  } else {
    out += paragraph("  tunes    ", fmt::format("{} MHz", ranges_in_mhz(device.frequencies_hz)));
    out += paragraph("  rates    ",
                     fmt::format("{} MS/s, {}", ranges_in_mhz(device.sample_rates_hz), device.native_format));
    if (!device.gains.empty()) out += paragraph("  gains    ", gains_text(device));
    if (device.antennas.size() > 1) {
      out += paragraph("  antennas ", fmt::format("{}", fmt::join(device.antennas, ", ")));
    }
  }
  if (device.radio_driver != capture::kPlaybackDriver) {
    out += paragraph("  safe     ", safe_text(radio));
  }
  for (const auto& line : radio.can_see) out += paragraph("  sees     ", printable(line));
  for (const auto& line : lines_of(radio.bands)) out += paragraph("  bands    ", printable(line));
  for (const auto& fault : radio.profile.faults) {
    if (fault.sign != config::FaultSign::kAlways && fault.sign != config::FaultSign::kNote) continue;
    out += paragraph("  known    ", fmt::format("{}. Next: {}", fault.what, fault.next));
  }
  return out + "\n";
}

/// What to look at when there is nothing, in the order in which it usually is the reason.
std::string nothing_text() {
  std::string out = "No radio found. What to check, in this order:\n";
  out += paragraph("  1. ",
                   "Is it plugged in? `lsusb` lists an RTL-SDR as Realtek 2838 or 2832, a HackRF as OpenMoko "
                   "or Great Scott Gadgets.");
  out += paragraph("  2. ", "Is its SoapySDR module installed? Below are those that are not.");
  out += paragraph("  3. ",
                   "May you open it? You should be in the group plugdev, or a udev rule should name the "
                   "radio; log in again after a change.");
  out += paragraph("  4. ",
                   "Does something else use it? A second program, or the kernel's television driver: "
                   "`sudo modprobe -r dvb_usb_rtl28xxu`.");
  return out + "\n";
}

std::string as_text(const DeviceList& list, const std::vector<ListedRadio>& radios) {
  std::string out = radios.empty() ? nothing_text() : std::string();
  for (const auto& radio : radios) out += radio_text(radio);
  if (!list.missing_drivers.empty()) out += "Not looked for, because the SoapySDR module is not installed:\n";
  for (const auto& missing : list.missing_drivers) {
    out += paragraph(
        "  ", missing.package.empty()
                  ? fmt::format("{} (driver {}): Debian has no package of it", missing.radio, missing.driver)
                  : fmt::format("{} (driver {}): sudo apt install {}", missing.radio, missing.driver,
                                missing.package));
  }
  if (!list.missing_drivers.empty()) out += "\n";
  out += "Without a radio, a recording can stand in for one, at the pace of real time:\n";
  return out + "  cellwarden watch --device driver=playback,path=FILE\n";
}

nlohmann::ordered_json ranges_as_json(const std::vector<capture::ValueRange>& ranges) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& range : ranges) json.push_back({{"lowest", range.lowest}, {"highest", range.highest}});
  return json;
}

void add_profile(const ListedRadio& radio, nlohmann::ordered_json& json) {
  const config::DeviceProfile& profile = radio.profile;
  json["profile"] = profile.name;
  if (!radio.safe_rates_hz.empty()) json["safe_rates_hz"] = ranges_as_json(radio.safe_rates_hz);
  if (radio.device.radio_driver != capture::kPlaybackDriver)
    json["default_rate_hz"] = profile.default_rate_hz;
  json["flat_fraction"] = profile.flat_fraction;
  if (profile.tuning_step_hz) json["tuning_step_hz"] = *profile.tuning_step_hz;
  if (!radio.can_see.empty()) json["can_see"] = radio.can_see;
  for (const ReachableBands& bands : radio.bands) {
    json["bands"][bands.country] = {{"seen", bands.seen}, {"unseen", bands.unseen}};
  }
  for (const auto& fault : profile.faults) {
    json["faults"].push_back({{"sign", to_string(fault.sign)}, {"what", fault.what}, {"next", fault.next}});
  }
}

nlohmann::ordered_json as_json(const ListedRadio& radio) {
  const DeviceDescription& device = radio.device;
  nlohmann::ordered_json json{{"schema", records::kSchemaVersion},
                              {"type", "device"},
                              {"driver", device.driver},
                              {"label", device.label},
                              {"arguments", device.arguments}};
  if (!device.serial.empty()) json["serial"] = device.serial;
  if (!device.hints.empty()) json["hints"] = device.hints;
  if (device.not_opened) {
    json["not_opened"] = *device.not_opened;
  } else {
    json["frequencies_hz"] = ranges_as_json(device.frequencies_hz);
    json["sample_rates_hz"] = ranges_as_json(device.sample_rates_hz);
    json["native_format"] = device.native_format;
    for (const auto& gain : device.gains) {
      json["gains_db"][gain.name] = {{"lowest", gain.gain_db.lowest}, {"highest", gain.gain_db.highest}};
    }
    json["antennas"] = device.antennas;
  }
  add_profile(radio, json);
  return json;
}

}  // namespace

ExitCode run_devices(const Invocation& asked) {
  const auto profiles = load_profiles();
  const auto list = capture::list_devices({}, {.command = {}, .on_words = tell_words});
  if (!list || !profiles) {
    complain(list ? profiles.error().what : printable(list.error().what));
    return kFailed;
  }
  for (const auto& faulty : list->faulty_drivers) complain(printable(to_line(faulty)));
  std::vector<ListedRadio> radios;
  const auto plans = all_plans();
  for (const auto& device : list->devices) radios.push_back(listed(device, *profiles, plans));
  return write_plain(asked, [&](OutputFormat format) {
    if (format == OutputFormat::kText) return as_text(*list, radios);
    std::string out;
    for (const auto& radio : radios) out += json_line(as_json(radio));
    return out;
  });
}

}  // namespace cellwarden::tools
