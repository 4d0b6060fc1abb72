#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "dsp/capture/device_list.hpp"
#include "dsp/capture/device_search.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/place_and_time/clock_keeping.hpp"
#include "tools/cellwarden/place_and_time/gpsd_client.hpp"
#include "tools/cellwarden/plain_json.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/radio_settings.hpp"
#include "tools/cellwarden/radio_trial.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/sound/sound_device.hpp"

namespace cellwarden::tools {
namespace {

namespace fs = std::filesystem;

/// ok: as it should be. lacks: works, but something is worse or cannot be judged for it. broken: does not
/// work.
enum class State : std::uint8_t { kOk, kLacks, kBroken };

constexpr std::string_view to_string(State state) noexcept {
  constexpr std::array<std::string_view, 3> kNames{"ok", "lacks", "broken"};
  return kNames[static_cast<std::size_t>(state)];
}

struct Check {
  std::string name;
  State state{};
  std::string text;
  std::string next;  ///< step; empty where all is well
};

/// Why there are no device profiles.
Check check_of(const Error& error) {
  std::string text = error.what;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) {
    text.replace(at, 1, "; ");
  }
  return {"profiles", State::kBroken, text,
          "mend these files, or remove them: those of the package come back"};
}

Check check_modules(const capture::DeviceList& list) {
  const auto is_missing = [&](std::string_view driver) {
    return std::ranges::find(list.missing_drivers, driver, &capture::MissingDriver::driver) !=
           list.missing_drivers.end();
  };
  std::vector<std::string> packages;
  for (const std::string_view driver : {"rtlsdr", "hackrf"}) {
    if (is_missing(driver)) packages.push_back(fmt::format("soapysdr-module-{}", driver));
  }
  if (packages.empty()) return {"modules", State::kOk, "those for RTL-SDR and HackRF are installed", ""};
  return {"modules", State::kLacks, fmt::format("not installed: {}", fmt::join(packages, ", ")),
          fmt::format("sudo apt install {}", fmt::join(packages, " "))};
}

/// Drivers that hang or crash when they are asked for their radios.
std::vector<Check> check_drivers(const capture::DeviceList& list) {
  std::vector<Check> checks;
  for (const auto& faulty : list.faulty_drivers) {
    checks.push_back(
        {"driver", State::kBroken,
         fmt::format("{}: it {} while it was asked for its radios", faulty.driver, faulty.fault),
         "unplug its radios and plug them in again, or remove its SoapySDR module ('SoapySDRUtil "
         "--info' names it)"});
  }
  return checks;
}

/// The kernel's television driver takes an RTL-SDR away from everybody else.
std::optional<Check> check_kernel_driver() {
  std::error_code ignored;
  if (!fs::exists("/sys/module/dvb_usb_rtl28xxu", ignored)) return std::nullopt;
  return Check{"kernel", State::kLacks,
               "the television driver dvb_usb_rtl28xxu is loaded and may hold an RTL-SDR",
               "sudo modprobe -r dvb_usb_rtl28xxu"};
}

/// Faults of this kind of radio that nothing here shows, and what to do about each.
std::vector<Check> check_known_faults(const config::DeviceProfile& profile) {
  std::vector<Check> checks;
  for (const auto& fault : profile.faults) {
    if (fault.sign != config::FaultSign::kAlways) continue;
    checks.push_back({"known", State::kLacks, fmt::format("{}: {}", profile.name, fault.what), fault.next});
  }
  return checks;
}

std::string joined(std::string_view step, std::string_view separator, std::string_view more) {
  return more.empty() ? std::string(step) : fmt::format("{}{}{}", step, separator, more);
}

std::vector<Check> check_radios(const capture::DeviceList& list,
                                const std::vector<config::DeviceProfile>& profiles) {
  std::vector<Check> checks;
  for (const auto& device : list.devices) {
    if (device.driver == "playback") continue;
    const std::string hints = fmt::format("{}", fmt::join(device.hints, "; "));
    const auto& profile = config::profile_for(profiles, device.radio_driver, device.told);
    if (device.not_opened) {
      checks.push_back({"radio", State::kBroken, fmt::format("{}: {}", device.label, *device.not_opened),
                        next_steps(profile, config::FaultSign::kNotOpened)});
    } else {
      checks.push_back({"radio", hints.empty() ? State::kOk : State::kLacks,
                        fmt::format("{} ({}), profile {}", device.label, device.arguments, profile.name),
                        hints});
    }
    std::ranges::move(check_known_faults(profile), std::back_inserter(checks));
  }
  if (checks.empty()) {
    checks.push_back(
        {"radio", State::kLacks, "none found", "`cellwarden devices` says what to check, in which order"});
  }
  return checks;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return fmt::format(
      "{:.2g} %", 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1)));
}

