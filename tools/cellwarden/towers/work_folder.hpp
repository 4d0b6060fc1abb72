#pragma once

/// \file
/// The folder in which a database of known towers is made, beside where it is to be: what was read of the
/// lists is kept there until the database is in place, so that an import that was interrupted goes on, and
/// only one runs at a time.

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cell/result.hpp"

namespace cellwarden::tools {

class WorkFolder {
 public:
  /// Makes `database` + ".import", or takes up the one an interrupted import left.
  /// \return an error when another import of this database runs, or the folder cannot be made
  [[nodiscard]] static Result<std::unique_ptr<WorkFolder>> take(const std::string& database);
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  /// Lets others in. The folder stays unless it was removed or is empty.
  ~WorkFolder();

  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// What was noted under a name by note(); null when nothing was, or what is there cannot be read.
  [[nodiscard]] nlohmann::json noted(const std::string& name) const;
  /// Notes it so that a crash leaves the old or the new note.
  [[nodiscard]] Result<void> note(const std::string& name, const nlohmann::json& what) const;

  /// Takes away everything that does not begin with one of these names.
  void keep_only(const std::vector<std::string>& beginnings) const;
  /// Takes the whole folder away.
  void remove() const;

 private:
  WorkFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;
};

/// Waits until a file's octets are on the disk. \return an error with the way out
[[nodiscard]] Result<void> sync_file(const std::string& path);
/// Gives a file another's name and place at once, also across a crash.
[[nodiscard]] Result<void> put_in_place(const std::string& from, const std::string& to);

}  // namespace cellwarden::tools
