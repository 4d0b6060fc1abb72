// Several radios side by side: their dwells in one row, each cell with one of them, and the program with two.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"
#include "tools/cellwarden/cell_owners.hpp"
#include "tools/cellwarden/dwell_merge.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using tools::CellOwners;
using tools::DwellMerge;

namespace {

Dwell dwell_at(double t_s) {
  Dwell dwell;
  dwell.listen.t_s = t_s;
  dwell.listen.duration_s = 1.0;
  return dwell;
}

std::vector<double> times_of(const std::vector<DwellMerge::From>& taken) {
  std::vector<double> times;
  for (const auto& from : taken) times.push_back(from.dwell.listen.t_s);
  return times;
}

Dwell heard(double t_s, double frequency_hz, std::uint16_t physical_id) {
  Dwell dwell = dwell_at(t_s);
  Observation seen;
  seen.t_s = t_s;
  seen.carrier.rat = Rat::kGsm;
  seen.carrier.nominal_hz = frequency_hz;
  seen.carrier.measured_hz.value = frequency_hz + 30;
  seen.physical_id = physical_id;
  dwell.observations.push_back(seen);
  return dwell;
}

bool keeps(CellOwners& owners, std::size_t radio, double t_s, double frequency_hz = 947.2e6,
           std::uint16_t physical_id = 40) {
  Dwell dwell = heard(t_s, frequency_hz, physical_id);
  owners.keep_own(radio, dwell);
  return !dwell.observations.empty();
}

std::string device(const std::string& more = {}) {
  return "args=driver=playback,band=" CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta,loop=true" +
         more;
}

std::vector<nlohmann::json> of_type(const std::string& out, const std::string& type) {
  std::vector<nlohmann::json> records;
  for (const auto& line : lines_of(out)) {
    const auto record = nlohmann::json::parse(line);
    if (record.at("type") == type) records.push_back(record);
  }
  return records;
}

std::string plan_file(const Scratch& scratch) {
  return scratch.file("plan.yaml",
                      "country: xx\n"
                      "description: a street\n"
                      "slices:\n"
                      "  - {name: GSM 900, rat: gsm, low_hz: 946700000, high_hz: 947700000}\n");
}

}  // namespace

TEST_CASE("the dwells of two radios come in the order of their beginning") {
  DwellMerge merge(2);
  merge.add(0, dwell_at(1.0));
  merge.add(0, dwell_at(2.0));
  merge.advance(0, 3.0);
  CHECK(merge.take().empty());  // the other may bring an earlier one
  merge.add(1, dwell_at(1.5));
  merge.advance(1, 2.5);
  CHECK(times_of(merge.take()) == std::vector<double>{1.0});
  merge.advance(1, 3.3);
  CHECK(times_of(merge.take()) == std::vector<double>{1.5});
  merge.advance(0, 3.3);
  CHECK(times_of(merge.take()) == std::vector<double>{2.0});
  CHECK(merge.take().empty());
}

TEST_CASE("a radio that brings nothing is waited for a while only") {
  DwellMerge merge(2);
  merge.add(0, dwell_at(1.0));
  merge.advance(0, 2.0);
  CHECK(merge.take().empty());
  merge.advance(0, 1.0 + DwellMerge::kPatience_s + DwellMerge::kLongestDwell_s + 0.01);
  CHECK(times_of(merge.take()) == std::vector<double>{1.0});
  merge.add(1, dwell_at(0.5));  // late
  CHECK(times_of(merge.take()) == std::vector<double>{0.5});
}

TEST_CASE("of one radio nothing is held back") {
  DwellMerge merge(1);
  merge.add(0, dwell_at(5.0));
  CHECK(times_of(merge.take()) == std::vector<double>{5.0});
}

TEST_CASE("at the end everything is given out, in order") {
  DwellMerge merge(2);
  merge.add(1, dwell_at(2.0));
  merge.add(0, dwell_at(1.0));
  const auto all = merge.take_all();
  CHECK(times_of(all) == std::vector<double>{1.0, 2.0});
  CHECK(all.front().radio == 0);
}

TEST_CASE("a cell is listened to with one radio") {
  CellOwners owners({false, false});
  CHECK(keeps(owners, 0, 1.0));
  CHECK_FALSE(keeps(owners, 1, 2.0));
  CHECK(keeps(owners, 1, 2.0, 947.6e6));      // another carrier
  CHECK(keeps(owners, 1, 2.0, 947.2e6, 41));  // another cell
  CHECK(keeps(owners, 0, 3.0));
  // It went out of the first one's reach.
  CHECK_FALSE(keeps(owners, 1, 3.0 + CellOwners::kHandOver_s - 1));
  CHECK(keeps(owners, 1, 3.0 + CellOwners::kHandOver_s + 1));
  CHECK_FALSE(keeps(owners, 0, 3.0 + CellOwners::kHandOver_s + 2));
}