std::vector<Check> judge_trial(const RadioTrial& trial, const RadioChoice& radio) {
  constexpr double kMostClipped = 1e-3;
  constexpr double kMostLost = 1e-3;
  constexpr double kFaint_dbfs = -50;  // a converter of eight bits hears itself then
  const auto share = [&](std::uint64_t part) {
    return static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(trial.samples, 1));
  };
  const auto steps = [&](config::FaultSign sign) { return next_steps(radio.profile, sign); };
  const std::string gain = trial.gain.empty() ? "" : ", gain " + trial.gain;
  const bool is_controlled = !radio.has_stated_gain && !trial.gain.empty();
  std::vector<Check> checks;
  const bool loses = share(trial.samples_lost) > kMostLost;
  checks.push_back({"samples", loses ? State::kLacks : State::kOk,
                    fmt::format("{:.1f} s at {:.7g} MS/s around {}, {} lost", trial.seconds,
                                trial.stated_rate_hz / kHertzPerMegahertz, format_mhz(trial.center_hz),
                                percent(trial.samples_lost, trial.samples + trial.samples_lost)),
                    loses ? steps(config::FaultSign::kLosing) : ""});
  if (!trial.level_dbfs) {
    checks.push_back({"gain", State::kBroken, "nothing but zeros" + gain,
                      "another USB port or cable, then another radio"});
  } else if (share(trial.samples_clipped) > kMostClipped) {
    checks.push_back({"gain", State::kLacks,
                      fmt::format("{} of the samples clip: strong carriers drown the others{}",
                                  percent(trial.samples_clipped, trial.samples), gain),
                      is_controlled ? joined("`watch` lowers the gain by itself",
                                             "; where it cannot: ", steps(config::FaultSign::kClipping))
                                    : steps(config::FaultSign::kClipping)});
  } else if (*trial.level_dbfs < kFaint_dbfs) {
    checks.push_back({"gain", State::kLacks, fmt::format("{:.0f} dBFS: faint{}", *trial.level_dbfs, gain),
                      steps(config::FaultSign::kFaint)});
  } else {
    checks.push_back({"gain", State::kOk,
                      fmt::format("{:.0f} dBFS, {} clipped{}", *trial.level_dbfs,
                                  percent(trial.samples_clipped, trial.samples), gain),
                      ""});
  }
  for (const auto& line : trial.driver_said)
    checks.push_back({"driver", State::kLacks, line, "see docs/live.md"});
  return checks;
}

std::vector<Check> check_samples(const RadioChoice& radio) {
  constexpr double kTrial_s = 2;
  std::vector<Check> checks;
  for (const auto& warning : radio.warnings) {
    checks.push_back({"rate", State::kLacks, warning.what, warning.next});
  }
  const auto trial = try_radio(radio.settings, kTrial_s);
  if (!trial) {
    checks.push_back(
        {"samples", State::kBroken, trial.error().what, "`cellwarden devices` lists what there is"});
  } else if (trial->samples == 0) {
    checks.push_back(
        {"samples", State::kBroken, trial->name + ": none came",
         joined("plug it in again", "; ", next_steps(radio.profile, config::FaultSign::kSilent))});
  } else {
    std::ranges::move(judge_trial(*trial, radio), std::back_inserter(checks));
  }
  return checks;
}

Check check_ppm(const config::Config& config) {
  if (config.ppm) return {"ppm", State::kOk, fmt::format("{:+g} ppm, as stated", *config.ppm), ""};
  return {"ppm", State::kLacks,
          "the radio's clock error is not stated: a single cell's place on the raster may stay open",
          "watch a place you know; state with --ppm what its cells show"};
}

