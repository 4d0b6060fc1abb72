// The computer's clock is set in the middle of a watch. The parts are those of `watch`, from the radio to the
// records, but in one process and on clocks that the test holds.

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "detector/records/rfc3339.hpp"
#include "dsp/capture/soapy_source.hpp"
#include "firmware-config/national_table.hpp"
#include "tests/catch.hpp"
#include "tests/detector/national_data.hpp"
#include "tests/tools/process.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/place_and_time/place_and_time.hpp"
#include "tools/cellwarden/receivers.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;
using namespace std::chrono_literals;
using cellwarden::test::Ended;
using cellwarden::test::lines_of;
using cellwarden::test::read_file;
using cellwarden::test::Scratch;
using nlohmann::json;

namespace {

const std::string kStreet = std::string(CELLWARDEN_SOURCE_DIR) + "/data/captures/gsm_street";
const Time kNoon = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1)) + 12h;
constexpr double kSetAt_s = 7.3;  // within a dwell, when the rogue is long known

struct Watched {
  std::vector<json> records;  // as -F json
  std::string log;            // as --log
  std::vector<std::string> told;

  [[nodiscard]] std::vector<json> of(const std::string& type) const {
    std::vector<json> found;
    for (const json& record : records) {
      if (record.at("type") == type) found.push_back(record);
    }
    return found;
  }
};

std::vector<json> parsed(const std::string& text) {
  std::vector<json> records;
  for (const auto& line : lines_of(text)) records.push_back(json::parse(line));
  return records;
}

/// What the program judges by without any setting.
detector::DetectorInputs as_shipped() {
  detector::DetectorInputs inputs;
  const std::vector<std::filesystem::path> folders{CELLWARDEN_SOURCE_DIR "/firmware-config/bands/national"};
  auto tables = config::load_national_tables(folders);
  if (!tables) FAIL(tables.error().what);
  auto national = std::make_shared<detector::NationalTables>();
  for (auto& one : tables->tables) national->add(std::move(one.table));
  inputs.site.tables = std::move(national);
  inputs.site.outlines = test::shipped_outlines();
  return inputs;
}

/// The street with its rogue, played through the device, on a computer whose clock is set by `step`.
Watched watch_street(const Scratch& scratch, std::chrono::nanoseconds step) {
  std::chrono::nanoseconds passed{};
  bool is_set = false;
  const auto utc_now = [&] { return kNoon + passed + (is_set ? step : 0ns); };
  const auto steady_now = [&] { return std::chrono::steady_clock::time_point(1000h) + passed; };

  capture::DeviceSettings settings;
  settings.arguments =
      *capture::parse_device_arguments("driver=playback,speed=0,path=" + kStreet + ".sigmf-meta");
  settings.utc_now = utc_now;
  settings.steady_now = steady_now;
  const auto source = capture::SoapySource::open(settings);
  if (!source) FAIL(source.error().what);

  Watched watched;
  PlaceAndTimeSources sources;
  sources.tell = [&](const std::string& what) { watched.told.push_back(what); };
  sources.utc_now = utc_now;
  sources.steady_now = steady_now;
  sources.kernel_clock = [] { return KernelClock{true, 0.01}; };
  PlaceAndTime place(std::move(sources));

  const std::string records_file = scratch.path("records.jsonl");
  const std::string log_file = scratch.path("day.jsonl");
  {
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(make_json_sink(std::move(*Writer::to_file(records_file)), {}, false));
    sinks.push_back(make_observation_log_sink(std::move(*Writer::to_file(log_file))));
    Judge judge(as_shipped(), {"street", {}}, sinks);
    Receivers receivers(config::Config{}, (*source)->info().ppm, run_serially);
    std::vector<Dwell> dwells;
    const auto judge_dwells = [&] {
      for (Dwell& dwell : dwells) {
        place.stamp(dwell);
        judge.take(std::move(dwell));
      }
      dwells.clear();
    };
    while (true) {
      const auto block = (*source)->read();
      if (!block) FAIL(block.error().what);
      if (!*block) break;
      const double block_s = static_cast<double>((*block)->samples.size()) / (*block)->sample_rate_hz;
      passed += std::chrono::nanoseconds(std::llround(block_s * 1e9));
      is_set = std::chrono::duration<double>(passed).count() >= kSetAt_s;
      receivers.push(**block, dwells);
      judge_dwells();
    }
    receivers.finish(dwells);
    judge_dwells();
    judge.finish({}, {});
  }
  watched.records = parsed(read_file(records_file));
  watched.log = read_file(log_file);
  return watched;
}

