#include "tools/cellwarden/output/writer.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstring>
#include <mutex>
#include <utility>

namespace cellwarden::tools {

void Writer::Close::operator()(std::FILE* file) const noexcept {
  if (file != stdout) std::fclose(file);
}

namespace {

std::atomic<bool> is_hurried = false;

constexpr std::size_t kMostWaiting_octets = std::size_t{1} << 16U;

bool is_regular_file(std::FILE* file) {
  struct stat about {};
  return fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode);
}

}  // namespace

void hurry_outputs() noexcept {
  is_hurried = true;
}

// Of a pipe that takes anything the kernel promises that it takes so much.
Writer::Writer(std::string name, std::FILE* file)
    : name_(std::move(name)),
      at_once_(is_regular_file(file) ? kMostWaiting_octets : PIPE_BUF),
      file_(file),
      is_terminal_(isatty(fileno(file)) == 1) {}

Writer::~Writer() {
  if (file_) flush();
}

Writer Writer::to_stdout() {
  return {"standard output", stdout};
}

Result<Writer> Writer::to_file(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "we");
  if (file == nullptr) {
    return fail(ErrorCode::kFile, fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
  }
  return Writer(path, file);
}

void Writer::write(std::string_view text) {
  if (failure_) return;
  waiting_ += text;
  if (waiting_.size() >= kMostWaiting_octets) flush();
}

void Writer::flush() {
  std::string_view rest = waiting_;
  if (is_terminal_ && !rest.empty()) clear_last_line();
  while (!failure_ && !rest.empty()) {
    if (!is_taken()) {
      keep_failure("nobody takes what it is given, and the end was asked for");
      break;
    }
    const ssize_t written = ::write(fileno(file_.get()), rest.data(), std::min(rest.size(), at_once_));
    if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
    if (written < 0 && errno != EINTR && errno != EAGAIN) {
      reader_is_gone_ = errno == EPIPE;
      keep_failure(std::strerror(errno));
    }
  }
  waiting_.clear();
}

/// Waits until the reader takes something. \return false: the end was asked for, and it does not
bool Writer::is_taken() const {
  constexpr int kLook_ms = 100;
  constexpr int kMostLooks = static_cast<int>(kPatience_s * 1000) / kLook_ms;
  int looks = 0;
  while (looks < kMostLooks) {
    pollfd output{.fd = fileno(file_.get()), .events = POLLOUT, .revents = 0};
    const int ready = ::poll(&output, 1, kLook_ms);
    if (ready != 0 && !(ready < 0 && errno == EINTR)) return true;  // an error too: write() says which
    if (is_hurried) ++looks;
  }
  return false;
}

void Writer::keep_failure(const char* why) {
  failure_ = Error{ErrorCode::kFile, fmt::format("{}: cannot be written further: {}", name_, why)};
}

namespace {

std::mutex taking;
LinesTaken::Take taker;  // under `taking`

/// \return whether somebody took it
bool is_taken(LineKind kind, std::string_view what) {
  const std::lock_guard lock(taking);
  if (taker) taker(kind, what);
  return static_cast<bool>(taker);
}

std::mutex drawing;
bool is_drawn = false;  // under `drawing`: a last line

/// `drawing` is held.
void put(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// `drawing` is held.
void take_away() {
  if (std::exchange(is_drawn, false)) put("\r\x1b[K");
}

void write_line(std::string_view what) {
  const std::string line = fmt::format("{}\n", what);
  const std::lock_guard lock(drawing);
  take_away();
  put(line);
}

}  // namespace

LinesTaken::LinesTaken(Take take) {
  const std::lock_guard lock(taking);
  taker = std::move(take);
}

LinesTaken::~LinesTaken() {
  const std::lock_guard lock(taking);
  taker = nullptr;
}

void complain(std::string_view what) {
  if (!is_taken(LineKind::kComplaint, what)) write_line(fmt::format("cellwarden: {}", what));
}

void tell(std::string_view what) {
  if (!is_taken(LineKind::kTold, what)) write_line(what);
}

void draw_last_line(std::string_view what) {
  const std::lock_guard lock(drawing);
  put(fmt::format("\r\x1b[K{}", what));
  is_drawn = true;
}

void clear_last_line() {
  const std::lock_guard lock(drawing);
  take_away();
}

}  // namespace cellwarden::tools
