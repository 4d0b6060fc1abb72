// The demo says what it said: the same cells, and the same verdict on each for the same reasons. Numbers that
// may differ in their last digits from processor to processor are compared loosely.

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden::test;
using nlohmann::json;

namespace {

const std::string kStreet = std::string(CELLWARDEN_SOURCE_DIR) + "/data/captures/lte_street";

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

Ended demo(std::vector<std::string> more = {}) {
  std::vector<std::string> words{"replay",     "-F",
                                 "json",       kStreet + ".sigmf-meta",
                                 "--towers",   kStreet + ".towers.csv",
                                 "--baseline", kStreet + ".baseline.json"};
  words.insert(words.end(), more.begin(), more.end());
  return run(words);
}

}  // namespace

TEST_CASE("the demo accuses the odd cell and no other, as it did when its records were made") {
  const auto now = demo();
  REQUIRE(now.exit_code == 0);
  const std::string expected = read_file(kStreet + ".expected.jsonl");

  const auto cells = last_cells(now.out);
  const auto expected_cells = last_cells(expected);
  CHECK(cells.size() == 4);
  REQUIRE(cells.size() == expected_cells.size());
  for (const auto& [pci, cell] : cells) {
    CAPTURE(pci);
    REQUIRE(expected_cells.contains(pci));
    const json& before = expected_cells.at(pci);
    CHECK(cell.at("state") == before.at("state"));
    CHECK(cell.at("level") == before.at("level"));
    CHECK((cell.at("level") == "none") == (pci != 77));
    CHECK(cell.at("broadcast") == before.at("broadcast"));
    check_same_number(cell, before, "measured_hz", 1.0);
    check_same_number(cell, before, "power_dbfs", 0.2);
    check_same_number(cell, before, "snr_db", 0.5);
    check_same_number(cell, before, "score", 0.5);
  }

  const auto alerts = records_of(now.out, "alert");
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
  CHECK(alerts.back().at("level") == "suspect");
  CHECK(rules_of(alerts.back()) == std::set<std::string>{"BP22", "ID05", "RF01", "RF11"});

  const auto summary = records_of(now.out, "summary");
  const auto expected_summary = records_of(expected, "summary");
  REQUIRE(summary.size() == 1);
  REQUIRE(expected_summary.size() == 1);
  CHECK(summary[0].at("incidents") == expected_summary[0].at("incidents"));
  std::set<std::string> silent;
  std::set<std::string> expected_silent;
  for (const json& one : summary[0].at("not_evaluated")) silent.insert(one.at("rule").get<std::string>());
  for (const json& one : expected_summary[0].at("not_evaluated"))
    expected_silent.insert(one.at("rule").get<std::string>());
  CHECK(silent == expected_silent);
}

TEST_CASE("the demo's log, judged again, gives the demo's incidents") {
  const Scratch scratch;
  const auto first = demo({"--log", scratch.path("street.jsonl")});
  REQUIRE(first.exit_code == 0);
  const auto again = run({"replay", "-F", "json", scratch.path("street.jsonl"), "--towers",
                          kStreet + ".towers.csv", "--baseline", kStreet + ".baseline.json"});
  REQUIRE(again.exit_code == 0);
  REQUIRE_FALSE(records_of(first.out, "alert").empty());
  CHECK(records_of(again.out, "alert") == records_of(first.out, "alert"));
  CHECK(records_of(again.out, "cell") == records_of(first.out, "cell"));
}