Time time_in(const json& record, const char* key) {
  const auto time = records::parse_rfc3339(record.at(key).get<std::string>());
  REQUIRE(time);
  return *time;
}

/// What must not depend on the time of day.
std::vector<json> timeless(std::vector<json> alerts) {
  for (json& alert : alerts) {
    alert.erase("time");
    for (const char* const key : {"first_seen", "last_seen", "clock"}) alert.at("subject").erase(key);
    alert.erase("text");  // tells the time as well
  }
  return alerts;
}

}  // namespace

TEST_CASE("a clock that is set while watching moves no sample, loses no incident and doubles none") {
  const auto step = GENERATE(as<std::chrono::nanoseconds>{}, 1h, -1h, 3s);
  CAPTURE(step.count());
  const Scratch scratch;
  const Watched undisturbed = watch_street(scratch, 0ns);
  const Watched watched = watch_street(scratch, step);

  // Said once, in words.
  CHECK(undisturbed.told.empty());
  REQUIRE(watched.told.size() == 1);
  CHECK(watched.told[0].find("this computer's clock was set") != std::string::npos);

  // The same incident, with the same evidence, once.
  const auto alerts = watched.of("alert");
  REQUIRE_FALSE(alerts.empty());
  CHECK(timeless(alerts) == timeless(undisturbed.of("alert")));
  std::set<std::string> ids;
  for (const json& alert : alerts) ids.insert(alert.at("id").get<std::string>());
  CHECK(ids.size() == 1);
  CHECK(alerts.back().at("level") == "alert");

  // Ages are what they were.
  for (const json& cell : watched.of("cell")) {
    const double heard_s = cell.at("last_seen_s").get<double>() - cell.at("first_seen_s").get<double>();
    const auto by_clock = time_in(cell, "last_seen") - time_in(cell, "first_seen");
    CHECK(std::abs(std::chrono::duration<double>(by_clock).count() - heard_s) < 0.01);
  }

  // Stream time goes on; the time of day is the old clock's before and the new one's after, and says so.
  double end_s = 0.0;
  std::size_t of_new_clock = 0;
  for (const json& listen : parsed(watched.log)) {
    if (listen.at("type") != "listen") continue;
    const double t_s = listen.at("t_s").get<double>();
    CHECK(std::abs(t_s - end_s) < 1e-6);
    end_s = t_s + listen.at("duration_s").get<double>();
    const bool is_new = t_s > kSetAt_s;
    of_new_clock += is_new ? 1 : 0;
    const Time expected = kNoon + std::chrono::nanoseconds(std::llround(t_s * 1e9)) + (is_new ? step : 0ns);
    CHECK(std::chrono::abs(time_in(listen, "time") - expected) < 200ms);  // of a transfer
    CHECK(listen.at("clock").at("source") == "ntp");
    CHECK(listen.at("clock").contains("jumped") == (end_s > kSetAt_s));
  }
  CHECK(of_new_clock >= 6);

  // And judged again, the log says the same.
  const std::string log = scratch.file("again.jsonl", watched.log);
  const Ended again =
      test::run({"replay", "-F", "json", "-c", "/dev/null", "--log", scratch.path("log"), log});
  CHECK(again.exit_code == 0);
  std::vector<json> judged_again;
  for (json& record : parsed(again.out)) {
    if (record.at("type") != "alert") continue;
    record.erase("versions");
    judged_again.push_back(std::move(record));
  }
  auto judged = alerts;
  for (json& alert : judged) alert.erase("versions");
  CHECK(judged_again == judged);
  CHECK(read_file(scratch.path("log")) == watched.log);
}
