#include "dsp/capture/device_list.hpp"

#include <fmt/format.h>

#include <SoapySDR/Constants.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "dsp/capture/soapy_driver.hpp"

namespace cellwarden::capture {
namespace {

constexpr int kRx = SOAPY_SDR_RX;
constexpr std::size_t kChannel = 0;

constexpr double kHighestCellular_hz = 3800e6;  // LTE and NR below 6 GHz as deployed in most places
constexpr double kGsmCarrier_hz = 200e3;
constexpr double kLteMib_hz = 1.92e6;
constexpr double kNrSsb15_hz = 2.16e6;  // 144 central subcarriers hold PSS, SSS and one coded PBCH
constexpr double kNrSsb30_hz = 7.2e6;
constexpr double kUmts_hz = 3.84e6;

/// A cell's bandwidth and the narrowest window from which all of it was decoded.
struct CellWidth {
  double bandwidth_mhz;
  double rate_hz;
};
constexpr std::array<CellWidth, 6> kCellWidths{
    {{20, 19.2e6}, {15, 15.36e6}, {10, 11.52e6}, {5, 5.76e6}, {3, 3.2e6}, {1.4, 1.92e6}}};

std::string text_of(const SoapySDR::Kwargs& found, const std::string& key) {
  const auto entry = found.find(key);
  return entry == found.end() ? "" : entry->second;
}

std::vector<ValueRange> ranges_of(const SoapySDR::RangeList& list) {
  std::vector<ValueRange> ranges;
  for (const SoapySDR::Range& range : list) ranges.push_back({range.minimum(), range.maximum()});
  std::ranges::sort(ranges, {}, &ValueRange::lowest);
  return ranges;
}

std::vector<std::string> hints_for(const SoapySDR::Kwargs& found) {
  std::vector<std::string> hints;
  if (text_of(found, "tuner") == "unavailable") {
    hints.emplace_back("another program or the kernel's TV driver (dvb_usb_rtl28xxu) holds it");
  }
  return hints;
}

void ask(const SoapySDR::Device& device, DeviceDescription& description) {
  description.frequencies_hz = ranges_of(device.getFrequencyRange(kRx, kChannel));
  description.sample_rates_hz = ranges_of(device.getSampleRateRange(kRx, kChannel));
  double full_scale = 0.0;
  description.native_format = device.getNativeStreamFormat(kRx, kChannel, full_scale);
  description.antennas = device.listAntennas(kRx, kChannel);
  for (const std::string& name : device.listGains(kRx, kChannel)) {
    const SoapySDR::Range range = device.getGainRange(kRx, kChannel, name);
    description.gains.push_back({name, {range.minimum(), range.maximum()}});
  }
}

/// What SoapyRemote says of a radio of another machine.
std::optional<std::string> driver_at_the_other_end(const SoapySDR::Kwargs& found) {
  const auto driver = found.find("remote:driver");
  if (driver == found.end()) return std::nullopt;
  return driver->second;
}

/// A radio as it is found.
DeviceDescription describe(const std::string& driver, const SoapySDR::Kwargs& found) {
  DeviceDescription description;
  description.driver = driver;
  description.radio_driver = driver_at_the_other_end(found).value_or(driver);
  description.told = found;
  description.label = found.contains("label") ? found.at("label") : driver;
  description.serial = text_of(found, "serial");
  description.hints = hints_for(found);
  return description;
}

DeviceArguments arguments_of(const SoapySDR::Kwargs& found, DeviceArguments asked) {
  for (const char* const key : {"serial", "path", "band"}) {
    if (found.contains(key)) asked.emplace(key, found.at(key));
  }
  return asked;
}

/// What it says when it is opened.
void open_and_ask(const DeviceArguments& arguments, DeviceDescription& description) {
  const Result<OpenDevice> open = open_device(arguments);
  if (!open) {
    description.not_opened = open.error().what;
    return;
  }
  description.radio_driver = open->driver;
  if (const Result<void> asked_it = guarded("", [&] { ask(*open->device, description); }); !asked_it) {
    description.not_opened = asked_it.error().what;
  }
}

/// The radios of one driver.
std::vector<DeviceDescription> radios_of(const std::string& driver, const DeviceSearch& search,
                                         const SearchProgress& progress) {
  DeviceArguments asked = search.wanted;
  asked["driver"] = driver;
  std::vector<DeviceDescription> radios;
  const auto tell = [&](const DeviceDescription& radio, bool is_complete) {
    if (progress.on_device) progress.on_device(radio, is_complete);
  };
  if (progress.on_driver) progress.on_driver(driver);
  for (const SoapySDR::Kwargs& found : find_devices(asked)) {
    DeviceDescription radio = describe(driver, found);
    const DeviceArguments arguments = arguments_of(found, asked);
    radio.arguments = format_arguments(arguments);
    if (search.opens) {
      tell(radio, false);
      open_and_ask(arguments, radio);
    }
    tell(radio, true);
    radios.push_back(std::move(radio));
  }
  return radios;
}

/// 806e6 -> "806"
std::string whole_mhz(double frequency_hz) {
  return fmt::format("{:.0f}", frequency_hz / 1e6);
}

std::string lte_line(ValueRange reach_hz, double rate_hz) {
  std::string line = fmt::format("LTE: PCI and MIB of cells from {} to {} MHz", whole_mhz(reach_hz.lowest),
                                 whole_mhz(reach_hz.highest));
  const auto* const widest =
      std::ranges::find_if(kCellWidths, [&](const CellWidth& width) { return rate_hz >= width.rate_hz; });
  if (widest != kCellWidths.end()) {
    line += fmt::format("; SIB1 and the rest of cells up to {:g} MHz wide", widest->bandwidth_mhz);
  }
  return line;
}

std::string nr_line(double rate_hz) {
  if (rate_hz < kNrSsb15_hz) return "NR: nothing, its synchronisation block is wider than the window";
  return rate_hz < kNrSsb30_hz ? "NR: PCI and MIB of 15 kHz cells; PCI only of 30 kHz cells"
                               : "NR: PCI and MIB of 15 and 30 kHz cells";
}

}  // namespace

std::vector<std::string> what_it_can_see(ValueRange frequency_hz, double sample_rate_hz) {
  std::vector<std::string> lines;
  const ValueRange reach_hz{std::max(frequency_hz.lowest, 0.0),
                            std::min(frequency_hz.highest, kHighestCellular_hz)};
  if (sample_rate_hz < kLteMib_hz) {
    lines.push_back(fmt::format("LTE and NR: nothing, {:g} MS/s is below the {:g} MS/s they need",
                                sample_rate_hz / 1e6, kLteMib_hz / 1e6));
  } else {
    lines.push_back(lte_line(reach_hz, sample_rate_hz));
    lines.push_back(nr_line(sample_rate_hz));
  }
  // The outermost carriers lie in the filter's slopes.
  const double gsm_carriers =
      std::floor(sample_rate_hz / kGsmCarrier_hz) - (sample_rate_hz < 10e6 ? 1.0 : 0.0);
  lines.push_back(fmt::format("GSM: {:.0f} carriers at once", std::max(1.0, gsm_carriers)));
  lines.emplace_back(sample_rate_hz >= kUmts_hz ? "UMTS: cells"
                                                : "UMTS: uncertain, its carrier is wider than the window");
  if (reach_hz.highest < kHighestCellular_hz) {
    lines.push_back(
        fmt::format("not without a converter: everything above {} MHz", whole_mhz(reach_hz.highest)));
  }
  return lines;
}

Result<DeviceList> search_devices(const DeviceSearch& search, const SearchProgress& progress) {
  DeviceList list;
  const auto named = search.wanted.find("driver");
  if (named != search.wanted.end() && !is_installed(named->second)) {
    if (!search.opens) return list;                                    // opening will say it
    return tl::unexpected<Error>(open_device(search.wanted).error());  // says what to install
  }
  std::vector<std::string> drivers;
  if (named != search.wanted.end()) {
    drivers.push_back(named->second);
  } else {
    for (const KnownDriver& driver : known_drivers()) {
      if (!driver.is_local) continue;
      const std::string name(driver.name);
      if (is_installed(name)) {
        drivers.push_back(name);
      } else {
        list.missing_drivers.push_back({name, std::string(driver.radio), std::string(driver.package)});
      }
    }
  }
  for (const std::string& driver : drivers) {
    if (std::ranges::find(search.except, driver) != search.except.end()) continue;
    std::ranges::move(radios_of(driver, search, progress), std::back_inserter(list.devices));
  }
  return list;
}

Result<FoundRadio> choose_found(const DeviceArguments& arguments,
                                const std::vector<DeviceDescription>& found) {
  if (const auto driver = arguments.find("driver"); driver != arguments.end()) {
    if (found.empty()) return FoundRadio{arguments, driver->second, {}};
    return FoundRadio{arguments, found.front().radio_driver, found.front().told};
  }
  std::vector<DeviceArguments> candidates;
  candidates.reserve(found.size());
  for (const DeviceDescription& radio : found) {
    candidates.push_back(candidate(arguments, radio.driver, radio.told));
  }
  const auto only = only_one(arguments, candidates);
  if (!only) return tl::unexpected<Error>(only.error());
  return FoundRadio{*only, found.front().radio_driver, found.front().told};
}

}  // namespace cellwarden::capture