Check check_position(const config::Config& config) {
  if (config.latitude_deg && config.longitude_deg) {
    return {"position", State::kOk,
            fmt::format("{:.5f}, {:.5f}, as stated", *config.latitude_deg, *config.longitude_deg), ""};
  }
  if (config.gpsd) return {"position", State::kOk, "by GPS; none while that has no fix", ""};
  return {"position", State::kLacks, "unknown: no rule can ask how far a tower is",
          "--gpsd, or position.latitude_deg and longitude_deg in the configuration"};
}

/// What gpsd says within a few seconds.
GpsReading ask_gps(const GpsdAddress& address) {
  constexpr std::chrono::seconds kPatience{5};
  constexpr std::chrono::milliseconds kLook{50};
  const GpsdClient client(address);
  const auto until = std::chrono::steady_clock::now() + kPatience;
  GpsReading reading = client.latest();
  while (reading.state != records::GpsState::kFix && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(kLook);
    reading = client.latest();
  }
  return reading;
}

Check check_gps(const GpsReading& reading) {
  switch (reading.state) {
    case records::GpsState::kGone:
      return {
          "gps", State::kBroken, reading.why,
          "sudo apt install gpsd, name the receiver in /etc/default/gpsd, and see with cgps that it runs"};
    case records::GpsState::kNoFix:
      return {"gps", State::kLacks, reading.why,
              "plug the receiver in, and put its antenna where it sees the sky; a first fix takes minutes"};
    case records::GpsState::kFix:
      break;
  }
  const GpsFix& fix = *reading.fix;
  std::string text =
      fmt::format("{}D fix at {:.5f}, {:.5f}", fix.dimensions, fix.at.latitude_deg, fix.at.longitude_deg);
  if (fix.at.accuracy_m) text += fmt::format(" to {:.0f} m", *fix.at.accuracy_m);
  if (reading.satellites) text += fmt::format(", {} satellites", *reading.satellites);
  return {"gps", State::kOk, text, ""};
}

/// The operating system's word on whether something keeps its clock right, and the satellites'.
Check check_clock(const std::optional<double>& gps_offset_s) {
  constexpr double kWrong_s = 2.0;
  const ClockQuality clock = quality_of(read_kernel_clock(), gps_offset_s);
  switch (clock.source) {
    case ClockSource::kNone:
      return {"clock", State::kLacks,
              "nothing keeps this computer's clock right: times in records may be wrong, and rules about the "
              "time of day do not ask it",
              "sudo apt install chrony, or systemd-timesyncd"};
    case ClockSource::kNtp:
      return {"clock", State::kOk,
              fmt::format("kept right, to {:.0f} ms at worst", std::ceil(1e3 * clock.error_s.value_or(0.0))),
              ""};
    case ClockSource::kGps:
      break;
  }
  const bool is_wrong = clock.error_s.value_or(0.0) > kWrong_s;
  return {"clock", is_wrong ? State::kLacks : State::kOk,
          fmt::format("{} the satellites' time by {:.1f} s", *gps_offset_s >= 0.0 ? "ahead of" : "behind",
                      std::abs(*gps_offset_s)),
          is_wrong ? "sudo apt install chrony, which can also be told to follow gpsd" : ""};
}

Check check_towers(const Evidence& evidence) {
  constexpr double kOld_d = 365;
  if (!evidence.inputs.towers) {
    return {"towers", State::kLacks, "no list of known towers",
            "--towers FILE, such as OpenCelliD's of your country"};
  }
  std::string text = fmt::format("{} known towers", evidence.inputs.towers->rows());
  if (!evidence.towers_age_d) return {"towers", State::kOk, text + ", undated", ""};
  text += fmt::format(", {:.0f} days old", *evidence.towers_age_d);
  if (*evidence.towers_age_d <= kOld_d) return {"towers", State::kOk, text, ""};
  return {"towers", State::kLacks, text, "get a newer list: networks change"};
}

Check check_baseline(const Evidence& evidence) {
  constexpr double kHour_s = 3600;
  constexpr double kShort_h = 24;
  if (!evidence.inputs.baseline) {
    return {"baseline", State::kLacks, "nothing is known of this site's past",
            "watch it for a week with --site NAME --learn FILE, then give --baseline FILE"};
  }
  const double hours = evidence.inputs.baseline->listened_s / kHour_s;
  const std::string text = fmt::format("{:.3g} hours of this site", hours);
  if (hours >= kShort_h) return {"baseline", State::kOk, text, ""};
  return {"baseline", State::kLacks, text, "go on learning: --baseline FILE --learn FILE"};
}

