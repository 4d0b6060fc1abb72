#include "detector/towers/tower_writer.hpp"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cell/calendar_date.hpp"
#include "detector/towers/store/area_tally.hpp"
#include "detector/towers/store/connection.hpp"
#include "detector/towers/store/duplicates.hpp"
#include "detector/towers/store/query.hpp"
#include "detector/towers/store/schema.hpp"

namespace cellwarden::towers {
namespace {

using store::Query;
using store::StoredRow;

constexpr int kOperationsBetweenQuestions = 200'000;

// A file that nobody reads yet needs no journal: whoever wrote half of one throws it away.
void prepare(SQLite::Database& database) {
  for (const char* pragma : {"page_size = 16384", "journal_mode = OFF", "synchronous = OFF",
                             "locking_mode = EXCLUSIVE", "cache_size = -48000", "temp_store = FILE"}) {
    database.exec(std::string("PRAGMA ") + pragma);
  }
}

std::string insert_sql() {
  std::string sql = "INSERT INTO tower(" + store::tower_columns() + ") VALUES(?";
  for (std::size_t i = 0; i <= store::kStoredColumns; ++i) sql += ", ?";
  return sql + ")";
}

}  // namespace

struct TowerWriter::State {
  store::Connection connection;
  std::optional<Query> insert{};
  std::optional<Query> last_of_cell{};
  std::optional<std::pair<store::GridCell, std::int64_t>> last_id{};
  std::int64_t highest_id = -1;  ///< no row lies beyond
  store::AreaTally areas{};
  bool is_new{};

  explicit State(store::Connection opened, bool begins_empty)
      : connection(std::move(opened)), is_new(begins_empty) {
    prepare(database());
    database().exec("BEGIN");
    if (is_new) store::create_tables(database());
    insert.emplace(database(), insert_sql());
    last_of_cell.emplace(database(), "SELECT max(id) FROM tower WHERE id BETWEEN ? AND ?");
    Query last(database(), "SELECT max(id) FROM tower");
    if (last.next() && !last.is_null(0)) highest_id = last.number(0);
  }

  [[nodiscard]] SQLite::Database& database() const { return *connection.database; }

  std::int64_t next_id(store::GridCell cell);
  void add(const StoredRow& row);
  void count_sources();
  Duplicates finish(const std::string& digest, const WriterSteps& steps);
};

namespace {

// What SQLite throws becomes an error that names the file.
template <class Work>
auto guarded(const store::Connection& connection, Work work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const SQLite::Exception& failure) {
    return tl::unexpected<Error>(store::failure_of(connection.name, failure));
  }
}

}  // namespace

std::int64_t TowerWriter::State::next_id(store::GridCell cell) {
  if (last_id && last_id->first == cell) return ++last_id->second;
  const std::int64_t first = store::first_row(cell);
  std::int64_t id = first;
  if (first > highest_id) {  // rows that come in order find nothing there
    highest_id = store::first_row(cell + 1) - 1;
    last_id.emplace(cell, id);
    return id;
  }
  last_of_cell->restart().bind(1, first).bind(2, store::first_row(cell + 1) - 1);
  if (last_of_cell->next() && !last_of_cell->is_null(0)) id = last_of_cell->number(0) + 1;
  last_of_cell->restart();
  last_id.emplace(cell, id);
  return id;
}

void TowerWriter::State::add(const StoredRow& row) {
  store::bind_row(*insert, next_id(store::grid_cell(row.place())), row);
  insert->run();
  areas.add(row);
  if (areas.is_full()) areas.flush(database());
}

void TowerWriter::State::count_sources() {
  database().exec(
      "UPDATE source SET rows = (SELECT coalesce(sum(rows), 0) FROM area WHERE area.source = source.id)");
}

