#include "firmware-config/config_file.hpp"

#include <algorithm>
#include <limits>

#include "tests/catch.hpp"

using namespace cellwarden::config;

namespace {

const std::vector<RuleKey> kRuleKeys{{"rf01.strong_ppm", 0.1, 5, 0.5, false, "ppm", "strong"}};

std::vector<std::string> lines_of(const std::vector<Problem>& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(to_line(problem));
  return lines;
}

std::vector<std::string> problems_in(std::string_view yaml) {
  Config config;
  return lines_of(read_config(yaml, "site.yaml", kRuleKeys, config));
}

}  // namespace

TEST_CASE("a configuration file sets values and remembers where each came from") {
  Config config;
  const auto problems = read_config(
      "site: square\n"
      "towers: [a.csv, /abs/b.csv]\n"
      "baseline: base.json\n"
      "device:\n  center_hz: 806M\n  rate_hz: 1.92e6\n"
      "receiver: {converter: true, threads: 3}\n"
      "rules:\n  rf01: {strong_ppm: 0.7}\n",
      "conf/site.yaml", kRuleKeys, config);
  CHECK(lines_of(problems).empty());
  CHECK(config.site == "square");
  CHECK(config.towers == std::vector<std::string>{"conf/a.csv", "/abs/b.csv"});
  CHECK(config.baseline == "conf/base.json");
  CHECK(config.center_hz == 806e6);
  CHECK(config.rate_hz == 1.92e6);
  CHECK(config.converter);
  CHECK(config.threads == 3);
  CHECK(config.rules == std::map<std::string, double>{{"rf01.strong_ppm", 0.7}});
  CHECK(config.origins.at("device.rate_hz") == "conf/site.yaml:6");
  CHECK(config.origins.count("receiver.dwell_s") == 0);
}

TEST_CASE("every problem of a configuration file is told at once, with line, key, value and range") {
  CHECK(problems_in("reciever: {}\n"
                    "receiver:\n"
                    "  dwell_s: 3\n"
                    "  search: depe\n"
                    "  converter: maybe\n"
                    "  threads: 1.5\n"
                    "  dwell_s: 0.5\n"
                    "device: rtlsdr\n"
                    "rules:\n"
                    "  rf01: {strong_ppm: 9, strong_pm: 1}\n"
                    "position: {latitude_deg: nan}\n"
                    "towers: {a: b}\n"
                    "site:\n") ==
        std::vector<std::string>{
            R"(site.yaml:1: reciever: there is no such setting; did you mean "receiver"?)",
            "site.yaml:3: receiver.dwell_s: 3 is outside 0.08 to 1 s",
            R"(site.yaml:4: receiver.search: "depe" is not allowed; allowed: normal, deep, auto)",
            R"(site.yaml:5: receiver.converter: "maybe" is not allowed; allowed: true, false)",
            "site.yaml:6: receiver.threads: 1.5 is no whole number; allowed: 0 to 256",
            "site.yaml:7: receiver.dwell_s: is given twice",
            "site.yaml:8: device: needs names and values below it",
            "site.yaml:10: rules.rf01.strong_ppm: 9 is outside 0.1 to 5 ppm",
            R"(site.yaml:10: rules.rf01.strong_pm: there is no such setting; did you mean "strong_ppm"?)",
            R"(site.yaml:11: position.latitude_deg: "nan" is no number; allowed: -90 to 90 deg)",
            R"(site.yaml:12: towers: needs a list, one entry a line after "- ")",
            "site.yaml:13: site: has no value",
        });
}

TEST_CASE("what is refused leaves the value as it was") {
  Config config;
  CHECK(read_config("receiver: {dwell_s: 3, search: none}", "x", {}, config).size() == 2);
  CHECK(config.dwell_s == 1.0);
  CHECK(config.search == "auto");
}

