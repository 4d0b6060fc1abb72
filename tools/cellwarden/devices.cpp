#include <fmt/format.h>

#include <string>
#include <vector>

#include "dsp/capture/device_list.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {
namespace {

using capture::DeviceDescription;
using capture::DeviceList;

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

std::string device_text(const DeviceDescription& device) {
  std::string out = paragraph("", printable(device.label));
  out += paragraph("  use      ", fmt::format("--device {}", printable(device.arguments)));
  for (const auto& hint : device.hints) out += paragraph("  note     ", printable(hint));
  if (device.not_opened) return out + paragraph("  in use?  ", printable(*device.not_opened)) + "\n";
  out += paragraph("  tunes    ", fmt::format("{} MHz", ranges_in_mhz(device.frequencies_hz)));
  out += paragraph("  rates    ",
                   fmt::format("{} MS/s, {}", ranges_in_mhz(device.sample_rates_hz), device.native_format));
  if (!device.gains.empty()) out += paragraph("  gains    ", gains_text(device));
  if (device.antennas.size() > 1) {
    out += paragraph("  antennas ", fmt::format("{}", fmt::join(device.antennas, ", ")));
  }
  for (const auto& line : device.can_see) out += paragraph("  sees     ", printable(line));
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

std::string as_text(const DeviceList& list) {
  std::string out = list.devices.empty() ? nothing_text() : std::string();
  for (const auto& device : list.devices) out += device_text(device);
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

nlohmann::ordered_json as_json(const DeviceDescription& device) {
  nlohmann::ordered_json json{{"schema", records::kSchemaVersion},
                              {"type", "device"},
                              {"driver", device.driver},
                              {"label", device.label},
                              {"arguments", device.arguments}};
  if (!device.serial.empty()) json["serial"] = device.serial;
  if (!device.hints.empty()) json["hints"] = device.hints;
  if (device.not_opened) {
    json["not_opened"] = *device.not_opened;
    return json;
  }
  json["frequencies_hz"] = ranges_as_json(device.frequencies_hz);
  json["sample_rates_hz"] = ranges_as_json(device.sample_rates_hz);
  json["native_format"] = device.native_format;
  for (const auto& gain : device.gains) {
    json["gains_db"][gain.name] = {{"lowest", gain.gain_db.lowest}, {"highest", gain.gain_db.highest}};
  }
  json["antennas"] = device.antennas;
  json["can_see"] = device.can_see;
  return json;
}

}  // namespace

ExitCode run_devices(const Invocation& asked) {
  const auto list = capture::list_devices();
  if (!list) {
    complain(list.error().what);
    return kFailed;
  }
  return write_plain(asked, [&](OutputFormat format) {
    if (format == OutputFormat::kText) return as_text(*list);
    std::string out;
    for (const auto& device : list->devices) out += json_line(as_json(device));
    return out;
  });
}

}  // namespace cellwarden::tools
