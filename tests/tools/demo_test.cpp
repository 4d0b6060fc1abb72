// The demos say what they said: the same cells, and the same verdict on each for the same reasons. Numbers
// that may differ in their last digits from processor to processor are compared loosely.

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden::test;
using nlohmann::json;

namespace {

struct Demo {
  std::string scene;  // in data/captures, without endings
  bool has_baseline{};
  std::size_t cells{};
  int odd_one{};  // physical id
  std::string level;
  std::set<std::string> rules;

  [[nodiscard]] std::string path(const std::string& ending) const {
    return std::string(CELLWARDEN_SOURCE_DIR) + "/data/captures/" + scene + ending;
  }
  [[nodiscard]] std::vector<std::string> evidence() const {
    std::vector<std::string> words{"--towers", path(".towers.csv")};
    if (has_baseline) words.insert(words.end(), {"--baseline", path(".baseline.json")});
    return words;
  }
};

const Demo kGsm{"gsm_street",
                false,
                4,
                9,
                "alert",
                {"BP01", "BP02", "BP03", "BP04", "BP05", "DY06", "DY13", "ID05", "ID12", "RF01"}};
const Demo kLte{"lte_street", true, 4, 77, "suspect", {"BP22", "ID05", "RF01", "RF11"}};

std::vector<json> records_of(const std::string& text, const std::string& type) {
  std::vector<json> records;
  for (const auto& line : lines_of(text)) {
    auto record = json::parse(line);
    if (record.at("type") == type) records.push_back(std::move(record));
  }
  return records;
}

std::map<int, json> last_cells(const std::string& text) {
  std::map<int, json> cells;
  for (json& cell : records_of(text, "cell")) {
    const int pci = cell.at("physical_id").get<int>();
    cells[pci] = std::move(cell);
  }
  return cells;
}

std::set<std::string> rules_of(const json& alert) {
  std::set<std::string> rules;
  for (const json& finding : alert.at("findings")) rules.insert(finding.at("rule").get<std::string>());
  return rules;
}

void check_same_number(const json& now, const json& expected, const char* key, double margin) {
  CAPTURE(key);
  CHECK(now.at(key).get<double>() == Approx(expected.at(key).get<double>()).margin(margin).epsilon(0));
}

Ended judge(const std::string& input, const Demo& demo, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"replay", "-F", "json", input};
  for (const auto& some : {demo.evidence(), more}) words.insert(words.end(), some.begin(), some.end());
  return run(words);
}

void check_cells(const std::string& now, const std::string& expected, const Demo& demo) {
  const auto cells = last_cells(now);
  const auto expected_cells = last_cells(expected);
  CHECK(cells.size() == demo.cells);
  REQUIRE(cells.size() == expected_cells.size());
  for (const auto& [physical_id, cell] : cells) {
    CAPTURE(physical_id);
    REQUIRE(expected_cells.contains(physical_id));
    const json& before = expected_cells.at(physical_id);
    CHECK(cell.at("state") == before.at("state"));
    CHECK(cell.at("level") == before.at("level"));
    CHECK((cell.at("level") == "none") == (physical_id != demo.odd_one));
    CHECK(cell.at("broadcast") == before.at("broadcast"));
    check_same_number(cell, before, "measured_hz", 1.0);
    check_same_number(cell, before, "power_dbfs", 0.2);
    check_same_number(cell, before, "snr_db", 0.5);
    check_same_number(cell, before, "score", 0.5);
  }
}

void check_alerts(const std::string& now, const std::string& expected, const Demo& demo) {
  const auto alerts = records_of(now, "alert");
  const auto expected_alerts = records_of(expected, "alert");
  REQUIRE_FALSE(alerts.empty());
  REQUIRE(alerts.size() == expected_alerts.size());
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    CHECK(alerts[i].at("state") == expected_alerts[i].at("state"));
    CHECK(alerts[i].at("level") == expected_alerts[i].at("level"));
    CHECK(rules_of(alerts[i]) == rules_of(expected_alerts[i]));
    check_same_number(alerts[i], expected_alerts[i], "t_s", 0.01);
    check_same_number(alerts[i], expected_alerts[i], "score", 0.5);
  }
  CHECK(alerts.back().at("level") == demo.level);
  CHECK(rules_of(alerts.back()) == demo.rules);
}

