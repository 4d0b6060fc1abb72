#include "tools/cellwarden/towers/database_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "cell/calendar_date.hpp"
#include "detector/towers/known_towers.hpp"
#include "detector/towers/store/row_sort.hpp"
#include "detector/towers/store/rows_of_database.hpp"
#include "detector/towers/store/unique_rows.hpp"
#include "dsp/capture/digest.hpp"

namespace cellwarden::tools {
namespace {

namespace fs = std::filesystem;
namespace store = towers::store;
using towers::TowerWriter;

constexpr const char* kPart = "towers.part";
constexpr std::uint64_t kAnewBelow = 20;  // a copy pays where what stays is so many times what changes

template <class T>
tl::unexpected<Error> pass_on(const Result<T>& result) {
  return tl::unexpected<Error>(result.error());
}

class Build {
 public:
  Build(std::string database, const WorkFolder& folder, const std::vector<SourceUpdate>& updates,
        const BuildSteps& steps)
      : database_(std::move(database)),
        part_(folder.file(kPart)),
        folder_(folder),
        updates_(updates),
        steps_(steps) {}

  Result<BuildReport> run() {
    std::error_code error;
    fs::remove(part_, error);
    if (auto opened = open_old(); !opened) return pass_on(opened);
    if (auto made = pays_to_copy() ? amend() : make_anew(); !made) return pass_on(made);
    BuildReport report;
    report.digest = digest();
    auto duplicates = writer_->finish(report.digest, writer_steps());
    if (!duplicates) return pass_on(duplicates);
    for (std::size_t i = 0; i < updates_.size(); ++i) {
      const std::uint64_t count = (*duplicates)[ids_[i]] + left_out_[ids_[i]];
      report.duplicates.push_back(count);
      if (auto put = writer_->put_source(updates_[i].source, details(i, count)); !put) return pass_on(put);
    }
    writer_.reset();
    return place(std::move(report));
  }

 private:
  Result<void> open_old() {
    std::error_code error;
    if (!fs::exists(database_, error)) return {};
    auto old = towers::KnownTowers::open(database_);
    if (!old) return pass_on(old);
    old_ = std::move(*old);
    return {};
  }

  [[nodiscard]] const SourceUpdate* update_of(const std::string& name) const {
    const auto found =
        std::ranges::find(updates_, name, [](const SourceUpdate& one) { return one.source.name; });
    return found == updates_.end() ? nullptr : &*found;
  }

  // Of the old database: rows that stay as they are.
  [[nodiscard]] bool stays(std::uint32_t source) const {
    const SourceUpdate* update = update_of(old_->sources()[source].name);
    return update == nullptr || update->keeps_old_rows;
  }

  [[nodiscard]] std::uint64_t new_rows() const {
    std::uint64_t rows = 0;
    for (const SourceUpdate& update : updates_) {
      for (const ListRuns& list : update.lists) rows += list.rows;
    }
    return rows;
  }

  [[nodiscard]] bool pays_to_copy() const {
    if (!old_) return false;
    std::uint64_t kept = 0;
    for (std::uint32_t i = 0; i < old_->sources().size(); ++i) kept += stays(i) ? old_->rows_of(i) : 0;
    return (new_rows() + old_->rows() - kept) * kAnewBelow < kept;
  }

  Result<void> amend() {
    tell("copying", 0.0);
    std::error_code error;
    fs::copy_file(database_, part_, error);
    if (error) {
      return fail(ErrorCode::kFile,
                  fmt::format("{}: cannot be copied: {}; is the disk full?", database_, error.message()));
    }
    auto writer = TowerWriter::amend(part_);
    if (!writer) return pass_on(writer);
    writer_ = std::move(*writer);
    for (const SourceUpdate& update : updates_) {
      if (auto put = put_source(update); !put) return put;
      if (update.keeps_old_rows) continue;
      if (auto dropped = writer_->drop_records(ids_.back()); !dropped) return dropped;
    }
    return add_rows({});
  }

  Result<void> make_anew() {
    auto writer = TowerWriter::create(part_);
    if (!writer) return pass_on(writer);
    writer_ = std::move(*writer);
    std::map<std::uint32_t, std::uint32_t> kept;
    for (std::uint32_t i = 0; old_ && i < old_->sources().size(); ++i) {
      const auto id = writer_->put_source(old_->sources()[i], old_->details_of(i));
      if (!id) return pass_on(id);
      if (stays(i)) kept[i] = *id;
    }
    for (const SourceUpdate& update : updates_) {
      if (auto put = put_source(update); !put) return put;
    }
    return add_rows(kept);
  }

  Result<void> put_source(const SourceUpdate& update) {
    const auto id = writer_->put_source(update.source, "{}");
    if (!id) return pass_on(id);
    ids_.push_back(*id);
    return {};
  }

  Result<void> add_rows(const std::map<std::uint32_t, std::uint32_t>& kept) {
    std::vector<std::unique_ptr<store::RowStream>> streams;
    std::uint64_t all = new_rows();
    if (!kept.empty()) {
      for (const auto& [source, id] : kept) all += old_->rows_of(source);
      streams.push_back(
          store::rows_of_database(*old_, [kept](std::uint32_t source) -> std::optional<std::uint32_t> {
            const auto found = kept.find(source);
            return found == kept.end() ? std::nullopt : std::optional(found->second);
          }));
    }
    for (std::size_t i = 0; i < updates_.size(); ++i) {
      for (const ListRuns& list : updates_[i].lists) {
        for (const std::string& file : list.files) {
          auto run = open_run(folder_.file(file), ids_[i]);
          if (!run) return pass_on(run);
          streams.push_back(std::move(*run));
        }
      }
    }
    store::MergedRows merged(std::move(streams));
    store::UniqueRows rows(merged);
    auto written = write_all(rows, all);
    left_out_ = rows.left_out();
    return written;
  }

