// The whole program while its signal comes faster than the machine can follow, and after that.

#include <chrono>
#include <cmath>
#include <csignal>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden::test;
using nlohmann::json;

namespace {

const std::string kStreet = std::string(CELLWARDEN_SOURCE_DIR) + "/data/captures/gsm_street.sigmf-meta";

/// Until it is so; minutes are for a machine that is very busy.
bool becomes(const std::function<bool()>& is_so) {
  for (int i = 0; i < 3000; ++i) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

/// The whole lines of a file that is being written, of one type.
std::vector<json> records_in(const std::string& path, const std::string& type) {
  const std::string text = read_file(path);
  std::vector<json> records;
  for (const auto& line : lines_of(text.substr(0, text.rfind('\n') + 1))) {
    json record = json::parse(line);
    if (record.at("type") == type) records.push_back(std::move(record));
  }
  return records;
}

std::set<std::string> cells_in(const std::vector<json>& cells) {
  std::set<std::string> identities;
  for (const json& cell : cells) {
    if (cell.at("state") == "confirmed") identities.insert(cell.at("physical_id").dump());
  }
  return identities;
}

}  // namespace

TEST_CASE("a signal that is too fast is received with less effort, which is said, until it is no longer") {
  const Scratch scratch;
  const auto begin = std::chrono::steady_clock::now();
  const Ended replay = run({"replay", "-c", "/dev/null", "-F", "json", kStreet});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  REQUIRE(replay.exit_code == 0);
  const std::string all = scratch.file("replay.jsonl", replay.out);
  const double times_real = records_in(all, "summary").at(0).at("seconds").get<double>() / took.count();
  if (times_real < 2.0) {
    std::cout << "SKIPPED: this machine can hardly follow in real time\n";
    return;
  }
  const int pace = static_cast<int>(std::ceil(3 * times_real));
  const int rush_s = 10 * pace;
  const std::string out = scratch.path("out.jsonl");
  const std::string log = scratch.path("day.jsonl");
  Program watch({"watch", "-c", "/dev/null", "--device",
                 "driver=playback,loop=true,ring_s=60,path=" + kStreet + ",faults=rush@16+" +
                     std::to_string(rush_s) + "x" + std::to_string(pace),
                 "-F", "json:" + out, "--log", log});
  const auto statuses = [&] { return records_in(out, "status"); };
  CHECK(becomes([&] {
    const auto said = statuses();
    return !said.empty() && said.back().contains("shedding");
  }));
  CHECK(becomes([&] {
    const auto said = statuses();
    return !said.empty() && said.back().at("t_s").get<double>() > 16 + rush_s &&
           !said.back().contains("shedding");
  }));
  watch.send(SIGINT);
  const Ended ended = watch.wait();
  CAPTURE(ended.err, pace);
  CHECK(ended.exit_code == 0);

  const std::vector<std::string> names{"lte_measurements", "deep_search", "lte_search", "known_cells",
                                       "dwells"};
  for (const json& status : statuses()) {
    bool is_said = false;
    for (const json& reason : status.at("reasons")) {
      is_said = is_said || reason.get<std::string>().starts_with("too slow: shedding ");
    }
    CHECK(is_said == status.contains("shedding"));
    if (!status.contains("shedding")) continue;
    CHECK(status.at("state") != "ok");
    const json& shedding = status.at("shedding");
    const auto level = shedding.at("level").get<unsigned>();
    const std::size_t shed = level == 1 ? 3 : level < 4 ? 4 : 5;
    REQUIRE(shedding.at("shed").size() == shed);
    for (std::size_t i = 0; i < shed; ++i) CHECK(shedding.at("shed").at(i) == names.at(i));
    CHECK((shedding.at("received_share").get<double>() < 1.0) == (level >= 4));
  }
  // Every sample is accounted for, received or not.
  double end_s = 0;
  for (const json& listen : records_in(log, "listen")) {
    const double missing_s =
        (listen.at("samples_lost").get<double>() + listen.at("samples_dropped").get<double>()) / 1e6;
    CHECK(listen.at("t_s").get<double>() - missing_s == Approx(end_s).margin(0.02));
    end_s = listen.at("t_s").get<double>() + listen.at("duration_s").get<double>();
  }
  // The incident that was open before is the one that is open at the end.
  std::set<std::string> opened;
  std::set<std::string> open;
  for (const json& alert : records_in(out, "alert")) {
    const auto id = alert.at("id").get<std::string>();
    if (alert.at("state") == "opened") CHECK(opened.insert(id).second);
    if (alert.at("state") == "closed") {
      open.erase(id);
    } else {
      open.insert(id);
    }
  }
  CHECK(opened.size() == 1);
  CHECK(open == opened);
  // Nothing that is there went unheard, and nothing else was.
  CHECK(cells_in(records_in(out, "cell")) == cells_in(records_in(all, "cell")));
}
