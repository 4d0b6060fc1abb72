#include <fmt/format.h>

#include <string>
#include <vector>

#include "firmware-config/config_file.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/plain_json.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {
namespace {

std::string as_text(const std::vector<config::SettingRow>& rows) {
  Table table({{"key"}, {"value"}, {"from"}});
  for (const auto& row : rows) table.add({row.key, printable(row.value), row.origin});
  return table.text();
}

std::string as_json(const std::vector<config::SettingRow>& rows) {
  std::string out;
  for (const auto& row : rows) {
    nlohmann::ordered_json line{{"schema", records::kSchemaVersion}, {"type", "setting"}, {"key", row.key}};
    if (row.is_set) line["value"] = row.value;
    line["origin"] = row.origin;
    line["allowed"] = row.allowed;
    out += json_line(line);
  }
  return out;
}

}  // namespace

ExitCode run_config_check(const Invocation& asked) {
  Invocation with_file = asked;
  if (!asked.inputs.empty()) with_file.config_file = asked.inputs.front();
  const auto loaded = load_config(with_file);
  if (!loaded) return loaded.error();
  // Thresholds that are each in range may still be at odds; files that are named must be readable.
  const auto evidence = load_evidence(*loaded, {});
  if (!evidence) return evidence.error();
  return write_plain(asked, [&](OutputFormat) {
    return loaded->file ? fmt::format("{}: all right\n", *loaded->file)
                        : std::string("no configuration file; the defaults are in force\n");
  });
}

ExitCode run_config_show(const Invocation& asked) {
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  const auto rows = config::rows(loaded->config, rule_keys());
  return write_plain(asked, [&](OutputFormat format) {
    return format == OutputFormat::kJson ? as_json(rows) : as_text(rows);
  });
}

}  // namespace cellwarden::tools
