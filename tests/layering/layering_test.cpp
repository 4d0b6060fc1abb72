// The shape that docs/architecture.md promises, held against the sources themselves; then each check
// against an invented source that breaks it, so that a check which sees nothing is noticed.
#include "tests/layering/layering_rules.hpp"

#include <filesystem>

#include "tests/catch.hpp"

namespace {

using namespace cellwarden::layering;

const std::filesystem::path kRoot = CELLWARDEN_SOURCE_DIR;

[[nodiscard]] const Tables& tables() {
  static const Tables parsed = parse_tables(read_text(kRoot / "docs/architecture.md"));
  return parsed;
}

[[nodiscard]] const std::vector<SourceFile>& sources() {
  static const std::vector<SourceFile> all = [] {
    auto folders = installed_folders();
    folders.emplace_back("tests");
    return read_sources(kRoot, folders);
  }();
  return all;
}

[[nodiscard]] std::vector<BuildFile> build_files() {
  std::vector<BuildFile> files = {{"CMakeLists.txt", read_text(kRoot / "CMakeLists.txt")}};
  for (const auto* folder : {"cell", "cmake", "detector", "dsp", "firmware-config", "tests", "tools"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / folder)) {
      if (entry.path().filename() == "CMakeLists.txt" || entry.path().extension() == ".cmake")
        files.push_back(
            {std::filesystem::relative(entry.path(), kRoot).generic_string(), read_text(entry.path())});
    }
  }
  return files;
}

void require_none(const Violations& violations) {
  for (const auto& violation : violations) UNSCOPED_INFO(violation);
  CHECK(violations.empty());
}

[[nodiscard]] std::vector<SourceFile> invented(const std::string& path, std::string_view text) {
  return {{path, tokenize(text)}};
}

}  // namespace

TEST_CASE("sources are found and understood") {
  CHECK(sources().size() > 20);
  CHECK(tables().folders.size() >= 8);
  CHECK(tables().foreign.size() >= 8);
  const auto tokens =
      tokenize("a /* writeStream */ // TX\n#include <x/y.h>\n\"s \\\" t\" 1'000'0 b R\"q(TX)q\" '\"' c");
  REQUIRE(tokens.size() == 6);
  CHECK(tokens[1].kind == Token::Kind::kSystemInclude);
  CHECK(tokens[1].text == "x/y.h");
  CHECK(tokens[1].line == 2);
  CHECK(tokens[2].text == "s \\\" t");
  CHECK(tokens[3].text == "b");
  CHECK(tokens[5].text == "c");
}

TEST_CASE("the tables keep the two halves and the receivers apart") {
  require_none(check_tables(tables()));
}
TEST_CASE("folders include what the table allows") {
  require_none(check_project_includes(tables(), sources()));
}
TEST_CASE("foreign headers stay in their adapters") {
  require_none(check_foreign_includes(tables(), sources()));
}
TEST_CASE("adapters' headers stay in their folders") {
  require_none(check_private_headers(sources()));
}
TEST_CASE("nothing installed can transmit") {
  require_none(check_never_transmits(sources()));
}
TEST_CASE("nothing installed holds a subscriber's identity") {
  require_none(check_no_identities(sources()));
}
TEST_CASE("signal path and detector are pure") {
  require_none(check_pure(sources()));
}
TEST_CASE("generators stay in tests") {
  require_none(check_generators_stay_home(build_files()));
}

TEST_CASE("a wrong include is seen") {
  auto with_gsm = tables();
  with_gsm.folders.push_back({"dsp/gsm/", {"cell/", "dsp/iq_block.hpp", "dsp/kernel/"}});
  const auto breaks = [&](const std::string& path, std::string_view text) {
    return check_project_includes(with_gsm, invented(path, text)).size();
  };
  CHECK(breaks("dsp/lte/x.cpp", "#include \"detector/detector.hpp\"") == 1);
  CHECK(breaks("dsp/lte/x.cpp", "#include \"dsp/gsm/receiver.hpp\"") == 1);
  CHECK(breaks("dsp/lte/x.cpp", "#include \"receiver.hpp\"") == 1);
  CHECK(breaks("detector/rules/x.hpp", "#include \"dsp/iq_block.hpp\"") == 1);
  CHECK(breaks("cell/x.hpp", "#include \"dsp/iq_block.hpp\"") == 1);
  CHECK(breaks("dsp/kernel/x.cpp", "#include \"dsp/lte/receiver.hpp\"") == 1);
  CHECK(breaks("tools/x.cpp", "#include \"tests/catch.hpp\"") == 1);
  CHECK(breaks("elsewhere/x.cpp", "") == 1);
  CHECK(breaks("dsp/lte/x.cpp", "#include \"cell/plmn.hpp\"\n#include \"dsp/lte/receiver.hpp\"") == 0);
}

