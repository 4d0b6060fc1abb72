#include "tests/tools/terminal.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace cellwarden::test {
namespace {

constexpr std::chrono::milliseconds kPause{100};
constexpr int kMostPauses = 600;

std::string output_of(const std::string& command) {
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string out;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out.push_back(static_cast<char>(c));
  pclose(pipe);
  return out;
}

std::string quoted(const std::string& word) {
  return "'" + word + "'";  // no word of a test has one inside
}

}  // namespace

bool Terminal::is_possible() {
  return output_of("tmux -V 2>/dev/null").starts_with("tmux");
}

Terminal::Terminal(int columns, int rows, const std::vector<std::string>& arguments,
                   const std::string& environment) {
  std::string run = "#!/bin/sh\nexport LANG=C.UTF-8 HOME=" + quoted(scratch_.path("")) +
                    "\nunset XDG_CONFIG_HOME NO_COLOR\n" + environment + "\n" + quoted(CELLWARDEN_PROGRAM);
  for (const auto& argument : arguments) run += " " + quoted(argument);
  run += " &\necho $! > " + quoted(scratch_.path("process")) + "\nfg >/dev/null\n";
  // Job control, so that the program is the terminal's foreground as under anybody's shell.
  run.insert(run.find('\n') + 1, "set -m\n");
  run += "echo \"ended with $?\"\nstty -a > " + quoted(scratch_.path("stty")) + "\necho done >> " +
         quoted(scratch_.path("stty")) + "\nexec sleep 600\n";
  const std::string script = scratch_.file("run", run);
  (void)tmux("new-session -d -x " + std::to_string(columns) + " -y " + std::to_string(rows) + " sh " +
             script);
}

Terminal::~Terminal() {
  (void)tmux("kill-server");
}

std::string Terminal::tmux(const std::string& words) const {
  return output_of("tmux -S " + quoted(scratch_.path("socket")) + " -f /dev/null " + words + " 2>&1");
}

std::string Terminal::text() const {
  return tmux("capture-pane -p");
}

std::string Terminal::all_text() const {
  return tmux("capture-pane -p -S -");
}

std::string Terminal::styled_text() const {
  return tmux("capture-pane -p -e");
}

bool Terminal::shows(const std::string& part) const {
  for (int i = 0; i < kMostPauses; ++i) {
    if (text().find(part) != std::string::npos) return true;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

bool Terminal::shows_no_more(const std::string& part) const {
  for (int i = 0; i < kMostPauses; ++i) {
    if (text().find(part) == std::string::npos) return true;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

void Terminal::type(const std::string& key) const {
  (void)tmux("send-keys " + key);
}

void Terminal::resize(int columns, int rows) const {
  (void)tmux("resize-window -x " + std::to_string(columns) + " -y " + std::to_string(rows));
}

void Terminal::send(int signal) const {
  kill(std::stoi(read_file(scratch_.path("process"))), signal);
}

bool Terminal::is_restored() const {
  std::string settings;
  for (int i = 0; i < kMostPauses && settings.find("done") == std::string::npos; ++i) {
    std::this_thread::sleep_for(kPause);
    settings = read_file(scratch_.path("stty"));
  }
  const auto is_on = [&settings](const std::string& name) {
    return settings.find(" " + name) != std::string::npos && settings.find("-" + name) == std::string::npos;
  };
  const std::string screen = tmux("display-message -p '#{alternate_on} #{cursor_flag} #{keypad_flag}'");
  return is_on("icanon") && is_on("echo ") && is_on("icrnl") && screen == "0 1 0\n";
}

}  // namespace cellwarden::test
