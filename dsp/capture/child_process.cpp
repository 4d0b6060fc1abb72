#include "dsp/capture/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace cellwarden::capture {
namespace {

constexpr int kFirstInherited = 3;
constexpr int kOutOfTheWay = 64;  // inherited descriptors are first copied here and above
constexpr std::size_t kLongestLine = 500;
constexpr int kMostReads = 64;  // of 4 KiB at once: who says more than is read would never let go

std::string reason(int error) {
  return std::generic_category().message(error);
}

std::string describe(int status) {
  if (WIFSIGNALED(status)) {
    const char* const name = ::sigabbrev_np(WTERMSIG(status));
    return fmt::format("ended by signal {}{}", name == nullptr ? "" : "SIG",
                       name == nullptr ? std::to_string(WTERMSIG(status)) : name);
  }
  return fmt::format("ended with status {}", WEXITSTATUS(status));
}

/// Ended processes that the kernel did not give back while somebody waited: they are waited for again, in
/// passing, so that none stays a zombie.
class LeftBehind {
 public:
  void add(pid_t id) {
    const std::scoped_lock lock(mutex_);
    ids_.push_back(id);
  }
  void wait_for_those_that_ended() {
    const std::scoped_lock lock(mutex_);
    std::erase_if(ids_, [](pid_t id) { return ::waitpid(id, nullptr, WNOHANG) != 0; });
  }

 private:
  std::mutex mutex_;
  std::vector<pid_t> ids_;
};

LeftBehind& left_behind() {
  static LeftBehind the_processes;
  return the_processes;
}

/// posix_spawn's lists, released at the end.
struct SpawnLists {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  SpawnLists() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  SpawnLists(const SpawnLists&) = delete;
  SpawnLists& operator=(const SpawnLists&) = delete;
  ~SpawnLists() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
};

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command,
                                         std::span<const int> inherited) {
  left_behind().wait_for_those_that_ended();
  std::array<int, 2> pipe_ends{};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
    return fail(ErrorCode::kDevice, "no pipe: " + reason(errno));
  }
  Descriptor words(pipe_ends[0]);
  const Descriptor its_words(pipe_ends[1]);
  ::fcntl(words.number(), F_SETFL, O_NONBLOCK);

  SpawnLists lists;
  // Two steps: a descriptor's own number may be one of those that another is to get.
  int number = 0;
  for (const int descriptor : inherited) {
    ::posix_spawn_file_actions_adddup2(&lists.actions, descriptor, kOutOfTheWay + number++);
  }
  for (int i = 0; i < number; ++i) {
    ::posix_spawn_file_actions_adddup2(&lists.actions, kOutOfTheWay + i, kFirstInherited + i);
  }
  ::posix_spawn_file_actions_adddup2(&lists.actions, its_words.number(), STDERR_FILENO);
  ::posix_spawn_file_actions_addopen(&lists.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&lists.actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&lists.actions, kFirstInherited + number);
  ::posix_spawnattr_setflags(&lists.attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&lists.attributes, &signals);
  ::sigaddset(&signals, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&lists.attributes, &signals);

  std::vector<std::string> words_of_command = command;
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& word : words_of_command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t id = -1;
  const int error = ::posix_spawn(&id, command.front().c_str(), &lists.actions, &lists.attributes,
                                  arguments.data(), environ);
  if (error != 0) return fail(ErrorCode::kDevice, command.front() + " cannot be started: " + reason(error));
  return ChildProcess(id, std::move(words));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      words_(std::move(other.words_)),
      unfinished_(std::move(other.unfinished_)),
      ending_(std::move(other.ending_)) {}

ChildProcess::~ChildProcess() {
  if (id_ > 0) end(std::chrono::milliseconds(0));
}

std::vector<std::string> ChildProcess::said() {
  std::array<char, 4096> octets{};
  std::vector<std::string> lines;
  for (int reads = 0; reads < kMostReads; ++reads) {
    const ssize_t count = ::read(words_.number(), octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    for (ssize_t i = 0; i < count; ++i) {
      const char letter = octets[static_cast<std::size_t>(i)];
      if (letter != '\n' && unfinished_.size() < kLongestLine) {
        unfinished_ += letter;
      } else if (letter == '\n' && !unfinished_.empty()) {
        lines.push_back(std::exchange(unfinished_, {}));
      }
    }
  }
  return lines;
}

std::optional<std::string> ChildProcess::how_it_ended() {
  // Without an id nothing is asked: to the kernel -1 means all of this program's children.
  if (ending_ || id_ <= 0) return ending_;
  int status = 0;
  const pid_t ended = ::waitpid(id_, &status, WNOHANG);
  if (ended == id_) ending_ = describe(status);
  if (ended < 0 && errno != EINTR) ending_ = "gone";
  return ending_;
}

std::string ChildProcess::end(std::chrono::milliseconds patience) {
  constexpr std::chrono::seconds kPatienceOfKernel{
      2};  // a process deep in a driver of the kernel does not end
  // Asked before, or moved from. To the kernel -1 means every process that this user has.
  if (id_ <= 0) return ending_.value_or("is gone");
  wait_for_end(patience);
  if (!ending_) {
    ::kill(id_, SIGKILL);
    wait_for_end(kPatienceOfKernel);
  }
  const pid_t id = std::exchange(id_, -1);
  if (!ending_) {
    left_behind().add(id);
    ending_ = "does not end: the kernel holds it";
  }
  return *ending_;
}

void ChildProcess::wait_for_end(std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kLook{2};
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!how_it_ended() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(kLook);
}

}  // namespace cellwarden::capture
