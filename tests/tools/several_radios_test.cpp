// The program with several radios side by side.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"
#include "tests/tools/records.hpp"

using namespace cellwarden::test;

namespace {

std::string device(const std::string& more = {}) {
  return "args=driver=playback,band=" CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta,loop=true" +
         more;
}

std::string plan_file(const Scratch& scratch) {
  return scratch.file("plan.yaml",
                      "country: xx\n"
                      "description: a street\n"
                      "slices:\n"
                      "  - {name: GSM 900, rat: gsm, low_hz: 946700000, high_hz: 947700000}\n");
}

}  // namespace

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
    // Each with one of them; what the one had that was pulled out goes over to another.
    const double frequency_hz = cell.at("frequency_hz");
    for (const auto& known : cells) {
      if (known.first != frequency_hz || known.second == "van/pulled") continue;
      CHECK(known.second == cell.at("sensor"));
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

TEST_CASE("when a radio is gone, the other goes round its part; when it is back, they share again") {
  const Scratch scratch;
  const std::string state = scratch.file("state", "");
  const Ended ended =
      run({"watch", "--rate", "500k", "--bands", plan_file(scratch), "--device", "name=left; " + device(),
           "--device", "name=right; " + device(",faults=unplug@2+31,state=" + state), "--duration", "47",
           "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  const auto given_up = ended.err.find("right: the other radios go round its part");
  const auto taken_back = ended.err.find("right: goes round its part of the bands again");
  REQUIRE(given_up != std::string::npos);
  REQUIRE(taken_back != std::string::npos);
  CHECK(given_up < taken_back);
  CHECK(ended.err.find("left: ") == std::string::npos);
  // Everything of the plan was heard by the one that was left, and nothing was lost of what was known.
  std::set<double> by_left_hz;
  for (const auto& cell : of_type(ended.out, "cell")) {
    if (cell.at("sensor") == "left") by_left_hz.insert(cell.at("frequency_hz").get<double>());
  }
  CHECK(by_left_hz.size() == 4);
  // While it is away no status is better than degraded, nor says less than the others.
  std::size_t without = 0;
  for (const auto& record : of_type(ended.out, "status")) {
    INFO(record.dump());
    CHECK(record.at("rules").at("total") > 0);
    CHECK(record.contains("survey"));
    REQUIRE(record.contains("radios"));
    if (record.at("radios")[1].at("is_running") == true) continue;
    ++without;
    CHECK(record.at("state") == "degraded");
    CHECK(record.dump().find("right: no samples for") != std::string::npos);
  }
  CHECK(without >= 2);
}

TEST_CASE("a radio that takes long to open does not part the radios' times") {
  const Scratch scratch;
  const std::string log = scratch.path("log.jsonl");
  const auto parked = [](const std::string& name) {
    return "name=" + name + "; center_hz=947.2M; " + device();
  };
  Program watch({"watch", "--plain", "--rate", "1M", "--device", parked("a"), "--device", parked("b"),
                 "--duration", "10", "--log", log});
  std::vector<int> radios;
  for (int i = 0; i < 6000 && radios.size() < 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    radios = watch.children();
  }
  REQUIRE(radios.size() == 2);
  const int second = *std::ranges::max_element(radios);
  kill(second, SIGSTOP);
  std::this_thread::sleep_for(std::chrono::seconds(6));
  kill(second, SIGCONT);
  const Ended ended = watch.wait(std::chrono::seconds(60));
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  std::set<std::string> sensors;
  double before_s = 0.0;
  for (const auto& listen : of_type(read_file(log), "listen")) {
    sensors.insert(listen.at("sensor"));
    CHECK(listen.at("t_s").get<double>() >= before_s);
    before_s = listen.at("t_s");
  }
  CHECK(sensors == std::set<std::string>{"a", "b"});
}

TEST_CASE("what only the lost radio reaches is said to be unheard") {
  const Scratch scratch;
  const std::string plan =
      scratch.file("plan.yaml",
                   "country: xz\n"
                   "description: two bands\n"
                   "slices:\n"
                   "  - {name: GSM 900, rat: gsm, low_hz: 946700000, high_hz: 947700000}\n"
                   "  - {name: LTE 800, rat: lte, low_hz: 805000000, high_hz: 807000000}\n");
  const std::string both =
      ",band=" CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta;" CELLWARDEN_SOURCE_DIR
      "/data/captures/lte_street.sigmf-meta";
  const Ended ended =
      run({"watch", "--rate", "2.4M", "--bands", plan, "--device", "name=gsm; " + device(), "--device",
           "name=both; args=driver=playback,loop=true" + both +
               ",faults=unplug@2+600,state=" + scratch.file("state", ""),
           "--duration", "32", "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  const std::string unheard = "LTE 800: 805.6 to 806.4 MHz is not heard";
  CHECK(ended.err.find(unheard) != std::string::npos);
  CHECK(ended.err.find("goes round its part of the bands again") == std::string::npos);
  const auto status = of_type(ended.out, "status");
  REQUIRE_FALSE(status.empty());
  CHECK(status.back().at("state") == "degraded");
  CHECK(status.back().dump().find(unheard) != std::string::npos);
  CHECK(status.front().at("survey").contains("unheard_s"));
  CHECK_FALSE(status.back().at("survey").contains("unheard_s"));
}

TEST_CASE("carriers that only a radio hears that stays are in status") {
  const Scratch scratch;
  const std::string plan =
      scratch.file("plan.yaml",
                   "country: xw\n"
                   "description: another band\n"
                   "slices:\n"
                   "  - {name: LTE 800, rat: lte, low_hz: 805000000, high_hz: 807000000}\n");
  const std::string lte = CELLWARDEN_SOURCE_DIR "/data/captures/lte_street.sigmf-meta";
  const Ended ended =
      run({"watch", "--rate", "2.4M", "--bands", plan, "--device",
           "name=stays; center_hz=947.2M; rate_hz=1M; " + device(), "--device",
           "name=rounds; args=driver=playback,loop=true,band=" + lte, "--duration", "18", "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  const auto status = of_type(ended.out, "status");
  REQUIRE_FALSE(status.empty());
  const auto& carriers = status.back().at("carriers");
  INFO(carriers.dump());
  const auto stays = std::ranges::find_if(
      carriers, [](const auto& carrier) { return carrier.at("frequency_hz") == 947.2e6; });
  REQUIRE(stays != carriers.end());
  CHECK_FALSE(stays->contains("revisit_s"));
  CHECK(std::ranges::any_of(carriers, [](const auto& carrier) { return carrier.contains("revisit_s"); }));
}

TEST_CASE("the cells of a lost radio go on being judged: one incident, by the one that is left") {
  const Scratch scratch;
  const auto parked = [](const std::string& name, const std::string& more) {
    return "name=" + name + "; center_hz=947.2M; " + device(more);
  };
  const std::string state = scratch.file("state", "");
  const Ended ended =
      run({"watch", "--rate", "1M", "--device", parked("a", ",faults=unplug@12+600,state=" + state),
           "--device", parked("b", ""), "--duration", "45", "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  std::set<std::string> incidents;
  std::string heard_by;
  for (const auto& alert : of_type(ended.out, "alert")) {
    incidents.insert(alert.at("id"));
    heard_by = alert.at("sensor");
  }
  CHECK(incidents.size() == 1);
  CHECK(heard_by == "b");
  CHECK(ended.out.find("no cell heard lately") == std::string::npos);
}

TEST_CASE("a run ends in time though a radio is gone for good") {
  const Scratch scratch;
  const auto gone = [&](const std::string& name) {
    return device(",faults=unplug@1+600,state=" + scratch.file(name, ""));
  };
  const std::vector<std::vector<std::string>> runs{
      {"watch", "--rate", "500k", "--bands", plan_file(scratch), "--device", "name=left; " + device(),
       "--device", "name=right; " + gone("first"), "--duration", "8", "-F", "json"},
      {"watch", "--center", "947.2M", "--rate", "500k", "--device", gone("second").substr(5), "--duration",
       "8", "-F", "json"},
      {"scan", "--rate", "500k", "--bands", plan_file(scratch), "--device", "name=left; " + device(),
       "--device", "name=right; " + gone("third"), "-F", "json"},
  };
  for (const auto& words : runs) {
    const Ended ended = Program(words).wait(std::chrono::seconds(90));
    INFO(words.front() << ": " << ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(of_type(ended.out, "summary").size() == 1);
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
      {{"scan", "--device", "center_hz=947M; " + device(), "--device", "center_hz=948M; " + device(),
        "--bands", "de"},
       "every radio has a center_hz"},
  };
  for (const Row& row : rows) {
    const Ended ended = run(row.words);
    INFO(ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(ended.err.find(row.said) != std::string::npos);
    CHECK(ended.err.find("cellwarden: ") == ended.err.rfind("cellwarden: "));
  }
}