TEST_CASE("a file that is no configuration is one clear line") {
  CHECK(problems_in("a: [1, 2\nb: 3\n").size() == 1);
  CHECK(problems_in("just words") ==
        std::vector<std::string>{"site.yaml:1: needs names and values below it"});
  for (const auto* const stray : {"site: a\n---\nsite: b\n", ",[a", "]", "site: a\n]"}) {
    INFO(stray);
    CHECK(problems_in(stray).size() == 1);
  }
  CHECK(problems_in(std::string(kMaxConfig_bytes + 1, ' ')).size() == 1);
  CHECK(problems_in("").empty());
  CHECK(problems_in("# nothing\n").empty());
}

TEST_CASE("hostile files end in a bounded number of problems") {
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "k" + std::to_string(i) + ": 1\n";
  CHECK(problems_in(many).size() == 100);
  CHECK(problems_in(std::string(20000, '[')).size() == 1);
  CHECK(problems_in("&a [*a, *a]").size() == 1);
}

TEST_CASE("a flag passes the same check as the file") {
  Config config;
  CHECK_FALSE(assign(config, kRuleKeys, "receiver.search", std::vector<std::string>{"deep"}, "--search"));
  CHECK(config.search == "deep");
  const auto problem = assign(config, kRuleKeys, "receiver.ppm", std::vector<std::string>{"1e9"}, "--ppm");
  REQUIRE(problem);
  CHECK(to_line(*problem) == "--ppm: receiver.ppm: 1e9 is outside -200 to 200 ppm");
}

TEST_CASE("a latitude without a longitude is no position") {
  Config config;
  CHECK(read_config("position: {latitude_deg: 1}", "x.yaml", {}, config).empty());
  CHECK(lines_of(check_together(config)) ==
        std::vector<std::string>{
            "x.yaml:1: position.latitude_deg: a position needs both latitude_deg and longitude_deg"});
}

TEST_CASE("the shipped example is right and sets what it shows") {
  const std::string path = CELLWARDEN_SOURCE_DIR "/firmware-config/cellwarden.yaml";
  const auto bytes = load_config_bytes(path);
  REQUIRE(bytes);
  Config config;
  CHECK(lines_of(read_config(*bytes, path, kRuleKeys, config)).empty());
  CHECK(check_together(config).empty());
  for (const auto& row : rows(config, {})) {
    INFO(row.key);
    CHECK(bytes->find(row.key.substr(row.key.find('.') + 1) + ":") != std::string::npos);
  }
}

TEST_CASE("numbers take k, M and G and nothing else") {
  CHECK(parse_number("806M") == 806e6);
  CHECK(parse_number("1.92e6") == 1.92e6);
  CHECK(parse_number("-2.5k") == -2500.0);
  CHECK(parse_number("+3") == 3.0);
  for (const auto* const text : {"", "M", "12x", " 1", "1 ", "nan", "inf", "1e300G", "0x10", "+-1", "1,5"}) {
    INFO(text);
    CHECK_FALSE(parse_number(text));
  }
  for (const double value : {0.08, 806e6, -3.25, 1e-9, 1e300, 123456789.125}) {
    CHECK(parse_number(format_number(value)) == value);
  }
}

TEST_CASE("a mistyped name finds its neighbour, nonsense does not") {
  const auto known = names_below("receiver", {});
  CHECK(nearest_name("serach", known) == "search");
  CHECK(nearest_name("max_offset", known) == "max_offset_hz");
  CHECK_FALSE(nearest_name("colour", known));
}

