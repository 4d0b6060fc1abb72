#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cell/calendar_date.hpp"
#include "firmware-config/list_mapping.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/input_file.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/program_file.hpp"
#include "tools/cellwarden/progress.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/towers/database_build.hpp"
#include "tools/cellwarden/towers/interruption.hpp"
#include "tools/cellwarden/towers/list_runs.hpp"
#include "tools/cellwarden/towers/tower_file.hpp"
#include "tools/cellwarden/towers/work_folder.hpp"

namespace cellwarden::tools {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double kMillion = 1e6;

tl::unexpected<ExitCode> give(ExitCode code, std::string_view what) {
  complain(what);
  return tl::unexpected<ExitCode>(code);
}

// "cell_towers" of "lists/cell_towers.csv.gz".
std::string plain_name(const std::string& file) {
  fs::path name = fs::path(file).filename();
  while (name.has_extension() && name.stem() != name) name = name.stem();
  return printable(name.string());
}

// Whether a file is the one that was read before: by its size and when it was written.
nlohmann::json likeness(const std::string& file, const TowersFlags& flags) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  const auto written = fs::last_write_time(file, error);
  if (error) return nullptr;  // a pipe: never the same
  return {{"file", fs::weakly_canonical(file, error).string()},
          {"size", size},
          {"written", written.time_since_epoch().count()},
          {"mapping", flags.mapping_file.value_or("")},
          {"survey", flags.is_survey},
          {"software", CELLWARDEN_VERSION}};
}

class Import {
 public:
  Import(const Invocation& asked, std::string database) : asked_(asked), database_(std::move(database)) {}

  OrExit<void> run() {
    if (auto mapped = read_mapping(); !mapped) return mapped;
    if (auto taken = take_folder(); !taken) return taken;
    for (std::size_t i = 0; i < asked_.inputs.size(); ++i) {
      if (auto read = read_list(i); !read) return read;
    }
    const auto updates = sources();
    if (!updates) return tl::unexpected<ExitCode>(updates.error());
    return build(*updates);
  }

 private:
  static bool goes_on() { return !Interruption::is_asked(); }

  OrExit<void> read_mapping() {
    if (!asked_.towers.mapping_file) return {};
    const auto columns = towers::csv_column_names();
    auto mapping = config::load_list_mapping(*asked_.towers.mapping_file,
                                             config::list_mapping_folders(program_file()), columns);
    if (!mapping) return give(kFailed, mapping.error().what);
    format_ = std::move(mapping->format);
    return {};
  }

  OrExit<void> take_folder() {
    const fs::path folder = fs::path(database_).parent_path();
    std::error_code error;
    if (!folder.empty()) fs::create_directories(folder, error);
    if (error) return give(kFailed, fmt::format("{}: cannot be made: {}", folder.string(), error.message()));
    auto taken = WorkFolder::take(database_);
    if (!taken) return give(kFailed, taken.error().what);
    folder_ = std::move(*taken);
    std::vector<std::string> prefixes;
    for (std::size_t i = 0; i < asked_.inputs.size(); ++i) prefixes.push_back(prefix_of(i));
    folder_->keep_only(prefixes);
    return {};
  }

  [[nodiscard]] static std::string prefix_of(std::size_t list) { return fmt::format("list-{:03}.", list); }

  [[nodiscard]] OrExit<void> fail_with(const Error& error) {
    Progress::clear();
    if (!goes_on()) {
      return give(kFailed,
                  fmt::format("interrupted: {} is as it was; the same command goes on from the lists that "
                              "were read whole",
                              database_));
    }
    folder_->remove();
    return give(kFailed, error.what);
  }

  // What an import that was interrupted had read of the same file.
  [[nodiscard]] std::optional<ListRuns> left_over(const std::string& note,
                                                  const nlohmann::json& alike) const {
    const auto noted = folder_->noted(note);
    if (!noted.is_object() || alike.is_null() || noted.value("of", nlohmann::json()) != alike)
      return std::nullopt;
    auto runs = list_runs_of(noted.value("runs", nlohmann::json()));
    if (!runs) return std::nullopt;
    const bool is_whole = std::ranges::all_of(runs->files, [this](const std::string& file) {
      std::error_code error;
      return fs::exists(folder_->file(file), error);
    });
    return is_whole ? runs : std::nullopt;
  }

  OrExit<void> read_list(std::size_t index) {
    const std::string& file = asked_.inputs[index];
    const std::string prefix = prefix_of(index);
    const auto alike = likeness(file, asked_.towers);
    if (auto runs = left_over(prefix + "json", alike)) {
      tell(fmt::format("{}: was read whole before the interruption: {} rows", printable(file), runs->rows));
      runs_.push_back(std::move(*runs));
      return {};
    }
    begin_step("reading " + printable(file));
    Progress progress{std::nullopt};
    std::error_code error;
    const auto size = fs::is_regular_file(file, error) ? fs::file_size(file, error) : 0;
    const auto begun = Clock::now();
    ListInput input{.file = file, .format = {}, .csv = format_};
    if (asked_.towers.is_survey) input.format = towers::ListFormat::kObservationLog;
    auto runs = read_into_runs(
        input,
        {.folder = *folder_,
         .prefix = prefix,
         .tell =
             [&](std::optional<std::uint64_t> left, std::uint64_t rows) {
               if (!progress.is_due()) return;
               const double part =
                   left && size > 0 ? 1.0 - static_cast<double>(*left) / static_cast<double>(size) : 0.0;
               const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
               progress.show(
                   part, fmt::format("reading {}: {:.1f} million rows, {:.2f} million/s",
                                     fs::path(file).filename().string(), static_cast<double>(rows) / kMillion,
                                     static_cast<double>(rows) / kMillion / std::max(seconds, 0.1)));
             },
         .goes_on = goes_on});
    if (!runs) return fail_with(runs.error());
    if (!alike.is_null()) {
      if (auto noted = folder_->note(prefix + "json", {{"of", alike}, {"runs", to_json(*runs)}}); !noted)
        return fail_with(noted.error());
    }
    Progress::clear();
    runs_.push_back(std::move(*runs));
    return {};
  }