  // So many rows, merged in another thread while those before are written.
  struct Batch {
    std::vector<store::StoredRow> rows;
    bool is_last = false;
  };
  static constexpr std::size_t kBatch_rows = 8192;

  static Result<Batch> next_batch(store::UniqueRows& rows) {
    Batch batch;
    batch.rows.reserve(kBatch_rows);
    while (batch.rows.size() < kBatch_rows) {
      const auto has_row = rows.next();
      if (!has_row) return pass_on(has_row);
      batch.is_last = !*has_row;
      if (batch.is_last) break;
      batch.rows.push_back(std::move(rows.row()));
    }
    return batch;
  }

  Result<void> write_all(store::UniqueRows& rows, std::uint64_t all) {
    const auto merge = [&rows] { return next_batch(rows); };
    std::future<Result<Batch>> merging = std::async(std::launch::async, merge);
    std::uint64_t written = 0;
    while (true) {
      const Result<Batch> batch = merging.get();
      if (!batch) return pass_on(batch);
      if (!batch->is_last) merging = std::async(std::launch::async, merge);
      for (const store::StoredRow& row : batch->rows) {
        if (auto added = writer_->add(row); !added) return added;
      }
      if (batch->is_last) return {};
      written += batch->rows.size();
      tell("writing", static_cast<double>(written) / static_cast<double>(std::max<std::uint64_t>(all, 1)));
      if (steps_.goes_on && !steps_.goes_on()) return fail(ErrorCode::kFile, "interrupted");
    }
  }

  void tell(std::string_view step, double fraction) const {
    if (steps_.tell) steps_.tell(step, fraction);
  }

  [[nodiscard]] towers::WriterSteps writer_steps() const {
    return {.threads = steps_.threads,
            .begins = [this](std::string_view step) { tell(step, 0.0); },
            .goes_on = steps_.goes_on};
  }

  // What was read of a source, oldest first: of a difference the lists before it, too.
  [[nodiscard]] nlohmann::json lists_of(std::size_t update, std::uint64_t duplicates) const {
    nlohmann::json lists = nlohmann::json::array();
    const SourceUpdate& one = updates_[update];
    if (one.keeps_old_rows && old_) {
      for (std::uint32_t i = 0; i < old_->sources().size(); ++i) {
        if (old_->sources()[i].name != one.source.name) continue;
        const auto before = nlohmann::json::parse(old_->details_of(i), nullptr, false);
        if (before.is_object() && before.contains("lists") && before["lists"].is_array())
          lists = before["lists"];
      }
    }
    for (std::size_t i = 0; i < one.lists.size(); ++i) {
      nlohmann::json list = to_json(one.lists[i]);
      list.erase("files");
      list["file"] = one.list_names[i];
      if (i + 1 == one.lists.size()) list["duplicates"] = duplicates;
      lists.push_back(std::move(list));
    }
    return lists;
  }

  [[nodiscard]] std::string details(std::size_t update, std::uint64_t duplicates) const {
    return nlohmann::json{{"lists", lists_of(update, duplicates)}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  // Of everything that went in, in order: the same lists give the same name.
  [[nodiscard]] std::string digest() const {
    std::string all = old_ ? old_->digest() : std::string();
    for (const SourceUpdate& update : updates_) {
      all += fmt::format("\n{}\n{}\n{}\n{}", update.source.name, towers::to_string(update.source.trust),
                         update.source.date ? date_text(*update.source.date) : "", update.keeps_old_rows);
      for (const ListRuns& list : update.lists) all += "\n" + list.sha256;
    }
    capture::Digest digest(capture::DigestKind::kSha256);
    digest.update(std::as_bytes(std::span(all)));
    return digest.finish();
  }

  Result<BuildReport> place(BuildReport report) {
    tell("writing to the disk", 0.0);
    auto made = towers::KnownTowers::open(part_);
    if (!made) return pass_on(made);
    report.rows = (*made)->rows();
    made->reset();
    std::error_code error;
    report.octets = fs::file_size(part_, error);
    if (auto placed = put_in_place(part_, database_); !placed) return pass_on(placed);
    return report;
  }

  std::string database_;
  std::string part_;
  const WorkFolder& folder_;
  const std::vector<SourceUpdate>& updates_;
  const BuildSteps& steps_;
  std::shared_ptr<const towers::KnownTowers> old_;
  std::optional<TowerWriter> writer_;
  std::map<std::uint32_t, std::uint64_t> left_out_;  // repeats, by source
  std::vector<std::uint32_t> ids_;                   // of the updates' sources
};

}  // namespace

Result<BuildReport> build_database(const std::string& database, const WorkFolder& folder,
                                   const std::vector<SourceUpdate>& updates, const BuildSteps& steps) {
  return Build(database, folder, updates, steps).run();
}

}  // namespace cellwarden::tools