TEST_CASE("licences are read entry by entry") {
  Config config;
  const auto problems = read_config(
      "networks:\n"
      "  licences:\n"
      "    - {plmn: 460-00, low_mhz: 1805, high_mhz: 1830, date: 2026-01-01}\n"
      "    - 310-260 2130 2155.5 2025-12-31\n",
      "site.yaml", kRuleKeys, config);
  CHECK(lines_of(problems).empty());
  REQUIRE(config.licences.size() == 2);
  CHECK(config.licences[0].plmn == cellwarden::Plmn{460, 0, 2});
  CHECK(config.licences[0].low_mhz == 1805);
  CHECK(config.licences[1].plmn == cellwarden::Plmn{310, 260, 3});
  CHECK(config.licences[1].high_mhz == 2155.5);
  CHECK(to_text(config.licences[1]) == "310-260 2130 2155.5 2025-12-31");
  for (const auto& row : rows(config, kRuleKeys)) {
    if (row.key != "networks.licences") continue;
    CHECK(row.value == "460-00 1805 1830 2026-01-01, 310-260 2130 2155.5 2025-12-31");
    CHECK(row.origin == "site.yaml:2");
  }
}

TEST_CASE("what is wrong with a licence is told by its entry and name") {
  const auto problem_of = [](const std::string& entry) {
    const auto lines = problems_in("networks:\n  licences:\n    - " + entry + "\n");
    REQUIRE(lines.size() == 1);
    return lines[0];
  };
  CHECK(problem_of("{plmn: 460-00, low_mhz: 1805, hihg_mhz: 1830, date: 2026-01-01}") ==
        "site.yaml:3: networks.licences[0].hihg_mhz: there is no such setting; did you mean \"high_mhz\"?");
  CHECK(problem_of("{plmn: 460-00, low_mhz: 1805, high_mhz: 1830}") ==
        "site.yaml:3: networks.licences[0]: date is missing; needed: plmn, low_mhz, high_mhz, date");
  CHECK(problem_of("{plmn: 46000, low_mhz: 1805, high_mhz: 1830, date: 2026-01-01}") ==
        "site.yaml:3: networks.licences[0]: plmn: \"46000\" is no network code such as 460-00");
  CHECK(problem_of("{plmn: 460-00, low_mhz: 1830, high_mhz: 1805, date: 2026-01-01}") ==
        "site.yaml:3: networks.licences[0]: high_mhz: 1805 is not above low_mhz, 1830");
  CHECK(problem_of("{plmn: 460-00, low_mhz: x, high_mhz: 1805, date: 2026-01-01}") ==
        "site.yaml:3: networks.licences[0]: low_mhz: \"x\" is no frequency of 0 to 100000 MHz");
  CHECK(problem_of("{plmn: 460-00, low_mhz: 1805, high_mhz: 1830, date: 2026-02-30}") ==
        "site.yaml:3: networks.licences[0]: date: \"2026-02-30\" is no day such as 2026-01-31");
  CHECK(problem_of("{plmn: 460-00, low_mhz: [1], high_mhz: 1830, date: 2026-02-03}") ==
        "site.yaml:3: networks.licences[0].low_mhz: needs one value");
  CHECK(problem_of("[1, 2]") == "site.yaml:3: networks.licences[0]: needs plmn, low_mhz, high_mhz and date");
  CHECK(problem_of("460-00 1805") ==
        "site.yaml:3: networks.licences[0]: \"460-00 1805\" is no licence; needed: plmn, low_mhz, high_mhz "
        "and date, "
        "as in \"460-00 1805 1830 2026-01-01\"");
}

