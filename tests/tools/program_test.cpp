// What users and scripts rely on: exit codes, lines on stderr, forms of output.

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden::test;

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kWidth = 80;

std::size_t characters(const std::string& line) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
  return line.size() - static_cast<std::size_t>(std::ranges::count_if(line, continues));
}

void check_width(const std::string& text) {
  for (const auto& line : lines_of(text)) {
    INFO(line);
    CHECK(characters(line) <= kWidth);
  }
}

std::vector<nlohmann::json> records_in(const std::string& text) {
  std::vector<nlohmann::json> records;
  for (const auto& line : lines_of(text)) {
    INFO(line);
    auto record = nlohmann::json::parse(line, nullptr, false);
    REQUIRE(record.is_object());
    CHECK(record.contains("schema"));
    CHECK(record.contains("type"));
    records.push_back(std::move(record));
  }
  return records;
}

/// Noise as an RTL-SDR records it, the same on every run.
std::string noise_cu8(double seconds) {
  std::string bytes(2 * static_cast<std::size_t>(seconds * 1.92e6), '\0');
  std::uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<char>(96U + (state >> 26U));
  }
  return bytes;
}

std::string noise_file(const Scratch& scratch, double seconds) {
  return scratch.file("g001_806M_1920k.cu8", noise_cu8(seconds));
}

}  // namespace

TEST_CASE("help and version are no errors, and every command shows an example") {
  for (const Words& words :
       {Words{"replay"}, Words{"watch"}, Words{"record"}, Words{"devices"}, Words{"doctor"}, Words{"rules"},
        Words{"config", "check"}, Words{"config", "show"}, Words{"scan"}, Words{"towers", "import"},
        Words{"towers", "lookup"}, Words{"towers", "near"}, Words{"towers", "export"},
        Words{"towers", "stats"}, Words{"towers", "diff"}, Words{"towers", "verify"}}) {
    Words arguments = words;
    arguments.emplace_back("--help");
    const Ended ended = run(arguments);
    INFO(words.front());
    CHECK(ended.exit_code == 0);
    CHECK(ended.out.find("Example") != std::string::npos);
    CHECK(ended.err.empty());
    check_width(ended.out);
  }
  CHECK(run({"--help"}).exit_code == 0);
  CHECK(run({"--version"}).out.starts_with("cellwarden "));
}

