#include <cstdlib>

#include "firmware-config/config_file.hpp"

using namespace cellwarden::config;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<RuleKey> kRuleKeys{{"rf01.strong_ppm", 0.1, 5, 0.5, false, "ppm", "strong"}};
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  Config config;
  const auto problems = read_config(yaml, "dir/site.yaml", kRuleKeys, config);
  for (const auto& problem : problems) {
    if (problem.what.empty() || to_line(problem).find('\n') != std::string::npos) std::abort();
  }
  // Whatever was accepted is in its range: it is accepted again.
  for (const auto& row : rows(config, kRuleKeys)) {
    if (row.origin == "default" || row.allowed.starts_with("list")) continue;
    const std::vector<std::string> values{row.value};
    if (assign(config, kRuleKeys, row.key, values, "again")) std::abort();
  }
  return 0;
}
