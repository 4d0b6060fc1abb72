#pragma once

/// \file
/// Where this program lies: what comes with it lies beside it.

#include <filesystem>
#include <optional>
#include <system_error>

namespace cellwarden::tools {

[[nodiscard]] inline std::optional<std::filesystem::path> program_file() {
  std::error_code error;
  auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return std::nullopt;
  return program;
}

}  // namespace cellwarden::tools
