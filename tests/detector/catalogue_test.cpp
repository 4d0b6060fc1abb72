#include "detector/rules/catalogue.hpp"

#include <map>
#include <set>

#include "detector/detector.hpp"
#include "detector/rules/settings.hpp"
#include "tests/catch.hpp"

using namespace cellwarden::detector;

TEST_CASE("The catalogue holds 120 rules and 15 suppressors, each once and complete", "[catalogue]") {
  std::map<Family, int> per_family;
  std::set<std::string_view> ids;
  for (const RuleInfo& rule : rule_catalogue()) {
    CAPTURE(rule.id);
    CHECK(ids.insert(rule.id).second);
    CHECK(rule.id.substr(0, 2) == to_string(rule.family));
    CHECK(rule.weight_db >= 0.0);
    CHECK_FALSE(rule.sees.empty());
    CHECK_FALSE(rule.basis.empty());
    CHECK((rule.version == 0) == !rule.missing.empty());
    if (rule.version > 0) {
      CHECK_FALSE(rule.benign.empty());
      CHECK_FALSE(rule.settles.empty());
      CHECK_FALSE(rule.needs.empty());
    }
    ++per_family[rule.family];
  }
  CHECK(ids.size() == 120);
  const std::map<Family, int> expected{{Family::kId, 20}, {Family::kBp, 22}, {Family::kDg, 11},
                                       {Family::kDy, 19}, {Family::kRf, 22}, {Family::kWm, 5},
                                       {Family::kSg, 14}, {Family::kMs, 7}};
  CHECK(per_family == expected);
  CHECK(suppressor_catalogue().size() == 15 + 5);
}

TEST_CASE("Every rule that a detector did not evaluate is named with a reason", "[catalogue]") {
  Detector detector({});
  const auto list = detector.not_evaluated();
  CHECK(list.size() == 120);
  for (const NotEvaluated& one : list) {
    CAPTURE(one.rule);
    CHECK_FALSE(one.why.empty());
  }
}

TEST_CASE("Settings have sound defaults, and say what is wrong with others", "[settings]") {
  CHECK(problems(RuleSettings{}).empty());
  std::set<std::string_view> keys;
  for (const SettingInfo& info : setting_infos()) {
    CAPTURE(info.key);
    CHECK(keys.insert(info.key).second);
    CHECK(info.default_value() >= info.min);
    CHECK(info.default_value() <= info.max);
    CHECK_FALSE(info.help.empty());
    RuleSettings low;
    low.*info.member = info.min - 1.0;
    CHECK_FALSE(problems(low).empty());
  }
  CHECK(find_setting("rf01.strong_ppm")->member == &RuleSettings::rf01_strong_ppm);
  CHECK(find_setting("rf01.stron_ppm") == nullptr);
  RuleSettings settings;
  settings.votes_needed = 2.5;
  settings.rf01_weak_ppm = 99.0;
  settings.disabled = {"RF01", "RF99"};
  const auto lines = problems(settings);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "rf01.weak_ppm: 99 is outside 0.01 to 10 ppm");
  CHECK(lines[1] == "score.votes_needed: 2.5 is no whole number");
  CHECK(lines[2] == "rf01.weak_ppm: is above rf01.strong_ppm");
  CHECK(lines[3] == "disabled: \"RF99\" is no rule; `cellwarden rules` lists them");
}
