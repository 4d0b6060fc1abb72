#include "dsp/capture/child_process.hpp"

#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include "tests/catch.hpp"

// The kernel may keep a process that was killed: one deep in a driver, or in a debugger's hands. These two
// stand in for the C library's, so that a test can be that kernel, and no mistake in here reaches anybody
// else's process.
namespace {

struct Kernel {
  bool keeps_all = false;
  std::vector<pid_t> waited_for;
  std::vector<pid_t> killed;
};

Kernel& kernel() {
  static Kernel the_kernel;
  return the_kernel;
}

}  // namespace

extern "C" pid_t waitpid(pid_t id, int* status, int options) {
  kernel().waited_for.push_back(id);
  if (kernel().keeps_all || id <= 0) return 0;
  return static_cast<pid_t>(::syscall(SYS_wait4, id, status, options, nullptr));
}

extern "C" int kill(pid_t id, int signal) noexcept {
  kernel().killed.push_back(id);
  return id <= 0 ? 0 : static_cast<int>(::syscall(SYS_kill, id, signal));
}

namespace {

using cellwarden::capture::ChildProcess;
using namespace std::chrono_literals;

ChildProcess started(const std::vector<std::string>& command) {
  auto child = ChildProcess::start(command, {});
  if (!child) FAIL(child.error().what);
  return std::move(*child);
}

bool has_only(const std::vector<pid_t>& ids, pid_t id) {
  return std::ranges::all_of(ids, [id](pid_t each) { return each == id; });
}

}  // namespace

TEST_CASE("a process says how it ended, as often as it is asked") {
  kernel() = {};
  ChildProcess child = started({"/bin/sh", "-c", "exit 3"});
  CHECK(child.end(5s) == "ended with status 3");
  CHECK(child.end(5s) == "ended with status 3");
  CHECK(child.how_it_ended() == "ended with status 3");
  CHECK(kernel().killed.empty());
}

TEST_CASE("a process that the kernel keeps is given up, and nobody else is ended in its place") {
  kernel() = {};
  pid_t id = 0;
  {
    ChildProcess child = started({"/bin/sleep", "60"});
    id = child.id();
    kernel().keeps_all = true;
    CHECK(child.end(0ms) == "does not end: the kernel holds it");
    CHECK(child.end(0ms) == "does not end: the kernel holds it");
    CHECK(child.how_it_ended() == "does not end: the kernel holds it");
    CHECK(kernel().killed == std::vector<pid_t>{id});
    CHECK(has_only(kernel().waited_for, id));
  }
  CHECK(kernel().killed == std::vector<pid_t>{id});
  // It ends at last, and leaves no zombie once there is another one.
  kernel().keeps_all = false;
  ::siginfo_t about{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(id), &about, WEXITED | WNOWAIT) == 0);
  ChildProcess next = started({"/bin/sh", "-c", "exit 0"});
  CHECK(::waitid(P_PID, static_cast<id_t>(id), &about, WEXITED | WNOWAIT | WNOHANG) != 0);
  CHECK(next.end(5s) == "ended with status 0");
}

TEST_CASE("a process that was moved from has nothing to end") {
  kernel() = {};
  ChildProcess child = started({"/bin/sleep", "60"});
  const pid_t id = child.id();
  ChildProcess taken = std::move(child);
  child.end(0ms);  // NOLINT(bugprone-use-after-move)
  CHECK(kernel().killed.empty());
  CHECK(taken.end(0ms) == "ended by signal SIGKILL");
  CHECK(kernel().killed == std::vector<pid_t>{id});
}
