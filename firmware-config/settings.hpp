#pragma once

/// \file
/// Everything one may set, its allowed values, and the value in force with where it came from.
///
/// A configuration file and a command-line flag pass through the same check (assign), so that both accept
/// the same and complain alike. Nothing is clamped: what is out of range is refused.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell/plmn.hpp"

namespace cellwarden::config {

/// A block of spectrum that a network may use here, and of when that is known.
struct Licence {
  Plmn plmn;
  double low_mhz{};
  double high_mhz{};
  std::chrono::sys_days date;
};

/// "460-00 1805 1830 2026-01-01": network, lower and upper edge in MHz, date. What is wrong otherwise.
struct LicenceText {
  std::optional<Licence> licence;
  std::string problem;
};
[[nodiscard]] LicenceText parse_licence(std::string_view text);
[[nodiscard]] std::string to_text(const Licence& licence);

/// One of several radios that work side by side. With a centre it stays there; without, it goes round the
/// bands of the survey, shared with the others that do.
struct Radio {
  std::string name;                 ///< in records, after the sensor's
  std::string args;                 ///< as Config::device
  std::optional<double> center_hz;  ///< what follows is as in Config, for this radio alone
  std::optional<double> rate_hz{};
  std::optional<std::string> gain{};
  std::optional<std::string> antenna{};
  std::optional<double> ppm{};
  std::optional<bool> bias_tee{};
};

/// "name=roof; args=driver=rtlsdr,serial=7; center_hz=947.4M". What names no setting is part of `args`, so
/// that "driver=rtlsdr,serial=7" alone is a radio too; its name is then still empty. What is wrong otherwise.
struct RadioText {
  std::optional<Radio> radio;
  std::string problem;
};
[[nodiscard]] RadioText parse_radio(std::string_view text);
[[nodiscard]] std::string to_text(const Radio& radio);

/// The values in force. Absent means not set, never a stand-in value.
struct Config {
  std::optional<std::string> site;
  std::optional<std::string> sensor;
  std::optional<double> latitude_deg;
  std::optional<double> longitude_deg;
  std::optional<double> accuracy_m;
  std::optional<std::string> gpsd;  ///< "localhost:2947"
  std::vector<std::string> towers;
  std::optional<std::string> baseline;
  std::vector<std::string> countries;      ///< mobile country codes: "262"
  std::vector<std::string> test_networks;  ///< "001-01"
  std::vector<Licence> licences;

  std::optional<std::string> device;  ///< SoapySDR arguments: "driver=rtlsdr,serial=00000001"
  std::optional<double> center_hz;
  std::optional<double> rate_hz;
  std::optional<std::string> gain;     ///< "32" or "LNA=24,VGA=20,AMP=0", in dB
  std::optional<std::string> antenna;  ///< as the device names it
  bool bias_tee = false;               ///< power for an amplifier at the antenna
  std::vector<Radio> radios;           ///< in place of `device`, where there are several

  std::optional<std::string> bands;  ///< a country's band plan, to go round: "de"

  std::optional<std::string> public_key;   ///< file: recordings are encrypted to it
  std::optional<std::string> private_key;  ///< file: opens them again
  double record_max_s = 600;
  double record_max_bytes = 4e9;

  std::string rat = "auto";  ///< "gsm", "lte", or all that the window can hold
  std::string search = "auto";
  double dwell_s = 1.0;
  std::optional<double> max_offset_hz;
  std::optional<double> ppm;
  bool converter = false;   ///< a converter stands before the radio: its clock does not drive the tuner
  double threads = 0;       ///< 0: as many as the processor has
  std::string lang = "en";  ///< of text output
  bool sound = true;        ///< tones with the screen of `watch`

  std::vector<std::string> disabled_rules;
  std::map<std::string, double> rules;         ///< by the full name of a rule's setting, only those set
  std::map<std::string, std::string> origins;  ///< by key: the file and line, or the flag; absent: default
};

/// One number of a rule that may be set: what firmware-config knows of the detector.
struct RuleKey {
  std::string key;  ///< below "rules": "rf01.strong_ppm"
  double low{};
  double high{};
  double fallback{};
  bool is_whole{};
  std::string unit;
  std::string meaning;
};

/// One thing that may be set, for listings.
struct SettingRow {
  std::string key;
  std::string value;    ///< "(not set)" where nothing is in force
  std::string origin;   ///< "default", "site.yaml:3", "--site"
  std::string allowed;  ///< "0.08 to 1 s", "normal, deep, auto", "text"
  std::string meaning;
  bool is_set{};  ///< there is a value, from the default or elsewhere
};

/// What is wrong with one value: what it is, and what would be right.
struct Problem {
  std::string where;  ///< "site.yaml:12" or "--search"
  std::string key;    ///< "receiver.dwell_s"; empty where the place says it all
  std::string what;   ///< "3 is outside 0.08 to 1 s"
};

/// "site.yaml:12: receiver.dwell_s: 3 is outside 0.08 to 1 s"
[[nodiscard]] std::string to_line(const Problem& problem);

/// "806M", "1.92e6", "2400k", "5" as a number; nothing for anything else (infinities included).
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// The shortest text that parse_number reads back as the same value.
[[nodiscard]] std::string format_number(double value);

/// Every key that may be set, fixed ones first, then those of the rules.
[[nodiscard]] std::vector<SettingRow> rows(const Config& config, std::span<const RuleKey> rule_keys);

/// Sets one key from its text, or several for a list.
/// \param origin  of the value: "--site" or "site.yaml:3"
/// \return nothing when it was right
[[nodiscard]] std::optional<Problem> assign(Config& config, std::span<const RuleKey> rule_keys,
                                            std::string_view key, std::span<const std::string> values,
                                            std::string_view origin);

/// Checks that no single value can show: a centre without a rate, a latitude without a longitude.
[[nodiscard]] std::vector<Problem> check_together(const Config& config);

/// The configuration as one of its radios has it: `device` and what goes with it are the radio's own, and
/// where the radio stays in one place there are no bands to go round.
struct RadioConfig {
  std::string name;  ///< among several; of one alone empty
  Config config;
};
/// Of each radio; of the one that `device` names, or that is to be found, where there are not several.
[[nodiscard]] std::vector<RadioConfig> config_of_each_radio(const Config& config);

/// The known name nearest to a mistyped one, if it is near enough to be meant.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view name,
                                                      std::span<const std::string> known);

/// Whether `key` can be set, or is the beginning ("receiver") of keys that can.
enum class KeyKind : std::uint8_t { kUnknown, kSection, kValue, kList, kPath, kPathList, kLicences, kRadios };
[[nodiscard]] KeyKind kind_of(std::string_view key, std::span<const RuleKey> rule_keys);

/// The names that may stand directly below `section` ("" for the top).
[[nodiscard]] std::vector<std::string> names_below(std::string_view section,
                                                   std::span<const RuleKey> rule_keys);

}  // namespace cellwarden::config
