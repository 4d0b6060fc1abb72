#include "tools/cellwarden/towers/work_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace cellwarden::tools {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLockName = "lock";

std::string last_words() {
  return std::generic_category().message(errno);
}

Result<void> sync_path(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return fail(ErrorCode::kFile, fmt::format("{}: {}", path, last_words()));
  const bool is_synced = ::fsync(file) == 0;
  const std::string trouble = is_synced ? std::string() : last_words();
  ::close(file);
  if (!is_synced)
    return fail(ErrorCode::kFile, fmt::format("{}: cannot be written to the disk: {}", path, trouble));
  return {};
}

}  // namespace

Result<std::unique_ptr<WorkFolder>> WorkFolder::take(const std::string& database) {
  const fs::path path = database + ".import";
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return fail(ErrorCode::kFile, fmt::format("{}: cannot be made: {}; may this folder be written to?",
                                              path.string(), error.message()));
  }
  const std::string lock_file = (path / kLockName).string();
  const int lock = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return fail(ErrorCode::kFile, fmt::format("{}: {}", lock_file, last_words()));
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return fail(ErrorCode::kFile,
                fmt::format("{}: another import of it is running; wait for its end", database));
  }
  return std::unique_ptr<WorkFolder>(new WorkFolder(path, lock));
}

WorkFolder::~WorkFolder() {
  ::close(lock_);
}

nlohmann::json WorkFolder::noted(const std::string& name) const {
  std::ifstream in(file(name));
  if (!in) return nullptr;
  auto what = nlohmann::json::parse(in, nullptr, false);
  return what.is_discarded() ? nlohmann::json(nullptr) : what;
}

Result<void> WorkFolder::note(const std::string& name, const nlohmann::json& what) const {
  const std::string part = file(name + ".part");
  {
    std::ofstream out(part, std::ios::trunc);
    out << what.dump();
    out.flush();
    if (!out) return fail(ErrorCode::kFile, fmt::format("{}: cannot be written; is the disk full?", part));
  }
  std::error_code error;
  fs::rename(part, file(name), error);
  if (error) return fail(ErrorCode::kFile, fmt::format("{}: {}", file(name), error.message()));
  return {};
}

void WorkFolder::keep_only(const std::vector<std::string>& beginnings) const {
  std::error_code error;
  for (fs::directory_iterator entry(path_, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool is_kept =
        name == kLockName || std::ranges::any_of(beginnings, [&](const std::string& beginning) {
          return name.starts_with(beginning);
        });
    std::error_code ignored;
    if (!is_kept) fs::remove_all(entry->path(), ignored);
  }
}

void WorkFolder::remove() const {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Result<void> sync_file(const std::string& path) {
  return sync_path(path, O_RDWR);
}

Result<void> put_in_place(const std::string& from, const std::string& to) {
  if (auto synced = sync_file(from); !synced) return synced;
  std::error_code error;
  fs::rename(from, to, error);
  if (error)
    return fail(ErrorCode::kFile, fmt::format("{}: cannot be put in place: {}", to, error.message()));
  fs::path folder = fs::path(to).parent_path();
  if (folder.empty()) folder = ".";
  return sync_path(folder.string(), O_RDONLY | O_DIRECTORY);
}

}  // namespace cellwarden::tools