TEST_CASE("bad usage exits with 2 and one line that says what is allowed") {
  const std::vector<std::pair<Words, std::string>> cases{
      {{}, "subcommand"},
      {{"reply"}, "reply"},
      {{"replay"}, "FILE"},
      {{"replay", "--serch=deep", "x.cu8"}, "--search"},
      {{"replay", "--nonsense"}, "no option --nonsense"},
      {{"replay", "--search", "depe", "x.cu8"}, "normal, deep, auto"},
      {{"replay", "--fail-on", "red", "x.cu8"}, "watch, suspect, alert"},
      {{"replay", "-F", "xml", "x.cu8"}, "text, json"},
      {{"replay", "-F", "pcap", "x.cu8"}, "-F pcap:FILE"},
      {{"replay", "-F", "pcap:", "x.cu8"}, "no file after"},
      {{"rules", "-F", "pcap:x.pcapng"}, "allowed: text, json"},
      {{"replay", "-F", "pcap:-", "-F", "json", "x.cu8"}, "two outputs"},
      {{"replay", "--type", "wav", "x.cu8"}, "cu8, cs8, cs16"},
      {{"replay", "--rate", "fast", "x.cu8"}, "no number"},
      {{"replay", "--rate", "-3", "x.cu8"}, "outside"},
      {{"replay", "--ppm", "1000", "x.cu8"}, "-200 to 200 ppm"},
      {{"replay", "--threads", "1.5", "x.cu8"}, "whole number"},
      {{"replay", "--lang", "zh", "x.cu8"}, "allowed: en"},
      {{"replay", "-F", "text", "-F", "json", "x.cu8"}, "two outputs"},
      {{"watch", "--device", "driver=rtlsdr", "--gain", "loud", "--center", "806M"}, "gain"},
      {{"watch", "--device", "driver=rtlsdr", "--gpsd", "here:now"}, "HOST:PORT"},
      {{"watch", "--sound", "--no-sound"}, "--sound"},
      {{"replay", "--plain", "x.cu8"}, "no option --plain"},
      {{"rules", "RF99"}, "RF99"},
  };
  for (const auto& [words, expected] : cases) {
    const Ended ended = run(words);
    INFO(expected << " / " << ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(ended.out.empty());
    REQUIRE_FALSE(ended.err.empty());
    CHECK(lines_of(ended.err).front().find(expected) != std::string::npos);
    CHECK(lines_of(ended.err).size() <= 2);
  }
}

TEST_CASE("no output destroys what is read, or another output") {
  const Scratch scratch;
  const std::string noise = noise_file(scratch, 0.02);
  const std::string towers =
      scratch.file("towers.csv", "radio,mcc,net,area,cell,unit,lon,lat\nGSM,1,1,1,1,,10.0,50.0\n");
  const std::string old = scratch.file("old.jsonl", "kept\n");
  const auto size = std::filesystem::file_size(noise);
  const std::string detour = scratch.path("./old.jsonl");
  const std::vector<std::pair<Words, std::string>> cases{
      {{"replay", "--log", noise, noise}, "overwritten"},
      {{"replay", "-F", "json:" + noise, noise}, "overwritten"},
      {{"replay", "-F", "pcap:" + noise, noise}, "overwritten"},
      {{"replay", "--learn", noise, noise}, "overwritten"},
      {{"replay", "--towers", towers, "--log", towers, noise}, "overwritten"},
      {{"replay", "--log", old, "-F", "json:" + detour, noise}, "two outputs"},
      {{"replay", "--log", old, "--learn", detour, noise}, "two outputs"},
      {{"replay", "--log", old, scratch.path("none.cu8")}, "no such file"},
      {{"replay", "--log", old, "--learn", scratch.path("none/base.json"), noise}, "none/base.json"},
  };
  for (const auto& [words, expected] : cases) {
    const Ended ended = run(words);
    INFO(expected << " / " << ended.err);
    CHECK(ended.exit_code != 0);
    REQUIRE(lines_of(ended.err).size() == 1);
    CHECK(ended.err.find(expected) != std::string::npos);
    CHECK(std::filesystem::file_size(noise) == size);
    CHECK(std::filesystem::file_size(towers) > 0);
    CHECK(std::filesystem::file_size(old) == 5);
  }
}

TEST_CASE("what cannot be used exits with 1 and one line that names it") {
  const Scratch scratch;
  const std::string noise = noise_file(scratch, 0.02);
  std::filesystem::create_directory(scratch.path("empty"));
  const std::vector<std::pair<Words, std::string>> cases{
      {{"replay", scratch.path("none.cu8")}, "none.cu8"},
      {{"replay", scratch.path("empty")}, "without recordings"},
      {{"replay", scratch.file("dump.bin", "1234")}, "--"},
      {{"replay", scratch.file("g001_806M_1920k_e.cu8", "")}, "empty"},
      {{"replay", "--towers", scratch.path("none.csv"), noise}, "none.csv"},
      {{"replay", "--towers", scratch.file("bad.csv", "no,towers\n1,2\n"), noise}, "bad.csv"},
      {{"replay", "--baseline", scratch.file("bad.json", "{}"), noise}, "bad.json"},
      {{"replay", "-c", scratch.path("none.yaml"), noise}, "none.yaml"},
      {{"replay", "--log", "/dev/full", noise}, "/dev/full"},
      {{"replay", "-F", "pcap:/dev/full", noise}, "/dev/full"},
      {{"replay", "-F", "pcap:" + scratch.path("none/day.pcapng"), noise}, "none/day.pcapng"},
      {{"replay", "--log", scratch.path("none/log.jsonl"), noise}, "none/log.jsonl"},
      {{"replay", "--learn", scratch.path("none/base.json"), noise}, "none/base.json"},
      {{"replay", scratch.file("bad.jsonl", "no record\n")}, "bad.jsonl"},
      {{"watch", "--device", "driver=playback,path=" + scratch.path("none.cu8")}, "none.cu8"},
  };
  for (const auto& [words, expected] : cases) {
    const Ended ended = run(words);
    INFO(expected << " / " << ended.err);
    CHECK(ended.exit_code == 1);
    const auto lines = lines_of(ended.err);
    REQUIRE_FALSE(lines.empty());
    CHECK(std::ranges::any_of(lines, [&text = expected](const std::string& line) {
      return line.starts_with("cellwarden: ") && line.find(text) != std::string::npos;
    }));
    CHECK(lines.size() <= 3);
  }
}

TEST_CASE("config check tells every error at once, config show where each value came from") {
  const Scratch scratch;
  const Ended bad = run(
      {"config", "check",
       scratch.file("bad.yaml", "reciever: {}\nreceiver: {dwell_s: 3}\nrules: {rf01: {strong_ppm: -1}}\n")});
  CHECK(bad.exit_code == 1);
  REQUIRE(lines_of(bad.err).size() == 3);
  CHECK(lines_of(bad.err)[0].ends_with(
      "bad.yaml:1: reciever: there is no such setting; did you mean \"receiver\"?"));
  CHECK(lines_of(bad.err)[1].ends_with("bad.yaml:2: receiver.dwell_s: 3 is outside 0.08 to 1 s"));
  CHECK(lines_of(bad.err)[2].find("rules.rf01.strong_ppm: -1 is outside") != std::string::npos);

  CHECK(run({"config", "check", CELLWARDEN_SOURCE_DIR "/firmware-config/cellwarden.yaml"}).exit_code == 0);
  const std::string misspelt = scratch.file("off.yaml", "rules: {disabled: [RF0l]}\n");
  CHECK(run({"config", "check", misspelt}).exit_code == 1);

  const Ended shown = run({"config", "show", "-F", "json", "--site", "square", "--search", "deep"});
  REQUIRE(shown.exit_code == 0);
  for (const auto& record : records_in(shown.out)) {
    if (record["key"] == "site") CHECK((record["value"] == "square" && record["origin"] == "--site"));
    if (record["key"] == "receiver.dwell_s") CHECK((record["value"] == "1" && record["origin"] == "default"));
    if (record["key"] == "baseline") CHECK_FALSE(record.contains("value"));
  }
  check_width(run({"config", "show"}).out);
}

TEST_CASE("rules are listed with what this set-up can evaluate, and each has a page") {
  const Ended all = run({"rules"});
  REQUIRE(all.exit_code == 0);
  check_width(all.out);
  CHECK(all.out.find("RF01") != std::string::npos);
  const Ended one = run({"rules", "rf01"});
  REQUIRE(one.exit_code == 0);
  check_width(one.out);
  for (const auto* const part :
       {"cfo_cohort", "rules.rf01.strong_ppm", "What else looks like this", "Weight"}) {
    CHECK(one.out.find(part) != std::string::npos);
  }
  const auto records = records_in(run({"rules", "-F", "json"}).out);
  CHECK(records.size() > 100);
  CHECK(std::ranges::all_of(records,
                            [](const auto& r) { return r["evaluated"] == true || r.contains("why_not"); }));
}

TEST_CASE("devices always says how to go on") {
  const Ended ended = run({"devices"});
  REQUIRE(ended.exit_code == 0);
  check_width(ended.out);
  CHECK(ended.out.find("driver=playback") != std::string::npos);
  for (const auto& record : records_in(run({"devices", "-F", "json"}).out)) CHECK(record["type"] == "device");
}

TEST_CASE("a recording without a cell is no all-clear") {
  const Scratch scratch;
  const std::string noise = noise_file(scratch, 0.1);
  const Ended ended = run({"replay", noise});
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.empty());
  check_width(ended.out);
  CHECK(ended.out.find("None heard. That is no all-clear") != std::string::npos);
  CHECK(ended.out.find("cellwarden watch --device driver=rtlsdr --center 806M --rate 1.92M") !=
        std::string::npos);
}