std::set<std::string> not_evaluated(const json& summary) {
  std::set<std::string> silent;
  for (const json& one : summary.at("not_evaluated")) silent.insert(one.at("rule").get<std::string>());
  return silent;
}

void check_summary(const std::string& now, const std::string& expected) {
  const auto summary = records_of(now, "summary");
  const auto expected_summary = records_of(expected, "summary");
  REQUIRE(summary.size() == 1);
  REQUIRE(expected_summary.size() == 1);
  CHECK(summary[0].at("incidents") == expected_summary[0].at("incidents"));
  CHECK(not_evaluated(summary[0]) == not_evaluated(expected_summary[0]));
}

/// \param more  flags
/// \return what it wrote
std::string check_demo(const Demo& demo, const std::vector<std::string>& more) {
  const auto now = judge(demo.path(".sigmf-meta"), demo, more);
  REQUIRE(now.exit_code == 0);
  const std::string expected = read_file(demo.path(".expected.jsonl"));
  check_cells(now.out, expected, demo);
  check_alerts(now.out, expected, demo);
  check_summary(now.out, expected);
  return now.out;
}

// Its log, judged again, gives the same incidents.
void check_demo_and_its_log(const Demo& demo) {
  const Scratch scratch;
  const std::string first = check_demo(demo, {"--log", scratch.path("street.jsonl")});
  const auto again = judge(scratch.path("street.jsonl"), demo);
  REQUIRE(again.exit_code == 0);
  REQUIRE_FALSE(records_of(first, "alert").empty());
  const json versions = records_of(first, "alert").front().at("versions");
  for (const char* judged_by : {"national_tables", "outlines"}) {
    CAPTURE(judged_by);
    CHECK(versions.value(judged_by, "").size() == 64);  // SHA-256
  }
  CHECK(records_of(again.out, "alert") == records_of(first, "alert"));
  CHECK(records_of(again.out, "cell") == records_of(first, "cell"));
}

// When an alert of this level first came, in seconds of signal; the dwell that told ends a second later.
double told_s(const std::string& records, const std::string& level) {
  constexpr double kDwell_s = 1.0;
  for (const json& alert : records_of(records, "alert")) {
    if (alert.at("level") == level) return alert.at("t_s").get<double>() + kDwell_s;
  }
  return 1e9;
}

constexpr double kAppears_s = 2.0;  // gsm_street.yaml
constexpr double kSecondChange_s = 10.0;
constexpr double kSoon_s = 5.0;

}  // namespace

TEST_CASE("the GSM demo and its log accuse the odd cell and no other, as when its records were made") {
  check_demo_and_its_log(kGsm);
}

TEST_CASE("the LTE demo and its log accuse the odd cell and no other, as when its records were made") {
  check_demo_and_its_log(kLte);
}

TEST_CASE("the rogue of the GSM demo is suspect soon, and an alert soon after its second change of area") {
  const auto now = judge(kGsm.path(".sigmf-meta"), kGsm);
  CHECK(told_s(now.out, "suspect") <= kAppears_s + kSoon_s);
  CHECK(told_s(now.out, "alert") <= kSecondChange_s + kSoon_s);
  const auto last = records_of(now.out, "alert").back();
  CHECK(rules_of(last).contains("DY06"));
}

TEST_CASE("without a tower list the GSM demo's rogue is suspect, and what was missing is said") {
  const auto now = run({"replay", "-F", "json", kGsm.path(".sigmf-meta")});
  CHECK(told_s(now.out, "suspect") <= kAppears_s + kSoon_s);
  for (const auto& [physical_id, cell] : last_cells(now.out))
    CHECK((cell.at("level") == "none") == (physical_id != kGsm.odd_one));
  const auto silent = not_evaluated(records_of(now.out, "summary").at(0));
  CHECK(silent.contains("ID05"));
}
