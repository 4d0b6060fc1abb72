// Run by tests/dsp/capture/soapy_remote.sh: the whole program watches a street behind a SoapyRemote server
// that is killed and started again.

#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/dsp/capture/soapy_remote_server.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden::test;
using nlohmann::json;

namespace {

const std::string kStreet =
    std::string("path=") + CELLWARDEN_SOURCE_DIR + "/data/captures/gsm_street.sigmf-meta,loop=true";

/// Until it is so; a minute is for a machine that is very busy.
bool becomes(const std::function<bool()>& is_so) {
  for (int i = 0; i < 600; ++i) {
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

}  // namespace

TEST_CASE(
    "a SoapyRemote server is killed under a watch: it goes on when the server is back, with its incident") {
  SoapyRemoteServer server(kStreet);
  const Scratch scratch;
  const std::string log = scratch.path("day.jsonl");
  const std::string out = scratch.path("out.jsonl");
  Program watch({"watch", "-c", "/dev/null", "--device", kRemoteDevice, "-F", "json:" + out, "--log", log});
  const auto alerts = [&] { return records_in(out, "alert"); };
  REQUIRE(becomes([&] { return std::filesystem::exists(out) && !alerts().empty(); }));
  const std::set<std::string> opened_before = [&] {
    std::set<std::string> ids;
    for (const json& alert : alerts()) ids.insert(alert.at("id").get<std::string>());
    return ids;
  }();
  server.kill();
  // Nothing is received from nobody, and that is said.
  CHECK(becomes([&] {
    const auto states = records_in(out, "status");
    return !states.empty() && states.back().at("state") == "blind";
  }));
  const std::size_t dwells = records_in(log, "listen").size();
  server.start();
  CHECK(becomes([&] { return records_in(log, "listen").size() > dwells + 4; }));
  watch.send(SIGINT);
  const Ended ended = watch.wait();
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.find("looked for again, until it is there") != std::string::npos);
  CHECK(ended.err.find("it runs again") != std::string::npos);

  // The gap is as long as it was away; stream time goes on over it.
  double longest_s = 0;
  double end_s = 0;
  std::uint64_t lost = 0;
  for (const json& listen : records_in(log, "listen")) {
    const double begins_s = listen.at("t_s").get<double>();
    CHECK(begins_s >= end_s - 1e-6);
    if (end_s > 0) longest_s = std::max(longest_s, begins_s - end_s);
    end_s = begins_s + listen.at("duration_s").get<double>();
    lost += listen.value("samples_lost", std::uint64_t{});
  }
  CHECK(longest_s > 9.0);  // a status that says "blind" takes ten seconds of silence
  CHECK(static_cast<double>(lost) > 9.0e6 * 0.9);
  // The incident of before is the one that is open at the end, and no cell was met as a new one.
  std::set<std::string> opened;
  std::set<std::string> open;
  for (const json& alert : alerts()) {
    const auto id = alert.at("id").get<std::string>();
    if (alert.at("state") == "opened") CHECK(opened.insert(id).second);
    if (alert.at("state") == "closed") {
      open.erase(id);
    } else {
      open.insert(id);
    }
  }
  CHECK(opened == opened_before);
  CHECK(open == opened_before);
}
