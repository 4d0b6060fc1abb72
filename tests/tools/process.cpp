#include "tests/tools/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace cellwarden::test {
namespace {

void redirect(const std::string& path, int descriptor) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(file, descriptor);
  close(file);
}

bool move_into(const std::string& folder) {
  for (const char* const name : {"HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                                 "XDG_STATE_HOME", "XDG_RUNTIME_DIR"}) {
    setenv(name, folder.c_str(), 1);
  }
  return chdir(folder.c_str()) == 0;
}

}  // namespace

Program::Program(std::vector<std::string> arguments) {
  start(std::move(arguments), {});
}

Program::Program(std::vector<std::string> arguments, const std::string& folder) {
  start(std::move(arguments), folder);
}

void Program::start(std::vector<std::string> arguments, const std::optional<std::string>& folder) {
  arguments.insert(arguments.begin(), CELLWARDEN_PROGRAM);
  std::vector<char*> words;
  words.reserve(arguments.size() + 1);
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  process_ = fork();
  if (process_ != 0) return;
  redirect(scratch_.path("out"), STDOUT_FILENO);
  redirect(scratch_.path("err"), STDERR_FILENO);
  setenv("HOME", scratch_.path("").c_str(), 1);
  unsetenv("XDG_CONFIG_HOME");
  if (folder && !move_into(*folder)) _exit(127);
  execv(words.front(), words.data());
  _exit(127);
}

Program::~Program() {
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

void Program::send(int signal) const {
  kill(process_, signal);
}

std::vector<int> Program::children() const {
  std::vector<int> children;
  std::error_code error;
  const std::filesystem::path threads("/proc/" + std::to_string(process_) + "/task");
  for (std::filesystem::directory_iterator thread(threads, error), end; !error && thread != end;
       thread.increment(error)) {
    std::ifstream in(thread->path() / "children");
    for (int child = 0; in >> child;) children.push_back(child);
  }
  return children;
}

bool Program::has_said(const std::string& text) const {
  return has_said([&](const std::string& said) { return said.find(text) != std::string::npos; });
}

bool Program::has_said(const std::function<bool(const std::string&)>& is_enough) const {
  constexpr int kTries = 600;
  for (int i = 0; i < kTries; ++i) {
    const std::string said = read_file(scratch_.path("out"));
    if (is_enough(said.substr(0, said.rfind('\n') + 1))) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

Ended Program::wait() {
  int status = 0;
  waitpid(process_, &status, 0);
  return ended(status);
}

Ended Program::wait(std::chrono::seconds longest) {
  constexpr std::chrono::milliseconds kPause{20};
  const auto until = std::chrono::steady_clock::now() + longest;
  int status = 0;
  while (waitpid(process_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > until) send(SIGKILL);
    std::this_thread::sleep_for(kPause);
  }
  return ended(status);
}

Ended Program::wait(std::set<std::string>& written) {
  constexpr std::chrono::milliseconds kPause{2};
  int status = 0;
  while (waitpid(process_, &status, WNOHANG) == 0) {
    add_open_files(written);
    std::this_thread::sleep_for(kPause);
  }
  return ended(status);
}

namespace {

/// What this process has open, and so its children from the start: a test runner's own log.
std::set<std::string> inherited_files() {
  std::set<std::string> files;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    std::error_code is_closed;
    files.insert(std::filesystem::read_symlink(file.path(), is_closed).string());
  }
  return files;
}

}  // namespace

void Program::add_open_files(std::set<std::string>& written) const {
  static const std::set<std::string> inherited = inherited_files();
  const std::string process = "/proc/" + std::to_string(process_);
  std::error_code error;  // files close and the process ends while this looks
  if (std::filesystem::read_symlink(process + "/exe", error) != CELLWARDEN_PROGRAM || error) return;
  for (std::filesystem::directory_iterator file(process + "/fd", error), end; !error && file != end;
       file.increment(error)) {
    std::error_code is_closed;
    const std::string path = std::filesystem::read_symlink(file->path(), is_closed).string();
    const bool is_writable = (std::filesystem::symlink_status(file->path(), is_closed).permissions() &
                              std::filesystem::perms::owner_write) != std::filesystem::perms::none;
    const bool is_output = path == scratch_.path("out") || path == scratch_.path("err");
    if (!is_closed && is_writable && !is_output && !inherited.contains(path)) written.insert(path);
  }
}

Ended Program::ended(int status) {
  process_ = 0;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(scratch_.path("out")),
          read_file(scratch_.path("err"))};
}

Ended run(std::vector<std::string> arguments) {
  return Program(std::move(arguments)).wait();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace cellwarden::test
