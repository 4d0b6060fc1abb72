#include "tools/cellwarden/output/writer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <utility>

namespace cellwarden::tools {

void Writer::Close::operator()(std::FILE* file) const noexcept {
  if (file != stdout) std::fclose(file);
}

Writer::Writer(std::string name, std::FILE* file)
    : name_(std::move(name)), file_(file), is_terminal_(isatty(fileno(file)) == 1) {}

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
  if (is_terminal_) clear_last_line();
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) keep_failure();
}

void Writer::flush() {
  if (failure_) return;
  errno = 0;
  if (std::fflush(file_.get()) != 0) keep_failure();
}

void Writer::keep_failure() {
  reader_is_gone_ = errno == EPIPE;
  failure_ =
      Error{ErrorCode::kFile, fmt::format("{}: cannot be written further: {}", name_, std::strerror(errno))};
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