Check check_disk() {
  constexpr double kGigabyte = 1e9;
  constexpr double kLittle_gb = 1;
  std::error_code error;
  const auto space = fs::space(".", error);
  if (error)
    return {"disk", State::kBroken, "this folder: " + error.message(), "work in a folder that is there"};
  const double free_gb = static_cast<double>(space.available) / kGigabyte;
  const bool is_little = free_gb < kLittle_gb;
  return {"disk", is_little ? State::kLacks : State::kOk,
          fmt::format("{:.1f} GB free in this folder", free_gb),
          is_little ? "make room: logs and records grow" : ""};
}

Check check_sound() {
  const auto opened = check_sound_device();
  if (opened) return {"sound", State::kOk, "the sound device opens", ""};
  return {"sound", State::kLacks, opened.error().what + "; `watch` rings the terminal's bell instead",
          "switch a loudspeaker on and look with `aplay -l` what there is; --no-sound for silence"};
}

std::string as_text(const std::vector<Check>& checks) {
  std::string out;
  for (const auto& check : checks) {
    out += paragraph(fmt::format("{:<9} {:<7} ", check.name, to_string(check.state)), printable(check.text));
    if (!check.next.empty())
      out += paragraph(fmt::format("{:<9} {:<7} ", "", "next:"), printable(check.next));
  }
  return out;
}

std::string as_json(const std::vector<Check>& checks) {
  std::string out;
  for (const auto& check : checks) {
    nlohmann::ordered_json json{{"schema", records::kSchemaVersion},
                                {"type", "check"},
                                {"name", check.name},
                                {"state", to_string(check.state)},
                                {"text", check.text}};
    if (!check.next.empty()) json["next"] = check.next;
    out += json_line(json);
  }
  return out;
}

}  // namespace

ExitCode run_doctor(const Invocation& asked) {
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  const auto evidence = load_evidence(*loaded, std::chrono::system_clock::now());
  if (!evidence) return evidence.error();
  std::vector<Check> checks;
  const auto add = [&](std::vector<Check> more) { std::ranges::move(more, std::back_inserter(checks)); };
  const auto profiles = load_profiles();
  if (!profiles) checks.push_back(check_of(profiles.error()));
  if (const auto list = capture::list_devices({}, {.command = {}, .on_words = tell_words})) {
    checks.push_back(check_modules(*list));
    add(check_drivers(*list));
    if (auto kernel = check_kernel_driver()) checks.push_back(std::move(*kernel));
    if (profiles) add(check_radios(*list, *profiles));
  } else {
    checks.push_back(
        {"radio", State::kBroken, list.error().what, "`cellwarden devices` lists what there is"});
  }
  if ((loaded->config.device || !loaded->config.radios.empty()) && profiles) {
    for (const config::RadioConfig& each : config::config_of_each_radio(loaded->config)) {
      const auto radio = choose_radio("doctor", each.config);
      if (!radio) return radio.error();
      add(check_samples(*radio));
    }
  } else {
    checks.push_back({"samples", State::kLacks, "not listened to: no radio is named",
                      "--device ARGS --center HZ, as `cellwarden devices` prints it"});
  }
  std::optional<double> gps_offset_s;
  add({check_ppm(loaded->config), check_position(loaded->config)});
  if (const auto address = gpsd_of(loaded->config)) {
    const GpsReading reading = ask_gps(*address);
    checks.push_back(check_gps(reading));
    if (reading.fix) gps_offset_s = reading.fix->clock_offset_s;
  }
  add({check_clock(gps_offset_s), check_towers(*evidence), check_baseline(*evidence), check_disk(),
       check_sound()});
  const ExitCode written = write_plain(asked, [&](OutputFormat format) {
    return format == OutputFormat::kText ? as_text(checks) : as_json(checks);
  });
  const bool is_broken = std::ranges::find(checks, State::kBroken, &Check::state) != checks.end();
  return written == kRan && is_broken ? kFailed : written;
}

}  // namespace cellwarden::tools