TEST_CASE("records are valid, end with a summary, and repeat byte by byte") {
  const Scratch scratch;
  const std::string noise = noise_file(scratch, 0.1);
  const std::string log = scratch.path("day.jsonl");
  const Ended first = run({"replay", "-F", "json", "--threads", "1", "--log", log, noise});
  REQUIRE(first.exit_code == 0);
  const auto records = records_in(first.out);
  REQUIRE_FALSE(records.empty());
  const auto& summary = records.back();
  CHECK(summary["type"] == "summary");
  CHECK(summary["samples"] == 192000);
  CHECK(summary["samples_lost"] == 0);
  CHECK(summary["cells"] == 0);
  CHECK_FALSE(summary.contains("real_time_factor"));
  CHECK(run({"replay", "-F", "json", "--threads", "3", noise}).out == first.out);

  const Ended again = run({"replay", "-F", "json", log});
  CHECK(again.exit_code == 0);
  CHECK(records_in(again.out).back()["cells"] == 0);
}

TEST_CASE("several recordings are judged each on its own, and one that fails does not stop the others") {
  const Scratch scratch;
  const std::string noise = noise_file(scratch, 0.02);
  const Ended ended = run({"replay", "-F", "json", scratch.path("none.cu8"), noise, noise});
  CHECK(ended.exit_code == 1);
  CHECK(records_in(ended.out).size() == 2);
}