TEST_CASE("several radios are read entry by entry") {
  Config config;
  const auto problems = read_config(
      "survey: {bands: de}\n"
      "radios:\n"
      "  - {name: roof, args: \"driver=rtlsdr,serial=7\", ppm: -1.5}\n"
      "  - {args: driver=hackrf, center_hz: 947.4M, rate_hz: 10M, gain: \"LNA=24,VGA=20\", bias_tee: true}\n"
      "  - driver=playback,band=a;b\n",
      "site.yaml", kRuleKeys, config);
  CHECK(lines_of(problems).empty());
  REQUIRE(config.radios.size() == 3);
  CHECK(config.radios[0].name == "roof");
  CHECK(config.radios[0].args == "driver=rtlsdr,serial=7");
  CHECK(config.radios[0].ppm == -1.5);
  CHECK_FALSE(config.radios[0].center_hz);
  CHECK(config.radios[1].name == "radio2");
  CHECK(config.radios[1].center_hz == 947.4e6);
  CHECK(config.radios[1].gain == "LNA=24,VGA=20");
  CHECK(config.radios[1].bias_tee == true);
  CHECK(config.radios[2].args == "driver=playback,band=a;b");
  for (const Radio& radio : config.radios)
    CHECK(to_text(*parse_radio(to_text(radio)).radio) == to_text(radio));

  const auto each = config_of_each_radio(config);
  REQUIRE(each.size() == 3);
  CHECK(each[0].name == "roof");
  const Config& parked = each[1].config;
  CHECK(parked.device == "driver=hackrf");
  CHECK(parked.center_hz == 947.4e6);
  CHECK_FALSE(parked.bands);
  CHECK(parked.radios.empty());
  CHECK(each[0].config.bands == "de");
}

TEST_CASE("what a radio does not state is that of all, and what it states is its own") {
  Config config;
  config.rate_hz = 2.4e6;
  config.bias_tee = true;
  for (const char* const text :
       {"driver=rtlsdr; center_hz=1G", "driver=hackrf; center_hz=2G; bias_tee=false; rate_hz=10M"}) {
    auto read = parse_radio(text);
    REQUIRE(read.radio);
    CHECK(to_text(*parse_radio(to_text(*read.radio)).radio) == to_text(*read.radio));
    config.radios.push_back(*read.radio);
  }
  auto each = config_of_each_radio(config);
  REQUIRE(each.size() == 2);
  CHECK(each[0].config.bias_tee);
  CHECK(each[0].config.rate_hz == 2.4e6);
  CHECK_FALSE(each[1].config.bias_tee);
  CHECK(each[1].config.rate_hz == 10e6);
  config.bias_tee = false;
  each = config_of_each_radio(config);
  CHECK_FALSE(each[0].config.bias_tee);
}

TEST_CASE("what is wrong with one of several radios is told by its entry") {
  const auto problem_of = [](const std::string& entries) {
    const auto lines = problems_in("radios:\n" + entries);
    REQUIRE(lines.size() == 1);
    return lines.front();
  };
  CHECK(problem_of("  - {args: driver=hackrf, centre_hz: 1M}\n") ==
        "site.yaml:2: radios[0].centre_hz: there is no such setting; did you mean \"center_hz\"?");
  CHECK(problem_of("  - {center_hz: 1M}\n") == "site.yaml:2: radios[0]: args is missing; needed: args");
  CHECK(problem_of("  - {args: x, center_hz: here}\n") ==
        "site.yaml:2: radios[0]: center_hz: \"here\" is no number of 0 to 300000000000");
  CHECK(problem_of("  - {args: x, name: a/b}\n") ==
        "site.yaml:2: radios[0]: name: \"a/b\" is not allowed; allowed: 1 to 32 letters, digits, - and _");
  CHECK(problem_of("  - {args: x, bias_tee: yes}\n") ==
        "site.yaml:2: radios[0]: bias_tee: \"yes\" is not allowed; allowed: true, false");
  CHECK(problem_of("  - {args: x, name: a}\n  - {args: y, name: a}\n") ==
        "site.yaml:1: radios: two radios are called \"a\"");
  CHECK(problem_of("  - [1]\n") == "site.yaml:2: radios[0]: needs args");
}

TEST_CASE("radios are held against what else was set") {
  Config config;
  config.radios = {{"a", "x", {}}, {"b", "y", 947e6}};
  REQUIRE(check_together(config).size() == 1);
  CHECK(check_together(config).front().what ==
        "\"a\" has no center_hz to stay at, and there is no survey.bands to go round");
  config.bands = "de";
  CHECK(check_together(config).empty());
  config.device = "driver=rtlsdr";
  REQUIRE(check_together(config).size() == 1);
  CHECK(check_together(config).front().what == "device.args names a radio too; leave one of the two out");
}
