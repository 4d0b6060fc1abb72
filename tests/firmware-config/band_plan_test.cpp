#include "firmware-config/band_plan.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "firmware-config/config_file.hpp"
#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::config;

namespace {

const std::filesystem::path kShipped = std::filesystem::path(CELLWARDEN_SOURCE_DIR) / "firmware-config/bands";

std::vector<std::string> problems_in(std::string_view yaml) {
  std::vector<std::string> lines;
  for (const auto& problem : read_band_plan(yaml, "xx.yaml").problems) lines.push_back(to_line(problem));
  return lines;
}

}  // namespace

TEST_CASE("a band plan is read as it stands") {
  const auto read = read_band_plan(
      "country: xx\n"
      "description: somewhere\n"
      "slices:\n"
      "  - {name: GSM 900, rat: gsm, low_hz: 925M, high_hz: 960M}\n"
      "  - {name: LTE 8, rat: lte, low_hz: 925e6, high_hz: 0.96G}\n"
      "  - {name: LTE 3, rat: lte, low_hz: 1805M, high_hz: 1880M}\n",
      "xx.yaml");
  REQUIRE(read.problems.empty());
  CHECK(read.plan.country == "xx");
  CHECK(read.plan.description == "somewhere");
  REQUIRE(read.plan.slices.size() == 3);
  CHECK(read.plan.slices[1].name == "LTE 8");
  CHECK(read.plan.slices[1].rat == Rat::kLte);
  CHECK(read.plan.slices[1].low_hz == 925e6);
  CHECK(read.plan.slices[1].high_hz == 960e6);
}

TEST_CASE("every problem of a band plan is told at once, with line and key") {
  CHECK(
      problems_in("country: DE\n"
                  "descripton: x\n"
                  "slices:\n"
                  "  - {name: A, rat: umts, low_hz: 925M, high_hz: 960M}\n"
                  "  - {name: B, rat: gsm, low_hz: 960M, high_hz: 925M}\n"
                  "  - {name: C, rat: gsm, low_hz: 200M, high_hz: 7G}\n"
                  "  - {name: D, rat: gsm, low_hz: high, high_hz: 960M, width: 1}\n"
                  "  - {name: D, rat: gsm, low_hz: 925M}\n"
                  "  - {name: E, rat: lte, low_hz: 791M, high_hz: 821M}\n"
                  "  - {name: F, rat: gsm, low_hz: 791M, high_hz: 821M}\n"
                  "  - {name: G, rat: lte, low_hz: 821M, high_hz: 830M}\n"
                  "  - {name: H, rat: lte, low_hz: 800M, high_hz: 801M}\n"
                  "  - E\n") ==
      std::vector<std::string>{
          "xx.yaml:1: description: is missing",
          R"(xx.yaml:1: country: "DE" is not allowed; small letters only, such as de)",
          R"(xx.yaml:2: descripton: there is no such setting; did you mean "description"?)",
          R"(xx.yaml:4: slices[0].rat: "umts" is not allowed; allowed: gsm, lte)",
          "xx.yaml:5: slices[1].high_hz: is not above low_hz",
          "xx.yaml:6: slices[2].low_hz: 200M is outside 300M to 6G Hz",
          "xx.yaml:6: slices[2].high_hz: 7G is outside 300M to 6G Hz",
          "xx.yaml:7: slices[3].width: there is no such setting; known here: name, rat, low_hz, high_hz",
          R"(xx.yaml:7: slices[3].low_hz: "high" is no number; such as 925M)",
          "xx.yaml:8: slices[4].high_hz: is missing",
          R"(xx.yaml:8: slices[4].name: "D" is the name of another slice)",
          R"(xx.yaml:12: slices[8]: "H" (800 to 801 MHz) overlaps "E" (791 to 821 MHz); put them into one slice)",
          "xx.yaml:13: slices[9]: needs name, rat, low_hz, high_hz",
      });
}