  // Lists of one name make one source.
  OrExit<std::vector<SourceUpdate>> sources() {
    std::vector<SourceUpdate> updates;
    const TowersFlags& flags = asked_.towers;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const ListRuns& runs = runs_[i];
      towers::Source source;
      source.name = flags.name.value_or(runs.stated.name.value_or(plain_name(asked_.inputs[i])));
      const bool is_survey = runs.format == towers::ListFormat::kObservationLog;
      const auto usual = is_survey ? towers::Trust::kSurvey : towers::Trust::kCrowd;
      source.trust = flags.trust.value_or(runs.stated.trust.value_or(usual));
      source.date = flags.date ? flags.date : runs.stated.date;
      if (!source.date && runs.newest) source.date = std::chrono::floor<std::chrono::days>(*runs.newest);
      source.licence = flags.licence.value_or(runs.stated.licence.value_or(""));
      source.attribution = flags.attribution.value_or(runs.stated.attribution.value_or(""));
      auto known =
          std::ranges::find(updates, source.name, [](const SourceUpdate& one) { return one.source.name; });
      if (known == updates.end()) {
        updates.push_back({.source = source, .lists = {}, .list_names = {}, .keeps_old_rows = flags.is_diff});
        known = std::prev(updates.end());
      }
      if (source.date && (!known->source.date || *source.date > *known->source.date))
        known->source.date = source.date;
      known->lists.push_back(runs);
      known->list_names.push_back(printable(fs::path(asked_.inputs[i]).filename().string()));
    }
    return updates;
  }

  // With -v: what each step took.
  void begin_step(std::string_view step) {
    if (step == step_) return;
    const auto now = Clock::now();
    if (asked_.is_verbose && !step_.empty()) {
      Progress::clear();
      tell(fmt::format("{}: {:.1f} s", step_, std::chrono::duration<double>(now - step_begun_).count()));
    }
    step_ = step;
    step_begun_ = now;
  }

  OrExit<void> build(const std::vector<SourceUpdate>& updates) {
    Progress progress{std::nullopt};
    const auto report = build_database(database_, *folder_, updates,
                                       {.threads = 1,
                                        .tell =
                                            [&](std::string_view step, double fraction) {
                                              begin_step(step);
                                              if (fraction > 0.0 && !progress.is_due()) return;
                                              progress.show(fraction, std::string(step));
                                            },
                                        .goes_on = goes_on});
    begin_step({});
    if (!report) return fail_with(report.error());
    Progress::clear();
    folder_->remove();
    for (std::size_t i = 0; i < updates.size(); ++i) tell_of(updates[i], report->duplicates[i]);
    tell(fmt::format("{}: {} known towers, {:.1f} MB", database_, report->rows,
                     static_cast<double>(report->octets) / kMillion));
    return {};
  }

  // Nothing is left out silently.
  void tell_of(const SourceUpdate& update, std::uint64_t duplicates) const {
    for (std::size_t i = 0; i < update.lists.size(); ++i) {
      const towers::ReadReport& report = update.lists[i].report;
      tell(fmt::format("{}: {} lines, {} records ({}, {})", update.list_names[i], report.lines,
                       report.records, update.source.name, towers::to_string(update.source.trust)));
      for (const auto& [reason, count] : report.refused)
        tell(fmt::format("  {:>10} left out: {}", count, reason));
      for (const auto& [reason, count] : report.blanked)
        tell(fmt::format("  {:>10} read as unknown: {}", count, reason));
      for (const auto& example : report.examples) tell(fmt::format("             {}", example));
      if (!report.ignored_columns.empty()) {
        std::string names;
        for (const auto& name : report.ignored_columns) names += (names.empty() ? "" : ", ") + name;
        tell(fmt::format("             columns of no meaning here: {}", names));
      }
    }
    if (duplicates > 0) tell(fmt::format("  {:>10} left out: duplicate of a newer record", duplicates));
  }

  const Invocation& asked_;
  std::string database_;
  std::unique_ptr<WorkFolder> folder_;
  towers::CsvFormat format_;
  std::vector<ListRuns> runs_;
  std::string step_;
  Clock::time_point step_begun_;
};

}  // namespace

ExitCode run_towers_import(const Invocation& asked) {
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  const auto database = tower_database_of(loaded->config);
  if (!database) {
    complain("towers: name one database with --towers FILE");
    return kBadUsage;
  }
  std::error_code error;
  if (fs::exists(*database, error) && !is_tower_database(*database)) {
    complain(fmt::format("{}: is there and is no database; give another name with --towers", *database));
    return kFailed;
  }
  const Interruption interruption;
  const auto done = Import(asked, *database).run();
  return done ? kRan : done.error();
}

}  // namespace cellwarden::tools