TEST_CASE("a reader that goes away ends the program without a word") {
  const Scratch scratch;
  const std::string command = "{ " CELLWARDEN_PROGRAM " rules -F json 2>" + scratch.path("err") +
                              "; echo $? >" + scratch.path("code") + "; } | true";
  for (int i = 0; i < 3; ++i) {
    REQUIRE(std::system(command.c_str()) == 0);
    CHECK(read_file(scratch.path("err")).empty());
    CHECK(read_file(scratch.path("code")) == "0\n");
  }
}

TEST_CASE("real recordings: one verdict from file, log and playback, whatever the number of threads",
          "[long]") {
  const char* const stated = std::getenv("CELLWARDEN_CAPTURES");
  const std::string folder = stated != nullptr ? stated : CELLWARDEN_SOURCE_DIR "/../shared/captures";
  const std::string recording = folder + "/lte/f2585_s1.92_g0_1s_rtlsdr.cu8";
  if (!std::filesystem::exists(recording)) {
    std::puts(("SKIPPED: " + recording + " is not there").c_str());
    return;
  }
  const Scratch scratch;
  const std::string log = scratch.path("day.jsonl");
  // Through a converter: carrier and clock error are unrelated.
  const Words flags{"-F",     "json", "--center",    "2585M",        "--rate", "1.92M",
                    "--type", "cu8",  "--converter", "--max-offset", "140k"};
  const auto replay = [&flags](Words more) {
    Words words{"replay"};
    words.insert(words.end(), flags.begin(), flags.end());
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  const Ended one = replay({"--threads", "1", "--log", log, recording});
  REQUIRE(one.exit_code == 0);
  CHECK(replay({"--threads", "4", recording}).out == one.out);

  const auto final_cells = [](const std::string& out) {
    std::vector<int> cells;
    for (const auto& record : records_in(out)) {
      if (record["type"] == "cell" && record.contains("final"))
        cells.push_back(record["physical_id"].get<int>());
      CHECK(record["type"] != "alert");
    }
    return cells;
  };
  const auto cells = final_cells(one.out);
  CHECK(std::ranges::find(cells, 68) != cells.end());
  CHECK(final_cells(run({"replay", "-F", "json", log}).out) == cells);
  const Ended live = run({"watch", "-F", "json", "--converter", "--max-offset", "140k", "--device",
                          "driver=playback,center=2585000000,rate=1920000,type=cu8,path=" + recording});
  INFO(live.err);
  REQUIRE(live.exit_code == 0);
  CHECK(final_cells(live.out) == cells);
}

TEST_CASE("doctor tells each part's state and the next step, and fails where something is broken") {
  const Scratch scratch;
  const auto states = [](const Ended& ended) {
    std::map<std::string, std::string> by_name;
    for (const auto& record : records_in(ended.out)) {
      CHECK(record["type"] == "check");
      CHECK(record.contains("next") == (record["state"] != "ok"));
      by_name[record["name"]] = record["state"];
    }
    return by_name;
  };
  const auto doctor = [](Words more) {
    Words words{"doctor", "-F", "json"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  const std::string playback = "driver=playback,loop=true,path=";
  const Ended good = doctor({"--device", playback + noise_file(scratch, 0.3), "--ppm", "1.5"});
  INFO(good.out);
  CHECK(good.exit_code == 0);
  const auto all = states(good);
  CHECK(all.at("samples") == "ok");
  CHECK(all.at("gain") == "ok");
  CHECK(all.at("ppm") == "ok");
  CHECK(all.at("towers") == "lacks");
  CHECK(all.at("baseline") == "lacks");
  CHECK(all.at("position") == "lacks");
  CHECK(all.at("disk") == "ok");
  CHECK(all.contains("clock"));

  setenv("ALSA_CONFIG_PATH", "/dev/null", 1);
  CHECK(states(doctor({})).at("sound") == "lacks");
  setenv("ALSA_CONFIG_PATH", scratch.file("asound.conf", "pcm.!default { type null }\n").c_str(), 1);
  CHECK(states(doctor({})).at("sound") == "ok");
  unsetenv("ALSA_CONFIG_PATH");

  const std::string clipped = scratch.file("g001_806M_1920k.cu8", std::string(400'000, '\xff'));
  CHECK(states(doctor({"--device", playback + clipped})).at("gain") == "lacks");
  const std::string zeros = scratch.file("zeros_806M_1920k.cs8", std::string(400'000, '\0'));
  const Ended silent = doctor({"--device", playback + zeros});
  CHECK(silent.exit_code == 1);
  CHECK(states(silent).at("gain") == "broken");
  const Ended lost = doctor({"--gpsd", "127.0.0.1:1"});
  CHECK(lost.exit_code == 1);
  CHECK(states(lost).at("gps") == "broken");
  const Ended missing = doctor({"--device", playback + scratch.path("none.cu8")});
  CHECK(missing.exit_code == 1);
  CHECK(states(missing).at("samples") == "broken");
  CHECK(missing.err.empty());

  const Ended text = run({"doctor"});
  CHECK(text.out.find("next:") != std::string::npos);
  check_width(text.out);
}

TEST_CASE("flags --learn and --baseline carry a site's memory on") {
  const Scratch scratch;
  const std::string noise = noise_file(scratch, 0.1);
  const std::string first = scratch.path("first.json");
  const std::string second = scratch.path("second.json");
  REQUIRE(run({"replay", "--site", "square", "--learn", first, noise}).exit_code == 0);
  REQUIRE(run({"replay", "--site", "square", "--baseline", first, "--learn", second, noise}).exit_code == 0);
  const auto before = nlohmann::json::parse(read_file(first));
  const auto after = nlohmann::json::parse(read_file(second));
  CHECK(before["site"] == "square");
  CHECK(after["dwells"] == 2 * before["dwells"].get<int>());
  const Ended other = run({"replay", "--site", "harbour", "--baseline", first, noise});
  CHECK(other.exit_code == 1);
  CHECK(other.err.find("belongs to site") != std::string::npos);
}

TEST_CASE("watch turns the gain down where the converter clips, and says so; a stated gain it leaves alone") {
  const Scratch scratch;
  std::mt19937 random(11);
  std::string octets;
  for (int i = 0; i < 2 * 240'000; ++i) {
    const float value = 4.0F * static_cast<float>(random()) / static_cast<float>(std::mt19937::max()) - 2.0F;
    octets.append(reinterpret_cast<const char*>(&value), sizeof value);  // recordings are little-endian, too
  }
  const std::string device =
      "driver=playback,loop=true,speed=4,tuner_db=40,path=" + scratch.file("strong_947M_480k.cf32", octets);
  const auto gains = [&](Words more) {
    Words words{"watch",    "-F",  "json", "--duration", "4", "--log", scratch.path("log.jsonl"),
                "--device", device};
    words.insert(words.end(), more.begin(), more.end());
    const Ended ended = run(words);
    INFO(ended.err);
    CHECK(ended.exit_code == 0);
    std::vector<double> gains_db;
    for (const auto& record : records_in(read_file(scratch.path("log.jsonl")))) {
      if (record["type"] == "listen") gains_db.push_back(record["gain_db"]);
    }
    return std::pair(gains_db, ended.err);
  };
  const auto [controlled_db, said] = gains({});
  REQUIRE_FALSE(controlled_db.empty());
  CHECK(controlled_db.front() == 0);
  CHECK(controlled_db.back() == -12);
  CHECK(said.find("% of samples clipped; TUNER 0 -> -12 dB") != std::string::npos);
  const auto [stated_db, silence] = gains({"--gain", "TUNER=3"});
  for (const double gain_db : stated_db) CHECK(gain_db == 3);
  CHECK(silence.find("clipped") == std::string::npos);
}

TEST_CASE("watch with a bias tee that there is not says so and ends") {
  const Scratch scratch;
  const Ended tee =
      run({"watch", "--bias-tee", "--device", "driver=playback,path=" + noise_file(scratch, 0.1)});
  CHECK(tee.exit_code == 1);
  CHECK(tee.err.find("bias tee") != std::string::npos);
}

TEST_CASE("watch ends with the recording that it plays, and after --duration") {
  const Scratch scratch;
  const std::string noise = noise_file(scratch, 0.3);
  const Ended whole =
      run({"watch", "-F", "json", "--max-offset", "140k", "--device", "driver=playback,path=" + noise});
  INFO(whole.err);
  REQUIRE(whole.exit_code == 0);
  const auto summary = records_in(whole.out).back();
  CHECK(summary["type"] == "summary");
  CHECK(summary["samples_lost"] == 0);
  CHECK(summary.contains("real_time_factor"));
  const Ended part = run({"watch", "-F", "json", "--max-offset", "140k", "--duration", "0.2", "--device",
                          "driver=playback,loop=true,path=" + noise});
  REQUIRE(part.exit_code == 0);
  CHECK(records_in(part.out).back()["seconds"] >= 0.2);
}

TEST_CASE("Ctrl-C ends a watch quietly, with its summary") {
  const Scratch scratch;
  const std::string noise = noise_file(scratch, 0.3);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Program program({"watch", "--device", "driver=playback,loop=true,path=" + noise});
    REQUIRE(program.has_said("Window"));
    program.send(signal);
    const Ended ended = program.wait();
    INFO(ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(ended.err.empty());
    CHECK(ended.out.find("Summary") != std::string::npos);
    CHECK(ended.out.find("None heard") != std::string::npos);
    check_width(ended.out);
  }
}

TEST_CASE("Ctrl-C ends a watch whose output takes no data, and what it learned is kept") {
  const Scratch scratch;
  const std::string pipe = scratch.path("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const int nobody_reads = open(pipe.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(nobody_reads >= 0);
  constexpr int kOnePage = 4096;
  fcntl(nobody_reads, F_SETPIPE_SZ, kOnePage);
  const std::string learned = scratch.path("learned.json");
  const std::string street = CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta";
  Program program({"watch", "--plain", "--site", "here", "--learn", learned, "--log", pipe, "--device",
                   "driver=playback,loop=true,path=" + street});
  int waiting = 0;
  for (int before = -1; waiting == 0 || waiting != before;) {  // until it takes nothing more
    before = waiting;
    std::this_thread::sleep_for(std::chrono::seconds(3));
    REQUIRE(ioctl(nobody_reads, FIONREAD, &waiting) == 0);
  }
  program.send(SIGINT);
  const Ended ended = program.wait(std::chrono::seconds(30));
  close(nobody_reads);
  INFO(ended.err);
  CHECK(ended.exit_code == 1);
  CHECK(ended.err.find("pipe: cannot be written further: nobody takes what it is given") !=
        std::string::npos);
  CHECK(std::filesystem::exists(learned));
}
