#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detector/rules/catalogue.hpp"
#include "detector/rules/settings.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/plain_json.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {
namespace {

using detector::RuleInfo;

/// What a set-up may lack, as RuleInfo::needs names it.
struct Lack {
  std::string_view need;
  std::string_view way_out;
  bool is_missing{};
};

class SetUpView {
 public:
  explicit SetUpView(const detector::DetectorInputs& inputs)
      : inputs_(inputs),
        lacks_{{{"tower list", "--towers", inputs.towers == nullptr},
                {"baseline", "--baseline", inputs.baseline == nullptr}}} {}

  /// Why this set-up cannot evaluate a rule; nothing when it can.
  [[nodiscard]] std::optional<std::string> obstacle(const RuleInfo& rule) const {
    if (rule.version == 0) return std::string(rule.missing);
    const auto& off = inputs_.rules.disabled;
    if (std::ranges::find(off, rule.id) != off.end()) return "switched off by rules.disabled";
    for (const auto& lack : lacks_) {
      if (lack.is_missing && rule.needs.find(lack.need) != std::string_view::npos) {
        return fmt::format("needs {} ({})", rule.needs, lack.way_out);
      }
    }
    return {};
  }

 private:
  const detector::DetectorInputs& inputs_;
  std::array<Lack, 2> lacks_;
};

std::string table_text(const SetUpView& set_up) {
  Table able({{"id"}, {"name"}, {"weight", Table::Align::kRight}, {"sees"}});
  Table unable({{"id"}, {"name"}, {"weight", Table::Align::kRight}, {"why not"}});
  std::size_t able_count = 0;
  for (const auto& rule : detector::rule_catalogue()) {
    const auto obstacle = set_up.obstacle(rule);
    if (!obstacle) ++able_count;
    (obstacle ? unable : able)
        .add({std::string(rule.id), std::string(rule.name), fmt::format("{:.0f}", rule.weight_db),
              obstacle ? *obstacle : std::string(rule.sees)});
  }
  const std::size_t total = detector::rule_catalogue().size();
  std::string out =
      fmt::format("This set-up can evaluate {} of {} rules:\n", able_count, total) + able.text();
  if (able_count < total) {
    out += fmt::format("\nIt cannot evaluate {}:\n", total - able_count) + unable.text();
  }
  return out + "\nWeights are in points (decibans). `cellwarden rules RF01` tells all of one rule.\n";
}

std::vector<std::string> split(std::string_view text, char divider) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(divider), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::vector<const detector::SettingInfo*> thresholds_of(const RuleInfo& rule) {
  std::vector<const detector::SettingInfo*> found;
  for (const auto& setting : detector::setting_infos()) {
    if (setting.key.starts_with(lower(rule.id) + ".")) found.push_back(&setting);
  }
  return found;
}

std::string thresholds_text(const RuleInfo& rule, const detector::RuleSettings& settings) {
  std::string out;
  for (const auto* const setting : thresholds_of(rule)) {
    const std::string_view unit = setting->unit == "1" ? "" : setting->unit;
    out += paragraph("  ", fmt::format("rules.{} = {} {} (default {}, allowed {} to {}): {}", setting->key,
                                       config::format_number(settings.*(setting->member)), unit,
                                       config::format_number(setting->default_value()),
                                       config::format_number(setting->min),
                                       config::format_number(setting->max), setting->help));
  }
  return out.empty() ? std::string() : "\nThresholds\n" + out;
}

std::string page_text(const RuleInfo& rule, const SetUpView& set_up, const detector::RuleSettings& settings) {
  std::string out =
      fmt::format("{} {} (family {}, {})\n\n", rule.id, rule.name, to_string(rule.family), rule.rats);
  out += paragraph("Sees     ", rule.sees);
  if (!rule.needs.empty()) out += paragraph("Needs    ", rule.needs);
  const auto obstacle = set_up.obstacle(rule);
  out += paragraph("Here     ", obstacle ? fmt::format("not evaluated: {}", *obstacle) : "is evaluated");
  out += paragraph("Weight   ", fmt::format("{:.0f} points: {}", rule.weight_db, rule.basis));
  if (rule.version > 0) out += paragraph("Version  ", fmt::format("{}", rule.version));
  out += thresholds_text(rule, settings);
  if (!rule.benign.empty()) out += "\nWhat else looks like this\n";
  for (const auto& benign : split(rule.benign, '|')) out += paragraph("  - ", benign);
  if (!rule.settles.empty()) out += "\nWhat would settle it\n" + paragraph("  ", rule.settles);
  return out;
}

nlohmann::ordered_json as_json(const RuleInfo& rule, const SetUpView& set_up,
                               const detector::RuleSettings& settings) {
  nlohmann::ordered_json json{{"schema", records::kSchemaVersion},
                              {"type", "rule"},
                              {"rule", rule.id},
                              {"name", rule.name},
                              {"family", to_string(rule.family)}};
  json["rats"] = split(rule.rats, ' ');
  json["weight"] = rule.weight_db;
  json["weight_basis"] = rule.basis;
  json["sees"] = rule.sees;
  const auto obstacle = set_up.obstacle(rule);
  json["evaluated"] = !obstacle;
  if (obstacle) json["why_not"] = *obstacle;
  if (rule.version > 0) json["version"] = rule.version;
  if (!rule.needs.empty()) json["needs"] = rule.needs;
  if (!rule.benign.empty()) json["benign"] = split(rule.benign, '|');
  if (!rule.settles.empty()) json["settles"] = rule.settles;
  for (const auto* const setting : thresholds_of(rule)) {
    json["thresholds"][std::string(setting->key)] = settings.*(setting->member);
  }
  return json;
}

const RuleInfo* rule_called(const std::string& text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (const RuleInfo* const rule = detector::find_rule(upper)) return rule;
  const auto rules = detector::rule_catalogue();
  const auto named = std::ranges::find(rules, std::string_view(text), &RuleInfo::name);
  return named == rules.end() ? nullptr : &*named;
}

ExitCode refuse_unknown(const std::string& text) {
  std::vector<std::string> known;
  for (const auto& rule : detector::rule_catalogue()) {
    known.emplace_back(rule.id);
    known.emplace_back(rule.name);
  }
  const auto near = config::nearest_name(text, known);
  complain(fmt::format("rules: there is no rule \"{}\"{}", printable(text),
                       near ? fmt::format("; did you mean {}?", *near) : "; `cellwarden rules` lists them"));
  return kBadUsage;
}

}  // namespace

ExitCode run_rules(const Invocation& asked) {
  const RuleInfo* const only = asked.inputs.empty() ? nullptr : rule_called(asked.inputs.front());
  if (only == nullptr && !asked.inputs.empty()) return refuse_unknown(asked.inputs.front());
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  const auto evidence = load_evidence(*loaded, {});
  if (!evidence) return evidence.error();
  const SetUpView set_up(evidence->inputs);
  const auto& settings = evidence->inputs.rules;
  return write_plain(asked, [&](OutputFormat format) {
    if (format == OutputFormat::kText) return only ? page_text(*only, set_up, settings) : table_text(set_up);
    std::string out;
    for (const auto& rule : detector::rule_catalogue()) {
      if (only == nullptr || only == &rule) out += json_line(as_json(rule, set_up, settings));
    }
    return out;
  });
}

}  // namespace cellwarden::tools
