#include "tools/cellwarden/command_line/flags.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "firmware-config/settings.hpp"

namespace cellwarden::tools {
namespace {

std::optional<OutputFormat> format_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, OutputFormat>, 5> kNames{
      {{"text", OutputFormat::kText},
       {"json", OutputFormat::kJson},
       {"pcap", OutputFormat::kPcap},
       {"csv", OutputFormat::kCsv},
       {"geojson", OutputFormat::kGeoJson}}};
  for (const auto& [known, format] : kNames) {
    if (known == name) return format;
  }
  return std::nullopt;
}

void read_output(const std::string& text, const Formats& formats, Invocation& out) {
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  OutputRequest request;
  const auto format = format_named(name);
  const bool is_allowed =
      format && (*format == OutputFormat::kText ||
                 std::ranges::find(formats.beside_text, *format) != formats.beside_text.end());
  if (!is_allowed)
    refuse("--format", fmt::format("\"{}\" is not allowed; allowed: {}", name, formats.allowed));
  request.format = *format;
  if (*format == OutputFormat::kPcap && colon == std::string::npos)
    refuse("--format", "pcap needs a file: -F pcap:FILE, or -F pcap:- for standard output");
  if (colon != std::string::npos && text.substr(colon + 1) != "-") request.target = text.substr(colon + 1);
  if (request.target && request.target->empty())
    refuse("--format", fmt::format("no file after \"{}\"", text));
  out.outputs.push_back(std::move(request));
}

}  // namespace

std::string_view key_for(const SettingFlag& flag, std::size_t values) {
  return flag.key == kDeviceKey && values > 1 ? "radios" : flag.key;
}

void refuse(std::string_view flag, std::string_view what) {
  throw CLI::ValidationError(std::string(flag), std::string(what));
}

void add_number(CLI::App& app, const char* flag, const char* value_name, std::pair<double, double> range,
                std::optional<double>& out, const char* meaning) {
  app.add_option_function<std::string>(
         flag,
         [flag, range, &out](const std::string& text) {
           const auto value = config::parse_number(text);
           if (!value) refuse(flag, fmt::format("\"{}\" is no number", text));
           if (*value < range.first || *value > range.second) {
             refuse(flag, fmt::format("{} is outside {} to {}", text, config::format_number(range.first),
                                      config::format_number(range.second)));
           }
           out = value;
         },
         meaning)
      ->type_name(value_name);
}

void add_text(CLI::App& app, const char* flag, const char* value_name, std::optional<std::string>& out,
              const char* meaning) {
  app.add_option_function<std::string>(
         flag,
         [flag, &out](const std::string& text) {
           if (text.empty()) refuse(flag, "needs a value");
           out = text;
         },
         meaning)
      ->type_name(value_name);
}

void add_common(CLI::App& app, Invocation& out) {
  add_text(app, "-c,--config", "FILE", out.config_file, "configuration; else the user's, else the system's");
  app.add_flag("-v,--verbose", out.is_verbose, "say more, on stderr");
}

void add_format(CLI::App& app, const Formats& formats, Invocation& out) {
  app.add_option_function<std::vector<std::string>>(
         "-F,--format",
         [&formats, &out](const std::vector<std::string>& values) {
           for (const auto& value : values) read_output(value, formats, out);
         },
         formats.meaning)
      ->type_name(formats.value_name)
      ->allow_extra_args(false);
}

}  // namespace cellwarden::tools
