#pragma once

/// \file
/// Debian's SoapySDRServer on the loopback interface, with the playback module, to be started, killed and
/// started again. Runs where soapy_remote.sh has made a network with an Avahi daemon in it.

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace cellwarden::test {

inline constexpr const char* kRemoteDevice = "driver=remote,remote=tcp://127.0.0.1:55132,remote:prot=tcp";

class SoapyRemoteServer {
 public:
  /// \param playback  what CELLWARDEN_PLAYBACK names
  explicit SoapyRemoteServer(std::string playback) : playback_(std::move(playback)) { start(); }
  ~SoapyRemoteServer() { kill(); }
  SoapyRemoteServer(const SoapyRemoteServer&) = delete;
  SoapyRemoteServer& operator=(const SoapyRemoteServer&) = delete;

  /// Until it listens; half a minute at most.
  void start() {
    const std::string log = folder_.file("server_" + std::to_string(starts_++));
    std::vector<std::string> words{"env", "CELLWARDEN_PLAYBACK=" + playback_,
                                   "SOAPY_SDR_PLUGIN_PATH=" + modules(), "SoapySDRServer",
                                   "--bind=tcp://127.0.0.1:55132"};
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    REQUIRE(::posix_spawnp(&process_, "env", &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    for (int i = 0; i < 300; ++i) {
      if (capture::read_file(log).find("Server bound") != std::string::npos) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    FAIL("the server did not start: " + capture::read_file(log));
  }

  void send(int signal) const { ::kill(process_, signal); }

  /// It has no time for a last word.
  void kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }

 private:
  static std::string modules() {
    const char* const folder = std::getenv("CELLWARDEN_REMOTE_MODULES");
    REQUIRE(folder != nullptr);
    return folder;
  }

  capture::TemporaryFolder folder_;
  std::string playback_;
  pid_t process_{};
  int starts_ = 0;
};

}  // namespace cellwarden::test
