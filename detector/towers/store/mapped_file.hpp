#pragma once

/// \file
/// A whole file as memory, read-only. A page of it that cannot be read any more ends the program: ask
/// is_unchanged() before each use, and keep the file on a disk that stays.

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "cell/result.hpp"

namespace cellwarden::towers::store {

class MappedFile {
 public:
  /// \return an error for what is no file, empty, or may not be read
  [[nodiscard]] static Result<std::shared_ptr<const MappedFile>> open(const std::string& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::span<std::byte> octets() const noexcept;
  /// False when somebody wrote over it, as `cp` does. A file that was replaced by another is still the same.
  [[nodiscard]] bool is_unchanged() const noexcept;

 private:
  struct State;
  explicit MappedFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cellwarden::towers::store
