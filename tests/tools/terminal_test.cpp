// `watch` in a terminal: the whole program, a recording, and tmux as the terminal.

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/tools/scratch.hpp"
#include "tests/tools/terminal.hpp"

using namespace cellwarden::test;

namespace {

constexpr const char* kStreet = CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta";
constexpr const char* kTowers = CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.towers.csv";

std::vector<std::string> watch(const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{
      "watch", "--device", std::string("driver=playback,loop=true,path=") + kStreet, "--towers", kTowers};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool has_no_tmux() {
  if (Terminal::is_possible()) return false;
  std::puts("SKIPPED: tmux is not installed");
  return true;
}

constexpr const char* kSilentSound = "export ALSA_CONFIG_PATH=/dev/null";

}  // namespace

TEST_CASE("watch on a terminal shows state, cells and incidents, and q ends it with the summary") {
  if (has_no_tmux()) return;
  const Terminal terminal(80, 24, watch(), kSilentSound);
  REQUIRE(terminal.shows("> alert"));
  std::string text = terminal.text();
  INFO(text);
  CHECK(has(text, "LEARNING  no baseline of this site"));
  CHECK(has(text, " ALERT  ARFCN 62 (947.400 MHz) BSIC 11: consistent with a rogue base station"));
  CHECK(has(text, "NOT evaluated"));
  CHECK(has(text, "parked on 947.200 MHz"));
  CHECK(has(text, "BSIC 32"));
  CHECK(has(text, "262-97"));
  CHECK(has(text, "lost by the radio:"));
  CHECK(has(terminal.styled_text(), "\x1b["));

  terminal.type("Enter");
  CHECK(terminal.shows("Points by family"));
  terminal.type("Escape");
  CHECK(terminal.shows("Cells ("));
  terminal.type("C-s");  // would stop the terminal, and the watch with it
  terminal.type("n");
  CHECK(terminal.shows("no site baseline was given"));
  terminal.type("n");
  terminal.type("s");
  CHECK(terminal.shows("s sound (off)"));
  terminal.type("'?'");
  CHECK(terminal.shows("end the watch, with its summary"));

  terminal.type("q");
  REQUIRE(terminal.shows("ended with 0"));
  text = terminal.all_text();
  CHECK(has(text, "Window   946.700 to 947.700 MHz"));
  CHECK(has(text, "Summary"));
  CHECK(has(text, "What else could explain it"));
  CHECK_FALSE(has(text, "q end"));
  CHECK(terminal.is_restored());
}

TEST_CASE("the screen follows the window's size") {
  if (has_no_tmux()) return;
  const Terminal terminal(80, 24, watch(), kSilentSound);
  REQUIRE(terminal.shows("> alert"));
  for (const auto& [columns, rows] : {std::pair(40, 10), {200, 60}, {80, 24}}) {
    terminal.resize(columns, rows);
    // The last line belongs to the keys, whatever the size.
    const std::string last = columns == 40 ? "q end  ? help" : "up/down choose";
    INFO(columns << "x" << rows << "\n" << terminal.text());
    bool is_followed = false;
    for (int i = 0; i < 100 && !is_followed; ++i) {
      const auto lines = lines_of(terminal.text());
      is_followed = lines.size() == static_cast<std::size_t>(rows) && has(lines.back(), last);
      if (!is_followed) (void)terminal.shows("ALERT");
    }
    CHECK(is_followed);
    CHECK(terminal.shows("NOT evaluated"));
    CHECK(terminal.shows("> alert"));
    CHECK(terminal.shows("947.400"));
  }
}

TEST_CASE("every ending gives the terminal back") {
  if (has_no_tmux()) return;
  struct Row {
    std::vector<int> signals;
    std::string ended;
    bool has_summary;
  };
  for (const Row& row : {Row{{SIGTERM}, "ended with 0", true}, Row{{SIGINT}, "ended with 0", true},
                         Row{{SIGHUP}, "ended with 0", true}, Row{{SIGABRT}, "ended with 134", false},
                         Row{{SIGSEGV}, "ended with 1", false}, Row{{SIGQUIT}, "ended with 131", false}}) {
    INFO(row.signals.front());
    const Terminal terminal(
        80, 24, watch(),
        "ulimit -c 0\nexport ASAN_OPTIONS=handle_segv=0:handle_abort=0\n" + std::string(kSilentSound));
    REQUIRE(terminal.shows("q end"));
    REQUIRE(terminal.shows("ALERT"));
    for (const int signal : row.signals) terminal.send(signal);
    REQUIRE(terminal.shows(row.ended));
    CHECK(has(terminal.all_text(), "Summary") == row.has_summary);
    CHECK(terminal.is_restored());
  }
}

TEST_CASE("a second Ctrl-C ends it at once, and gives the terminal back too") {
  if (has_no_tmux()) return;
  const Terminal terminal(80, 24, watch(), kSilentSound);
  REQUIRE(terminal.shows("ALERT"));
  terminal.type("C-c C-c");
  REQUIRE(terminal.shows("ended with "));  // 0 where it was quicker
  CHECK(terminal.is_restored());
}

TEST_CASE("the screen shows where a radio is that goes round") {
  if (has_no_tmux()) return;
  const Scratch scratch;
  const std::string plan =
      scratch.file("plan.yaml",
                   "country: xx\ndescription: a street\nslices:\n"
                   "  - {name: GSM 900, rat: gsm, low_hz: 946700000, high_hz: 947700000}\n");
  const Terminal terminal(100, 30,
                          {"watch", "--device", std::string("driver=playback,loop=true,band=") + kStreet,
                           "--rate", "500k", "--bands", plan},
                          kSilentSound);
  REQUIRE(terminal.shows("a new transmitter is heard within"));
  CHECK(terminal.shows("Listening  a street  now 94"));
  CHECK(terminal.shows("windows, a round"));
  CHECK(terminal.shows("its clock +"));
  CHECK(terminal.shows("946.800"));
  terminal.type("q");
  CHECK(terminal.shows("ended with 0"));
}

TEST_CASE("warnings that came meanwhile are shown, and told again after the screen") {
  if (has_no_tmux()) return;
  const Terminal terminal(120, 30, watch(), "export ALSA_CONFIG_PATH=/dev/null\n");
  REQUIRE(terminal.shows("the terminal's bell rings instead"));
  CHECK(terminal.shows("Cells ("));  // on the screen, not over it
  terminal.type("C-c");
  REQUIRE(terminal.shows("ended with 0"));
  CHECK(has(terminal.all_text(), "cellwarden: sound device \"default\""));
}

TEST_CASE("a radio that is gone turns the screen blind at once") {
  if (has_no_tmux()) return;
  const Scratch scratch;
  const std::string device =
      "driver=playback,loop=true,faults=unplug@4+600,state=" + scratch.path("state") + ",path=" + kStreet;
  const Terminal terminal(100, 30, {"watch", "--device", device}, kSilentSound);
  REQUIRE(terminal.shows("LEARNING"));
  REQUIRE(terminal.shows("BLIND  nothing received for"));
  CHECK(terminal.shows("looked for again"));
  terminal.type("q");
  CHECK(terminal.shows("ended with 0"));
}

TEST_CASE("lines where they are asked for, or where there is no screen to draw on") {
  if (has_no_tmux()) return;
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"--plain"}, ""},
      {{}, "export TERM=dumb"},
      {{}, "export TERM=no-such-terminal"},
      {{}, "exec </dev/null"}};
  for (const auto& [more, environment] : cases) {
    auto words = watch(more);
    words.insert(words.end(), {"--duration", "3"});
    const Terminal terminal(80, 24, words, environment);
    REQUIRE(terminal.shows("ended with 0"));
    const std::string text = terminal.all_text();
    INFO(text);
    CHECK(has(text, "Input    playback"));
    CHECK(has(text, "Z  cell "));
    CHECK(has(text, "Summary"));
    CHECK_FALSE(has(text, "q end"));
  }
}

