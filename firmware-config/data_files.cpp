#include "firmware-config/data_files.hpp"

#include <cstdlib>
#include <set>
#include <system_error>

namespace cellwarden::config {
namespace {

constexpr std::string_view kEnding = ".yaml";

}  // namespace

std::vector<std::filesystem::path> data_folders(std::string_view kind,
                                                const std::optional<std::filesystem::path>& program) {
  std::vector<std::filesystem::path> folders;
  const char* config_home = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  if (config_home != nullptr && *config_home != '\0') {
    folders.push_back(std::filesystem::path(config_home) / "cellwarden" / kind);
  } else if (home != nullptr && *home != '\0') {
    folders.push_back(std::filesystem::path(home) / ".config/cellwarden" / kind);
  }
  folders.push_back(std::filesystem::path("/etc/cellwarden") / kind);
  if (program) folders.push_back(program->parent_path().parent_path() / "share/cellwarden" / kind);
  return folders;
}

std::vector<std::string> data_names(std::span<const std::filesystem::path> folders) {
  std::set<std::string> names;
  for (const auto& folder : folders) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == kEnding) names.insert(entry->path().stem().string());
    }
  }
  return {names.begin(), names.end()};
}

std::optional<std::filesystem::path> find_data_file(std::string_view name,
                                                    std::span<const std::filesystem::path> folders,
                                                    std::string_view ending) {
  for (const auto& folder : folders) {
    auto file = folder / (std::string(name) + std::string(ending));
    std::error_code error;
    if (std::filesystem::is_regular_file(file, error)) return file;
  }
  return std::nullopt;
}

std::string folders_text(std::span<const std::filesystem::path> folders) {
  std::string text;
  for (const auto& folder : folders) text += (text.empty() ? "" : ", ") + folder.string();
  return text;
}

}  // namespace cellwarden::config
