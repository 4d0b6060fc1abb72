#pragma once

/// \file
/// Reads device profiles: what is known of a kind of radio and how it is to be set (YAML,
/// firmware-config/devices/; docs/live.md explains every key).
///
///   in      bytes of a file, at most kMaxConfig_bytes; anything may be in them
///   out     the profile, or every problem at once, with file, line and key

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell/result.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::config {

/// The driver of the profile for radios that no other profile is for.
inline constexpr std::string_view kAnyDriver = "any";

struct ProfileSpan {
  double low_hz{};
  double high_hz{};
};

struct ProfileGain {
  std::string name;  ///< as the driver names the element
  double default_db{};
  double low_db{};
  double high_db{};
  double step_db{};  ///< of the radio
};

/// One leg of the way on which gain control goes: this element, so far, in such steps.
struct ProfileGainStage {
  std::string gain;
  double to_db{};
  double step_db{};
};

enum class ProfileFilter : std::uint8_t {
  kRadio,  ///< the radio chooses its filter by the sample rate
  kWindow  ///< to be set: the narrowest that passes the whole window
};

/// What a known fault shows itself by.
enum class FaultSign : std::uint8_t {
  kNote,       ///< good to know of every such radio
  kAlways,     ///< something to look after with every such radio, for nothing shows it
  kNotOpened,  ///< found, and cannot be opened
  kSilent,     ///< no samples come, or they stop
  kLosing,     ///< samples are lost
  kClipping,   ///< the converter clips
  kFaint       ///< the converter hears little but itself
};
[[nodiscard]] std::string_view to_string(FaultSign sign) noexcept;

struct ProfileFault {
  FaultSign sign{};
  std::string what;
  std::string next;  ///< step for the user
};

struct DeviceProfile {
  std::string name;  ///< of its file: "rtlsdr-v4"
  std::string description;
  std::string driver;                       ///< SoapySDR's, or kAnyDriver
  std::map<std::string, std::string> told;  ///< what the driver says of the radio when it finds it
  std::optional<std::string> format;        ///< SoapySDR's name; absent: the driver's native one
  double default_rate_hz{};
  std::vector<ProfileSpan> safe_rates;  ///< in order; empty: nobody knows better than the driver
  double flat_fraction{};               ///< of the window that filters leave even, around its middle
  ProfileFilter filter{};
  std::vector<ProfileSpan> tuning;            ///< in order; empty: as the driver says
  std::optional<double> tuning_step_hz;       ///< absent: so fine that nobody asks, or unknown
  double settling_ms{};                       ///< after a retune or a change of gain
  std::map<std::string, std::string> stream;  ///< arguments of the driver's stream
  std::vector<ProfileGain> gains;  ///< others: automatic where the radio can, else the middle of their range
  std::vector<std::string> total;  ///< elements that share a gain given as one number; empty: the driver does
  std::vector<ProfileGainStage> lowering;  ///< empty: the radio's elements, the last one first
  std::vector<ProfileGainStage> raising;   ///< empty: the first one first
  std::vector<std::string> bias_tee;  ///< settings of the driver that switch it, the first it has is used
  std::vector<ProfileFault> faults;
};

struct ReadDeviceProfile {
  DeviceProfile profile;  ///< whole only where there is no problem
  std::vector<Problem> problems;
};

/// \param file  its name, for messages and for the profile's name
[[nodiscard]] ReadDeviceProfile read_device_profile(std::string_view yaml, const std::filesystem::path& file);

/// Every profile in these folders, a name's first file only. The error lists every problem of all files, a
/// line each, or says that there is no profile for radios without one of their own.
[[nodiscard]] Result<std::vector<DeviceProfile>> load_device_profiles(
    std::span<const std::filesystem::path> folders);

/// The profile that says most of what is known of a radio; that for any radio else.
/// \param profiles  from load_device_profiles
/// \param told  what the driver says of it: "product" -> "Blog V4"
[[nodiscard]] const DeviceProfile& profile_for(std::span<const DeviceProfile> profiles,
                                               std::string_view driver,
                                               const std::map<std::string, std::string>& told);

/// The safe rate next to this one where it is not safe itself.
[[nodiscard]] std::optional<double> nearest_safe_rate_hz(const DeviceProfile& profile, double rate_hz);

/// A gain given as one number, shared out among the elements that the profile names for it: each in turn
/// takes its part of what is left, in its own steps, and the last one the rest. The profile's other elements
/// stay at their defaults. Nothing where the profile leaves that to the driver. \return by name, or what the
/// elements cannot reach
struct SharedGain {
  std::vector<std::pair<std::string, double>> gains_db;
  std::string problem;
};
[[nodiscard]] std::optional<SharedGain> share_gain(const DeviceProfile& profile, double total_db);

/// Where profiles may lie, as band plans: .../cellwarden/devices.
[[nodiscard]] std::vector<std::filesystem::path> device_profile_folders(
    const std::optional<std::filesystem::path>& program);

}  // namespace cellwarden::config
