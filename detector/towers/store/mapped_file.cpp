#include "detector/towers/store/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace cellwarden::towers::store {

struct MappedFile::State {
  int file = -1;
  struct stat at_first {};
  void* begin = MAP_FAILED;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (begin != MAP_FAILED) ::munmap(begin, size());
    if (file >= 0) ::close(file);
  }

  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(at_first.st_size); }
};

MappedFile::MappedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
MappedFile::~MappedFile() = default;

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::string& path) {
  const auto failed = [&path](const char* why) {
    return tl::unexpected<Error>(Error{ErrorCode::kFile, path + ": cannot be opened (" + why + ")"});
  };
  auto state = std::make_unique<State>();
  state->file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (state->file < 0 || ::fstat(state->file, &state->at_first) != 0) return failed(std::strerror(errno));
  if (!S_ISREG(state->at_first.st_mode)) return failed("it is no file");
  if (state->size() == 0) return failed("it is empty");
  state->begin = ::mmap(nullptr, state->size(), PROT_READ, MAP_SHARED, state->file, 0);
  if (state->begin == MAP_FAILED) return failed(std::strerror(errno));
  return std::shared_ptr<const MappedFile>(new MappedFile(std::move(state)));
}

std::span<std::byte> MappedFile::octets() const noexcept {
  return {static_cast<std::byte*>(state_->begin), state_->size()};
}

bool MappedFile::is_unchanged() const noexcept {
  struct stat now {};
  const struct stat& first = state_->at_first;
  return ::fstat(state_->file, &now) == 0 && now.st_size == first.st_size &&
         now.st_mtim.tv_sec == first.st_mtim.tv_sec && now.st_mtim.tv_nsec == first.st_mtim.tv_nsec;
}

}  // namespace cellwarden::towers::store
