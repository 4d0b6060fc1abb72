#pragma once

/// \file
/// Flags that several subcommands have.

#include <CLI/CLI.hpp>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/cellwarden/command_line/command_line.hpp"

namespace cellwarden::tools {

/// A flag that sets a key of the configuration.
struct SettingFlag {
  const char* flag;
  const char* key;
  const char* value_name;
  const char* meaning;
};

inline constexpr std::string_view kDeviceKey = "device.args";

/// Several radios are another setting than the one.
[[nodiscard]] std::string_view key_for(const SettingFlag& flag, std::size_t values);

/// Adds flags that fill Invocation::overrides.
template <std::size_t N>
void add_setting_flags(CLI::App& app, const std::array<SettingFlag, N>& flags, Invocation& out) {
  for (const auto& flag : flags) {
    auto* const option = app.add_option_function<std::vector<std::string>>(
        flag.flag,
        [&out, &flag](const std::vector<std::string>& values) {
          out.overrides.push_back({flag.flag, std::string(key_for(flag, values.size())), values});
        },
        flag.meaning);
    option->type_name(flag.value_name)->allow_extra_args(false);
    const std::string_view key = flag.key;
    if (key != "towers" && key != kDeviceKey) option->expected(1)->take_last();
  }
}

/// Ends the reading of the command line with a complaint.
[[noreturn]] void refuse(std::string_view flag, std::string_view what);

/// A flag with a number in a range, that is no setting.
void add_number(CLI::App& app, const char* flag, const char* value_name, std::pair<double, double> range,
                std::optional<double>& out, const char* meaning);

void add_text(CLI::App& app, const char* flag, const char* value_name, std::optional<std::string>& out,
              const char* meaning);

/// What a command can write.
struct Formats {
  const char* allowed;
  const char* value_name;
  const char* meaning;
  std::vector<OutputFormat> beside_text;  ///< that are allowed
};

void add_common(CLI::App& app, Invocation& out);
/// \param formats  outlives the reading
void add_format(CLI::App& app, const Formats& formats, Invocation& out);

}  // namespace cellwarden::tools