TEST_CASE("a loosened table is seen") {
  auto loose = tables();
  loose.folders.push_back({"dsp/nr/", {"cell/", "dsp/lte/"}});
  loose.folders.push_back({"detector/", {"dsp/kernel/"}});
  loose.folders.push_back({"cell/", {"tools/"}});
  CHECK(check_tables(loose).size() == 4);
}

TEST_CASE("a foreign header out of place is seen") {
  const auto breaks = [](const std::string& path, std::string_view text) {
    return check_foreign_includes(tables(), invented(path, text)).size();
  };
  CHECK(breaks("dsp/lte/x.cpp", "#include <fftw3.h>") == 1);
  CHECK(breaks("dsp/capture/x.hpp", "#include <SoapySDR/Device.hpp>") == 1);
  CHECK(breaks("dsp/capture/x.cpp", "#include <SoapySDR/Device.hpp>") == 0);
  CHECK(breaks("cell/x.cpp", "#include <fmt/format.h>") == 1);
  CHECK(breaks("tests/cell/x.cpp", "#include <catch2/catch.hpp>") == 1);
  CHECK(breaks("tools/x.cpp", "#include <unheard/of.h>") == 1);
}

TEST_CASE("an adapter's header in another folder is seen") {
  const std::vector<SourceFile> files = {
      {"dsp/capture/radio.hpp", tokenize("#include <SoapySDR/Device.hpp>")},
      {"dsp/capture/tuning.hpp", tokenize("#include \"dsp/capture/radio.hpp\"")},
      {"dsp/capture/plain.hpp", tokenize("#include <tl/expected.hpp>")},
      {"tools/x.cpp", tokenize("#include \"dsp/capture/tuning.hpp\"\n#include \"dsp/capture/plain.hpp\"")}};
  const auto violations = check_private_headers(files);
  REQUIRE(violations.size() == 1);
  CHECK(violations.front().starts_with("tools/x.cpp:1: "));
}

TEST_CASE("a way to transmit is seen") {
  const auto breaks = [](std::string_view text) {
    return check_never_transmits(invented("dsp/capture/x.cpp", text)).size();
  };
  CHECK(breaks("device->writeStream(s, b, n, f, t, 0);") == 1);
  CHECK(breaks("device->setupStream(SOAPY_SDR_TX, \"CF32\");") == 2);
  CHECK(breaks("device->setupStream(direction, \"CF32\");") == 1);
  CHECK(breaks("device->setupStream(SOAPY_SDR_RX, \"CF32\");") == 0);
  CHECK(breaks("constexpr int kRx = SOAPY_SDR_RX; device->setupStream(kRx, \"CF32\");") == 0);
  CHECK(breaks("device->setupStream(0, \"CF32\");") == 1);
  CHECK(breaks("hackrf_start_tx(d, f, nullptr);") == 1);
  CHECK(breaks("device.getAntenna(\"TX\", 0);") == 1);
  CHECK(breaks("// never calls writeStream") == 0);
}

TEST_CASE("a subscriber's identity is seen") {
  const auto breaks = [](std::string_view text) {
    return check_no_identities(invented("detector/x.cpp", text)).size();
  };
  CHECK(breaks("std::string imsi;") == 1);
  CHECK(breaks("std::uint32_t m_tmsi{};") == 1);
  CHECK(breaks("struct PagingImsi {};") == 1);
  CHECK(breaks("json[\"imei\"] = x;") == 1);
  CHECK(check_no_identities(invented("detector/rules/catalogue.cpp", "\"paging_imsi\"; int imsi;")).size() ==
        1);
  CHECK(breaks("std::uint32_t paged_imsi_count{};") == 0);
  CHECK(breaks("print(\"keeps no IMSI\");  // nor a TMSI") == 0);
}

TEST_CASE("printing, clocks and threads are seen") {
  const auto breaks = [](const std::string& path, std::string_view text) {
    return check_pure(invented(path, text)).size();
  };
  CHECK(breaks("detector/x.cpp", "std::cerr << 1;") == 1);
  CHECK(breaks("dsp/lte/x.cpp", "auto t = std::chrono::steady_clock::now();") == 1);
  CHECK(breaks("dsp/lte/x.cpp", "std::thread t;") == 1);
  CHECK(breaks("dsp/capture/x.cpp", "auto t = std::chrono::steady_clock::now();") == 0);
  CHECK(breaks("dsp/lte/x.cpp", "std::chrono::system_clock::time_point t;") == 0);
}

TEST_CASE("an installed generator is seen") {
  CHECK(check_generators_stay_home({{"tests/synth/CMakeLists.txt", "install(TARGETS x)"}}).size() == 1);
  CHECK(check_generators_stay_home({{"tools/CMakeLists.txt", "link(a PRIVATE cellwarden::synth)"}}).size() ==
        1);
  CHECK(check_generators_stay_home({{"tests/CMakeLists.txt", "# install(x)"}}).empty());
}