TEST_CASE("an observation log and records are written beside the screen") {
  if (has_no_tmux()) return;
  const Scratch scratch;
  const Terminal terminal(80, 24,
                          watch({"-F", "text", "-F", "json:" + scratch.path("a.jsonl"), "--log",
                                 scratch.path("b.jsonl"), "--duration", "12", "--fail-on", "alert"}),
                          kSilentSound);
  REQUIRE(terminal.shows("q end"));
  REQUIRE(terminal.shows("ended with 3"));
  CHECK(has(read_file(scratch.path("a.jsonl")), "\"type\":\"status\""));
  CHECK(has(read_file(scratch.path("a.jsonl")), "\"type\":\"alert\""));
  CHECK(has(read_file(scratch.path("b.jsonl")), "\"type\":\"observation\""));
  CHECK(terminal.is_restored());
}

TEST_CASE("what is said while scan shows how far it is has a line of its own") {
  if (has_no_tmux()) return;
  const Scratch scratch;
  const std::string plan =
      scratch.file("plan.yaml",
                   "country: xx\n"
                   "description: a street\n"
                   "slices:\n"
                   "  - {name: GSM 900, rat: gsm, low_hz: 946700000, high_hz: 947700000}\n");
  const std::string device =
      std::string("driver=playback,faults=crash@2,state=") + scratch.path("faults") + ",band=" + kStreet;
  const Terminal terminal(120, 24, {"scan", "--device", device, "--rate", "500k", "--bands", plan});
  REQUIRE(terminal.shows("of 3 windows"));
  REQUIRE(terminal.shows("ended with"));
  const std::string text = terminal.all_text();
  INFO(text);
  CHECK(has(text, "\ncellwarden: "));
  CHECK(has(text, "ended by signal SIGABRT"));
  CHECK_FALSE(has(text, "of 3 windows"));  // it was taken away
}