TEST_CASE("a file that is no band plan is one clear line") {
  CHECK(problems_in("") == std::vector<std::string>{"xx.yaml: is empty: no band plan"});
  CHECK(problems_in("# nothing\n").size() == 1);
  CHECK(problems_in("just words") ==
        std::vector<std::string>{"xx.yaml:1: needs country, description, slices"});
  for (const auto* const stray : {"country: a\n---\ncountry: b\n", ",[a", "]", "a: [1, 2\nb: 3\n"}) {
    INFO(stray);
    CHECK(problems_in(stray).size() == 1);
  }
  CHECK(problems_in(std::string(kMaxConfig_bytes + 1, ' ')).size() == 1);
}

TEST_CASE("hostile band plans end in a bounded number of problems") {
  std::string many = "country: x\ndescription: y\nslices:\n";
  for (int i = 0; i < 5000; ++i) many += "  - {}\n";
  CHECK(problems_in(many).size() == 1);
  std::string wrong = "country: x\ndescription: y\nslices:\n";
  for (int i = 0; i < 150; ++i) wrong += "  - {}\n";
  CHECK(problems_in(wrong).size() == 100);
  CHECK(problems_in("country: &a x\ndescription: *a\nslices: &s [*s]\n").size() == 1);
}

TEST_CASE(
    "every shipped plan is right, is named after its file, and says of when it is and what it leaves out") {
  const std::vector<std::filesystem::path> folders{kShipped};
  const auto countries = band_plan_countries(folders);
  for (const auto* const country : {"au", "br", "cn", "de", "fr", "gb", "in", "us", "world", "za"}) {
    CHECK(std::ranges::find(countries, country) != countries.end());
  }
  for (const auto& country : countries) {
    INFO(country);
    const auto plan = load_band_plan(country, folders);
    if (!plan) FAIL(plan.error().what);
    CHECK(plan->country == country);
    CHECK(std::ranges::any_of(plan->slices, [](const BandSlice& s) { return s.rat == Rat::kGsm; }));
    CHECK(std::ranges::any_of(plan->slices, [](const BandSlice& s) { return s.rat == Rat::kLte; }));
    const auto bytes = load_config_bytes(kShipped / (country + ".yaml"));
    REQUIRE(bytes);
    CHECK(bytes->find("Public knowledge of 20") != std::string::npos);
    CHECK(bytes->find("Left out:") != std::string::npos);
  }
}

TEST_CASE("a plan is found by country in the first folder that has it, or by its file") {
  const auto folder = std::filesystem::temp_directory_path() / "cellwarden_band_plan_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "de.yaml") << "country: de\ndescription: mine\nslices:\n"
                                       "  - {name: GSM 900, rat: gsm, low_hz: 935M, high_hz: 960M}\n";
  std::ofstream(folder / "wrong.yaml") << "country: 1\nslices: 2\n";
  const std::vector<std::filesystem::path> folders{folder, kShipped};
  CHECK(load_band_plan("de", folders)->description == "mine");
  CHECK(load_band_plan("fr", folders)->description == "France");
  CHECK(load_band_plan((kShipped / "de.yaml").string(), folders)->description == "Germany");
  const auto wrong = load_band_plan("wrong", folders);
  REQUIRE_FALSE(wrong);
  CHECK(std::ranges::count(wrong.error().what, '\n') == 2);
  const auto unknown = load_band_plan("xx", folders);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().what.find("there are: au, br, cn, de") != std::string::npos);
  CHECK_FALSE(load_band_plan("../bands/de", std::vector<std::filesystem::path>{kShipped}));
  CHECK_FALSE(load_band_plan("nothing/there.yaml", folders));
  std::filesystem::remove_all(folder);
}

TEST_CASE("the program finds its plans beside its folder") {
  const auto folders = band_plan_folders("/usr/bin/cellwarden");
  REQUIRE(folders.size() >= 2);
  CHECK(folders.back() == "/usr/share/cellwarden/bands");
}