TEST_CASE("a radio that stays takes its cells from one that goes round") {
  CellOwners owners({false, true});
  CHECK(keeps(owners, 0, 1.0));
  CHECK(keeps(owners, 1, 2.0));
  CHECK_FALSE(keeps(owners, 0, 3.0));
}

TEST_CASE("a radio alone keeps all that it hears") {
  CellOwners owners({false});
  CHECK(keeps(owners, 0, 1.0));
  CHECK(keeps(owners, 0, 2.0));
}

TEST_CASE("one radio stays, another goes round, and a third is pulled out meanwhile") {
  const Scratch scratch;
  const std::string state = scratch.file("state", "");
  const Ended ended =
      run({"watch", "--sensor", "van", "--rate", "500k", "--bands", plan_file(scratch), "--device",
           "name=stays; center_hz=947.2M; " + device(), "--device", "name=rounds; " + device(), "--device",
           "name=pulled; " + device(",faults=unplug@4+3,state=" + state), "--duration", "24", "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.find("cellwarden: pulled: ") != std::string::npos);
  CHECK(ended.err.find("cellwarden: stays: ") == std::string::npos);

  std::set<std::string> sensors;
  std::set<std::pair<double, std::string>> cells;
  for (const auto& cell : of_type(ended.out, "cell")) {
    sensors.insert(cell.at("sensor"));
    if (!cell.contains("frequency_hz")) continue;
    const double frequency_hz = cell.at("frequency_hz");
    for (const auto& known : cells) {
      if (known.first == frequency_hz) CHECK(known.second == cell.at("sensor"));
    }
    cells.emplace(frequency_hz, cell.at("sensor"));
  }
  CHECK(sensors.contains("van/stays"));
  CHECK(cells.contains({947.2e6, "van/stays"}));
  // One transmitter of the street is no honest one: told of by one radio, once.
  std::set<std::string> incidents;
  for (const auto& alert : of_type(ended.out, "alert")) {
    CHECK(alert.at("subject").at("frequency_hz") == 947.4e6);
    incidents.insert(alert.at("id"));
  }
  CHECK(incidents.size() == 1);

  const auto status = of_type(ended.out, "status");
  REQUIRE_FALSE(status.empty());
  const auto& radios = status.back().at("radios");
  REQUIRE(radios.size() == 3);
  CHECK(radios[0].at("name") == "stays");
  CHECK(radios[0].at("role") == "stay");
  CHECK(radios[0].at("samples_lost") == 0);
  CHECK(radios[1].at("role") == "survey");
  CHECK(radios[2].at("is_running") == true);
  CHECK(radios[2].at("samples_lost").get<double>() > 0);
  CHECK(status.back().at("sensor") == "van");
  double before_s = -1;
  for (const auto& record : status) {
    CHECK(record.at("t_s").get<double>() >= before_s);
    before_s = record.at("t_s");
  }
}

TEST_CASE("scan shares a band out between two radios") {
  const Scratch scratch;
  const Ended ended = run({"scan", "--rate", "500k", "--bands", plan_file(scratch), "--device", device(),
                           "--device", device(), "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  std::set<double> carriers_hz;
  std::set<std::string> sensors;
  for (const auto& cell : of_type(ended.out, "cell")) {
    if (!cell.contains("final")) continue;
    carriers_hz.insert(cell.at("frequency_hz").get<double>());
    sensors.insert(cell.at("sensor"));
  }
  CHECK(carriers_hz == std::set<double>{946.8e6, 947.2e6, 947.4e6, 947.6e6});
  CHECK(sensors == std::set<std::string>{"radio1", "radio2"});
}

TEST_CASE("what is wrong with several radios is one line, with the way out") {
  struct Row {
    std::vector<std::string> words;
    std::string said;
  };
  const std::vector<Row> rows{
      {{"watch", "--device", device(), "--device", device()}, "no survey.bands to go round"},
      {{"watch", "--device", "center_hz=here; " + device(), "--device", device()}, "center_hz: \"here\""},
      {{"watch", "--device", "name=a; " + device(), "--device", "name=a; " + device(), "--bands", "de"},
       "two radios are called \"a\""},
      {{"watch", "--device", device(), "--device", device(), "--center", "947M"}, "device.center_hz"},
  };
  for (const Row& row : rows) {
    const Ended ended = run(row.words);
    INFO(ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(ended.err.find(row.said) != std::string::npos);
    CHECK(ended.err.find("cellwarden: ") == ended.err.rfind("cellwarden: "));
  }
}
