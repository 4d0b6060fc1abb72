#include "tools/cellwarden/towers/tower_file.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace cellwarden::tools {
namespace {

std::optional<std::filesystem::path> folder_in(const char* variable, const char* below) {
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::filesystem::path(value) / below;
}

}  // namespace

std::optional<std::string> usual_tower_database() {
  auto folder = folder_in("XDG_DATA_HOME", "cellwarden");
  if (!folder) folder = folder_in("HOME", ".local/share/cellwarden");
  if (!folder) return std::nullopt;
  return (*folder / "towers.sqlite").string();
}

bool is_tower_database(const std::string& path) {
  constexpr std::string_view kBegin{"SQLite format 3\0", 16};
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  std::ifstream in(path, std::ios::binary);
  std::array<char, kBegin.size()> head{};
  in.read(head.data(), head.size());
  return in && std::string_view(head.data(), head.size()) == kBegin;
}

std::optional<std::string> tower_database_of(const config::Config& config) {
  if (config.towers.size() > 1) return std::nullopt;
  return config.towers.empty() ? usual_tower_database() : config.towers.front();
}

}  // namespace cellwarden::tools
