// `scan` and `watch --bands`: the program goes round a band plan, on recordings laid over a band.
#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"
#include "tests/tools/records.hpp"

using namespace cellwarden::test;

namespace {

/// 1 MHz of GSM 900 around 947.2 MHz, of which a radio of 500 kS/s needs several windows.
std::string plan_file(const Scratch& scratch) {
  return scratch.file("plan.yaml",
                      "country: xx\n"
                      "description: a street\n"
                      "slices:\n"
                      "  - {name: GSM 900, rat: gsm, low_hz: 946700000, high_hz: 947700000}\n");
}

std::string device(const std::string& more = {}) {
  return "driver=playback,band=" CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta" + more;
}

}  // namespace

TEST_CASE("scan goes round once and lists the cells") {
  const Scratch scratch;
  const Ended ended =
      run({"scan", "--device", device(), "--rate", "500k", "--bands", plan_file(scratch), "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  std::set<double> carriers_hz;
  for (const auto& cell : of_type(ended.out, "cell")) {
    if (cell.contains("final")) carriers_hz.insert(cell.at("frequency_hz").get<double>());
  }
  CHECK(carriers_hz.contains(946.8e6));  // ARFCN 59, 61, 63
  CHECK(carriers_hz.contains(947.2e6));
  CHECK(carriers_hz.contains(947.6e6));
  const auto summary = of_type(ended.out, "summary");
  REQUIRE(summary.size() == 1);
  CHECK(summary[0].at("samples_lost") == 0);
}

TEST_CASE("watch goes on going round, and says how long a transmitter could go unheard") {
  const Scratch scratch;
  Program program({"watch", "--device", device(",loop=true"), "--rate", "500k", "--bands", plan_file(scratch),
                   "-F", "json"});
  CHECK(program.has_said([](const std::string& said) {
    const auto status = of_type(said, "status");
    if (status.empty()) return false;
    const auto& survey = status.back().at("survey");
    return survey.at("visits").get<int>() > survey.at("windows").get<int>();
  }));
  program.send(SIGINT);
  const Ended ended = program.wait();
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  const auto status = of_type(ended.out, "status");
  REQUIRE_FALSE(status.empty());
  const auto& last = status.back();
  CHECK(last.at("survey").at("windows").get<int>() > 1);
  CHECK(last.at("survey").at("unheard_s").get<double>() > 0);
  REQUIRE_FALSE(last.at("carriers").empty());
  for (const auto& carrier : last.at("carriers")) {
    CHECK(carrier.at("last_visit_s").get<double>() <= last.at("t_s").get<double>());
    CHECK(carrier.contains("revisit_s"));
    CHECK(carrier.contains("unheard_s"));
  }
}

TEST_CASE("a radio that stays tells its clock's error too, with what was stated of it") {
  const Ended ended =
      run({"watch", "--ppm", "4", "--device",
           "driver=playback,path=" CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta", "--duration",
           "11.5", "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  const auto status = of_type(ended.out, "status");
  REQUIRE_FALSE(status.empty());
  CHECK(status.back().at("radio_ppm").get<double>() == Approx(9).margin(0.1));
  CHECK(status.back().at("radio_ppm_sigma").get<double>() < 0.1);
}

TEST_CASE("scan --plan tells what each band adds, without a radio") {
  const Ended text = run({"scan", "--plan", "--bands", "de", "--rate", "2.4M"});
  CHECK(text.exit_code == 0);
  CHECK(text.out.find("GSM 900") != std::string::npos);
  CHECK(text.out.find("is heard") != std::string::npos);
  const Ended json = run({"scan", "--plan", "--bands", "de", "--rate", "2.4M", "--rat", "gsm", "-F", "json"});
  CHECK(json.exit_code == 0);
  const auto plan = of_type(json.out, "plan");
  REQUIRE(plan.size() == 1);
  CHECK(plan[0].at("windows").get<int>() > 10);
  const Ended near = run({"scan", "--plan", "--bands", "de", "--rate", "2.4M", "--rat", "gsm", "-F", "json",
                          "--max-offset", "400k"});
  CHECK(of_type(near.out, "plan")[0].at("windows").get<int>() > 2 * plan[0].at("windows").get<int>());
  const Ended two = run({"scan", "--plan", "--bands", "de", "--rat", "gsm", "-F", "json", "--device",
                         "driver=rtlsdr,serial=1", "--device", "driver=hackrf"});
  CHECK(two.exit_code == 0);
  const auto shared = of_type(two.out, "plan");
  REQUIRE(shared.size() == 1);
  REQUIRE(shared[0].at("radios").size() == 2);
  CHECK(shared[0].at("radios")[0].at("rate_hz") == 2.4e6);
  CHECK(shared[0].at("radios")[1].at("rate_hz") == 10e6);
  CHECK(shared[0].at("round_s").get<double>() < plan[0].at("round_s").get<double>() / 2);
  CHECK(
      std::ranges::all_of(plan[0].at("slices"), [](const auto& slice) { return slice.at("rat") == "gsm"; }));
}

TEST_CASE("a radio that does not reach the first slices begins in the one that it reaches") {
  const Scratch scratch;
  const std::string plan =
      scratch.file("plan.yaml",
                   "country: xx\n"
                   "description: a street and more\n"
                   "slices:\n"
                   "  - {name: far, rat: gsm, low_hz: 1805000000, high_hz: 1880000000}\n"
                   "  - {name: LTE 20, rat: lte, low_hz: 791000000, high_hz: 821000000}\n"
                   "  - {name: GSM 900, rat: gsm, low_hz: 946700000, high_hz: 947700000}\n");
  const Ended ended = run({"scan", "--device", device(), "--rate", "500k", "--bands", plan, "-F", "json"});
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.find("far: 1805.2 to 1879.8 MHz is not heard") != std::string::npos);
  CHECK_FALSE(of_type(ended.out, "cell").empty());
}

TEST_CASE("what stands in the way of going round is one line, with the way out") {
  const Scratch scratch;
  struct Row {
    std::vector<std::string> words;
    int exit_code;
    std::string said;
  };
  const std::string plan = plan_file(scratch);
  const std::vector<Row> rows{
      {{"scan", "--device", device()}, 2, "--bands is missing"},
      {{"scan", "--plan", "--bands", "atlantis"}, 1, "atlantis"},
      {{"watch", "--device", device(), "--bands", plan, "--center", "947M"}, 2, "leave one of the two out"},
      {{"scan", "--plan", "--bands", plan, "--rat", "lte"}, 1, "nothing for --rat lte"},
      {{"scan", "--device", device(), "--rate", "500k", "--bands",
        scratch.file("far.yaml",
                     "country: xx\ndescription: far\nslices:\n  - {name: far, rat: gsm, low_hz: 1805000000, "
                     "high_hz: 1880000000}\n")},
       1,
       "center 1842.500 MHz is outside"}};
  for (const Row& row : rows) {
    const Ended ended = run(row.words);
    INFO(ended.err);
    CHECK(ended.exit_code == row.exit_code);
    CHECK(ended.err.find(row.said) != std::string::npos);
    CHECK(ended.out.empty());
  }
}