Duplicates TowerWriter::State::finish(const std::string& digest, const WriterSteps& steps) {
  const auto begin = [&steps](std::string_view step) {
    if (steps.begins) steps.begins(step);
  };
  const auto ask = [](void* given) {
    const auto& goes_on = static_cast<const WriterSteps*>(given)->goes_on;
    return goes_on && !goes_on() ? 1 : 0;
  };
  sqlite3_progress_handler(database().getHandle(), kOperationsBetweenQuestions, ask,
                           const_cast<WriterSteps*>(&steps));
  areas.flush(database());
  insert.reset();
  last_of_cell.reset();
  database().exec("PRAGMA threads = " + std::to_string(steps.threads));
  begin("index");
  store::create_indexes(database());
  begin("duplicates");
  Duplicates duplicates = store::remove_duplicates(database());
  count_sources();
  Query meta(database(), "INSERT OR REPLACE INTO meta VALUES('digest', ?)");
  meta.bind(1, std::string_view(digest)).run();
  database().exec("COMMIT");
  sqlite3_progress_handler(database().getHandle(), 0, nullptr, nullptr);
  return duplicates;
}

TowerWriter::TowerWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TowerWriter::TowerWriter(TowerWriter&&) noexcept = default;
TowerWriter& TowerWriter::operator=(TowerWriter&&) noexcept = default;
TowerWriter::~TowerWriter() = default;

Result<TowerWriter> TowerWriter::create(const std::string& path) {
  auto connection = store::connect(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
  if (!connection) return tl::unexpected<Error>(connection.error());
  try {
    return TowerWriter(std::make_unique<State>(std::move(*connection), true));
  } catch (const SQLite::Exception& failure) {
    return tl::unexpected<Error>(store::failure_of(path, failure));
  }
}

Result<TowerWriter> TowerWriter::amend(const std::string& path) {
  auto connection = store::connect(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
  if (!connection) return tl::unexpected<Error>(connection.error());
  try {
    if (auto wrong = store::what_is_wrong(*connection->database, path)) return tl::unexpected<Error>(*wrong);
    return TowerWriter(std::make_unique<State>(std::move(*connection), false));
  } catch (const SQLite::Exception& failure) {
    return tl::unexpected<Error>(store::failure_of(path, failure));
  }
}

Result<TowerWriter> TowerWriter::in_memory() {
  return create(":memory:");
}

Result<std::uint32_t> TowerWriter::put_source(const Source& source, const std::string& details) {
  return guarded(state_->connection, [&] {
    Query query(state_->database(),
                "INSERT INTO source(id, name, trust, date, licence, attribution, details, rows) "
                "VALUES((SELECT count(*) FROM source), ?, ?, ?, ?, ?, ?, 0) ON CONFLICT(name) DO UPDATE SET "
                "trust = excluded.trust, date = excluded.date, licence = excluded.licence, "
                "attribution = excluded.attribution, details = excluded.details RETURNING id");
    query.bind(1, std::string_view(source.name)).bind(2, to_string(source.trust));
    if (source.date) {
      query.bind(3, std::string_view(date_text(*source.date)));
    } else {
      query.bind_null(3);
    }
    query.bind(4, std::string_view(source.licence)).bind(5, std::string_view(source.attribution));
    query.bind(6, std::string_view(details));
    const auto id = query.next() ? static_cast<std::uint32_t>(query.number(0)) : 0;
    while (query.next()) {
    }
    return id;
  });
}

Result<void> TowerWriter::drop_records(std::uint32_t source) {
  return guarded(state_->connection, [&] {
    Query(state_->database(), "DELETE FROM tower WHERE source = ?").bind(1, source).run();
    Query(state_->database(), "DELETE FROM area WHERE source = ?").bind(1, source).run();
    state_->last_id.reset();
  });
}

Result<void> TowerWriter::add(const TowerRecord& record) {
  return add(StoredRow(record));
}

Result<void> TowerWriter::add(const StoredRow& row) {
  return guarded(state_->connection, [&] { state_->add(row); });
}

Result<Duplicates> TowerWriter::finish(const std::string& digest, const WriterSteps& steps) {
  return guarded(state_->connection, [&] { return state_->finish(digest, steps); });
}

Result<std::shared_ptr<const KnownTowers>> TowerWriter::towers() && {
  const std::string name = state_->connection.name;
  try {
    return store::Opening::towers_of(std::move(state_->connection));
  } catch (const SQLite::Exception& failure) {
    return tl::unexpected<Error>(store::failure_of(name, failure));
  }
}

}  // namespace cellwarden::towers
